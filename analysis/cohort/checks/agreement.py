"""Facts that agree: of one patient, and between a patient and the patient's infections."""

from __future__ import annotations

import pandas as pd

from analysis.cohort.checks.rule import Find, Rule, Tables, broken
from analysis.cohort.schema import INFECTIONS, PATIENTS, REMISSION, TOXICITY_DAYS
from analysis.cohort.settings import FILE


def _error(column: str, asks: str, remedy: str, find: Find) -> Rule:
    return Rule(file=PATIENTS.file, column=column, asks=asks, remedy=remedy, find=find)


def _warning(column: str, asks: str, remedy: str, find: Find) -> Rule:
    return Rule(file=PATIENTS.file, column=column, asks=asks, remedy=remedy, find=find, warning=True)


def _needs(column: str, of: str) -> Rule:
    """A day or detail that may stand only where the fact that it belongs to is yes, or its grade above 0."""
    none = "no" if PATIENTS[of].kind == "yes/no" else "0"
    return _error(
        column,
        f"must be empty where {of} is {none}",
        f"correct {of}, or empty this cell",
        lambda t: t.patients[column].notna() & (t.patients[of] == 0),
    )


def _untold(column: str, of: str) -> Rule:
    return _warning(
        column,
        f"is given where {of} is empty",
        f"set {of} to yes, so that the patient counts",
        lambda t: t.patients[column].notna() & t.patients[of].isna(),
    )


def _partly(column: str) -> Rule:
    """A fact of which patients with and without are counted apart, and which is known of some only."""
    return _warning(
        column,
        "is empty though other patients have it, so those with and without do not add up to all",
        "fill it in where it is known; who has none is left out of what is counted by it",
        lambda t: t.patients[column].isna() & bool(t.patients[column].notna().any()),
    )


def _died_of_grade(grade: str) -> Rule:
    return _error(
        grade,
        "must not be 5 where died is no: grade 5 is death",
        f"correct {grade} or died",
        lambda t: (t.patients[grade] == 5) & (t.patients["died"] == False),  # noqa: E712 - may be missing
    )


def _needs_scale(grade: str, scale: str) -> Rule:
    return Rule(
        file=FILE,
        column=scale,
        asks=f"is missing: it names the scale of {grade}",
        remedy=f'add a line such as {scale} = "ASTCT 2019"',
        find=lambda t: broken(t.patients[grade].notna().any() and not getattr(t.settings, scale)),
        whole=True,
    )


def _severe(t: Tables) -> pd.Series:
    return t.patients["crs_grade"] >= t.settings.severe_crs_grade


def _fatal(t: Tables) -> pd.Series:
    return t.infections["fatal"].fillna(False).astype(bool)


def _dead_by_infection_only_here(t: Tables) -> pd.Series:
    """Death of infection while infections were followed, without a fatal one and without one that progressed."""
    p = t.patients
    none = pd.Series(False, index=p.index)
    if not t.has(INFECTIONS.name) or t.infections["fatal"].isna().all():
        return none
    fatal = t.infections.loc[_fatal(t), "patient_id"]
    died = (p["death_cause"] == "infection") & (p["last_contact_day"] <= TOXICITY_DAYS)
    return died & ~p["patient_id"].isin(fatal) & ~p["infection_progressed"].fillna(False).astype(bool)


def _infection_rule(asks: str, remedy: str, find: Find, *, warning: bool = False) -> Rule:
    return Rule(
        file=INFECTIONS.file,
        column="fatal",
        asks=asks,
        remedy=remedy,
        find=find,
        warning=warning,
    )


RULES = (
    *(_needs(column.name, column.only_if) for column in PATIENTS.columns if column.only_if),
    _error(
        "severe_crs_day",
        "must be empty where crs_grade is below severe_crs_grade",
        "correct the grade, the day, or severe_crs_grade in cohort.toml",
        lambda t: (
            t.patients["severe_crs_day"].notna()
            & (t.patients["crs_grade"] > 0)
            & (t.patients["crs_grade"] < t.settings.severe_crs_grade)
        ),
    ),
    _died_of_grade("crs_grade"),
    _died_of_grade("icans_grade"),
    _needs_scale("crs_grade", "crs_scale"),
    _needs_scale("crs_grade_other", "crs_scale_other"),
    _infection_rule(
        "must not be yes where the patient did not die",
        "correct fatal, or died in patients.csv",
        lambda t: _fatal(t) & (t.of_patient("infections", "died") == False),  # noqa: E712 - may be missing
    ),
    _infection_rule(
        "must not be yes where death_cause is another than infection",
        "correct fatal, or death_cause in patients.csv",
        lambda t: _fatal(t) & (t.of_patient("infections", "death_cause") != "infection"),
    ),
    # Warnings.
    _infection_rule(
        "is yes for more than one infection of the patient",
        "say yes only for the one that the patient died of",
        lambda t: _fatal(t) & t.infections[_fatal(t)].duplicated("patient_id").reindex(t.infections.index),
        warning=True,
    ),
    _infection_rule(
        "is yes though died is empty in patients.csv",
        "set died to yes and give the day of death in last_contact_day",
        lambda t: _fatal(t) & t.of_patient("infections", "died").isna(),
        warning=True,
    ),
    _warning(
        "death_cause",
        "is infection, and infections.csv holds no fatal one of the patient",
        "add the infection, or set its column fatal to yes",
        _dead_by_infection_only_here,
    ),
    _warning(
        "death_cause",
        "is another than CRS though crs_grade is 5",
        "correct the grade or the cause",
        lambda t: (t.patients["crs_grade"] == 5) & (t.patients["death_cause"] != "CRS"),
    ),
    _warning(
        "death_cause",
        "is CRS though crs_grade is below 5",
        "correct the grade or the cause",
        lambda t: (t.patients["death_cause"] == "CRS") & (t.patients["crs_grade"] < 5),
    ),
    _warning(
        "death_cause",
        "is leukaemia though the patient reached remission and has no relapse_day",
        "give the day of relapse, or correct the cause",
        lambda t: (
            (t.patients["death_cause"] == "leukaemia")
            & t.patients["response"].isin(REMISSION)
            & t.patients["relapse_day"].isna()
        ),
    ),
    _warning(
        "severe_crs_day",
        "is empty though crs_grade is severe and other patients have the day",
        "give the day; without it the patient is left out of times to severe CRS",
        lambda t: _severe(t) & t.patients["severe_crs_day"].isna() & bool(t.patients["severe_crs_day"].notna().any()),
    ),
    _warning(
        "crs_onset_day",
        "is empty though crs_grade is above 0 and other patients have the day",
        "give the day; without it the patient is left out of times to onset",
        lambda t: (
            (t.patients["crs_grade"] > 0)
            & t.patients["crs_onset_day"].isna()
            & bool(t.patients["crs_onset_day"].notna().any())
        ),
    ),
    _warning(
        "crs_grade_other",
        "tells of cytokine release syndrome where crs_grade tells of none, or the other way round",
        "look the patient up: a scale may grade it higher or lower, but seldom differs on whether there was any",
        lambda t: (t.patients["crs_grade_other"] == 0) != (t.patients["crs_grade"] == 0),
    ),
    _warning(
        "tocilizumab",
        "is yes though crs_grade is 0",
        "correct one of them, unless it was given to prevent cytokine release syndrome",
        lambda t: t.patients["tocilizumab"] & (t.patients["crs_grade"] == 0),
    ),
    _warning(
        "steroids",
        "is yes though crs_grade and icans_grade are 0",
        "correct one of them; steroids for another reason do not count here",
        lambda t: t.patients["steroids"] & (t.patients["crs_grade"] == 0) & (t.patients["icans_grade"] == 0),
    ),
    _warning(
        "mrd",
        "is negative though the patient is not in remission",
        "correct mrd or response; mrd is that of the assessment of response",
        lambda t: (
            (t.patients["mrd"] == "negative") & t.patients["response"].notna() & ~t.patients["response"].isin(REMISSION)
        ),
    ),
    _warning(
        "mrd",
        "is given though response is empty, which says not evaluable",
        "give the response, or empty mrd",
        lambda t: (
            t.patients["mrd"].notna() & t.patients["response"].isna() & bool(t.patients["response"].notna().any())
        ),
    ),
    _warning(
        "response",
        "is given though last_contact_day comes before response_day",
        "see whether the patient was assessed; empty says not evaluable",
        lambda t: t.patients["response"].notna() & (t.patients["last_contact_day"] < t.settings.response_day),
    ),
    _warning(
        "relapse_day",
        "comes before response_day though response is a remission",
        "correct one of them: a remission that is lost by then is none by the response day",
        lambda t: t.patients["response"].isin(REMISSION) & (t.patients["relapse_day"] < t.settings.response_day),
    ),
    _untold("tocilizumab_day", "tocilizumab"),
    _untold("steroids_day", "steroids"),
    _untold("progression_day", "infection_progressed"),
    _untold("death_cause", "died"),
    *(_partly(column) for column in ("crs_grade", "died", "primary_infection")),
)
