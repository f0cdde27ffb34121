"""Each chart writes what it shows, and says why where it can show nothing."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis import stats
from analysis.report import charts
from analysis.report.masking import Mask
from analysis.report.record import Finding
from analysis.report.source import Source
from analysis.stats.estimate import Estimate


@pytest.fixture
def source() -> Source:
    return Source(title="Invented", digest="0" * 12, synthetic=False)


def graded(source: Source, events: int | None, mask: Mask | None = None) -> Finding:
    """How many of some patients had a grade."""
    value = None if events is None else events / 4
    estimate = Estimate(value=value, n=4, events=events, method="invented")
    return Finding(estimate=estimate, kind="proportion", what="a grade", source=source, mask=mask)


@pytest.fixture
def private() -> Source:
    return Source(title="Invented", digest="0" * 12, synthetic=False, coarse=True, disclosure=5)


KINDS = ("bacterial", "viral", "fungal", "unknown")
NOBODY = pd.Series([pd.NA, pd.NA], dtype="boolean")


def test_strips_count_each_group(source: Source) -> None:
    values = pd.Series([1.0, 10.0, np.nan, 100.0])
    group = pd.Series([True, True, True, False], dtype="boolean")
    drawn = charts.strips([("blasts (%)", values)], groups={"Yes": group, "No": ~group}, source=source)
    assert {"Yes (n = 2)", "No (n = 1)", "Blasts (%)"} <= set(drawn.texts)


def test_strips_without_values(source: Source) -> None:
    drawn = charts.strips(
        [("blasts (%)", pd.Series([np.nan, np.nan]))], groups={"Yes": NOBODY, "No": NOBODY}, source=source
    )
    assert drawn.why_not == "Not recorded: blasts (%)"


def test_by_grade_names_every_marker_and_grade(source: Source) -> None:
    grade = pd.Series([0, 1, 4], dtype="Int64")
    drawn = charts.by_grade([("IL-6 peak (pg/mL)", pd.Series([1.0, 20.0, 300.0]))], grade, severe_from=3, source=source)
    assert {"IL-6 peak (pg/mL)", "0", "1", "4"} <= set(drawn.texts)
    assert charts.by_grade([], grade, severe_from=3, source=source).why_not


def test_stacked_grades_write_the_patients_in_the_bars(source: Source) -> None:
    counts = {0: 1, 1: 2, 2: 0, 4: 1}
    grades = {"CD19": {g: graded(source, events) for g, events in counts.items()}}
    drawn = charts.stacked_grades(grades, {"CD19": graded(source, 1)}, source=source)
    assert {"CD19 (n = 4)", "2", "Grade 4", "No CRS"} <= set(drawn.texts)
    assert "Grade 2" not in drawn.texts
    assert "25.0% 95% CI not estimable" in drawn.texts
    assert [(row["grade"], row["patients"], row["percent"]) for row in drawn.rows] == [
        (0, 1, 25),
        (1, 2, 50),
        (4, 1, 25),
    ]
    assert charts.stacked_grades({}, {}, source=source).why_not == "Not recorded: CRS grades by product"


def test_survival_curves_give_the_numbers_at_risk(source: Source) -> None:
    curve = stats.kaplan_meier([1.0, 8.0, 13.0, 14.0], [1, 0, 1, 0])
    drawn = charts.survival_curves({"Overall": curve}, source=source)
    # Four at the start, three at six months, two at twelve.
    assert {"Overall", "Number at risk", "4", "3", "2"} <= set(drawn.texts)
    nobody = stats.kaplan_meier([np.nan], [np.nan])
    assert charts.survival_curves({"Overall": nobody}, source=source).why_not == "Not recorded: survival"


def test_courses_hide_days_with_too_few_patients(source: Source) -> None:
    rows = [(p, day, 10.0 + day) for p in "abc" for day in (0, 1)] + [("a", 2, 99999.0)]
    frame = pd.DataFrame(rows, columns=["patient_id", "day", "value"])
    severe = pd.Series([True, True, True], index=list("abc"), dtype="boolean")
    drawn = charts.courses({"IL-6 (pg/mL)": frame}, severe, source=source)
    assert {"IL-6 (pg/mL)", "Severe CRS"} <= set(drawn.texts)
    assert [(row["day"], row["median"]) for row in drawn.rows] == [(0, 10), (1, 11)]
    assert not {"50000", "100000"} & set(drawn.texts)
    frame = pd.concat(
        [frame, frame[frame["day"] == 2].assign(patient_id="b"), frame[frame["day"] == 2].assign(patient_id="c")]
    )
    assert "100000" in charts.courses({"IL-6 (pg/mL)": frame}, severe, source=source).texts
    few = charts.courses({"IL-6 (pg/mL)": frame[frame["patient_id"] == "a"]}, severe, source=source)
    assert few.why_not == "Too few patients on each day to draw: IL-6"
    empty = charts.courses({"IL-6 (pg/mL)": frame.iloc[:0]}, severe, source=source)
    assert empty.why_not == "Not recorded: IL-6"


def test_calendar_without_infections_is_not_one_that_was_not_recorded(source: Source) -> None:
    none = pd.DataFrame({"day": [], "kind": [], "fatal": []})
    assert charts.calendar(none, KINDS, (0, 30), source=source).why_not == ""
    assert charts.calendar(None, KINDS, (0, 30), source=source).why_not == "Not recorded: infections"


def test_incidence_curves_run_level_to_the_last_day(source: Source) -> None:
    time, first, second = [2, 3, 5, 9] + [40] * 6, [1, 2, 1, 1] + [0] * 6, [2, 1, 2, 2] + [0] * 6
    curve, other = (stats.cumulative_incidence(time, status) for status in (first, second))
    drawn = charts.incidence_curves({"All": curve}, "infection", competing={"All": other}, last=30, source=source)
    assert {"Infection (%)", "Days from infusion", "Number at risk", "All", "30", "10", "6"} <= set(drawn.texts)
    assert "All: competing event" in drawn.texts
    last = [row for row in drawn.rows if row.get("days") == 30]
    assert [(row["mark"], row.get("percent")) for row in last] == [
        ("curve", pytest.approx(30)),
        ("competing event", pytest.approx(10)),
        ("number at risk", None),
    ]
    masked = replace(source, coarse=True, disclosure=5)
    hidden = charts.incidence_curves({"All": curve}, "infection", competing={"All": other}, last=30, source=masked)
    assert not any("competing" in text for text in hidden.texts)
    never = stats.cumulative_incidence([30, 30, 30], [0, 0, 0])
    assert not charts.incidence_curves(
        {"All": never}, "infection", competing={"All": never}, last=30, source=source
    ).why_not
    nobody = stats.cumulative_incidence([], [])
    assert charts.incidence_curves(
        {"All": nobody}, "infection", competing={"All": nobody}, last=30, source=source
    ).why_not


def test_forest_prints_each_ratio_beside_its_interval(source: Source) -> None:
    def ratio(value: float | None, low: float, high: float) -> Finding:
        estimate = Estimate(value=value, low=low, high=high, n=20, method="invented")
        return Finding(estimate=estimate, kind="ratio", what="an invented ratio", source=source)

    effects = {"First": ratio(2.0, 1.1, 3.6), "Open": ratio(4.0, 0.5, math.inf), "None": ratio(None, 0, 0)}
    drawn = charts.forest(effects, "Odds ratio", source=source)
    assert {"First (n = 20)", "Open (n = 20)", "Odds ratio, log scale", "2.00 (95% CI 1.10 to 3.60)", "1"} <= set(
        drawn.texts
    )
    assert "None (n = 20)" not in drawn.texts
    assert [(row["effect"], row["high"]) for row in drawn.rows] == [("First", 3.6), ("Open", "inf")]
    assert charts.forest({"None": effects["None"]}, "Odds ratio", source=source).why_not == "Not recorded: None"


def test_masked_grades_are_one_part_and_write_no_number(source: Source) -> None:
    few = Mask(below=5, events="few")
    grades = {0: graded(source, 2), 1: graded(source, None, few), 2: graded(source, None, few)}
    drawn = charts.stacked_grades({"CD19": grades}, {"CD19": graded(source, None, few)}, source=source)
    assert {"2", "withheld"} <= set(drawn.texts)
    nobody = {0: replace(graded(source, None), estimate=Estimate(value=None, n=0, method="invented"), mask=few)}
    assert charts.stacked_grades({"CD19": nobody}, {"CD19": nobody[0]}, source=source).why_not.startswith(
        "Too few patients"
    )


def test_private_groups_are_boxes_and_small_ones_are_left_out(private: Source) -> None:
    values = pd.Series([*np.arange(1.0, 11.0), 500.0])
    group = pd.Series([True] * 10 + [False], dtype="boolean")
    drawn = charts.strips([("blasts (%)", values)], groups={"Yes": group, "No": ~group}, source=private)
    assert "n =" not in " ".join(drawn.texts)
    # An axis that holds the single patient would be labelled beyond 100.
    assert not {"100", "500", "1000"} & set(drawn.texts)
    alone = charts.strips([("blasts (%)", values[7:])], groups={"Yes": group[7:], "No": ~group[7:]}, source=private)
    assert alone.why_not == "Too few patients to draw: blasts (%)"
    grade = pd.Series([1] * 10 + [4], dtype="Int64")
    assert not charts.by_grade([("IL-6", values)], grade, severe_from=3, source=private).why_not
    assert charts.by_grade([("IL-6", values[7:])], grade[7:], severe_from=3, source=private).why_not


def test_private_curves_join_events_and_round_the_numbers_at_risk(private: Source) -> None:
    curve = stats.kaplan_meier(np.arange(1.0, 24.0), [1] * 23)
    drawn = charts.survival_curves({"Overall": curve}, source=private)
    assert "Number at risk, rounded down to a multiple of 5" in drawn.texts
    assert "20" in drawn.texts
    assert not {"23", "17"} & set(drawn.texts)
    rare = stats.kaplan_meier(np.arange(1.0, 24.0), [1] * 3 + [0] * 20)
    assert charts.survival_curves({"Overall": rare}, source=private).why_not.startswith("Too few events")


def test_private_episodes_are_quartiles(private: Source) -> None:
    episodes = pd.DataFrame(
        {
            "patient_id": list("abcdefg"),
            "day": [2, 3, 4, 5, 6, 7, 9],
            "kind": ["viral"] * 6 + ["fungal"],
            "fatal": [False] * 6 + [True],
        }
    )
    drawn = charts.calendar(episodes, KINDS, (0, 30), source=private)
    assert "Day of onset after infusion" in drawn.texts


def test_a_private_curve_holds_no_end_of_follow_up() -> None:
    """Two sets of patients who leave on other days, between the same deaths, give the same file."""
    coarse = Source(title="Invented", digest="0" * 12, synthetic=False, coarse=True)
    died, dead = [3.0, 5.0, 9.0], [1, 1, 1]

    def drawn(left: list[float], source: Source) -> str:
        curve = stats.kaplan_meier([*died, *left], [*dead, *[0] * len(left)])
        return charts.survival_curves({"Overall": curve}, source=source).svg

    ends, others = [3.2, 6.1, 13.3, 13.7, 14.2, 14.6, 15.1], [4.4, 8.8, 12.1, 12.9, 16.3, 16.9, 17.5]
    assert drawn(ends, coarse) == drawn(others, coarse)
    open_to_all = replace(coarse, coarse=False)
    assert drawn(ends, open_to_all) != drawn(others, open_to_all)


def test_a_private_incidence_holds_no_competing_event() -> None:
    coarse = Source(title="Invented", digest="0" * 12, synthetic=False, coarse=True)

    def drawn(competing: float) -> str:
        curve = stats.cumulative_incidence([2, 9, competing, 17, *[40] * 8], [1, 1, 2, 1, *[0] * 8])
        other = stats.cumulative_incidence([2, 9, competing, 17, *[40] * 8], [2, 2, 1, 2, *[0] * 8])
        competes = {"All": other}
        return charts.incidence_curves({"All": curve}, "infection", competing=competes, last=30, source=coarse).svg

    assert drawn(11.0) == drawn(13.0)


def test_many_samples_of_few_patients_are_no_group() -> None:
    coarse = Source(title="Invented", digest="0" * 12, synthetic=False, coarse=True)
    severe = pd.Series(True, index=list("abcde"), dtype="boolean")
    rows = [(p, day, 10.0 + day) for p in "abcde" for day in (0, 1)]
    rows += [("a", 2 + hour / 24, 99999.0) for hour in range(8)]
    frame = pd.DataFrame(rows, columns=["patient_id", "day", "value"])
    assert not {"50000", "100000"} & set(charts.courses({"IL-6 (pg/mL)": frame}, severe, source=coarse).texts)
    days = [3, 5, 9, 12, 20, 21]
    one = pd.DataFrame({"patient_id": "a", "day": days, "kind": "viral", "fatal": False})
    several = one.assign(patient_id=list("abcdef"))
    nobody = charts.calendar(one.iloc[:0], KINDS, (0, 30), source=coarse)
    assert charts.calendar(one, KINDS, (0, 30), source=coarse).svg == nobody.svg
    assert charts.calendar(several, KINDS, (0, 30), source=coarse).svg != nobody.svg


def test_strips_carry_the_points_and_the_median_that_they_show(source: Source, private: Source) -> None:
    values = pd.Series([3.0, 1.0, 2.0, 5.0, 4.0, 100.0 / 3])
    group = pd.Series([True] * 5 + [False], dtype="boolean")
    groups = {"Yes": group, "No": ~group}
    yes = [row for row in charts.strips([("x", values)], groups=groups, source=source).rows if row["group"] == "Yes"]
    assert [row["value"] for row in yes] == [1, 2, 3, 4, 5, 3]
    assert (yes[-1]["low"], yes[-1]["high"]) == (2, 4)
    (only,) = charts.strips([("x", values / 3)], groups=groups, source=private).rows
    assert (only["mark"], only["value"], only["low"], only["high"]) == ("median with quartiles", 1, 0.667, 1.33)


def test_proportions_stand_with_their_counts_and_masked_ones_without(source: Source) -> None:
    few = Mask(below=5, events="few")
    whole = replace(graded(source, 1), estimate=Estimate(value=0.25, low=0.1, high=0.8, n=4, events=1, method="x"))
    found = {"Had it": whole, "Few had it": graded(source, None, few), "Nobody asked": graded(source, None)}
    drawn = charts.proportions(found, source=source)
    assert {"Had it", "1 of 4 (25.0%; 10.0% to 80.0%)", "Few had it", "fewer than 5 of 4"} <= set(drawn.texts)
    assert "Nobody asked" not in drawn.texts
    assert [(row["result"], row["estimate"], row.get("n")) for row in drawn.rows] == [
        ("Had it", 0.25, 4),
        ("Few had it", None, None),
    ]
    alone = {"Nobody asked": found["Nobody asked"]}
    assert charts.proportions(alone, source=source).why_not == "Not recorded: Nobody asked"


def test_a_flow_goes_down_from_all_and_leaves_out_what_nobody_recorded(source: Source) -> None:
    asked = charts.Box("Assessed", graded(source, 3), (charts.Box("Well", graded(source, 2)),))
    drawn = charts.flow(
        charts.Box("All", graded(source, 4), (asked, charts.Box("Lost", graded(source, None)))), source=source
    )
    assert {"All 4 of 4 (100.0%)", "Assessed 3 of 4 (75.0%)", "Well 2 of 4 (50.0%)"} <= set(drawn.texts)
    assert [(row["box"], row["part_of"], row["patients"]) for row in drawn.rows] == [
        ("All", "", 4),
        ("Assessed", "All", 3),
        ("Well", "Assessed", 2),
    ]
    assert charts.flow(charts.Box("All", graded(source, 4)), source=source).why_not


PATIENTS = pd.DataFrame(
    {
        "patient_id": list("abcdefg"),
        "grade": [1, 3, 2, 1, 1, 1, 1],
        "onset": pd.Series([5, 2, 3, 5, 6, 7, 8], dtype="Int64"),
        "severe": pd.Series([None, 4] + [None] * 5, dtype="Int64"),
        "end": pd.Series([6, 9, 40, 7, 8, 9, None], dtype="Int64"),
        "tocilizumab": pd.Series([None, 5] + [None] * 5, dtype="Int64"),
    }
)


def test_a_swimmer_plot_has_the_worst_on_top_and_says_what_came_when(source: Source) -> None:
    infections = pd.DataFrame({"patient_id": ["b", "b", "x"], "day": [8, 99, 3]})
    drawn = charts.swimmer(PATIENTS, infections, 30, source=source)
    assert {"Grade 3", "Grade 1", "Infection", "Days from infusion"} <= set(drawn.texts)
    assert [(row["mark"], row["day"], row.get("last_day")) for row in drawn.rows if row["line"] == 1] == [
        ("CRS", 2, 3),
        ("CRS since it was severe", 4, 9),
        ("first tocilizumab", 5, None),
        ("infection", 8, None),
    ]
    # What runs on after the last day drawn ends with it.
    assert [row["last_day"] for row in drawn.rows if row["line"] == 2] == [30]
    assert not any("patient_id" in row for row in drawn.rows)
    assert "Infection" not in charts.swimmer(PATIENTS, None, 30, source=source).texts


def test_a_private_swimmer_plot_is_quartiles(source: Source, private: Source) -> None:
    drawn = charts.swimmer(PATIENTS, None, 30, source=private)
    assert [(row["days_of"], row["day"]) for row in drawn.rows] == [("CRS begins", 5), ("CRS ends", 8.5)]
    assert not any(text.startswith("Grade") for text in drawn.texts)
    few = charts.swimmer(PATIENTS[:2], None, 30, source=private)
    assert few.why_not == "Too few patients to draw: days of CRS"
    nobody = charts.swimmer(PATIENTS.assign(onset=pd.NA), None, 30, source=source)
    assert nobody.why_not == "Not recorded: days of CRS"
