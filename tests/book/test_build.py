"""Building again: nothing stale, nothing blank, nothing left behind."""

from __future__ import annotations

import re
import signal
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from support import REAL_COHORT, Book, Site


def read_again(log: str) -> set[str]:
    """The chapters that a build ran."""
    return set(re.findall(r"chapters/(\w+)\.md: Executed notebook", log))


def patient_in_remission(book: Book) -> tuple[str, str]:
    """The row of a patient with CR, and the same row with stable disease."""
    text = (book.folder / "data/response/patients.csv").read_text(encoding="utf-8")
    row = next(line for line in text.splitlines() if ",CR,negative," in line)
    return row, row.replace(",CR,negative,", ",SD,positive,")


def test_without_a_change_nothing_is_read(book: Book) -> None:
    result = book.build()
    assert result.returncode == 0
    assert read_again(result.stdout + result.stderr) == set()


def test_a_changed_sentence_reads_one_chapter_and_runs_no_code(book: Book) -> None:
    book.edit("chapters/efficacy.md", "We fitted each measurement alone", "We took each measurement alone")
    result = book.build()
    log = result.stdout + result.stderr
    assert re.findall(r"chapters/(\w+)\.md: Read with the answers", log) == ["efficacy"]
    assert read_again(log) == set()
    assert "We took each measurement alone" in book.pages()["efficacy"]


# One fault of each kind, all put into one chapter: what stands there, what an author might write, the answer.
FAULTS = {
    "a misspelt finding": (
        "{eval}`response.cr.percent`",
        "{eval}`response.cer.percent`",
        "no 'cer' among the findings",
    ),
    "a misspelt face": (
        "{eval}`response.worst_case.percent`",
        "{eval}`response.worst_case.percnt`",
        "no 'percnt'; did you mean percent? there are ci,",
    ),
    "an unknown name": (
        "{eval}`response.evaluable.count`",
        "{eval}`respnse.evaluable.count`",
        "no cell makes 'respnse'; did you mean response? there are burden,",
    ),
    "a bare float": (
        "{eval}`survived.follow_up.value`",
        "{eval}`response.cr.estimate.value`",
        "0.8888888888888888, which is no",
    ),
    "a figure in a sentence": (
        "{eval}`survived.overall.events.n_of_N`",
        "{eval}`burden.figure`",
        "gives a figure, but a finding or",
    ),
    "a wrong name in a caption": ("{eval}`burden.shown`", "{eval}`burden.shwn`", "no 'shwn' among the findings"),
    "a wrong name in an alt text": ("{eval}`burden.medians`", "{eval}`burden.media`", "no 'media' among the findings"),
    "a finding for a table": (
        "{eval-table} burden.table",
        "{eval-table} burden.ldh.odds",
        "but a table must stand here",
    ),
    "a figure without alt text": (":alt: Falling step", ":class: Falling step", "needs a name and an alt text"),
    "a float in a string": (
        "{eval}`survived.follow_up.ci`",
        '{eval}`f"{response.cr.estimate.value}"`',
        "a formatted string may not stand in an expression",
    ),
    "a number that the notebooks would not see": (
        "{eval}`landmark.hazard_ratio.ci`",
        "{eval}``landmark.hazard_ratio.ci``",
        "is not written so that the reference notebooks see it",
    ),
    "a wrong condition": ("{eval-if} response.mrd_negative", "{eval-if} response.mrd", "no 'mrd' among the findings"),
}


def test_every_fault_stops_every_build_and_all_are_told_with_their_lines(book: Book) -> None:
    chapter = book.folder / "chapters/efficacy.md"
    broken = chapter.read_text(encoding="utf-8")
    for name, (old, new, _) in FAULTS.items():
        assert old in broken, name
        broken = broken.replace(old, new, 1)

    chapter.write_text(broken, encoding="utf-8")
    lines = broken.splitlines()
    for attempt in ("first", "second"):
        result = book.build()
        log = result.stdout + result.stderr
        assert result.returncode != 0, attempt
        for name, (_, new, message) in FAULTS.items():
            line = next(i for i, text in enumerate(lines, start=1) if new in text)
            told = [int(m[1]) for m in re.finditer(rf"efficacy\.md:(\d+): .*{re.escape(message)}", log)]
            assert told, f"{name}, {attempt} build: {log[-3000:]}"
            # A sentence is told by the first line of its paragraph, a directive by its own first line.
            assert any(place <= line <= place + 6 for place in told), f"{name}: stands in line {line}, told {told}"
    book.restore("chapters")
    assert book.build().returncode == 0


def test_code_that_fails_is_told_by_page_and_cause(book: Book) -> None:
    book.edit("chapters/crs.md", "crs.course(study)", "crs.corse(study)")
    for attempt in ("first", "second"):
        result = book.build()
        log = result.stdout + result.stderr
        assert result.returncode != 0, attempt
        cause = "the code of this page fails: AttributeError: module 'analysis.findings.crs' has no attribute 'corse'"
        assert f"chapters/crs.md: {cause}" in log, attempt
        assert "is not defined" not in log, attempt


@pytest.mark.parametrize("code", ["print('48 of 54')", "import warnings; warnings.warn('48')"])
def test_a_cell_that_prints_is_told_by_its_line_and_nothing_is_built(book: Book, code: str) -> None:
    """The lint refuses such a cell by its form; the build refuses whatever comes out of one."""
    before = book.pages()
    last = "changed = grading.consequences(study)\n"
    book.edit("chapters/crs.md", last, f"{last}{code}\n")
    lines = (book.folder / "chapters/crs.md").read_text(encoding="utf-8").splitlines()
    first = lines.index("```{code-cell} ipython3") + 1
    result = book.build()
    assert result.returncode != 0
    assert f"chapters/crs.md:{first}: this cell prints something" in result.stdout + result.stderr
    assert book.pages() == before


def test_a_change_of_data_settings_or_code_reaches_every_number(site: Site, book: Book) -> None:
    """Each step changes one thing, so a page that did not follow would show the step before."""
    old, new = patient_in_remission(book)
    figure = book.folder / "_build/html/_images/efficacy-fig-burden.svg"
    assert "(n = 48)" in figure.read_text(encoding="utf-8")
    book.edit("data/response/patients.csv", old, new)
    result = book.build()
    assert result.returncode == 0, result.stderr[-3000:]
    pages = book.pages()
    for page in ("index", "efficacy"):
        assert "88.9%" in site.pages[page]
        assert "88.9%" not in pages[page]
        assert "87.0%" in pages[page]
        assert "75.1% to 94.6%" in pages[page]
    assert "(n = 47)" in figure.read_text(encoding="utf-8")

    book.edit("data/response/cohort.toml", 'crs_scale = "Lee 2014"', 'crs_scale = "ASTCT 2019"')
    assert book.build().returncode == 0
    assert "ASTCT 2019" in book.pages()["crs"]

    book.edit("analysis/report/words.py", '"positively"', '"directly"')
    result = book.build()
    assert read_again(result.stdout + result.stderr) >= {"efficacy", "markers", "index"}
    assert "directly correlated" in book.pages()["markers"]


def test_a_chapter_that_is_gone_is_told_by_the_line_that_names_it(book: Book) -> None:
    before = book.pages()
    (book.folder / "chapters/discussion.md").rename(book.folder / "chapters/discussions.md")
    lines = (book.folder / "_toc.yml").read_text(encoding="utf-8").splitlines()
    line = next(i for i, text in enumerate(lines, start=1) if "chapters/discussion" in text)
    for attempt in ("first", "second"):
        result = book.build()
        assert result.returncode != 0, attempt
        told = f"_toc.yml:{line}:15: chapters/discussion is no page; did you mean chapters/discussions? there are"
        assert told in result.stderr, attempt
        assert "index.md" not in result.stderr, attempt
        assert book.pages() == before, attempt


def test_a_warning_stops_the_second_build_too(book: Book) -> None:
    book.edit("chapters/efficacy.md", "{numref}`tab-burden`", "{numref}`tab-nowhere`")
    assert book.build().returncode != 0
    result = book.build()
    assert result.returncode != 0
    assert "tab-nowhere" in result.stdout + result.stderr


def test_what_a_failed_build_left_is_not_taken_for_fresh(book: Book) -> None:
    """Other data and a fault at once, then both taken back: every page must be as it was."""
    before = book.pages()
    book.edit("data/response/patients.csv", *patient_in_remission(book))
    book.edit("chapters/efficacy.md", "{numref}`tab-burden`", "{numref}`tab-nowhere`")
    assert book.build().returncode != 0
    book.restore("data")
    book.restore("chapters")
    assert book.build().returncode == 0
    assert book.pages() == before


def test_a_build_killed_in_the_middle_is_not_taken_for_fresh(book: Book) -> None:
    book.edit("data/response/patients.csv", *patient_in_remission(book))
    book.kill_when("pickling environment")
    assert book.build().returncode == 0
    assert "87.0%" in book.pages()["index"]


def test_a_build_that_is_told_to_end_leaves_no_page_that_was_not_searched(book: Book) -> None:
    assert book.build().returncode == 0
    before = book.pages()
    book.edit("chapters/efficacy.md", "CAR-T cells were given", "As in UPN-407,\nCAR-T cells were given")
    book.kill_when("writing output", signal.SIGTERM)
    assert book.pages() == before


def test_a_dataset_with_faults_is_listed_and_nothing_is_built(book: Book) -> None:
    before = book.pages()
    old, _ = patient_in_remission(book)
    cells = old.split(",")
    book.edit("data/response/patients.csv", old, ",".join([cells[0], "CD-19", "2OO", *cells[3:]]))
    result = book.build()
    assert result.returncode == 1
    assert re.search(r"patients\.csv, row \d+, column product: 'CD-19': must be one of CD19, CD22", result.stderr)
    assert re.search(r"patients\.csv, row \d+, column age: '2OO': must be a number from 0 to 100 years", result.stderr)
    assert "Traceback" not in result.stderr
    assert book.pages() == before


def test_a_folder_without_a_dataset_is_told(book: Book, tmp_path: Path) -> None:
    result = book.build(str(tmp_path))
    assert result.returncode == 1
    assert "no dataset is here" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_dataset_of_patients_only_builds_the_whole_book(site: Site, book: Book, tmp_path: Path) -> None:
    (tmp_path / "cohort.toml").write_text(
        'title = "Our centre"\nsynthetic = false\nsource = "Case notes."\nlicence = "Not for release"\n',
        encoding="utf-8",
    )
    (tmp_path / "patients.csv").write_text("patient_id,response\nA,CR\nB,CR\nC,PD\nD,\n", encoding="utf-8")
    result = book.build(str(tmp_path))
    assert result.returncode == 0, result.stderr[-3000:]
    pages = book.pages()
    assert set(pages) == set(site.pages)
    assert "2 of 3" in pages["efficacy"]
    assert "ynthetic" not in of_patients(pages)
    for page in ("crs", "markers", "infection"):
        assert "not recorded" in pages[page].lower()


def of_patients(pages: dict[str, str]) -> str:
    """The pages that tell of patients; the others name the key ``synthetic``, or explain the word."""
    return "".join(text for page, text in pages.items() if page not in ("dictionary", "your-data", "glossary"))


@pytest.mark.skipif(not REAL_COHORT.is_dir(), reason="the real cohort is not beside this checkout")
def test_the_real_cohort_builds_and_no_synthetic_number_is_left(site: Site, book: Book, tmp_path: Path) -> None:
    target = tmp_path / "nci"
    imported = book.run("import", "data/mappings/nci-cd22.toml", str(REAL_COHORT), str(target))
    assert imported.returncode == 0, imported.stderr
    result = book.build(str(target))
    assert result.returncode == 0, result.stderr[-3000:]
    pages = book.pages()
    whole = of_patients(pages)
    assert "42 of 58" in pages["efficacy"]
    assert "52 of 59" in pages["crs"]
    for grade in ("7 of 59", "26 of 59", "21 of 59", "3 of 59", "2 of 59"):
        assert grade in pages["crs"]
    assert "IL-6, IL-10 and IFN-\N{GREEK SMALL LETTER GAMMA} were positively correlated" in pages["markers"]
    tables = [table.get_text() for table in BeautifulSoup(pages["markers"], "html.parser").select("table.findings")]
    for name in ("PT peak", "Fibrinogen nadir"):
        assert not any(name in table for table in tables), name
    assert "Not recorded: PT peak; APTT peak; D-dimer peak; Fibrinogen nadir." in pages["markers"]
    assert "not recorded" in pages["infection"].lower()
    assert "ynthetic" not in whole
    for number in ("48 of 54", "47 of 55", "16 of 56", "11 of 34", "77.4% to 95.8%", "17.3% to 42.2%"):
        assert any(number in page for page in site.pages.values())
        assert number not in whole
    assert "SYNTHETIC" not in "".join(book.images().values())
