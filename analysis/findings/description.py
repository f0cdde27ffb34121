"""The cohort itself: what it is, who is in it, and what its dataset records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.cohort import Cohort
from analysis.cohort.dataset import NAMES, PROJECT, digest
from analysis.cohort.settings import FILE
from analysis.findings import definitions, levels
from analysis.findings.disclosure import Basis, Members, note_parts
from analysis.findings.levels import MARKERS
from analysis.findings.questions import Questions, chosen, setting, source
from analysis.report import words
from analysis.report.printed import Text
from analysis.report.record import NOT_RECORDED, Finding, Findings
from analysis.report.table import Table
from analysis.stats.estimate import Estimate

ALL = "All warnings"
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
        response_day=ask.constant("day of response assessment", s.response_day, key="response_day"),
        severe_grade=ask.constant("lowest grade of severe CRS", s.severe_crs_grade, key="severe_crs_grade"),
        alpha=ask.constant("adjusted P value below which a word is used", ALPHA, places=2),
    )


def _not_made_here(cohort: Cohort) -> str:
    """Why what the project tells of its own synthetic cohorts does not hold for this one; empty where it does."""
    if not cohort.settings.synthetic:
        return "the patients in this dataset are real"
    # Where the folder lies tells nothing: a cohort that was exported and came back is the same cohort.
    ours = cohort.digest in (digest(PROJECT / "data" / name) for name in NAMES)
    return "" if ours else "these synthetic patients were made elsewhere"


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
    caution: Text
    beside: Text
    holds_for: Text
    defaults: Text
    origins: Table
    table: Table
    recorded: Table
    noticed: Table


def both(*cohorts: Cohort) -> Both:
    """Patients before treatment, and what each dataset records."""
    distinct = list({cohort.folder: cohort for cohort in cohorts}.values())
    heads = [f"{cohort.settings.title} (n = {len(cohort.patients)})" for cohort in distinct]
    before, parts = [_baseline(cohort) for cohort in distinct], [_parts(cohort) for cohort in distinct]
    return Both(
        who=_who(distinct),
        caution=_caution(distinct),
        beside=_beside(distinct),
        holds_for=_holds_for(distinct),
        defaults=_defaults(cohorts[0], cohorts[-1]),
        origins=_origins(distinct),
        table=Table(
            columns=["Before treatment", *heads],
            rows=[[label, *(column[label] for column in before)] for label in before[0]],
            notes=["Medians with quartiles, or patients with the feature of those in whom it was recorded."],
            source=source(*distinct),
        ),
        recorded=Table(
            columns=["Part of the dataset", *heads],
            rows=[[label, *(column[label] for column in parts)] for label in parts[0]],
            notes=["Patients with at least one value, of all patients."],
            source=source(*distinct),
        ),
        noticed=_noticed(distinct),
    )


def _noticed(cohorts: Sequence[Cohort]) -> Table:
    """How many rows each rule of the checks warns of; which rows they are is for the owner of the data alone."""
    found = [[f"{w.file}, {w.column}: {w.rule}" for w in cohort.warnings] for cohort in cohorts]
    rules = list(dict.fromkeys(rule for told in found for rule in told))
    columns = [_rows(cohort, told, rules) for cohort, told in zip(cohorts, found, strict=True)]
    return Table(
        columns=["Warning", *(cohort.settings.title for cohort in cohorts)],
        rows=[[rule, *(column[rule] for column in columns)] for rule in (ALL, *rules)],
        notes=["Rows of the files, or analytes where a rule is about all values of one."],
        source=source(*cohorts),
    )


def _rows(cohort: Cohort, told: Sequence[str], rules: Sequence[str]) -> dict[str, Finding]:
    """How many rows each rule warns of, and all of them.

    A row may be a patient, so that these counts are masked as those of patients are; they add up to that of all.
    """
    n = len(cohort.patients) + len(cohort.labs) + (0 if cohort.infections is None else len(cohort.infections))
    places: dict[str, Members] = {
        rule: frozenset(("warning", at) for at, told_rule in enumerate(told) if rule in (ALL, told_rule))
        for rule in (ALL, *rules)
    }
    note_parts(places[rule] for rule in rules)
    return {
        rule: Questions(cohort).of(
            Estimate(value=float(len(rows)), n=n, events=len(rows), method="count"),
            "count",
            rule,
            basis=Basis(events=rows),
        )
        for rule, rows in places.items()
    }


def _who(cohorts: Sequence[Cohort]) -> Text:
    """Which patients the chapters rest on."""
    sizes = [
        Questions(cohort).count(
            "patients in the dataset", cohort.patients["patient_id"].notna().astype("boolean"), of_record=True
        )
        for cohort in cohorts
    ]
    told = [f"{cohort.settings.title}, {n.counted('patient')}" for cohort, n in zip(cohorts, sizes, strict=True)]
    if len(told) == 1:
        return Text(f"All results rest on one dataset: {told[0]}.", findings=sizes)
    first, second = told
    return Text(
        f"Efficacy, cytokine release syndrome and markers: {first}. Infection: {second}.",
        findings=sizes,
    )


def _caution(cohorts: Sequence[Cohort]) -> Text:
    """What the comparisons of these datasets can show."""
    real = "These comparisons are unrandomised: they show what went together, not what causes what."
    if not any(cohort.settings.synthetic for cohort in cohorts):
        return Text(real)
    told = f"{real} The patients are synthetic, so no result is evidence about patients."
    if any(not _not_made_here(cohort) for cohort in cohorts):
        told += " We set the program's totals and picked its seeds for these directions, so results are selected."
    return Text(told)


def _beside(cohorts: Sequence[Cohort]) -> Text:
    """What it tells to set these datasets beside what other studies found."""
    if not any(cohort.settings.synthetic for cohort in cohorts):
        return Text(
            "Patients, products, scales and windows of time differ between studies, so results stand side by side and "
            "none is tested against another."
        )
    told = "The patients are synthetic, so neither agreement with these studies nor disagreement is a finding."
    if any(not _not_made_here(cohort) for cohort in cohorts):
        told += (
            " Much of it was built in: the totals are those of the abstracts, and studies such as these set the rest "
            "of the program that made the patients."
        )
    return Text(told)


def _holds_for(cohorts: Sequence[Cohort]) -> Text:
    """Of which patients the results tell something."""
    if any(cohort.settings.synthetic for cohort in cohorts):
        return Text("The patients are synthetic, so no result holds for anybody; only the methods carry over.")
    places = [", ".join(filter(None, (each.settings.centre, each.settings.period))) for each in cohorts]
    known = list(dict.fromkeys(filter(None, places)))
    if not known:
        return Text("The datasets do not tell where and when the patients were treated.", given=FILE)
    return Text(f"The results describe patients of {'; and of '.join(known)}.", given=FILE)


# The settings that may be left to their defaults, and whether the study of response or that of infection has them.
SETTINGS = {
    "response_day": ("the response day", 0),
    "severe_crs_grade": ("the lowest severe grade of CRS", 0),
    "marker_window": ("the window of the peaks", 0),
    "early_window": ("the early days", 0),
    "landmark_day": ("the day of the landmark", 0),
    "infection_window": ("the window of infections", 1),
    "late_infection_window": ("the later window of infections", 1),
}


def _defaults(*cohorts: Cohort) -> Text:
    """Which days and grades the study did not choose."""
    left = [name for key, (name, which) in SETTINGS.items() if not chosen(cohorts[which], key)]
    told = f"These are our defaults, because the study did not set them: {words.listed(left)}."
    return Text(told if left else "The study set all these days and grades.", given=FILE)


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
        columns=["Item", *(cohort.settings.title for cohort in cohorts)],
        rows=[[label, *(column[label] for column in told)] for label in told[0]],
        notes=[],
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
