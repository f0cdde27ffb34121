"""The book of a real cohort: what its pages must not hold, and how they are in a browser."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import browsing
import pandas as pd
import pytest
from browsing import shown
from bs4 import BeautifulSoup
from opening import OPENS, offered
from openpyxl import load_workbook
from playwright.sync_api import Browser
from support import REAL_COHORT, Site

from analysis.book import leaks
from analysis.cohort import read

pytestmark = pytest.mark.skipif(not REAL_COHORT.is_dir(), reason="the real cohort is not beside this checkout")


@dataclass(frozen=True)
class Built:
    """What was built from the cohort, and the cohort as it was imported."""

    output: Path
    data: Path

    @property
    def html(self) -> Path:
        return self.output / "html"


@pytest.fixture(scope="module")
def real(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The book of the real cohort, built once for all tests here."""
    folder = tmp_path_factory.mktemp("real")
    built = Built(output=folder / "_build", data=folder / "nci")
    book = site.book
    try:
        assert book.run("import", "data/mappings/nci-cd22.toml", str(REAL_COHORT), str(built.data)).returncode == 0
        result = book.build(str(built.data))
        assert result.returncode == 0, result.stderr[-3000:]
        shutil.copytree(book.folder / "_build", built.output)
    finally:
        book.reset()
    return built


def test_the_real_cohort_is_private_and_no_row_of_it_stands_in_the_build(site: Site, real: Built) -> None:
    cohort = read(real.data)
    assert leaks.find(cohort, real.output) == []
    sought = leaks.Sought(cohort)
    # What is not published must hold no row either.
    for path in sorted((real.output / "jupyter_execute").rglob("*")):
        if path.is_file():
            assert list(sought.within(path.read_text(encoding="utf-8"), path.suffix)) == [], path.name
    for page in (real.html / "chapters").glob("*.html"):
        assert "Private data." in page.read_text(encoding="utf-8")
    # Points of patients are the only marks that let others shine through so.
    peaks = "markers-fig-peaks.svg"
    assert "opacity: 0.85" in site.images[peaks]
    (drawn,) = (real.html / "_images").glob(peaks)
    assert "opacity: 0.85" not in drawn.read_text(encoding="utf-8")


# Both themes, and the widths at which the pages are laid out otherwise.
@pytest.mark.parametrize(("scheme", "width"), [("light", 360), ("dark", 1440)])
def test_every_page_fits_is_quiet_and_has_no_barrier(browser: Browser, real: Built, scheme: str, width: int) -> None:
    faults: dict[str, list[str]] = {}
    for page in sorted((real.html / "chapters").glob("*.html")):
        with shown(browser, page.as_uri(), width=width, color_scheme=scheme) as seen:
            seen.page.wait_for_load_state("networkidle")
            found = browsing.barriers(seen.page)
            for other in (width, 768):
                seen.page.set_viewport_size({"width": other, "height": 900})
                found += browsing.overflow(seen.page)
            faults[page.stem] = found + seen.complaints + seen.outside
    assert {name: found for name, found in faults.items() if found} == {}


# These pages explain the mark of synthetic data, whatever the dataset.
EXPLAINING = {"your-data", "glossary", "dictionary"}


def test_nothing_says_that_the_data_are_synthetic(real: Built) -> None:
    says = []
    for page in sorted((real.html / "chapters").glob("*.html")):
        soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
        for code in soup.select("script, style, pre"):
            code.decompose()
        told = [soup.get_text(" "), *(str(image["alt"]) for image in soup.select("img[alt]"))]
        if page.stem not in EXPLAINING and any("synthetic" in each.lower() for each in told):
            says.append(page.name)
    assert says == []


def test_every_file_opens_and_calls_no_row_synthetic(real: Built) -> None:
    files = offered(real.html)
    assert files
    assert [path.name for path in files if not (path.is_file() and OPENS[path.suffix[1:]](path))] == []
    says = []
    for path in files:
        if path.suffix == ".csv":
            said = bool(pd.read_csv(path).get("synthetic", pd.Series(dtype=bool)).any())
        elif path.suffix == ".xlsx":
            book = load_workbook(path, read_only=True)
            said = any(
                "synthetic data" in str(cell).lower()
                for sheet in book
                for row in sheet.iter_rows(values_only=True)
                for cell in row
            )
            book.close()
        else:
            said = b"SYNTHETIC" in path.read_bytes()
        if said:
            says.append(path.name)
    assert says == []
