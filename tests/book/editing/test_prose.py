"""What an editor shows of a cell of prose: the values that the page prints, and the build's refusals."""

from __future__ import annotations

import jupytext
import pytest
from bs4 import BeautifulSoup
from support import PROJECT

from analysis.book.editing.prose import shown


def run(chapter: str) -> tuple[dict, str]:
    """The names that a chapter's cells make, and its prose."""
    names: dict = {}
    cells = jupytext.read(PROJECT / "chapters" / f"{chapter}.md", fmt="md:myst").cells
    for cell in cells:
        if cell.cell_type == "code":
            exec(cell.source, names)  # noqa: S102 - as a kernel does
    return names, "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


def soup(markdown: str, names: dict) -> BeautifulSoup:
    return BeautifulSoup(shown(markdown, names).data, "html.parser")


@pytest.fixture(scope="module")
def crs() -> tuple[dict, str]:
    return run("crs")


@pytest.mark.parametrize("chapter", ["crs", "efficacy", "writing"])
def test_all_values_of_a_chapter_are_shown_and_are_those_of_its_page(site, chapter: str) -> None:
    names, prose = run(chapter)
    editor = soup(prose, names)
    assert editor.select(".manuscript-fault") == []
    page = BeautifulSoup(site.pages[chapter], "html.parser")
    printed = [" ".join(number.get_text().split()) for number in page.select("article p .number, article li .number")]
    values = {" ".join(number.get_text().split()) for number in editor.select(".manuscript-number")}
    assert len(printed) > 10
    assert set(printed) <= values | {cell.get_text() for cell in editor.select("td")}
    assert len(editor.select("img")) == len(page.select("article figure img"))


def test_tables_and_figures_show_caption_cells_and_alt_text(crs) -> None:
    names, _ = crs
    table = soup(":::{eval-table} syndrome.table\n:name: tab-x\nHighest {eval}`syndrome.scale` grade.\n:::\n", names)
    assert [head.get_text() for head in table.select("th")] == ["CRS", "Patients", "Percentage", "95% CI"]
    assert table.select_one("td + td").get_text() == "8 of 55"
    assert table.select_one("figcaption").get_text().strip() == "Highest Lee 2014 grade."
    source = (
        ":::{eval-figure} timing.figure\n:name: fig-x\n:alt: Curves: {eval}`timing.severe.told`.\nA caption.\n:::\n"
    )
    figure = soup(source, names)
    assert figure.select_one("img")["src"].startswith("data:image/svg+xml;base64,")
    assert figure.select_one("img")["alt"] == f"Curves: {names['timing'].severe.told}."


def test_prose_without_its_finding_gives_way_to_the_reason(crs) -> None:
    names, _ = crs

    class Unrecorded:
        def _repr_mimebundle_(self, **_: object) -> dict:
            return {"application/x.finding+json": {"text": "", "why_not": "marrow: not recorded"}}

    given = {**names, "absent": Unrecorded()}
    told = soup(":::{eval-if} absent\nHere are {eval}`syndrome.severe`.\n:::\n", given).get_text().strip()
    assert told == "marrow: not recorded"


@pytest.mark.parametrize(
    ("expression", "told"),
    [
        ("syndrome.severe.percnt", "percent"),  # the face that was meant
        ("unknown.face", "is not defined"),
        ("1 + 1", "arithmetic"),
        ("syndrome.table", "a table, but a finding or text must stand here"),
    ],
)
def test_what_the_build_refuses_is_told_in_its_place(crs, expression: str, told: str) -> None:
    names, _ = crs
    page = soup(f"Before {{eval}}`{expression}` and after {{eval}}`syndrome.severe.count`.", names)
    assert told in page.select_one(".manuscript-fault").get_text()
    assert page.select_one(".manuscript-number").get_text() == "14"


def test_roles_and_notes_read_as_prose(crs) -> None:
    names, _ = crs
    sentence = "A {term}`syndrome <CRS>` to day {constant}`28 | fixed by the protocol` {cite:p}`lee2019`.[^n]"
    page = soup(f"{sentence}\n\n[^n]: A *note*.\n", names)
    assert page.select_one("p").get_text() == "A syndrome to day 28 [lee2019].n"
    assert page.select_one("aside p").get_text() == "A note."
