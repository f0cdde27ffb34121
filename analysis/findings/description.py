"""The cohort itself: what it is, who is in it, and what its dataset records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.cohort import Cohort
from analysis.cohort.dataset import PROJECT
from analysis.findings import definitions, levels
from analysis.findings.levels import MARKERS
from analysis.findings.questions import Questions, setting, source
from analysis.report.record import NOT_RECORDED, Finding, Findings, Text
from analysis.report.table import Table

ALPHA = 0.05  # one minus the level of every interval in the book


@dataclass(frozen=True, kw_only=True)
class Description(Findings):
    """The constants of a study, and whether this project made its patients up."""

    made_here: Text
    scale: Text
    response_day: Finding
    severe_grade: Finding
    alpha: Finding


def describe(cohort: Cohort) -> Description:
    """What ``cohort.toml`` sets for the analyses."""
    ask = Questions(cohort)
    s = cohort.settings
    return Description(
        made_here=Text("made by this project", why_not=_not_made_here(cohort)),
        scale=setting(s.crs_scale, "the scale of CRS"),
        response_day=ask.constant("day of response assessment", s.response_day),
        severe_grade=ask.constant("lowest grade of severe CRS", s.severe_crs_grade),
        alpha=ask.constant("adjusted P value below which a word is used", ALPHA, places=2),
    )


def _not_made_here(cohort: Cohort) -> str:
    """Why what the project tells of its own synthetic cohorts does not hold for this one; empty where it does."""
    if not cohort.settings.synthetic:
        return "the patients in this dataset are real"
    return "" if PROJECT in cohort.folder.resolve().parents else "these synthetic patients were made elsewhere"


def _baseline(cohort: Cohort) -> dict[str, Text]:
    ask = Questions(cohort)
    p = cohort.patients

    def share(what: str, happened: pd.Series) -> Text:
        found = ask.proportion(what, happened)
        if found.estimate.value is None:
            return found.text
        return Text(f"{found.n_of_N} ({found.percent})", findings=[found])

    def middle(what: str, values: pd.Series, unit: str, places: int | None = None) -> Text:
        found = ask.median(what, values, unit, places)
        if found.estimate.value is None or not found.estimate.missing:
            return found.text
        return Text(f"{found.text}; {found.missing} missing", findings=[found])

    return {
        "Age": middle("age", p["age"], "years", 0),
        "Female": share("female", definitions.equals(p["sex"], "female")),
        "Lines of therapy before": middle("lines of therapy before", p["prior_lines"], "", 0),
        "Allogeneic HSCT before": share("transplant before", p["prior_hsct"]),
        "Extramedullary disease": share("extramedullary disease", p["extramedullary"]),
        "Marrow blasts": middle("marrow blasts", p["marrow_blasts"], "%"),
        "Serum LDH": middle("serum LDH", p["ldh"], "U/L", 0),
        "Bridging other than FC": share("bridging other than FC", definitions.other_bridging(cohort)),
        "Dual-target product": share("dual-target product", definitions.equals(p["product"], "CD19/CD22")),
        "Infection in the 30 days before": share("primary infection", p["primary_infection"]),
    }


@dataclass(frozen=True, kw_only=True)
class Both(Findings):
    """The two datasets side by side; one column where one dataset serves all chapters."""

    who: Text
    origins: Table
    table: Table
    recorded: Table


def both(*cohorts: Cohort) -> Both:
    """Patients before treatment, and what each dataset records."""
    distinct = list({cohort.folder: cohort for cohort in cohorts}.values())
    heads = [f"{cohort.settings.title} (n = {len(cohort.patients)})" for cohort in distinct]
    before, parts = [_baseline(cohort) for cohort in distinct], [_parts(cohort) for cohort in distinct]
    return Both(
        who=_who(distinct),
        origins=_origins(distinct),
        table=Table(
            columns=["Before treatment", *heads],
            rows=[[label, *(column[label] for column in before)] for label in before[0]],
            notes=[
                "Medians with quartiles, or patients with the feature of those in whom it was recorded.",
                "FC: fludarabine with cyclophosphamide; HSCT: haematopoietic stem-cell transplant; "
                "IQR: interquartile range; LDH: lactate dehydrogenase.",
            ],
            source=source(*distinct),
        ),
        recorded=Table(
            columns=["Part of the dataset", *heads],
            rows=[[label, *(column[label] for column in parts)] for label in parts[0]],
            notes=[
                "Patients with at least one value, of all patients. CRS: cytokine release syndrome; LDH: lactate "
                "dehydrogenase."
            ],
            source=source(*distinct),
        ),
    )


def _who(cohorts: Sequence[Cohort]) -> Text:
    """Which patients the chapters rest on."""
    sizes = [
        Questions(cohort).count(
            "patients in the dataset", cohort.patients["patient_id"].notna().astype("boolean"), of_record=True
        )
        for cohort in cohorts
    ]
    told = [f"{cohort.settings.title}, {size} patients" for cohort, size in zip(cohorts, sizes, strict=True)]
    if len(told) == 1:
        return Text(f"All chapters rest on one dataset: {told[0]}.", findings=sizes)
    first, second = told
    return Text(
        f"Efficacy, cytokine release syndrome and markers: {first}. Infection: {second}.",
        findings=sizes,
    )


def _origins(cohorts: Sequence[Cohort]) -> Table:
    """What each ``cohort.toml`` says of its rows."""
    told = [
        {
            "Rows": Text("synthetic" if cohort.settings.synthetic else "real patients"),
            "Source": setting(cohort.settings.source, "the source"),
            "Licence": setting(cohort.settings.licence, "the licence"),
            "Study setting": setting(cohort.settings.centre, "the centre"),
            "Study period": setting(cohort.settings.period, "the period"),
            "Scale of CRS": setting(cohort.settings.crs_scale, "the scale of CRS"),
            "Version of the files": Text(cohort.digest, given="the files of the dataset"),
        }
        for cohort in cohorts
    ]
    return Table(
        columns=["", *(cohort.settings.title for cohort in cohorts)],
        rows=[[label, *(column[label] for column in told)] for label in told[0]],
        notes=["CRS: cytokine release syndrome."],
        source=source(*cohorts),
    )


def _parts(cohort: Cohort) -> dict[str, Text]:
    ask = Questions(cohort)
    p = cohort.patients
    known = {
        "Response": p["response"].notna(),
        "Tumour burden before lymphodepletion": p["marrow_blasts"].notna(),
        "LDH before lymphodepletion": p["ldh"].notna(),
        "CRS grade": p["crs_grade"].notna(),
        "Survival": p["died"].notna(),
        "Primary infection": p["primary_infection"].notna(),
        **{f"{m} after infusion": p["patient_id"].isin(_measured(cohort, m)) for m in MARKERS},
    }
    parts = {
        label: ask.proportion(label, has.astype("boolean"), of_record=True).n_of_N if has.any() else Text(NOT_RECORDED)
        for label, has in known.items()
    }
    parts["Infections after infusion"] = Text(NOT_RECORDED if cohort.infections is None else "recorded")
    return parts


def _measured(cohort: Cohort, analyte: str) -> pd.Series:
    return levels.samples(cohort, analyte, cohort.settings.marker_window)["patient_id"]
