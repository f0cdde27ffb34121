"""What moved between two ledgers: every kind of change on invented ones, and one change of the data in the book."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from bs4 import BeautifulSoup
from support import PROJECT, Book

from analysis.book import diff, revisions

CR = "chapters/efficacy: response.cr.percent"
FACTS = {
    "what": "complete remission",
    "value": 0.888888889,
    "low": 0.774,
    "high": 0.958,
    "level": 0.95,
    "p": None,
    "adjusted_p": None,
    "n": 54,
    "events": 48,
    "missing": 1,
    "method": "exact",
    "code": "analysis/findings/efficacy.py:30",
    "dataset": "Invented cohort",
    "digest": "aaaa",
}


def number(
    text: str,
    name: str = CR,
    *,
    line: int = 10,
    sentence: str = "",
    place: str = "paragraph",
    face: str = "percent",
    **facts: Any,
) -> dict[str, Any]:
    """An entry of a ledger; what is not given is that of the remission rate."""
    return {
        "id": name,
        "page": name.partition(": ")[0],
        "line": line,
        "place": place,
        "sentence": sentence or f"Of all, {text} reached remission.",
        "text": text,
        "face": face,
        "why_not": "",
        "given": "",
        "facts": [{**FACTS, **facts}],
    }


@pytest.fixture
def told(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """The exit code and the output for two invented ledgers."""

    def compared(old: list[dict[str, Any]], new: list[dict[str, Any]], **options: Any) -> tuple[int, str]:
        files = []
        for name, numbers in (("old.json", old), ("new.json", new)):
            code = "one" if name == "old.json" else options.get("code", "one")
            (tmp_path / name).write_text(json.dumps({"version": 1, "code": code, "numbers": numbers}), encoding="utf-8")
            files.append(str(tmp_path / name))
        status = diff.run(*files, markdown=options.get("markdown", False))
        return status, capsys.readouterr().out

    return compared


def test_the_same_ledger_has_not_moved(told) -> None:
    assert told([number("88.9%")], [number("88.9%")]) == (0, "No number moved.\n")


def test_a_shift_of_lines_and_another_sentence_around_it_move_nothing(told) -> None:
    shifted = number("88.9%", line=99, code="analysis/findings/efficacy.py:77", sentence="Remission was seen in 88.9%.")
    assert told([number("88.9%")], [shifted]) == (0, "No number moved.\n")


def test_a_number_that_moved_is_told_with_its_sentence_and_both_texts(told) -> None:
    status, output = told([number("88.9%")], [number("87.0%", line=12)])
    assert status == 1
    assert "Words flipped: 0, numbers moved: 1, appeared: 0, gone: 0." in output
    assert "chapters/efficacy\n  line 12: Of all, 87.0% reached remission.\n" in output
    assert "      response.cr.percent: 88.9% -> 87.0%\n" in output


def test_a_number_that_appeared_and_one_that_is_gone_keep_their_own_sentences(told) -> None:
    old = [
        number("7 deaths", "chapters/efficacy: survived.deaths", line=3, sentence="There were 7 deaths.", what="death")
    ]
    new = [number("5 relapses", "chapters/efficacy: relapses", line=4, sentence="We saw 5 relapses.", what="relapse")]
    status, output = told(old, new)
    assert status == 1
    assert "numbers moved: 0, appeared: 1, gone: 1." in output
    assert "  line 4: We saw 5 relapses.\n      relapses: appeared, 5 relapses\n" in output
    assert "  was line 3: There were 7 deaths.\n      survived.deaths: gone, was 7 deaths\n" in output


WORDS = [
    ("higher odds", "lower odds"),
    ("higher odds", "neither clearly higher nor clearly lower odds"),
    ("IL-6 and IL-10 were positively correlated", "IL-6 was positively correlated"),
    ("less frequent after CD19/CD22 than CD19", "more frequent after CD19/CD22 than CD19"),
]


@pytest.mark.parametrize(("was", "now"), WORDS)
def test_words_that_flipped_are_told_first_whatever_page_they_stand_on(told, was: str, now: str) -> None:
    name = "chapters/risks: ldh.odds"
    old = [number("88.9%"), number(was, name, what="odds")]
    new = [number("87.0%"), number(now, name, what="odds")]
    status, output = told(old, new)
    assert status == 1
    assert "Words flipped: 1, numbers moved: 1" in output
    assert output.index("Words that flipped") < output.index(f"{was} ->") < output.index("88.9% ->")


@pytest.mark.parametrize(
    "number_text", ["48 of 54", "P<.001", "p=0\N{MIDDLE DOT}018", "\N{MINUS SIGN}0.3", "17 infections"]
)
def test_a_text_with_a_number_moves_and_does_not_flip(told, number_text: str) -> None:
    assert "Words flipped: 0, numbers moved: 1" in told([number(number_text)], [number("not recorded")])[1]


def test_what_moved_behind_the_same_text_is_told_and_does_not_count(told) -> None:
    old = [number("88.9%"), number("95% CI 77.4% to 95.8%", "chapters/efficacy: response.cr.ci", face="ci")]
    new = [{**entry, "facts": [{**FACTS, "value": 0.8889, "low": 0.77401, "p": 0.2}]} for entry in old]
    status, output = told(old, new)
    assert status == 0
    assert output.startswith("No number moved.")
    # One record, printed twice, is told once.
    assert output.count("complete remission: value 0.888888889 -> 0.8889; low 0.774 -> 0.77401; p none -> 0.2") == 1


def test_a_record_that_is_seen_to_move_is_not_told_again(told) -> None:
    old = [number("88.9%"), number("54", "chapters/efficacy: response.cr.n", face="n")]
    new = [number("87.0%", value=0.87), number("54", "chapters/efficacy: response.cr.n", face="n", value=0.87)]
    assert "behind" not in told(old, new)[1]


def test_a_renamed_expression_is_the_same_number(told) -> None:
    assert told([number("88.9%")], [number("88.9%", "chapters/efficacy: remission.percent")])[0] == 0
    status, output = told([number("88.9%")], [number("87.0%", "chapters/efficacy: remission.percent")])
    assert status == 1
    assert "remission.percent: 88.9% -> 87.0%" in output


def test_the_same_expression_quoted_once_more_further_up_is_what_appeared(told) -> None:
    old = [number("88.9%", sentence="Second: 88.9%.", line=20)]
    new = [
        number("88.9%", sentence="First: 88.9%.", line=5),
        number("88.9%", f"{CR} (2)", sentence="Second: 88.9%.", line=22),
    ]
    output = told(old, new)[1]
    assert "numbers moved: 0, appeared: 1, gone: 0." in output
    assert "line 5: First: 88.9%.\n      response.cr.percent: appeared, 88.9%" in output


def test_numbers_of_one_description_are_not_paired_by_chance(told) -> None:
    """Three became two under other names, and all moved: nothing tells which is which."""
    old = [number(f"{n}", f"chapters/efficacy: old_{n}", face="n") for n in (1, 2, 3)]
    new = [number(f"{n}", f"chapters/efficacy: new_{n}", face="n") for n in (4, 5)]
    assert "numbers moved: 0, appeared: 2, gone: 3." in told(old, new)[1]


def test_pages_and_lines_keep_the_order_of_the_book_and_what_is_gone_ends_its_page(told) -> None:
    def page(name: str, *texts: str) -> list[dict[str, Any]]:
        return [
            number(text, f"chapters/{name}: n{i}", line=i, sentence=f"Sentence {i} of {name}.", what=f"{name} {i}")
            for i, text in enumerate(texts, start=1)
            if text
        ]

    status, output = told(
        [*page("a", "10", "20", "30"), *page("b", "1"), *page("left", "7")],
        [*page("a", "11", "", "31", "40"), *page("b", "2")],
    )
    told_in_order = re.findall(r"(?:n\d: .*|chapters/\w+)$", output, re.MULTILINE)
    assert told_in_order == [
        *("chapters/a", "n1: 10 -> 11", "n3: 30 -> 31", "n4: appeared, 40", "n2: gone, was 20"),
        *("chapters/b", "n1: 1 -> 2"),
        *("chapters/left", "n1: gone, was 7"),
    ]
    assert status == 1


def test_a_cell_is_told_by_table_row_and_column(told) -> None:
    name = "chapters/crs: tab-crs, Grade 1, Patients"
    old, new = (number(text, name, place="cell", sentence=text, line=34) for text in ("18 of 55", "19 of 55"))
    assert "  line 34: Table tab-crs\n      Grade 1, Patients: 18 of 55 -> 19 of 55\n" in told([old], [new])[1]


def test_it_is_told_whether_data_or_code_differ(told) -> None:
    output = told([number("88.9%")], [number("87.0%", digest="bbbb")], code="two")[1]
    assert "Changed: the data (Invented cohort) and the code." in " ".join(output.split())


def test_plain_output_fits_a_hundred_columns(told) -> None:
    long = "A sentence that goes on and on about its patients " * 8
    output = told([number("88.9%", sentence=long + "88.9%.")], [number("87.0%", sentence=long + "87.0%.")])[1]
    assert max(map(len, output.splitlines())) <= 100


# Markdown.


def cells(row: str) -> list[str]:
    """The cells of a row of a Markdown table, as GitHub splits them."""
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1]]


def test_markdown_puts_each_change_in_a_row(told) -> None:
    status, output = told([number("88.9%")], [number("87.0%")], markdown=True)
    rows = [cells(line) for line in output.splitlines() if line.startswith("|")]
    assert status == 1
    assert rows[0] == ["Line", "Sentence or table", "Number", "Was", "Now"]
    assert rows[2] == ["10", "Of all, 87.0% reached remission.", "response.cr.percent", "88.9%", "87.0%"]
    assert "<details>" not in output


def test_markdown_shows_text_as_it_is_and_calls_nobody(told) -> None:
    hostile = "P < 0.05 | **bold** `code` <script> [link](https://example.org) @someone #12\nand more"
    output = told([number("1")], [number("2", sentence=hostile)], markdown=True)[1]
    row = next(line for line in output.splitlines() if line.startswith("| 10"))
    assert len(cells(row)) == 5
    assert not re.search(r"[<>`\[\]*]|https:|@\w|#\d+(?!\d*;)", row)
    assert "&#60;script&#62;" in row
    assert "and more" in row


def test_markdown_folds_a_long_list_but_never_the_words_that_flipped(told) -> None:
    names = [f"chapters/efficacy: n{i}" for i in range(30)]
    old = [number("1", name, what=name) for name in names] + [number("higher", what="odds")]
    new = [number("2", name, what=name) for name in names] + [number("lower", what="odds")]
    output = told(old, new, markdown=True)[1]
    assert output.index("Words that flipped") < output.index("| lower |") < output.index("<details>")
    assert "<details><summary>chapters/efficacy (30)</summary>\n\n| Line" in output
    assert output.count("<details>") == output.count("</details>") == 1


def test_markdown_is_never_too_long_to_post(told) -> None:
    names = [f"chapters/efficacy: n{i}" for i in range(900)]
    long = "A sentence about many patients. " * 5
    old = [number("1", name, what=name, sentence=f"{name} {long}") for name in names]
    new = [number("2", name, what=name, sentence=f"{name} {long}") for name in names]
    output = told(old, new, markdown=True)[1]
    shown = output.count("| 1 | 2 |")
    assert len(output.encode()) < 65_536
    assert 100 < shown < 900
    assert f"{900 - shown} more do not fit here" in output


# What is compared.


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of two commits whose book is one number that its data hold; the third does not build."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    folder = tmp_path / "project"
    (folder / "analysis").mkdir(parents=True)
    (folder / "data").mkdir()
    (folder / "analysis/__init__.py").touch()
    entry = json.dumps(number("TEXT"))
    (folder / "analysis/__main__.py").write_text(
        "import pathlib, sys\n"
        "text = pathlib.Path(sys.argv[2], 'number').read_text()\n"
        "site = pathlib.Path('_build/html')\n"
        "site.mkdir(parents=True)\n"
        f"entry = {entry!r}.replace('TEXT', text)\n"
        '(site / \'numbers.json\').write_text(\'{"version": 1, "code": "one", "numbers": [\' + entry + \']}\')\n',
        encoding="utf-8",
    )
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run([*git, "init", "--quiet", str(folder)], check=True)
    for step in ("48 of 54", "47 of 54", None):
        if step:
            (folder / "data/number").write_text(step, encoding="utf-8")
        else:
            (folder / "data/number").unlink()
        subprocess.run([*git, "add", "--all"], cwd=folder, check=True)
        subprocess.run([*git, "commit", "--quiet", "--message", str(step)], cwd=folder, check=True)
    monkeypatch.setattr(revisions, "PROJECT", folder)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return folder


def test_two_revisions_are_built_and_compared_and_nothing_is_left(repository: Path, capsys) -> None:
    before = sorted(repository.parent.rglob("*"))
    assert diff.run("HEAD~2", "HEAD~1") == 1
    captured = capsys.readouterr()
    assert "48 of 54 -> 47 of 54" in captured.out
    assert re.search(r"Building HEAD~2 \(\w{10}\)", captured.err)
    assert sorted(repository.parent.rglob("*")) == before


@pytest.mark.usefixtures("repository")
def test_revisions_are_built_from_other_data_on_demand(tmp_path: Path, capsys) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own/number").write_text("3 of 4", encoding="utf-8")
    assert diff.run("HEAD~2", "HEAD~1", tmp_path / "own") == 0
    assert diff.run("HEAD~2", "HEAD~1", tmp_path / "missing") == 2
    assert "missing: no such folder" in capsys.readouterr().err


def test_a_revision_that_does_not_build_is_told_with_its_fault(repository: Path, capsys) -> None:
    assert diff.run("HEAD~1", "HEAD") == 2
    error = capsys.readouterr().err
    assert re.search(r"HEAD \(\w{10}\) does not build:", error)
    assert "FileNotFoundError" in error
    assert list(repository.parent.glob("diff-*")) == []


@pytest.mark.usefixtures("repository")
def test_what_is_no_revision_is_told_before_anything_is_built(capsys) -> None:
    assert diff.run("HEAD", "no-such-branch") == 2
    error = capsys.readouterr().err
    assert "no-such-branch: no ledger" in error
    assert "nor a git revision" in error
    assert "Building" not in error


def test_without_git_it_is_told_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert diff.run("main", "HEAD") == 2
    assert "install git" in capsys.readouterr().err


@pytest.mark.parametrize("content", ["", "{", "[]", '{"version": 99}', "id,page"])
def test_a_file_that_is_no_ledger_is_bad_input(tmp_path: Path, capsys, content: str) -> None:
    (tmp_path / "numbers.json").write_text(content, encoding="utf-8")
    assert diff.run(str(tmp_path), str(tmp_path)) == 2
    assert "is not a ledger" in capsys.readouterr().err


# The whole way.


def printed(pages: dict[str, str]) -> list[tuple[str, str]]:
    """Every number that stands on a page, with the page."""
    return [
        (f"chapters/{page}", element.get_text())
        for page, text in pages.items()
        for element in BeautifulSoup(text, "html.parser").select("article a.number")
    ]


def test_a_changed_cell_of_the_data_is_told_as_exactly_what_the_pages_show(book: Book, tmp_path: Path) -> None:
    before = printed(book.pages())
    shutil.copytree(book.folder / "_build/html", tmp_path / "old")
    patients = (book.folder / "data/response/patients.csv").read_text(encoding="utf-8")
    row = next(line for line in patients.splitlines() if ",CR,negative," in line)
    book.edit("data/response/patients.csv", row, row.replace(",CR,negative,", ",SD,positive,"))
    assert book.build().returncode == 0
    after = printed(book.pages())
    moved = [(page, was, now) for (page, was), (_, now) in zip(before, after, strict=True) if was != now]

    result = book.run("diff", str(tmp_path / "old"), "_build/html", "--markdown")
    assert result.returncode == 1, result.stderr
    told, page, sentence = [], "", ""
    for line in result.stdout.splitlines():
        if line.startswith("| Page"):
            break  # what moved without a change of what is printed
        if title := re.search(r"(chapters/\w+) \(\d+\)", line):
            page = title[1]
        elif line.startswith("| ") and not line.startswith(("| Line", "| ---")):
            sentence = cells(line)[1] or sentence
            # What an alt text quotes is told too, and no page shows it.
            if not sentence.startswith("Synthetic data."):
                told.append((page, *map(html.unescape, cells(line)[3:])))
    assert sorted(told) == sorted(moved)
    assert ("chapters/efficacy", "88.9%", "87.0%") in told
    assert "47 of 54 evaluable patients had reached complete remission" in result.stdout
    assert "Changed: the data (Synthetic response cohort)." in result.stdout


# The comment under a pull request.


@pytest.mark.skipif(shutil.which("bash") is None, reason="the workflow runs in bash")
@pytest.mark.parametrize(
    ("found", "call"), [("", "POST repos/o/r/issues/5/comments"), ("71\n72", "PATCH repos/o/r/issues/comments/71")]
)
def test_the_workflow_writes_one_comment_and_then_updates_it(tmp_path: Path, found: str, call: str) -> None:
    workflow = yaml.safe_load((PROJECT / ".github/workflows/numbers.yml").read_text(encoding="utf-8"))
    job = workflow["jobs"]["comment"]
    assert workflow["permissions"] == {"contents": "read"}
    assert job["permissions"] == {"pull-requests": "write"}
    gh = tmp_path / "gh"
    gh.write_text(
        '#!/bin/sh\ncase "$*" in *--paginate*) echo "$FOUND";; *) echo "$4 $5" >> calls;; esac\n', encoding="utf-8"
    )
    gh.chmod(0o755)
    report = "### Numbers\n\n| `a` | $HOME |"
    environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "FOUND": found}
    environment |= {"REPORT": report, "REPOSITORY": "o/r", "NUMBER": "5"}
    script = job["steps"][0]["run"]
    subprocess.run([shutil.which("bash") or "", "-e", "-c", script], cwd=tmp_path, env=environment, check=True)
    assert (tmp_path / "calls").read_text(encoding="utf-8").strip() == call
    assert (tmp_path / "comment.md").read_text(encoding="utf-8").endswith(report + "\n")
