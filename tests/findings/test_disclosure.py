"""Small counts are masked, nothing lets them be worked out, and nothing changes where the dataset sets no limit."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import attack
import pandas as pd
import pytest

from analysis.cohort import Cohort, DatasetError, Fault, read
from analysis.findings import (
    chapters,
    courses,
    crs,
    description,
    disclosure,
    efficacy,
    infection,
    markers,
    measures,
    products,
    scores,
    states,
    warning,
)
from analysis.findings.questions import Questions, source
from analysis.report.record import Finding
from analysis.stats.estimate import Estimate

DATA = Path(__file__).resolve().parents[2] / "data"
BELOW = 5


def limited(source: Path, folder: Path) -> Cohort:
    """A committed cohort with a limit."""
    shutil.copytree(source, folder)
    settings = folder / "cohort.toml"
    settings.write_text(f"disclosure = {BELOW}\n" + settings.read_text("utf-8"), "utf-8")
    return read(folder)


@pytest.fixture(scope="module")
def cohorts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Cohort]:
    folder = tmp_path_factory.mktemp("limited")
    return {name: limited(DATA / name, folder / name) for name in ("response", "infection")}


@pytest.fixture(scope="module")
def findings(cohorts: dict[str, Cohort]) -> list[Finding]:
    return [found for title in chapters.CHAPTERS for found in chapters.within(chapters.ask(title, cohorts))]


def test_an_attacker_learns_no_small_count(findings: list[Finding]) -> None:
    assert sum(found.mask is not None for found in findings) > 50
    assert attack.succeeds([found.facts for found in findings], BELOW) == []


def test_the_attacker_succeeds_where_nothing_is_masked(response_cohort: Cohort) -> None:
    grades = [found.facts for found in crs.incidence(response_cohort).grades]
    assert attack.succeeds(grades, BELOW) == ["CRS of grade 4: 4", "CRS of grade 4: 4 by its percentage"]


def test_the_attacker_subtracts() -> None:
    """One masked grade alone, and two that sum to what only one pair of small counts gives."""

    def facts(grade: int, events: int | None, printed: dict[str, str]) -> dict[str, Any]:
        told = dict.fromkeys(("value", "low", "high", "p", "adjusted_p"))
        return {
            "what": f"CRS of grade {grade}",
            "kind": "proportion",
            "events": events,
            "n": 20,
            "printed": printed,
            **told,
        }

    few = {"n": "fewer than 5 of 20"}
    assert attack.subtracted([facts(0, 17, {}), facts(1, None, few)], BELOW) == ["CRS of grade 1"]
    assert attack.subtracted([facts(0, 12, {}), facts(1, None, few), facts(2, None, few)], BELOW) != []
    assert attack.subtracted([facts(0, 15, {}), facts(1, None, few), facts(2, None, few)], BELOW) == []


def test_no_machine_field_holds_what_is_masked(findings: list[Finding]) -> None:
    for found in findings:
        if found.mask is not None and found.kind in ("count", "proportion"):
            facts = json.dumps(
                {k: v for k, v in found.facts.items() if k in ("value", "low", "high", "p", "adjusted_p")}
            )
            assert facts.count("null") == 5, found.what
        if found.mask is not None and found.mask.events:
            assert found.facts["events"] is None, found.what
        if found.mask is not None and found.mask.n:
            assert found.facts["n"] is None, found.what


def test_a_small_count_and_its_rate_are_told_as_few(cohorts: dict[str, Cohort]) -> None:
    grade = crs.incidence(cohorts["response"]).grades[4]
    assert grade.n_of_N == "fewer than 5 of 55"
    assert grade.count == "fewer than 5"
    assert grade.counted("patient") == "fewer than 5 patients"
    assert (grade.percent, grade.ci, grade.limits) == ("percentage withheld", "interval withheld", "withheld")
    assert grade.text == "fewer than 5 of 55 (percentage and interval withheld)"
    assert grade.text.why_not == ""


def test_an_estimate_that_gives_a_count_away_is_withheld_with_its_reason(cohorts: dict[str, Cohort]) -> None:
    found = products.by_product(cohorts["response"]).odds
    assert found.text == "withheld"
    assert found.text.why_not.endswith("withheld, as it could tell of fewer than 5")
    assert found.estimate.value is None


def test_masked_grades_make_one_part_of_a_bar(cohorts: dict[str, Cohort]) -> None:
    drawn = products.by_product(cohorts["response"]).figure.drawn
    assert "withheld" in drawn.texts
    assert not {"1", "2", "3", "4"} & set(drawn.texts)


def test_figures_of_single_patients_become_boxes(cohorts: dict[str, Cohort], response_cohort: Cohort) -> None:
    masked, shown = efficacy.burden(cohorts["response"]), efficacy.burden(response_cohort)
    assert "box" in masked.drawn
    assert "point" in shown.drawn
    # Each point is one use of the marker that is defined before.
    assert shown.figure.svg.count("<use ") > masked.figure.svg.count("<use ") + 50
    calendar = infection.kinds(cohorts["infection"]).figure
    assert "fatal" not in str(calendar)


def test_the_number_of_missing_values_is_told_as_few(make_cohort: Callable[..., Cohort]) -> None:
    cohort = make_cohort({"crs_grade": ["1"] * 10 + ["2"] * 10 + [""] * 2}, settings="disclosure = 5\n")
    found = crs.incidence(cohort).any_grade
    assert found.facts["missing"] is None
    assert found.missing == "fewer than 5"
    assert found.n == "20"


def test_without_a_limit_nothing_is_asked_twice(response_cohort: Cohort, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disclosure, "_find", lambda _: pytest.fail("asked"))
    assert crs.incidence(response_cohort).grades[4].n_of_N == "4 of 55"
    assert disclosure.hidden([response_cohort]) == "{}"


def test_what_a_build_found_is_what_its_kernels_hide(
    cohorts: dict[str, Cohort], monkeypatch: pytest.MonkeyPatch
) -> None:
    cohort = cohorts["response"]
    monkeypatch.setattr(disclosure, "_found", {})
    monkeypatch.setenv(disclosure.VARIABLE, disclosure.hidden([cohort]))
    monkeypatch.setattr(disclosure, "_find", lambda _: pytest.fail("asked"))
    assert crs.incidence(cohort).grades[4].n_of_N == "fewer than 5 of 55"
    assert not set(cohort.patients["patient_id"]) & set(json.loads(disclosure.hidden([])))


def test_too_few_patients_for_the_limit_are_told(make_cohort: Callable[..., Cohort]) -> None:
    cohort = make_cohort({"crs_grade": ["1"] * 5 + ["3"]}, settings="disclosure = 5\n")
    with pytest.raises(DatasetError, match=r"key disclosure: '5': asks too much of 6 patients"):
        crs.incidence(cohort)


def test_the_four_cells_of_a_table_are_told_apart() -> None:
    event = pd.Series([True, True, False, False, pd.NA], dtype="boolean")
    exposed = pd.Series([True, False, True, False, True], dtype="boolean")
    basis = disclosure.crossed(event, exposed)
    assert basis.groups == (frozenset({0}), frozenset({2}), frozenset({1}), frozenset({3}))
    assert basis.base == frozenset({0, 1, 2, 3})


def test_counts_that_a_sentence_lists_are_masked_there(cohorts: dict[str, Cohort]) -> None:
    cohort = cohorts["response"]
    early, ahead = courses.early(cohort), warning.landmark(cohort)
    peaks, platelets = markers.against_grade(cohort).at_limit, scores.overt_dic(cohort).low_platelets
    told = " and ".join([early.at_limit, early.unchanged, ahead.at_limit, peaks, platelets])
    counts = [(int(count), int(n)) for count, n in re.findall(r"in (\d+) of (\d+)", told)]
    assert len(counts) > 5
    assert "in fewer than 5 of" in told
    assert not [(count, n) for count, n in counts if 0 < count < BELOW or 0 < n - count < BELOW]


def test_a_masked_count_is_still_one_of_those_that_are_there(cohorts: dict[str, Cohort]) -> None:
    told = infection.kinds(cohorts["infection"]).told
    assert re.search(r"fewer than 5 \w+|5 or more \w+", told)
    assert all(kind in told for kind in ("bacterial", "viral", "fungal", "unknown", "fatal"))


def test_what_was_noticed_in_few_rows_is_masked_and_does_not_follow_from_all_rows(cohorts: dict[str, Cohort]) -> None:
    sizes = {"is rare": 2, "is common": 9, "is usual": 6}
    warnings = [Fault("patients.csv", row, "age", "", rule) for rule, size in sizes.items() for row in range(size)]
    cohort = replace(cohorts["response"], warnings=tuple(warnings), digest="of these warnings")
    table = description.both(cohort).noticed
    told = {str(row[0]).rpartition(": ")[2]: row[1].count for row in table.rows}
    assert told.pop("is rare") == "fewer than 5"
    assert set(told) == {"All warnings", "is common", "is usual"}
    assert "5 or more" in told.values()
    assert not any(row[1].facts["events"] == 2 for row in table.rows)


def test_the_time_that_few_patients_spent_in_a_state_is_withheld(cohorts: dict[str, Cohort]) -> None:
    cohort = cohorts["response"]
    time = pd.Series(100.0, index=cohort.patients.index)
    change = pd.Series([40.0, 90.0], index=time.index[:2]).reindex(time.index)
    event = pd.Series(False, index=time.index, dtype="boolean")
    ask = Questions(cohort)
    after, without = states.split(ask, "an event", time=time, event=event, change=change, unit="days")
    assert (after.time.value, after.events.count) == ("withheld", "0")
    assert after.time.facts["value"] is None
    assert without.time.value == f"{100 * len(time) - 70} days"


def test_heads_of_tables_mask_the_sizes_of_groups(make_cohort: Callable[..., Cohort]) -> None:
    labs = [(f"P{i}", "5", "fibrinogen", f"{4 - i / 20:.2f}", "g/L") for i in range(1, 31)]
    grades = {"crs_grade": ["0"] * 8 + ["1"] * 19 + ["3"] * 3}
    cohort = make_cohort(grades, labs=labs, settings="disclosure = 5\n")
    heads = [
        *markers.against_grade(cohort).severity.columns,
        *courses.early(cohort).table.columns,
        *measures.against_grade(cohort).table.columns,
    ]
    assert sum("Severe (n = fewer than 5)" in head for head in heads) == 3
    assert not any("n = 3)" in head or "n = 19" in head for head in heads)


def test_a_denominator_that_is_hidden_does_not_follow_from_what_is_missing(make_cohort: Callable[..., Cohort]) -> None:
    cohort = make_cohort({"age": [str(20 + i) for i in range(9)] + [""] * 11}, settings="disclosure = 5\n")
    estimate = Estimate(value=24.0, n=9, missing=11, method="invented")
    base = frozenset(range(9))
    told = Finding(estimate=estimate, kind="quantity", what="an age", source=source(cohort))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(disclosure, "_hidden", lambda _: frozenset({disclosure.key(cohort, base)}))
        masked = disclosure.concealed(cohort, told, disclosure.Basis(base=base))
    assert masked.n == "5 or more"
    assert masked.facts["n"] is None
    assert masked.facts["missing"] is None
    assert masked.estimate.missing == 0


def test_the_key_of_a_set_tells_nobody_who_is_in_it_without_the_patients(cohorts: dict[str, Cohort]) -> None:
    few = frozenset({3, 7})
    response, infected = (disclosure.key(cohort, few) for cohort in cohorts.values())
    assert response != infected
    assert response == disclosure.key(cohorts["response"], frozenset({7, 3}))
