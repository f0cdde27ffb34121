"""The text of a built file as it is searched: spelt one way, however its markup, coding or typography spell it."""

from __future__ import annotations

import html
import re
import unicodedata
import zlib
from collections.abc import Collection, Iterator
from pathlib import Path
from urllib.parse import unquote

from openpyxl import load_workbook

WORD = re.compile(r"[^\W_]+(?:[./+:-][^\W_]+)*")
PIECE = re.compile(r"[^\W_]+")
MARKUP = {".html", ".svg", ".xml"}
JSON = {".json", ".js", ".ipynb", ".map"}
CUT = re.compile(r"[\n\r{}\[\];|<>]|(?<=[.!?])\s")
# Coordinates and glyphs hold numbers by the thousand, which are no data.
DRAWN = re.compile(
    r"\s(?:d|points|transform|style|viewBox|clip-path|id|href|xlink:href|[xy][12]?|width|height)=\"[^\"]*\""
)
TAG = re.compile(
    r"</?(?:a|abbr|b|code|data|dd|dt|em|i|li|p|small|span|strong|sub|sup|td|th|tspan)\b[^>]*>", re.IGNORECASE
)
# What is one place though it stands on several lines.
TOGETHER = re.compile(r"<(tr|ul|ol|dl)\b.*?</\1>", re.DOTALL | re.IGNORECASE)
ANCHOR = re.compile(r"\b(?:id|name|for)=\"[^\"]*\"|#[\w-]+")  # names that markup gives itself, and colours
PATH = re.compile(r"\s(?:d|points|transform)=\"[^\"]*\"")  # commands of one letter, and numbers
ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})|\\/")
DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-")
BETWEEN = 1  # characters that may part the pieces of one code


def read(path: Path) -> str | None:
    """The text of a file; ``None`` where it is none."""
    if path.suffix == ".xlsx":
        return _cells(path)
    content = path.read_bytes()
    if path.suffix == ".inv":  # four lines of head, then compressed
        head, _, packed = content.partition(b"zlib.\n")
        content = head + zlib.decompress(packed)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    return None if b"\0" in content else content.decode("utf-8", errors="replace")


def _cells(path: Path) -> str:
    """A workbook as lines, so that a row of it is one place."""
    book = load_workbook(path, read_only=True)
    rows = [row for sheet in book.worksheets for row in sheet.iter_rows(values_only=True)]
    book.close()
    return "\n".join(", ".join(str(cell) for cell in row if cell is not None) for row in rows)


def spelt(text: str, suffix: str) -> str:
    """The text with its codes for characters resolved, without signs that nobody sees, every dash a hyphen.

    Args:
        text: a file's text.
        suffix: of the file.
    """
    if suffix in JSON:
        text = ESCAPED.sub(lambda found: chr(int(found[1], 16)) if found[1] else "/", text)
    text = unquote(html.unescape(html.unescape(text)))
    text = unicodedata.normalize("NFKC", text.replace("\N{MIDDLE DOT}", "."))
    unseen = {ord(c): "" for c in set(text) if unicodedata.category(c) == "Cf"}
    return text.translate(DASHES | unseen)


def squashed(code: str) -> str:
    """A code as it is compared: in small letters, without what parts its pieces."""
    return "".join(PIECE.findall(spelt(code, ""))).casefold()


def has_code(text: str, suffix: str, codes: Collection[str], beginnings: Collection[str]) -> bool:
    """Whether one of some codes stands in a text, in whatever letters, its pieces parted by a sign or space at most.

    Args:
        text: spelt text.
        suffix: of the file that it is of.
        codes: squashed.
        beginnings: everything that one of them begins with.
    """
    if suffix == ".svg":
        text = PATH.sub(" ", text)
    for view in [ANCHOR.sub(" ", text), TAG.sub("", text)] if suffix in MARKUP else [text]:
        begun: list[str] = []
        end = 0
        for piece in PIECE.finditer(view.casefold()):
            near = begun if piece.start() - end <= BETWEEN else []
            begun = [code for code in (piece[0], *(before + piece[0] for before in near)) if code in beginnings]
            end = piece.end()
            if any(code in codes for code in begun):
                return True
    return False


def places(text: str, suffix: str) -> Iterator[str]:
    """Each place of a spelt text: a line, a sentence, a row of a table, a list, an object."""
    if suffix == ".svg":
        text = DRAWN.sub(" ", text)
    if suffix in MARKUP:
        text = TOGETHER.sub(lambda found: "\n" + re.sub(r"<[^>]*>|\s+", " ", found[0]) + "\n", text)
        text = TAG.sub(" ", text)
    if suffix in JSON:
        text = text.replace("\n", " ")
    yield from CUT.split(text)
