"""The Word file, as Word and its readers see it."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Protocol

import panflute as pf
import pytest
from lxml import etree
from PIL import Image
from sphinx.addnodes import pending_xref
from support import PROJECT

from analysis.book.manuscript import agreement, compose, make, settings
from analysis.book.manuscript.reference import NS, w

# Markup, programs and what only a page can point to.
SITE = (
    r"\{eval\}",
    r"\{constant\}",
    "import cohort",
    "Where the numbers",
    "page on the data",
    r"\b(?:tab|fig)-\w",
    ":::",
    "</?[a-z]",
)


class Made(Protocol):
    """As in conftest.py."""

    files: dict[str, bytes]
    log: str

    def document(self, name: str) -> pf.Doc: ...
    def text(self, name: str) -> str: ...


def part(content: bytes, name: str = "word/document.xml") -> etree._Element:
    return etree.fromstring(zipfile.ZipFile(io.BytesIO(content)).read(name))


@pytest.fixture(scope="module")
def body(made: Made) -> etree._Element:
    return part(made.files["manuscript.docx"])


def test_tables_are_tables_whose_head_is_repeated_and_whose_rows_do_not_break(body: etree._Element) -> None:
    tables = list(body.iter(w("tbl")))
    assert len(tables) == 5  # four and the checklist
    for table in tables:
        rows = table.findall("w:tr", NS)
        assert rows[0].find("w:trPr/w:tblHeader", NS) is not None
        assert all(row.find("w:trPr/w:cantSplit", NS) is not None for row in rows)
        widths = [int(column.get(w("w"))) for column in table.iter(w("gridCol"))]
        assert sum(widths) <= 14600  # the line of a page on its side


def test_lines_and_pages_are_numbered_and_each_page_says_synthetic(made: Made, body: etree._Element) -> None:
    sections = list(body.iter(w("sectPr")))
    assert len(sections) > 1
    for section in sections:
        assert section.find("w:lnNumType", NS).get(w("restart")) == "continuous"
        assert section.find("w:headerReference", NS) is not None
        assert section.find("w:footerReference", NS) is not None
    head = part(made.files["manuscript.docx"], "word/header1.xml")
    assert "Synthetic data" in "".join(head.itertext())
    assert " PAGE " in etree.tostring(part(made.files["manuscript.docx"], "word/footer1.xml")).decode()


def test_page_references_point_to_places_of_the_file(body: etree._Element) -> None:
    names = {mark.get(w("name")) for mark in body.iter(w("bookmarkStart"))}
    fields = [field for field in body.iter(w("fldSimple")) if "PAGEREF" in field.get(w("instr"))]
    assert len(fields) > 25
    assert {field.get(w("instr")).split()[1] for field in fields} <= names
    assert all("".join(field.itertext()).isdigit() for field in fields)
    assert all(re.fullmatch(r"\w{1,40}", name) for name in names)


def test_footnotes_are_small_and_single_spaced(made: Made) -> None:
    content = made.files["manuscript.docx"]
    (style,) = part(content, "word/styles.xml").findall("w:style[@w:styleId='FootnoteText']", NS)
    assert style.find("w:rPr/w:sz", NS).get(w("val")) == "20"  # half points
    assert style.find("w:pPr/w:spacing", NS).get(w("line")) == "240"
    paragraphs = part(content, "word/footnotes.xml").findall("w:footnote/w:p", NS)
    notes = [note for note in paragraphs if note.find("w:r/w:footnoteRef", NS) is not None]
    assert notes
    assert {note.find("w:pPr/w:pStyle", NS).get(w("val")) for note in notes} == {"FootnoteText"}


def test_pictures_have_alt_texts_and_three_hundred_dots_an_inch(made: Made) -> None:
    archive = zipfile.ZipFile(io.BytesIO(made.files["manuscript.docx"]))
    pictures = [name for name in archive.namelist() if name.startswith("word/media/")]
    assert len(pictures) == 6
    for name in pictures:
        assert Image.open(io.BytesIO(archive.read(name))).width >= 300 * 6.2
    alts = [alt.get("descr") for alt in part(made.files["manuscript.docx"]).iter("{*}docPr")]
    assert all(alt.startswith("Synthetic data. ") and len(alt) > 60 for alt in alts)


def test_nothing_of_the_site_remains(made: Made) -> None:
    for name in ("manuscript", "supplement"):
        text = made.text(name)
        found = re.search("|".join(SITE), text)
        assert found is None, text[found.start() - 80 : found.end() + 80]


def test_tables_and_figures_are_numbered_in_the_order_in_which_the_text_comes_to_them(made: Made) -> None:
    blocks = agreement.Text()
    blocks.add(made.document("manuscript"))
    text = "\n".join(blocks.blocks)
    for kind in ("Table", "Figure"):
        for series in ("", "S"):
            found = list(dict.fromkeys(int(n) for n in re.findall(rf"{kind} {series}(\d+)", text)))
            assert found == sorted(found)
            # A supplementary table may stand there without being mentioned.
            assert series or found == list(range(1, len(found) + 1))


def test_the_text_mentions_every_table_and_figure_that_it_shows(composed: compose.Manuscript) -> None:
    mentioned = {node["reftarget"] for part in composed.parts for node in part.section.findall(pending_xref)}
    assert {label for label, one in composed.numbered.items() if not one.supplement} <= mentioned


def test_no_path_of_this_machine_stands_in_a_file(made: Made) -> None:
    for name in ("manuscript.docx", "supplement.docx"):
        archive = zipfile.ZipFile(io.BytesIO(made.files[name]))
        for entry in archive.namelist():
            assert b"references.bib" not in archive.read(entry), entry
            assert archive.getinfo(entry).date_time == (1980, 1, 1, 0, 0, 0)


def test_the_title_page_counts_and_invents_nothing(made: Made) -> None:
    page = made.text("manuscript").partition("Abstract")[0]
    assert "The CAR-T manuscript authors" in page
    assert re.search(r"Words\. \d+ in the abstract, \d{4} in the text\.", page)
    assert "4 tables and 6 figures" in page
    assert "do not exist" in page
    assert "To be stated by the authors" in page


def test_the_abstract_is_as_short_as_the_journal_asks(made: Made) -> None:
    abstract = made.text("manuscript").partition("\nAbstract\n")[2].partition("\nIntroduction\n")[0]
    assert abstract.strip().startswith("Objective.")
    assert 150 < len(abstract.split()) <= settings.read(PROJECT).abstract_words == 300
    assert "words, and manuscript.yml allows" not in made.log


@pytest.mark.usefixtures("book_project")
def test_the_same_book_gives_the_same_bytes(made: Made, composed: compose.Manuscript) -> None:
    contents, _ = make.written("docx", composed)
    assert contents == [made.files["manuscript.docx"], made.files["supplement.docx"]]
