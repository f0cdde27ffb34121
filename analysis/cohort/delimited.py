"""Text files with a sign between their cells."""

from __future__ import annotations

import codecs
import csv
import io
import re
from pathlib import Path

from analysis.cohort.grids import Grid

SUFFIXES = (".csv", ".tsv", ".txt")
ENCODINGS = ("utf-8", "gb18030", "latin-1")
SEPARATORS = ",;\t"


def read_delimited(path: Path, encoding: str = "", header: int | None = None, separator: str = ",") -> Grid:
    """Read a text file: any line ending, cells with the separator in double quotes.

    Args:
        path: the file.
        encoding: one of ``ENCODINGS``; empty for UTF-8, or UTF-16 where the file begins with its mark.
        header: the row that names the columns, from 0, by which the separator is found: comma, semicolon or tab. With
            ``None`` it is given.
        separator: that sign, where it is given.

    Raises:
        ValueError: the file cannot be read so; the message says what to do.
    """
    content = path.read_bytes()
    remedy = "save it as CSV UTF-8 " + ("with commas" if header is None else "or let the mapping name its encoding")
    if encoding in ("", "utf-8"):
        marked = header is not None and content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        encoding = "utf-16" if marked else "utf-8-sig"
    try:
        text = _decoded(content, encoding)
        rows = _cells(text, separator if header is None else _separator(text, header))
    except (ValueError, csv.Error) as error:
        raise ValueError(f"cannot be read; {remedy}: {error}") from error
    return Grid(rows=rows)


def _decoded(content: bytes, encoding: str) -> str:
    text = content.decode(encoding)
    if re.search("[\x00\x80-\x9f]", text):
        raise ValueError("it holds control characters, so it is in another encoding")
    return text


def _cells(text: str, separator: str) -> list[list[str]]:
    lines = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=separator)
    return [[cell.strip() for cell in line] for line in lines]


def _separator(text: str, header: int) -> str:
    """The sign that cuts the header into most cells."""

    def width(separator: str) -> int:
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        return max((len(line) for i, line in enumerate(lines) if i == header), default=0)

    return max(SEPARATORS, key=width)
