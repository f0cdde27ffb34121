"""What the chapters say reads as English, whatever the cohort."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analysis.book.evaluation import INLINE
from analysis.cohort.dataset import PROJECT, VARIABLE
from analysis.findings import measures, warning
from analysis.report.table import Table

PAGES = ("index", "efficacy", "crs", "markers", "infection", "discussion")
DATA = PROJECT / "data"
Rows = pd.DataFrame

# What no sentence may hold, whoever the patients are.
THINGS = "patient|failure|death|infection|episode|event|day|month|relapse|pair"
BROKEN = {
    "a plural after one": rf"(?<![\d.,])(?<!of )\b1 ({THINGS})s\b",
    "nobody as a number of failures": r"\b0 (failures|of them)\b",
    "a value that is none": r"\b(None|nan|NaN|inf|NA)\b|<NA>",
    "an excuse in place of a number": r"(?<!is )(?<!was )(?<!were )(?<!CI )\bnot (estimable|recorded) \w",
    "an empty bracket": r"\(\s*\)|\(\s*[;,]|[;,]\s*\)",
    "a mark that follows another": r"[,;:]\s*[,;:.]|\.\.|\s[,;.](?!\d)",
    "two spaces": r"\S  +\S",
    "nothing between two words": r"\b(in|of|by|than) (and|was|were|than)\b",
    "a small letter at the start": r"(?:^|[.] )[a-z]",
}


def settings(name: str) -> str:
    return (DATA / name / "cohort.toml").read_text(encoding="utf-8")


def subset(folder: Path, keep: Callable[[Rows], Any], change: Callable[[Rows], None] = lambda _: None) -> None:
    """Write both committed cohorts with some of their patients, changed."""
    for name in ("response", "infection"):
        (folder / name).mkdir()
        (folder / name / "cohort.toml").write_text(settings(name), encoding="utf-8")
        tables = {
            path.name: pd.read_csv(path, dtype=str, keep_default_na=False) for path in (DATA / name).glob("*.csv")
        }
        patients = tables["patients.csv"]
        patients = patients[keep(patients)].copy()
        change(patients)
        for file, table in {**tables, "patients.csv": patients}.items():
            kept = table[table["patient_id"].isin(patients["patient_id"])]
            kept.to_csv(folder / name / file, index=False)


def without_crs(patients: Rows) -> None:
    for column in patients.columns.intersection(["crs_grade", "icans_grade"]):
        patients[column] = "0"
    for column in patients.columns.intersection(["tocilizumab", "steroids"]):
        patients[column] = "no"
    days = ["crs_onset_day", "severe_crs_day", "crs_end_day", "tocilizumab_day", "steroids_day"]
    patients[patients.columns.intersection(days)] = ""


def bare(patients: Rows) -> None:
    patients.drop(columns=patients.columns.difference(["patient_id", "age"]), inplace=True)  # noqa: PD002


def one_product(patients: Rows) -> None:
    patients["product"] = "CD19"


COHORTS: dict[str, tuple[Callable[[Rows], Any], Callable[[Rows], None]]] = {
    "one patient": (lambda p: p.index < 1, lambda _: None),
    "three patients": (lambda p: p.index < 3, lambda _: None),
    "nothing recorded": (lambda p: p.index < 3, bare),
    "no CRS": (lambda p: p.index < 20, without_crs),
    "one product": (lambda p: p.index < 20, one_product),
    "everyone responded": (lambda p: p["response"].isin(["CR", "CRi"]) & (p.index < 20), lambda _: None),
    "no deaths": (lambda p: (p["died"] == "no") & (p.index < 30), lambda _: None),
}


def why_not(shown: Any) -> str:
    """Why a finding or a text has nothing to tell; empty where it has."""
    return str(shown.why_not if hasattr(shown, "why_not") else shown.text.why_not)


def printed(page: str) -> Iterator[str]:
    """The lines of a chapter as a reader gets them, with the notes and labels of its tables."""
    head, *cells = re.split(
        r"```\{code-cell\}[^\n]*\n", (PROJECT / "chapters" / f"{page}.md").read_text(encoding="utf-8")
    )
    code, _, prose = cells[0].partition("```")
    names: dict[str, Any] = {}
    exec(re.sub(r"^:tags:.*$", "", code, flags=re.M), names)  # noqa: S102 - the project's own chapters
    open_blocks: list[tuple[str, bool]] = []
    for line in [*head.split("---")[-1].splitlines(), *prose.splitlines()]:
        hidden = bool(open_blocks) and open_blocks[-1][1]
        fence = re.match(r"(:{3,})(?:\{([\w-]+)\}(?: (.+))?)?$", line)
        if fence and fence[3]:
            shown = eval(fence[3], names)  # noqa: S307
            if isinstance(shown, Table):
                recorded = any(str(cell) != "not recorded" for row in shown.rows for cell in row[1:])
                yield from shown.notes if recorded and not hidden else ()
                open_blocks.append((fence[1], hidden))
            else:
                open_blocks.append((fence[1], hidden or bool(why_not(shown))))
        elif fence and fence[2]:
            open_blocks.append((fence[1], hidden))
        elif fence:
            open_blocks.pop()
        elif line.startswith("- ") and any(why_not(eval(told, names)) for told in INLINE.findall(line)):  # noqa: S307
            continue  # a key point is left out where one of its numbers is
        elif not hidden and line and not line.startswith((":name:", "#")):
            text = re.sub(r"\{eval\}`([^`]*)`", lambda match: str(eval(match[1], names)), line)  # noqa: S307
            yield re.sub(r"\{constant\}`([^|`]*?) \|[^`]*`", r"\1", text).removeprefix(":alt: ")


@pytest.mark.parametrize("cohort", COHORTS)
def test_every_sentence_reads_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cohort: str) -> None:
    subset(tmp_path, *COHORTS[cohort])
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    monkeypatch.setattr(warning, "RESAMPLES", 10)
    monkeypatch.setattr(measures, "PERMUTATIONS", 50)
    faults = [
        f"{page}: {rule}: {line}"
        for page in PAGES
        for line in printed(page)
        for rule, pattern in BROKEN.items()
        if re.search(pattern, line)
    ]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    "line",
    [
        "In 1 patients it came.",
        "It was 3 (not estimable without remission).",
        "Of 0 failures, none.",
        "It was seen in , and then.",
        "It was in and of.",
        "the odds were none.",
        "Values of nan.",
    ],
)
def test_the_rules_catch_what_they_are_for(line: str) -> None:
    assert any(re.search(pattern, line) for pattern in BROKEN.values())
