"""Who a row belongs to: keys that are unique and matched, rows or patients that stand twice, and no names of people."""

from __future__ import annotations

import pandas as pd

from analysis.cohort.checks.rule import Rule, Tables, broken
from analysis.cohort.identifiers import REMEDY, suspicious
from analysis.cohort.schema import INFECTIONS, LABS, PATIENTS, TABLES, Column, Table

# Two patients with all of these equal, and enough of them known, are one patient until somebody looks.
TRAITS = (
    "age", "sex", "product", "marrow_blasts", "ldh", "dose", "crs_onset_day", "crs_end_day", "relapse_day",
    "hsct_day", "last_contact_day",
)  # fmt: skip
TELLING = (
    "marrow_blasts",
    "ldh",
    "dose",
    "crs_onset_day",
    "crs_end_day",
    "relapse_day",
    "hsct_day",
    "last_contact_day",
)
KNOWN = 4  # telling traits that both must have
SAMPLES = 10  # measurements from which on two equal courses are no chance


def _unknown(table: str) -> Rule:
    return Rule(
        file=f"{table}.csv",
        column="patient_id",
        asks=f"is not in {PATIENTS.file}",
        remedy=f"write the id as it stands in {PATIENTS.file}, zeros in front included, or add the patient there",
        find=lambda t: ~t.frames[table]["patient_id"].isin(t.patients["patient_id"]),
    )


def _identifying(table: Table, column: Column) -> Rule:
    """That a column of text must not say who the patients are; the message keeps its cells to itself."""

    def kind(t: Tables) -> str | None:
        cells = t.frames[table.name][column.name].dropna().astype(str).unique()
        return suspicious("", cells, codes=column.kind == "id")

    return Rule(
        file=table.file,
        column=column.name,
        asks="seems to hold {}",
        general="what says who a patient is, such as a name, a number of medical records or a calendar date",
        say=lambda t, _: t.once(kind) or "",
        remedy=REMEDY[column.kind],
        find=lambda t: broken(t.once(kind) is not None),
        whole=True,
    )


def _twins(t: Tables) -> pd.Series:
    """For each patient the line of an earlier one who is alike in every trait; missing where there is none."""
    p = t.patients
    known = p[list(TELLING)].notna().sum(axis=1) >= KNOWN
    alike = p.loc[known, list(TRAITS)].assign(line=p.index[known])
    earlier = alike.groupby(list(TRAITS), dropna=False, sort=False)["line"].transform("first")
    return earlier.where(earlier != alike["line"]).reindex(p.index)


def _same_courses(t: Tables) -> pd.Series:
    """For each measurement the id of an earlier patient with the same measurements; only on a patient's first line."""
    labs = t.labs
    if labs.empty:
        return pd.Series(dtype="object")
    # Equal sums of the hashes of the rows are equal sets of rows.
    hashes = pd.util.hash_pandas_object(labs[["analyte", "day", "value"]].astype({"analyte": "object"}), index=False)
    rows = pd.DataFrame({"id": labs["patient_id"].astype("object"), "line": labs.index, "hash": hashes})
    course = rows.groupby("id", sort=False).agg(line=("line", "first"), size=("hash", "size"), sum=("hash", "sum"))
    course = course[course["size"] >= SAMPLES]
    twin = pd.Series(course.index, index=course.index).groupby([course["size"], course["sum"]]).transform("first")
    later = twin[twin != twin.index]
    return pd.Series(later.to_numpy(), index=course.loc[later.index, "line"], dtype="object").reindex(labs.index)


def _alike(t: Tables, line: int) -> str:
    p, other = t.patients, int(t.once(_twins)[line])
    return f"{p.at[line, 'patient_id']} and {p.at[other, 'patient_id']} (row {other})"


RULES = (
    Rule(
        file=PATIENTS.file,
        column="",
        asks="holds no patient",
        remedy="add a row for each patient under the header",
        find=lambda t: broken(t.patients.empty),
        whole=True,
    ),
    Rule(
        file=PATIENTS.file,
        column="patient_id",
        asks="stands twice; each patient has one row",
        remedy="keep one row, or give the second infusion of a patient an id of its own and say so in the source",
        find=lambda t: t.patients["patient_id"].duplicated(),
    ),
    # The keys of the other tables are those of the patients; the other columns hold numbers and words of the schema.
    *(
        _identifying(table, column)
        for table in TABLES
        for column in table.columns
        if column.kind == "text" or (column.kind == "id" and table is PATIENTS)
    ),
    _unknown(LABS.name),
    _unknown(INFECTIONS.name),
    Rule(
        file=LABS.file,
        column="day",
        asks="stands twice for this patient and {}",
        general="analyte",
        remedy="keep one of the values, or give each its time as a decimal of the day",
        find=lambda t: t.labs.duplicated(["patient_id", "analyte", "day"]),
        say=lambda t, line: str(t.labs.at[line, "analyte"]),
    ),
    Rule(
        file=INFECTIONS.file,
        column="patient_id",
        asks="has the same episode twice: every cell of the row is that of an earlier row",
        remedy="delete one row; if two organisms were found, name each in the column organism",
        find=lambda t: t.infections.duplicated(),
    ),
    Rule(
        file=PATIENTS.file,
        column="patient_id",
        asks="may be one patient under two ids: age, sex, product, days and values are those of another row",
        remedy="look both up; if they are one patient, keep one row",
        find=lambda t: t.once(_twins).notna(),
        show=_alike,
        warning=True,
    ),
    Rule(
        file=LABS.file,
        column="patient_id",
        asks="may be one patient under two ids: all measurements are those of another patient",
        remedy="look both up; if the rows were copied, delete those that are not the patient's",
        find=lambda t: t.once(_same_courses).notna(),
        show=lambda t, line: f"{t.labs.at[line, 'patient_id']} and {t.once(_same_courses).at[line]}",
        warning=True,
    ),
)
