"""The files print what the ledger holds, and a file that does not is caught."""

from __future__ import annotations

import copy
import re
import shutil
import subprocess
from typing import Any, Protocol

import panflute as pf
import pytest
from support import PROJECT

from analysis.book import ledger
from analysis.book.manuscript import agreement, compose
from analysis.book.manuscript.pages import Pages

BIBLIOGRAPHY = PROJECT / "references.bib"


class Made(Protocol):
    """As in conftest.py."""

    files: dict[str, bytes]

    def document(self, name: str) -> pf.Doc: ...


@pytest.fixture(scope="module")
def entries(pages: Pages) -> list[dict[str, Any]]:
    return list(ledger.read(pages.output / "html")["numbers"])


@pytest.fixture(scope="module")
def ids(pages: Pages, composed: compose.Manuscript) -> list[str]:
    return list(agreement.expected(pages, composed.parts, composed.numbered))


@pytest.fixture(scope="module")
def text(made: Made) -> agreement.Text:
    found = agreement.Text()
    for name in ("manuscript", "supplement"):
        found.add(made.document(name))
    return found


@pytest.fixture
def faults(entries: list[dict[str, Any]], ids: list[str], text: agreement.Text, composed: compose.Manuscript) -> Any:
    def told(**changed: Any) -> list[str]:
        given = {"ledger": entries, "ids": ids, "text": text, "numbered": composed.numbered} | changed
        return agreement.faults(**given, bibliography=BIBLIOGRAPHY)

    return told


def test_every_number_of_the_pages_stands_in_the_word_files(faults: Any, ids: list[str]) -> None:
    assert len(ids) > 900
    pages = ("index", "introduction", "methods", "data", "efficacy", "crs", "markers", "infection", "discussion")
    assert {one.partition(":")[0] for one in ids} == {f"chapters/{name}" for name in pages}
    assert faults() == []


@pytest.mark.parametrize("place", ["paragraph", "cell", "alt", "caption"])
def test_a_number_that_moved_in_the_ledger_is_caught(
    faults: Any, entries: list[dict[str, Any]], ids: list[str], place: str
) -> None:
    moved = copy.deepcopy(entries)
    one = next(entry for entry in moved if entry["id"] in set(ids) and entry["place"] == place)
    one["sentence"] = one["sentence"].replace(one["text"], "987 of 988")
    one["text"] = "987 of 988"
    found = faults(ledger=moved)
    assert any(fault.startswith(one["id"]) and "987 of 988" in fault for fault in found)


@pytest.mark.parametrize("part", ["blocks", "alts", "tables"])
def test_what_is_missing_from_a_file_is_caught(faults: Any, text: agreement.Text, part: str) -> None:
    lost = copy.deepcopy(text)
    if part == "blocks":
        lost.blocks.remove(next(block for block in lost.blocks if "evaluable patients had reached" in block))
    elif part == "alts":
        lost.alts.pop()
    else:
        del lost.tables["Table S3"]
    assert faults(text=lost)


def test_two_rows_that_changed_places_are_caught(faults: Any, text: agreement.Text) -> None:
    swapped = copy.deepcopy(text)
    rows = swapped.tables["Table 3"]
    rows[1], rows[2] = (rows[1][0], *rows[2][1:]), (rows[2][0], *rows[1][1:])
    assert any("tab-severity, " in fault for fault in faults(text=swapped))


def test_a_ledger_that_lacks_a_number_is_caught(faults: Any, entries: list[dict[str, Any]], ids: list[str]) -> None:
    found = faults(ledger=[entry for entry in entries if entry["id"] != ids[0]])
    assert found == [f"{ids[0]}: the site prints it, and its ledger does not hold it"]


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext, of poppler-utils, is not here")
def test_the_text_of_the_pdf_has_the_numbers_of_the_sentences(
    made: Made, entries: list[dict[str, Any]], ids: list[str]
) -> None:
    program = shutil.which("pdftotext")
    assert program is not None
    runs = [
        subprocess.run([program, "-", "-"], input=made.files[name], capture_output=True, check=True)
        for name in ("manuscript.pdf", "supplement.pdf")
    ]
    words = set(re.split(r"[\s();,]+", " ".join(run.stdout.decode() for run in runs)))
    wanted = set(ids)
    printed = {entry["text"] for entry in entries if entry["id"] in wanted and entry["place"] in ("paragraph", "cell")}
    # What has a space may be broken over two lines, with the number of the line between.
    unbroken = {one for one in printed if re.fullmatch(r"[\d.%]+", one)}
    assert len(unbroken) > 60
    assert {one for one in unbroken if not {one, f"{one}."} & words} == set()
