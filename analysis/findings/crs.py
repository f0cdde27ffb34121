"""Cytokine release syndrome: how often, how severe, when, and how treated."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.cohort import Cohort
from analysis.findings import definitions
from analysis.findings.questions import Questions, drawn_as, setting, source, told
from analysis.report.charts import swimmer
from analysis.report.figure import Figure
from analysis.report.printed import Text
from analysis.report.record import Finding, Findings
from analysis.report.table import Table

HIGHEST_GRADE = 5


@dataclass(frozen=True, kw_only=True)
class Incidence(Findings):
    """Cytokine release syndrome among all treated patients."""

    graded: Finding
    any_grade: Finding
    none: Finding
    mild: Finding
    severe: Finding
    grades: tuple[Finding, ...]
    scale: Text
    table: Table


def incidence(cohort: Cohort) -> Incidence:
    """Each grade, any grade and severe, with exact intervals."""
    ask = Questions(cohort)
    grade = cohort.patients["crs_grade"]
    occurred, severe = definitions.any_crs(cohort), definitions.severe_crs(cohort)
    each = [(grade == g).astype("boolean") for g in range(HIGHEST_GRADE + 1)]
    ask.disjoint(*each)
    grades = tuple(ask.proportion(f"CRS of grade {g}", had) for g, had in enumerate(each))
    whole = {
        "any_grade": ask.proportion("CRS of any grade", occurred),
        "none": ask.proportion("no CRS", ~occurred),
        "mild": ask.proportion("mild CRS", occurred & ~severe),
        "severe": ask.proportion("severe CRS", severe),
    }
    lowest = cohort.settings.severe_crs_grade
    scale = cohort.settings.crs_scale
    rows = [
        [f"Grade {g}" if g else "No CRS", found.n_of_N, found.percent, found.limits] for g, found in enumerate(grades)
    ]
    rows += [
        [name, found.n_of_N, found.percent, found.limits]
        for name, found in (
            ("Any grade", whole["any_grade"]),
            ("Mild (grade 1)" if lowest == 2 else f"Mild (grades 1 to {lowest - 1})", whole["mild"]),
            (f"Severe (grade {lowest} or above)", whole["severe"]),
        )
    ]
    return Incidence(
        graded=ask.count("patients whose CRS was graded", definitions.known(grade), of_record=True),
        **whole,
        grades=grades,
        scale=setting(scale, "the scale of CRS"),
        table=Table(
            columns=["CRS", "Patients", "Percentage", "95% CI"],
            rows=rows,
            notes=[
                f"Highest grade in each patient, by {scale or 'a scale that is not recorded'}.",
            ],
            source=source(cohort),
        ),
    )


@dataclass(frozen=True, kw_only=True)
class Course(Findings):
    """When it came, how long it lasted and how it was treated."""

    onset: Finding
    severe_onset: Finding
    duration: Finding
    tocilizumab: Finding
    tocilizumab_day: Finding
    steroids: Finding
    steroids_day: Finding
    says: Text
    drawn: Text
    table: Table
    figure: Figure


def course(cohort: Cohort) -> Course:
    """Timing among those affected; treatment among all."""
    ask = Questions(cohort)
    p = cohort.patients
    occurred = definitions.any_crs(cohort)
    found = {
        "onset": ask.median("onset of CRS", definitions.among(occurred, p["crs_onset_day"]), "days", 1),
        "severe_onset": ask.median(
            "first day of severe CRS", definitions.among(definitions.severe_crs(cohort), p["severe_crs_day"]), "days", 1
        ),
        "duration": ask.median(
            "duration of CRS", definitions.among(occurred, definitions.crs_duration(cohort)), "days", 1
        ),
        "tocilizumab": ask.proportion("given tocilizumab", p["tocilizumab"]),
        "tocilizumab_day": ask.median(
            "day of first tocilizumab", definitions.among(p["tocilizumab"], p["tocilizumab_day"]), "days", 1
        ),
        "steroids": ask.proportion("given corticosteroids", p["steroids"]),
        "steroids_day": ask.median(
            "day of first corticosteroid", definitions.among(p["steroids"], p["steroids_day"]), "days", 1
        ),
    }
    labels = {
        "onset": "Onset of CRS after infusion",
        "severe_onset": "Onset of severe CRS after infusion",
        "duration": "Duration of CRS",
        "tocilizumab": "Tocilizumab",
        "tocilizumab_day": "First tocilizumab after infusion",
        "steroids": "Corticosteroids",
        "steroids_day": "First corticosteroid after infusion",
    }
    mine = p[occurred.fillna(False).astype(bool)]
    return Course(
        **found,
        says=told(
            {"began": found["onset"], "lasted": found["duration"]},
            lambda what, f: (
                f"CRS {what} a median of {f.value} ({f.ci})" + (" after infusion" if what == "began" else "")
            ),
        ),
        drawn=drawn_as(
            cohort,
            "Each line is a patient with CRS, the highest grades on top.",
            "Each line runs from the first to the third quartile of its days and its mark is the median; "
            "days of few patients are left out.",
        ),
        figure=swimmer(
            mine[["patient_id"]].assign(
                grade=mine["crs_grade"],
                onset=mine["crs_onset_day"],
                severe=mine["severe_crs_day"],
                end=mine["crs_end_day"],
                tocilizumab=mine["tocilizumab_day"],
            ),
            cohort.infections,
            cohort.settings.marker_window[1],
            source=source(cohort),
        ),
        table=Table(
            columns=["Course and treatment", "Patients", "Result"],
            rows=[[labels[key], finding.n, finding] for key, finding in found.items()],
            notes=[
                "Times are medians with quartiles among those affected; proportions have exact intervals.",
            ],
            source=source(cohort),
        ),
    )
