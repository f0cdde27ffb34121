"""The built pages: what they print, what they say about their data, and that none of it was typed."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from support import PROJECT

COMPUTED = [
    "index",
    "methods",
    "efficacy",
    "crs",
    "markers",
    "infection",
    "discussion",
    "data",
    "dictionary",
    "your-data",
    "writing",
]
WITHOUT_PATIENTS = {"dictionary"}  # its tables tell of rules
PINNED = ["54", "48", "88.9%", "47", "85.5%", "16", "28.6%", "17", "2", "3.6%", "11", "32.4%"]
INTERVALS = {
    "88.9%": "77.4% to 95.8%",
    "85.5%": "73.3% to 93.5%",
    "28.6%": "17.3% to 42.2%",
    "3.6%": "0.4% to 12.3%",
    "32.4%": "17.4% to 50.5%",
}


def test_a_strict_build_has_no_warning(site) -> None:
    assert "WARNING" not in site.log
    assert "susceptible to eavesdropping" not in site.log


@pytest.mark.parametrize("number", PINNED)
def test_figures_of_the_abstracts_are_printed_as_computed_values(site, number: str) -> None:
    computed = {
        span.get_text()
        for page in COMPUTED
        for span in BeautifulSoup(site.pages[page], "html.parser").select("article .number")
    }
    assert any(re.search(rf"(?<![\w.]){re.escape(number)}(?![\w.])", text) for text in computed)


@pytest.mark.parametrize("number", [n for n in PINNED if len(n) > 1])
def test_no_figure_of_the_abstracts_is_typed(number: str) -> None:
    typed = re.compile(rf"(?<![\w.-]){re.escape(number)}(?![\w.-])")
    for chapter in (PROJECT / "chapters").glob("*.md"):
        assert not typed.search(chapter.read_text(encoding="utf-8")), chapter.name


@pytest.mark.parametrize(("rate", "interval"), INTERVALS.items())
def test_each_rate_has_its_interval(site, rate: str, interval: str) -> None:
    text = " ".join(site.text(page) for page in COMPUTED)
    assert re.search(rf"{re.escape(rate)}\s*; 95% CI {re.escape(interval)}", text)


def test_every_page_says_that_its_data_are_synthetic(site) -> None:
    for name, page in site.pages.items():
        banner = BeautifulSoup(page, "html.parser").select_one("article .data-banner.synthetic")
        assert banner is not None, name
        assert "do not exist" in banner.get_text(), name


def test_every_figure_is_stamped_described_and_captioned(site) -> None:
    figures = [
        (name, figure)
        for name, page in site.pages.items()
        for figure in BeautifulSoup(page, "html.parser").select("article figure")
    ]
    assert len(figures) == 19
    for name, figure in figures:
        image = figure.find("img")
        assert image["alt"].startswith("Synthetic data. "), name
        assert "{eval}" not in image["alt"], name
        assert re.search(r"\d", image["alt"]), f"{name}: the alt text has no number: {image['alt']}"
        assert figure.find("figcaption").get_text().strip(), name
        assert "<!-- SYNTHETIC DATA -->" in site.images[image["src"].rsplit("/", 1)[-1]], name


def test_every_table_says_that_it_is_synthetic(site) -> None:
    for name, page in site.pages.items():
        soup = BeautifulSoup(page, "html.parser")
        notes = [note.get_text() for note in soup.select("article .table-notes")]
        assert len(notes) == len(soup.select("article table.findings")), name
        assert all(note.endswith("Synthetic data.") == (name not in WITHOUT_PATIENTS) for note in notes), name


def test_no_expression_and_no_bare_float_is_left_on_a_page(site) -> None:
    for name in COMPUTED:
        article = BeautifulSoup(site.pages[name], "html.parser").select_one("article")
        assert article is not None
        for shown in article.select("code, pre"):  # a guide shows how expressions are written
            shown.decompose()
        text = article.get_text(" ")
        assert "{eval" not in text, name
        assert not re.search(r"\d\.\d{5,}|np\.float|None|nan\b", text), name


def test_pages_ask_nothing_of_other_machines(site) -> None:
    for name, page in site.pages.items():
        soup = BeautifulSoup(page, "html.parser")
        sources = [tag.get("src") or tag.get("href") for tag in soup.select("script[src], link[href], img[src]")]
        assert not [source for source in sources if re.match(r"(https?:)?//", source)], name


def test_the_first_page_is_where_a_reader_lands(site) -> None:
    landing = (site.book.folder / "_build/html/index.html").read_text(encoding="utf-8")
    assert "chapters/index.html" in landing
