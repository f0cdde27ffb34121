"""A dataset that records next to nothing still gets every answer: that it was not recorded."""

from collections.abc import Iterator
from dataclasses import fields

import pytest

from analysis.cohort import Cohort
from analysis.findings import description, summary
from analysis.findings.chapters import CHAPTERS, Question
from analysis.findings.questions import DEFAULT, SET
from analysis.report.figure import Figure
from analysis.report.record import Finding, Findings

QUESTIONS = [question for _, questions in CHAPTERS.values() for question in questions]


def findings(group: Findings) -> Iterator[tuple[str, Finding]]:
    for field in fields(group):
        value = getattr(group, field.name)
        if isinstance(value, Finding):
            yield field.name, value
        elif isinstance(value, Findings):
            yield from findings(value)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: f"{q.__module__.rsplit('.', 1)[-1]}-{q.__name__}")
def test_every_finding_reads_not_recorded(bare: Cohort, question: Question) -> None:
    group = question(bare)
    for name, finding in findings(group):
        if finding.estimate.method in (SET, DEFAULT) or name in {"treated", "patients"}:
            continue
        assert finding.text == "not recorded", name
        assert finding.text.why_not.endswith(": not recorded"), name
    for field in fields(group):
        value = getattr(group, field.name)
        if isinstance(value, Figure):
            assert value.why_not.startswith("Not recorded: "), field.name


def test_the_first_page_and_the_data_page_stand(bare: Cohort) -> None:
    table = summary.key_results(bare, bare).table
    assert {str(cell) for row in table.rows for cell in row[1:]} == {"not recorded"}
    both = description.both(bare, bare)
    assert both.who == "All results rest on one dataset: Invented, 3 patients."
    assert {str(row[1]) for row in both.recorded.rows} == {"not recorded"}
