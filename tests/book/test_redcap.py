"""The book does not tell whether its cohorts have been through a REDCap project."""

from __future__ import annotations

from pathlib import Path

from redcap_project import Project
from support import Book, Site


def test_cohorts_that_went_through_redcap_give_the_same_numbers(site: Site, book: Book, tmp_path: Path) -> None:
    steps = [book.run("redcap", "dictionary", str(tmp_path / "dictionary.csv"), "--dates")]
    (tmp_path / "cohorts").mkdir()
    for study, labels in (("response", False), ("infection", True)):
        source, export = book.folder / "data" / study, tmp_path / f"{study}.csv"
        text = Project.upload(tmp_path / "dictionary.csv").export(source, labels=labels)
        export.write_text(text, encoding="utf-8")
        target = tmp_path / "cohorts" / study
        steps.append(book.run("redcap", "import", str(export), str(target), "--cohort", str(source / "cohort.toml")))
    # Built elsewhere, from nothing: a build in place would find the datasets unchanged and take what stands there.
    steps.append(book.run("book", str(tmp_path / "cohorts"), "--output", str(tmp_path / "built")))
    assert [step.returncode for step in steps] == [0, 0, 0, 0], "".join(step.stderr for step in steps)
    for ledger in ("numbers.json", "numbers.csv"):
        assert (tmp_path / "built" / "html" / ledger).read_bytes() == (site.html / ledger).read_bytes()
