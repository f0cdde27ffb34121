"""Infection: before and after infusion, what kinds, when, and what went with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from analysis import stats
from analysis.cohort import Cohort
from analysis.cohort.schema import INFECTIONS
from analysis.findings import definitions
from analysis.findings.questions import Questions, source
from analysis.report.charts import calendar
from analysis.report.figure import Figure
from analysis.report.record import Finding, Findings
from analysis.report.table import Table


def _without_primary(cohort: Cohort) -> pd.Series:
    return ~cohort.patients["primary_infection"]


def _new(cohort: Cohort) -> pd.Series:
    """Infected in the window, among patients without a primary infection."""
    return definitions.among(_without_primary(cohort), definitions.infected(cohort))


def _new_episodes(cohort: Cohort) -> pd.DataFrame | None:
    """Episodes in the window, of patients without a primary infection."""
    found = definitions.episodes(cohort)
    if found is None or not cohort.recorded("primary_infection"):
        return None
    ids = definitions.among(_without_primary(cohort), cohort.patients["patient_id"])
    return found[found["patient_id"].isin(ids)]


@dataclass(frozen=True, kw_only=True)
class Incidence(Findings):
    """Infection after infusion, in patients without and with a primary infection."""

    patients: Finding
    without_primary: Finding
    with_primary: Finding
    infected: Finding
    episodes: Finding
    more_than_one: Finding
    density: Finding
    onset: Finding
    died: Finding
    progressed: Finding
    first_day: Finding
    last_day: Finding


def incidence(cohort: Cohort) -> Incidence:
    """Patients and episodes in the infection window; a death counts with the infection that caused it."""
    ask = Questions(cohort)
    p = cohort.patients
    without = _without_primary(cohort)
    found = _new_episodes(cohort)
    onset = pd.Series(dtype="float64") if found is None else found["day"].astype("float64")
    yes = pd.Series(True, index=onset.index, dtype="boolean")
    per_patient = pd.Series(dtype="Int64") if found is None else found.groupby("patient_id").size()
    first, last = cohort.settings.infection_window
    infected = _new(cohort)
    return Incidence(
        patients=ask.count("patients treated", pd.Series(True, index=p.index, dtype="boolean")),
        without_primary=ask.proportion("no infection in the 30 days before infusion", without),
        with_primary=ask.proportion("infection in the 30 days before infusion", ~without),
        infected=ask.proportion("infection after infusion, no primary infection", infected),
        episodes=ask.count("infections after infusion, no primary infection", _or_missing(yes, found)),
        more_than_one=ask.count(
            "patients with more than one infection", _or_missing((per_patient > 1).astype("boolean"), found)
        ),
        density=ask.of(
            _density(cohort, found), "quantity", "infections per 100 patient-days", "per 100 patient-days", 2
        ),
        onset=ask.median("onset of infection", _or_missing(onset, found), "days", 0),
        died=ask.proportion("died of an infection of the window, no primary infection", _fatal(cohort, found)),
        progressed=ask.proportion(
            "primary infection that progressed", definitions.among(p["primary_infection"], p["infection_progressed"])
        ),
        first_day=ask.constant("first day of the infection window", first),
        last_day=ask.constant("last day of the infection window", last),
    )


def _fatal(cohort: Cohort, found: pd.DataFrame | None) -> pd.Series:
    """Whether each patient without a primary infection died of an infection that began in the window."""
    ids = definitions.among(_without_primary(cohort), cohort.patients["patient_id"])
    if found is None or (len(found) > 0 and found["fatal"].isna().any()):
        return pd.Series(pd.NA, index=ids.index, dtype="boolean")
    return ids.isin(found.loc[found["fatal"].astype(bool), "patient_id"]).astype("boolean")


def _or_missing(values: pd.Series, recorded: object) -> pd.Series:
    """The values, or one missing value where infections were not recorded at all."""
    return values if recorded is not None else pd.Series([pd.NA], dtype="boolean")


def _density(cohort: Cohort, found: pd.DataFrame | None) -> stats.Estimate:
    """Episodes per 100 days at risk: the days of the window, first and last included, until death or last contact."""
    first, last = cohort.settings.infection_window
    contact = definitions.among(_without_primary(cohort), cohort.patients["last_contact_day"]).astype("float64")
    if found is None or contact.isna().any():
        return stats.Estimate(value=None, n=0, missing=len(contact) or 1, method="exact Poisson interval")
    days = (contact.clip(upper=last) - first + 1).clip(lower=0).sum()
    return stats.rate(len(found), float(days), per=100)


@dataclass(frozen=True, kw_only=True)
class Kinds(Findings):
    """Kinds and sites of the infections."""

    bacterial: Finding
    viral: Finding
    fungal: Finding
    unknown: Finding
    fatal: Finding
    table: Table
    figure: Figure


def kinds(cohort: Cohort) -> Kinds:
    """The share of each kind and site among the episodes, and the calendar of their onsets."""
    ask = Questions(cohort)
    found = _new_episodes(cohort)
    kind = pd.Series([pd.NA], dtype="string") if found is None else found["kind"]
    site = pd.Series([pd.NA], dtype="string") if found is None else found["site"]
    fatal = pd.Series([pd.NA], dtype="boolean") if found is None else found["fatal"]
    by_kind = {k: ask.proportion(f"{k} infections", definitions.equals(kind, k)) for k in INFECTIONS["kind"].choices}
    by_site = {
        s: ask.proportion(f"infections of the {s}", definitions.equals(site, s)) for s in INFECTIONS["site"].choices
    }
    rows = [[k.capitalize(), f.n_of_N, f.percent, f.limits] for k, f in by_kind.items()]
    rows += [[f"Site: {s}", f.n_of_N, f.percent, f.limits] for s, f in by_site.items() if f.estimate.events]
    return Kinds(
        **by_kind,
        fatal=ask.proportion("fatal infections", fatal),
        table=Table(
            columns=["Infections", "Episodes", "Percentage", "95% CI"],
            rows=rows,
            notes=["The denominator is episodes, not patients. CI: confidence interval."],
            source=source(cohort),
        ),
        figure=calendar(found, INFECTIONS["kind"].choices, cohort.settings.infection_window, source=source(cohort)),
    )


@dataclass(frozen=True, kw_only=True)
class Risk(Findings):
    """One exposure against one outcome."""

    exposed: Finding
    unexposed: Finding
    odds: Finding
    difference: Finding


@dataclass(frozen=True, kw_only=True)
class Risks(Findings):
    """What went with infection, and with its progression."""

    bridging: Risk
    any_bridging: Risk
    severe_crs: Risk
    severe_crs_before: Risk
    progressed_first: Finding
    table: Table


def risks(cohort: Cohort) -> Risks:
    """Bridging against infection and severe CRS against progression; none adjusted, nobody randomised.

    A patient whose infection progressed before CRS was severe cannot owe the one to the other, so a second contrast
    counts that patient as not exposed.
    """
    ask = Questions(cohort)
    p = cohort.patients
    primary = p["primary_infection"]
    bridging = _risk(
        ask,
        "infection",
        _new(cohort),
        definitions.among(~primary, definitions.other_bridging(cohort)),
        ("bridging other than FC", "no bridging or FC"),
    )
    progressed = definitions.among(primary, p["infection_progressed"])
    severe = _risk(
        ask,
        "progression",
        progressed,
        definitions.among(primary, definitions.severe_crs(cohort)),
        ("severe CRS", "no severe CRS"),
    )
    any_bridging = _risk(
        ask,
        "infection",
        _new(cohort),
        definitions.among(~primary, ~definitions.equals(p["bridging"], "none")),
        ("any bridging", "no bridging"),
    )
    with_both = progressed & definitions.among(primary, definitions.severe_crs(cohort))
    before = _risk(
        ask,
        "progression",
        progressed,
        definitions.among(primary, _severe_before(cohort)),
        ("severe CRS before it", "no severe CRS before it"),
    )
    return Risks(
        bridging=bridging,
        severe_crs=severe,
        any_bridging=any_bridging,
        severe_crs_before=before,
        progressed_first=ask.count(
            "patients whose infection progressed before CRS was severe",
            definitions.among(with_both, ~_severe_before(cohort)),
        ),
        table=_risk_table(
            cohort,
            {
                "Infection, bridging other than FC against none or FC": bridging,
                "Infection, any bridging against none": any_bridging,
                "Progression, severe CRS at any time against none or mild": severe,
                "Progression, severe CRS before it against the others": before,
            },
        ),
    )


def _severe_before(cohort: Cohort) -> pd.Series:
    """Severe CRS on or before the day of progression, or at any time where there was no progression.

    Missing where a patient had both and the day of either is not recorded.
    """
    p = cohort.patients
    severe, progressed = definitions.severe_crs(cohort), p["infection_progressed"]
    in_order = (p["severe_crs_day"] <= p["progression_day"]).astype("boolean")
    return severe.where(~(severe & progressed).fillna(False).astype(bool), in_order)


def _risk(ask: Questions, outcome: str, event: pd.Series, exposed: pd.Series, names: tuple[str, str]) -> Risk:
    with_it, without_it = names
    return Risk(
        exposed=ask.proportion(f"{outcome} with {with_it}", definitions.among(exposed, event)),
        unexposed=ask.proportion(f"{outcome} with {without_it}", definitions.among(~exposed, event)),
        odds=ask.odds_ratio(f"odds ratio of {outcome}, {with_it} against {without_it}", event, exposed),
        difference=ask.risk_difference(f"difference in {outcome}, {with_it} minus {without_it}", event, exposed),
    )


def _risk_table(cohort: Cohort, rows: Mapping[str, Risk]) -> Table:
    return Table(
        columns=["Outcome and exposure", "Exposed", "Not exposed", "Odds ratio", "P", "Risk difference"],
        rows=[
            [label, r.exposed.n_of_N, r.unexposed.n_of_N, r.odds, r.odds.p_cell, r.difference]
            for label, r in rows.items()
        ],
        notes=[
            "Odds ratio and P by Fisher's exact method, risk difference by Newcombe's. Neither is adjusted.",
            "CI: confidence interval; CRS: cytokine release syndrome; FC: fludarabine with cyclophosphamide.",
        ],
        source=source(cohort),
    )
