"""What the data page says of the datasets."""

import dataclasses
from collections.abc import Callable
from pathlib import Path

from analysis.cohort import Cohort
from analysis.findings import description


def test_two_datasets_are_told_apart(response_cohort: Cohort, infection_cohort: Cohort) -> None:
    both = description.both(response_cohort, infection_cohort)
    assert "Synthetic response cohort, 55 patients. Infection: Synthetic infection cohort, 90" in both.who
    assert [len(row) for row in both.table.rows] == [3] * len(both.table.rows)
    assert both.origins.rows[0] == ["Rows", "synthetic", "synthetic"]


def test_rows_of_the_project_are_told_from_others(response_cohort: Cohort, bare: Cohort, tmp_path: Path) -> None:
    assert not description.describe(response_cohort).made_here.why_not
    assert description.describe(bare).made_here.why_not == "the patients in this dataset are real"
    moved = dataclasses.replace(response_cohort, folder=tmp_path)
    assert not description.describe(moved).made_here.why_not
    elsewhere = dataclasses.replace(response_cohort, digest="0123456789ab")
    assert description.describe(elsewhere).made_here.why_not == "these synthetic patients were made elsewhere"


def test_what_was_noticed_is_counted_by_rule_and_tells_of_no_row(
    make_cohort: Callable[..., Cohort], infection_cohort: Cohort
) -> None:
    odd = make_cohort(
        {"patient_id": ["UPN 7", "UPN 8", "UPN 9"], "crs_grade": ["0", "0", "1"], "tocilizumab": ["yes"] * 3}
    )
    assert [(w.row, w.column) for w in odd.warnings] == [(2, "tocilizumab"), (3, "tocilizumab")]
    table = description.both(odd, infection_cohort).noticed
    assert str(table).splitlines()[1:3] == [
        "All warnings | 2 | 0",
        "patients.csv, tocilizumab: is yes though crs_grade is 0 | 2 | 0",
    ]
    assert not any(name in str(table._repr_mimebundle_()) for name in ("UPN", "row 2"))
    assert table.rows[1][1].facts["n"] == 3


def test_the_caution_about_seeds_is_told_of_our_own_cohorts_only(response_cohort: Cohort, bare: Cohort) -> None:
    own, real = (description.both(cohort, cohort).caution for cohort in (response_cohort, bare))
    elsewhere = dataclasses.replace(response_cohort, digest="0123456789ab")
    others = description.both(elsewhere, elsewhere).caution
    assert "seeds" in own
    assert "synthetic" in others
    assert "seeds" not in others
    assert "synthetic" not in real
    assert own.startswith(others)
    assert others.startswith(real)


def test_what_other_studies_found_is_no_yardstick_for_synthetic_patients(response_cohort: Cohort, bare: Cohort) -> None:
    elsewhere = dataclasses.replace(response_cohort, digest="0123456789ab")
    own, others, real = (description.both(cohort, cohort).beside for cohort in (response_cohort, elsewhere, bare))
    assert "neither agreement" in others
    assert own.startswith(others)
    assert "built in" in own
    assert "synthetic" not in real
    assert "side by side" in real


def test_results_hold_for_the_patients_of_the_study_and_for_nobody_where_they_are_synthetic(
    response_cohort: Cohort, bare: Cohort, tmp_path: Path
) -> None:
    assert "no result holds for anybody" in description.both(response_cohort, bare).holds_for
    silent = description.both(bare, bare).holds_for
    assert silent == "The datasets do not tell where and when the patients were treated."
    (tmp_path / "weir").mkdir()
    (tmp_path / "weir" / "cohort.toml").write_text((tmp_path / "cohort.toml").read_text("utf-8"), encoding="utf-8")
    mill, weir = {"centre": "the Mill", "period": "2019"}, {"centre": "the Weir"}
    here = dataclasses.replace(bare, settings=dataclasses.replace(bare.settings, **mill))
    there = dataclasses.replace(bare, folder=tmp_path / "weir", settings=dataclasses.replace(bare.settings, **weir))
    assert description.both(here, here).holds_for == "The results describe patients of the Mill, 2019."
    assert description.both(here, there).holds_for.endswith("of the Mill, 2019; and of the Weir.")


def test_settings_that_a_study_left_open_are_called_defaults(response_cohort: Cohort, infection_cohort: Cohort) -> None:
    assert description.both(response_cohort, infection_cohort).defaults == "The study set all these days and grades."
    # The response study says nothing of infections.
    left = description.both(response_cohort, response_cohort).defaults
    assert left.endswith("set them: the window of infections and the later window of infections.")
    assert description.describe(response_cohort).response_day.estimate.method == "set by the study"


def test_the_day_of_response_is_no_choice_of_a_study_that_is_silent(bare: Cohort) -> None:
    assert description.describe(bare).response_day.estimate.method.startswith("default of this book")


def test_a_single_patient_is_one(make_cohort: Callable[..., Cohort]) -> None:
    cohort = make_cohort({"age": ["30"]})
    assert description.both(cohort, cohort).who == "All results rest on one dataset: Invented, 1 patient."
