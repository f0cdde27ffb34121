"""The ledger beside the pages: complete, true to the lines it names, and the same on every machine."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from support import Book, Site

from analysis.book import ledger

# Builds as on a machine with one processor.
ONE_JOB = "import os; os.cpu_count = lambda: 1; import sys; from analysis.__main__ import main; sys.exit(main())"


def numbers(book: Book) -> list[dict[str, Any]]:
    """The entries of the ledger of a copy."""
    entries: list[dict[str, Any]] = ledger.read(book.folder / "_build/html")["numbers"]
    return entries


def bytes_of(book: Book) -> list[bytes]:
    """The two files of the ledger."""
    return [(book.folder / "_build/html" / name).read_bytes() for name in (ledger.JSON, ledger.CSV)]


def test_the_ledger_holds_every_number_of_every_page_in_reading_order(site: Site) -> None:
    entries = numbers(site.book)
    for page, text in site.pages.items():
        links = BeautifulSoup(text, "html.parser").select("article a.number")
        shown = [link.get_text().replace("\u2019", "'") for link in links]  # the page has the quotes of print
        kept = [
            e["text"]
            for e in entries
            if e["page"] == f"chapters/{page}" and e["place"] != "alt" and e["face"] != "constant"
        ]
        assert kept == shown, page
    assert len(entries) > 300
    assert len({entry["id"] for entry in entries}) == len(entries)


def test_the_ledger_holds_each_marked_constant_with_its_reason(site: Site) -> None:
    kept = [(e["page"], e["text"], e["given"], e["facts"]) for e in numbers(site.book) if e["face"] == "constant"]
    assert ("chapters/crs", "similar", "what the cited study found", []) in kept


def test_an_entry_names_the_line_and_the_sentence_in_which_its_number_stands(site: Site) -> None:
    for entry in numbers(site.book):
        # The sentence is as printed, with the quotes of print.
        assert entry["text"] in entry["sentence"].replace("\u2019", "'")
        lines = (site.book.folder / f"{entry['page']}.md").read_text(encoding="utf-8").splitlines()
        line = lines[entry["line"] - 1]
        expression = re.sub(r" \(\d+\)$", "", entry["id"].removeprefix(f"{entry['page']}: "))
        if entry["face"] == "constant":
            assert f"{{constant}}`{entry['text']} | {entry['given']}`" in line, entry["id"]
        elif entry["place"] == "cell":
            # A table of findings, or one that the chapter itself writes.
            assert line.startswith((":::{eval-table}", "|")), entry["id"]
        elif entry["place"] == "alt":
            assert line.startswith(":::{eval-figure}"), entry["id"]
        else:
            assert f"{{eval}}`{expression}`" in line, entry["id"]


def test_an_edit_elsewhere_changes_lines_and_no_id(book: Book) -> None:
    before = numbers(book)
    lines = (book.folder / "chapters/efficacy.md").read_text(encoding="utf-8").splitlines()
    edited = lines.index("## Response") + 1
    book.edit(
        "chapters/efficacy.md", "## Response\n", "## Response\n\nWe count {eval}`response.worst_case.n` patients.\n"
    )
    assert book.build().returncode == 0
    after = {entry["id"]: entry for entry in numbers(book)}
    assert set(after) - {entry["id"] for entry in before} == {"chapters/efficacy: response.worst_case.n"}
    for entry in before:
        shift = 2 if entry["page"] == "chapters/efficacy" and entry["line"] > edited else 0
        assert after[entry["id"]] == {**entry, "line": entry["line"] + shift}


def test_the_sheet_says_what_the_ledger_says(site: Site) -> None:
    with (site.book.folder / "_build/html" / ledger.CSV).open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    expected = [(entry, facts) for entry in numbers(site.book) for facts in entry["facts"] or [{}]]
    for row, (entry, facts) in zip(rows, expected, strict=True):
        for name in ledger.FIELDS:
            assert row[name] == str(entry[name])
        for name in ledger.FACTS:
            assert row[name] == ("" if facts.get(name) is None else str(facts[name]))


def test_another_folder_hash_seed_processor_and_number_of_jobs_give_the_same_bytes(book: Book, tmp_path: Path) -> None:
    other = Book(tmp_path)
    # OpenBLAS then computes as an old processor does, which moves the last digits of iterative fits.
    environment = {**os.environ, "PYTHONHASHSEED": "7", "OPENBLAS_CORETYPE": "Nehalem", "TZ": "Asia/Tokyo"}
    environment |= {"PYTHONPATH": str(other.folder), "NO_COLOR": "1"}
    environment.pop("ANALYSIS_DATA", None)
    command = [sys.executable, "-c", ONE_JOB, "book", "data"]
    built = subprocess.run(command, cwd=other.folder, env=environment, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr[-3000:]
    assert bytes_of(other) == bytes_of(book)
    assert str(other.folder).encode() not in b"".join(bytes_of(other))


def test_a_build_that_was_broken_off_leaves_no_ledger_to_be_taken_for_true(book: Book) -> None:
    before = bytes_of(book)
    book.edit("chapters/efficacy.md", "## Response\n", "## Response of all\n")
    book.kill_when("writing output")
    with pytest.raises((ValueError, FileNotFoundError), match=r"build the book again|numbers\.json"):
        numbers(book)
    result = book.run("diff", "_build/html", "_build/html")
    assert result.returncode == 2
    book.restore("chapters")
    assert book.build().returncode == 0
    assert bytes_of(book) == before


@pytest.mark.parametrize(("failure", "warnings"), [(RuntimeError("a fault"), 0), (None, 1)])
def test_a_build_with_a_fault_or_a_warning_takes_the_old_ledger_away(
    tmp_path: Path, failure: Exception | None, warnings: int
) -> None:
    for name in (ledger.JSON, ledger.CSV):
        (tmp_path / name).write_text("of an earlier build", encoding="utf-8")
    app = SimpleNamespace(builder=SimpleNamespace(format="html"), outdir=tmp_path, _warncount=warnings)
    ledger.write(app, failure)
    assert list(tmp_path.iterdir()) == []


def test_a_ledger_of_another_version_is_not_read(tmp_path: Path) -> None:
    (tmp_path / ledger.JSON).write_text(json.dumps({"version": 2, "code": "", "numbers": []}), encoding="utf-8")
    with pytest.raises(ValueError, match="not a ledger of version 1"):
        ledger.read(tmp_path)
