"""Exports that a mishap has changed: each is refused by the export's own row and column, or has no effect."""

from __future__ import annotations

import csv
import io
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redcap_project import SOUND, Centre, Rows, beside, headed, put, without

from analysis.cohort import DatasetError


@pytest.fixture
def centre(tmp_path: Path) -> Centre:
    return Centre(tmp_path)


# What is refused. Each corruption changes the rows of a sound export; the fault is told by the export's own row,
# header and text.

# In the sound export row 2 is P1, rows 3 to 5 its labs, 6 is P2, 7 and 8 its infections, 9 is P3, 10 its lab.
RAW: dict[str, tuple[Callable[[Rows], Rows], str]] = {
    "unknown code": (put(2, "product", "9"), "row 2, column product: '9': must be one of 1 (CD19), 2 (CD22), 3 (CD19"),
    "label among codes": (put(2, "product", "CD19"), "row 2, column product: 'CD19': is a label where most of the"),
    "yes/no code": (put(6, "died", "2"), "row 6, column died: '2': must be one of 1 (yes), 0 (no)"),
    "unknown status": (put(2, "baseline_complete", "7"), "row 2, column baseline_complete: '7': must be one of 0"),
    "record twice": (lambda rows: [*rows, rows[1]], "row 11, column patient_id: 'P1': stands twice: this record is in"),
    "instance twice": (
        put(4, "redcap_repeat_instance", "1"),
        "row 4, column redcap_repeat_instance: '1': stands twice: this instance 1 of Labs is in row 3 too",
    ),
    "instance of nothing": (put(3, "redcap_repeat_instance", ""), "row 3, column redcap_repeat_instance: must be a"),
    "instance zero": (put(3, "redcap_repeat_instance", "0"), "row 3, column redcap_repeat_instance: '0': must be a"),
    "unknown instrument": (
        put(3, "redcap_repeat_instrument", "laboratory"),
        "row 3, column redcap_repeat_instrument: 'laboratory': must be one of labs, infections",
    ),
    "wrong instrument": (
        put(3, "redcap_repeat_instrument", "infections"),
        "row 3, column lab_value: '4.5': belongs to Labs, and the row is an instance of Infections",
    ),
    "baseline in an instance": (put(3, "age", "36"), "row 3, column age: '36': belongs to Baseline, and the row is"),
    "lab in the record's row": (put(2, "lab_value", "4"), "row 2, column lab_value: '4': belongs to Labs, which must"),
    "labs not repeating": (
        lambda rows: without("redcap_repeat_instance")(without("redcap_repeat_instrument")(rows)),
        "row 3, column patient_id: 'P1': stands twice: this record is in row 2 too",
    ),
    "repeating event": (
        put(2, "redcap_repeat_instance", "1"),
        "row 2, column redcap_repeat_instance: '1': is an inst",
    ),
    "second event": (
        beside("redcap_event_name", "visit_1", "visit_1", "visit_2"),
        "row 4, column redcap_event_name: 'visit_2': is a second event beside visit_1",
    ),
    "header renamed": (headed("crs_grade", "crs_max"), "row 1, column crs_max: is not the name of a field"),
    "header empty": (headed("crs_grade", ""), "row 1, column number 20: has no header"),
    "header twice": (
        headed("died", "tocilizumab"),
        "row 1, column tocilizumab: fills what tocilizumab fills; keep one",
    ),
    "header a label": (headed("age", "Age at infusion"), "row 1, column Age at infusion: is a label where the rest of"),
    "day and date": (
        beside("crs_onset_date"),
        "row 1, column crs_onset_date: fills what crs_onset_day fills; keep one",
    ),
    "date of no infusion": (
        headed("crs_onset_day", "crs_onset_date"),
        "row 1, column infusion_date: is missing; crs_onset_date and other dates count from it",
    ),
    "own column": (beside("hospital_number", "7"), "row 1, column hospital_number: is not the name of a field of the"),
    "no record column": (without("patient_id"), "row 1, column patient_id: is missing"),
    "no instance column": (
        without("redcap_repeat_instance"),
        "row 1, column redcap_repeat_instrument: and redcap_rep",
    ),
    "row cut short": (lambda rows: [*rows[:-1], rows[-1][:20]], "row 10: has 20 cells where the header has"),
    "row too long": (lambda rows: [*rows[:-1], [*rows[-1], "x"]], "row 10: has 51 cells where the header has 50"),
    "record empty": (put(3, "patient_id", ""), "row 3, column patient_id: is empty; every row names its record"),
    "instances of no record": (
        lambda rows: [*rows[:8], *rows[9:]],
        "row 9, column patient_id: 'P3': has instances, but no row of its own",
    ),
    "out of range": (put(2, "age", "360"), "row 2, column age: '360': must be a number from 0 to 100 years"),
    "decimal comma": (put(2, "age", "36,5"), "row 2, column age: '36,5': must be a number from 0 to 100 years"),
    "day with decimals": (
        put(2, "crs_onset_day", "2.5"),
        "row 2, column crs_onset_day: '2.5': must be a whole number",
    ),
    "text for a number": (put(3, "lab_value", "<5"), "row 3, column lab_value: '<5': must be a number of 0 or more"),
    "unit of another analyte": (put(5, "lab_unit", "1"), "row 5, column lab_unit: '1 (pg/mL)': must be g/L for fibri"),
    "measured twice": (put(4, "lab_day", "-3"), "row 4, column lab_day: '-3': stands twice for this patient and IL-6"),
    "end before onset": (put(2, "crs_end_day", "1"), "row 2, column crs_onset_day: '2': must not come after crs_end"),
    "onset without syndrome": (put(6, "crs_onset_day", "1"), "row 6, column crs_onset_day: '1': must be empty where"),
    "no last contact": (put(6, "last_contact_day", ""), "row 6, column last_contact_day: is needed where died is"),
    "required and empty": (put(3, "lab_analyte", ""), "row 3, column lab_analyte: is empty and required"),
    "missing data code": (put(2, "age", "UNK"), "row 2, column age: 'UNK': must be a number from 0 to 100 years"),
    "boxes beside the field": (beside("product___1"), "row 1, column product___1: fills what product fills; keep one"),
    "two boxes": (
        lambda rows: beside("product___3", "1")(beside("product___1", "1")(without("product")(rows))),
        "row 2, column product___3: '1': is ticked beside product___1",
    ),
    "no record": (lambda rows: rows[:1], "export.csv: holds no patient"),
    "nothing of the project": (
        lambda rows: [["a", "b"], *(row[:2] for row in rows[1:])],
        "row 1, column a: is not the name of a field",
    ),
}
DATED: dict[str, tuple[Callable[[Rows], Rows], str]] = {
    "before 1900": (
        put(2, "infusion_date", "1819-01-02"),
        "row 2, column infusion_date: '1819-01-02': must be a date",
    ),
    "event before 1900": (
        put(2, "crs_end_date", "0218-02-01"),
        "row 2, column crs_end_date: '0218-02-01': must be a d",
    ),
    "other order": (put(2, "crs_end_date", "05/02/2016"), "row 2, column crs_end_date: '05/02/2016': must be a date"),
    "no such day": (put(2, "crs_end_date", "2017-02-29"), "row 2, column crs_end_date: '2017-02-29': must be a date"),
    "with a time": (put(3, "lab_date", "2016-02-01 10:30"), "row 3, column lab_date: '2016-02-01 10:30': must be a d"),
    "a day for a date": (put(2, "crs_end_date", "4"), "row 2, column crs_end_date: '4': must be a date such as"),
    "without infusion": (put(2, "infusion_date", ""), "row 2, column infusion_date: is empty; the record's days are"),
    "no infusion column": (without("infusion_date"), "row 1, column infusion_date: is missing; crs_onset_date and"),
    "before the infusion": (
        put(2, "crs_onset_date", "2016-01-30"),
        "row 2, column crs_onset_date: '2016-01-30 (day -2)': must be a whole number from 0 to 365 days",
    ),
    "long after the infusion": (
        put(7, "infection_date", "2026-02-24"),
        "row 7, column infection_date: '2026-02-24 (day 3665)': must be a whole number from 0 to 365 days",
    ),
    "wrong way round": (
        put(2, "crs_end_date", "2016-02-02"),
        "row 2, column crs_onset_date: '2016-02-03 (day 2)': must not come after crs_end_day",
    ),
}
LABELLED: dict[str, tuple[Callable[[Rows], Rows], str]] = {
    "label changed": (headed("Age at infusion", "Age"), "row 1, column Age: is not the label of a field"),
    "header a name": (headed("Sex", "sex"), "row 1, column sex: is a name where the rest of the header holds labels"),
    "unknown label": (put(2, "Sex", "Female"), "row 2, column Sex: 'Female': must be one of female, male"),
    "code among labels": (put(2, "Sex", "1"), "row 2, column Sex: '1': is a code where most of the export holds"),
    "unknown instrument": (put(3, "Repeat Instrument", "labs"), "row 3, column Repeat Instrument: 'labs': is a code"),
    "unknown status": (put(2, "Complete?", "Done"), "row 2, column Complete?: 'Done': must be one of Incomplete"),
}
CORRUPTIONS = {
    **{f"raw: {name}": ({}, change, fault) for name, (change, fault) in RAW.items()},
    **{f"dates: {name}": ({"dates": True}, change, fault) for name, (change, fault) in DATED.items()},
    **{f"labels: {name}": ({"labels": True}, change, fault) for name, (change, fault) in LABELLED.items()},
}


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_a_corrupted_export_is_refused_by_row_and_column(centre: Centre, name: str) -> None:
    form, change, fault = CORRUPTIONS[name]
    centre.save(change(centre.export(**form)))
    with pytest.raises(DatasetError) as caught:
        centre.run()
    assert any(str(found).startswith(("export.csv, " + fault, fault)) for found in caught.value.faults), caught.value
    assert centre.untouched


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        (lambda raw: raw[:0], "is empty; the first row must name the columns"),
        (lambda raw: raw.replace(b",", b":"), "row 1"),
        (lambda raw: raw.replace(b"coli", b"c\xf6li"), "cannot be read; save it as CSV UTF-8"),
        (lambda raw: raw.decode().encode("utf-16"), "cannot be read; save it as CSV UTF-8"),
        (lambda raw: raw.replace(b'"Escherichia coli, ESBL"', b'"Escherichia coli'), "cannot be read"),
        (lambda raw: raw[: len(raw) - 30], "has 28 cells where the header has 50"),
    ],
    ids=["empty", "colons", "Latin-1", "UTF-16", "open quote", "cut off"],
)
def test_a_damaged_file_is_refused(centre: Centre, damage: Callable[[bytes], bytes], fault: str) -> None:
    centre.save(centre.export())
    centre.file.write_bytes(damage(centre.file.read_bytes()))
    with pytest.raises(DatasetError, match=fault):
        centre.run()
    assert centre.untouched


def test_a_fault_is_told_once_and_others_beside_it(centre: Centre) -> None:
    rows = centre.export(dates=True)
    rows = put(2, "infusion_date", "")(put(7, "infection_kind", "8")(put(10, "lab_value", "-1")(rows)))
    centre.save(rows)
    with pytest.raises(DatasetError) as caught:
        centre.run()
    assert [(fault.row, fault.column) for fault in caught.value.faults] == [
        (2, "infusion_date"),
        (7, "infection_kind"),
        (10, "lab_value"),
    ]


# Whatever else may happen to a file.

SPOILT = st.one_of(
    st.sampled_from(
        ["", "0", "1", "2", "yes", "Complete", "labs", "infections", "P1", "-999", "1e9", "2016-02-30", "٣"]
    ),
    st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=12),
)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(form=st.sampled_from([{}, {"dates": True}, {"labels": True}]), data=st.data())
def test_a_spoilt_cell_is_refused_or_stands_in_the_dataset(centre: Centre, form: dict[str, bool], data) -> None:
    rows = centre.export(**form)
    line = data.draw(st.integers(0, len(rows) - 1))
    column = data.draw(st.integers(0, len(rows[0]) - 1))
    old, rows[line][column] = rows[line][column], data.draw(SPOILT)
    centre.save(rows)
    try:
        centre.run()
    except DatasetError:
        assert centre.untouched
        return
    made = {name: _facts(text) for name, text in centre.made().items()}
    shutil.rmtree(centre.target)
    assert made.keys() == SOUND.keys()
    lost = sum(((_facts(SOUND[name]) - made[name]) for name in made), Counter())
    new = sum(((made[name] - _facts(SOUND[name])) for name in made), Counter())
    assert max(lost.total(), new.total()) <= 1, "more than the row of the spoilt cell has changed"
    if line == 0 or old.strip() == rows[line][column].strip():
        assert not lost
        assert not new


def _facts(text: str) -> Counter[frozenset[tuple[str, str]]]:
    """The rows of a table, without their order and their empty cells."""
    return Counter(frozenset((k, v) for k, v in row.items() if v) for row in csv.DictReader(io.StringIO(text)))
