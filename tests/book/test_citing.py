"""The citation of the book, from CITATION.cff."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from support import PROJECT

from analysis.book import citing

TOLD = {
    "title": "A book",
    "authors": [{"family-names": "Li", "given-names": "Na"}, {"name": "The group"}],
    "version": "1.2",
    "doi": "10.5281/zenodo.1",
}


def test_a_citation_is_one_line() -> None:
    assert citing.sentence(TOLD) == "Li Na, The group. A book. Version 1.2. 10.5281/zenodo.1."


def test_a_reference_manager_gets_every_author() -> None:
    assert citing.bibtex(TOLD).splitlines()[:3] == [
        "@software{car_t_manuscript,",
        "  title = {{A book}},",
        "  author = {{Li Na} and {The group}},",
    ]


def test_the_project_can_be_cited() -> None:
    told = citing.citation(PROJECT / "CITATION.cff")
    assert str(told["title"]) in citing.sentence(told)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title: A\nversion: 1\n", "lacks authors"),
        ("", "lacks title, authors, version"),
        ("- a\n", "lacks"),
        ("title: [", "CITATION.cff"),
    ],
)
def test_what_is_wrong_is_told(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "CITATION.cff").write_text(text)
    with pytest.raises(ValueError, match=message):
        citing.citation(tmp_path / "CITATION.cff")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"CITATION\.cff"):
        citing.citation(tmp_path / "CITATION.cff")


def test_the_first_page_has_the_box(site) -> None:
    assert "Cite this book. The CAR-T manuscript authors." in site.text("index")
    code = BeautifulSoup(site.pages["index"], "html.parser").select_one(".cite-this pre")
    assert code is not None
    assert code.get_text() == citing.bibtex(citing.citation(PROJECT / "CITATION.cff")) + "\n"
