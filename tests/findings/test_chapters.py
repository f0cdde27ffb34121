"""All questions of the chapters can be asked at once, and always get the same answers."""

import os
import re
import subprocess
import sys

import pytest

from analysis.cohort import Cohort
from analysis.cohort.dataset import PROJECT
from analysis.findings import chapters
from analysis.report.record import Finding

# Prints every number of every chapter with all its digits, and the texts.
PROGRAM = """
from analysis.cohort import dataset
from analysis.findings import chapters
cohorts = {name: dataset.load(name) for name in dataset.NAMES}
for title in chapters.CHAPTERS:
    for finding in chapters.within(chapters.ask(title, cohorts)):
        print(finding.what, repr(finding.estimate), repr(finding.adjusted_p), finding)
"""


@pytest.mark.parametrize(
    ("title", "page"), list(zip(chapters.CHAPTERS, ["efficacy", "crs", "markers", "infection"], strict=True))
)
def test_a_chapter_asks_the_questions_that_are_listed_for_it(title: str, page: str) -> None:
    source = (PROJECT / "chapters" / f"{page}.md").read_text(encoding="utf-8")
    cell = source.split("```")[1]
    asked = set(re.findall(r"= (\w+\.\w+)\(study\)", cell))
    listed = {f"{q.__module__.rpartition('.')[2]}.{q.__name__}" for q in chapters.CHAPTERS[title][1]}
    assert asked == listed


def test_findings_are_found_wherever_they_stand(response_cohort: Cohort, infection_cohort: Cohort) -> None:
    answers = chapters.ask("Efficacy", {"response": response_cohort, "infection": infection_cohort})
    found = list(chapters.within(answers))
    assert all(isinstance(finding, Finding) for finding in found)
    assert {"complete remission among evaluable patients", "median overall survival"} <= {f.what for f in found}


def test_two_processes_give_the_same_numbers_to_the_last_digit() -> None:
    def run(seed: str, threads: str) -> str:
        settings = {"PYTHONHASHSEED": seed, "OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads}
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM],
            env=os.environ | settings,
            cwd=PROJECT,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    first, second = run("1", "1"), run("2", "2")
    assert first.count("\n") > 300
    assert first == second
