"""Whether a file that a page offers opens in the program that a reader would open it with."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pandas as pd
from bs4 import BeautifulSoup
from PIL import Image


def _picture(path: Path) -> bool:
    with Image.open(path) as image:
        image.load()
        return tuple(round(dots) for dots in image.info["dpi"]) == (300, 300) and min(image.size) > 100


def _drawing(path: Path) -> bool:
    root = ElementTree.parse(path).getroot()  # noqa: S314 - the book drew it
    return root.tag.endswith("}svg") and root.find(".//{*}path") is not None


def _sheet(path: Path) -> bool:
    content = path.read_bytes()
    return content.startswith(b"%PDF") and len(re.findall(rb"/Type\s*/Page\b", content)) == 1


def _rows(path: Path) -> bool:
    return len(pd.read_csv(path)) > 0


def _workbook(path: Path) -> bool:
    book = openpyxl.load_workbook(path, read_only=True)
    filled = [sheet.max_row > 1 for sheet in book]
    book.close()
    return bool(filled) and all(filled)


OPENS: dict[str, Callable[[Path], bool]] = {
    "png": _picture,
    "tiff": _picture,
    "svg": _drawing,
    "pdf": _sheet,
    "csv": _rows,
    "xlsx": _workbook,
}


def offered(html: Path) -> dict[Path, str]:
    """The file behind every link of a page that saves one, and the page."""
    return {
        (page.parent / str(link["href"])).resolve(): str(page.relative_to(html))
        for page in sorted(html.rglob("*.html"))
        for link in BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").select("a[download]")
    }
