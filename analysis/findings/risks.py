"""What went with infection after infusion, and with the progression of an infection from before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis import stats
from analysis.cohort import Cohort
from analysis.findings import definitions
from analysis.findings.disclosure import Basis, crossed, known, members
from analysis.findings.infection import newly_infected
from analysis.findings.questions import Questions, log2, source
from analysis.findings.states import State, split
from analysis.report.printed import Text
from analysis.report.record import NOT_APPLICABLE, Finding, Findings
from analysis.report.table import Table
from analysis.stats.estimate import Estimate

NAMES = ("bridging other than FC", "no bridging or FC")
NEVER = np.inf


@dataclass(frozen=True, kw_only=True)
class Risk(Findings):
    """One exposure against one outcome."""

    exposed: Finding
    unexposed: Finding
    odds: Finding
    difference: Finding


@dataclass(frozen=True, kw_only=True)
class Adjusted(Findings):
    """Bridging against infection in one model with the tumour burden, and alone in the same patients."""

    alone: Finding
    bridging: Finding
    burden: Finding


@dataclass(frozen=True, kw_only=True)
class Risks(Findings):
    """What went with infection, and with its progression."""

    bridging: Risk
    adjusted: Adjusted
    any_bridging: Risk
    severe_crs: Risk
    severe_crs_before: Risk
    progressed_first: Finding
    severe_crs_in_time: Finding
    after: State
    without: State
    entered: Finding
    latest: Finding
    last_day: Finding
    table: Table
    models: Table


def exposures(cohort: Cohort) -> Risks:
    """Bridging against infection and severe CRS against progression; nobody was randomised to either.

    Where an infection progressed before CRS was severe, the one did not follow the other, and on the same day nobody
    can tell; a second contrast counts such a patient as not exposed. It still sorts those without progression by all
    that happened later; the analysis in time does not, and is the primary one.
    """
    ask = Questions(cohort)
    p = cohort.patients
    primary = p["primary_infection"]
    bridging = _risk(
        ask,
        "infection",
        newly_infected(cohort),
        definitions.among(~primary, definitions.other_bridging(cohort)),
        NAMES,
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
        newly_infected(cohort),
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
    adjusted = _adjusted(ask)
    in_time, after, without, entered, latest = _in_time(ask)
    return Risks(
        bridging=bridging,
        adjusted=adjusted,
        severe_crs=severe,
        any_bridging=any_bridging,
        severe_crs_before=before,
        progressed_first=ask.count(
            "patients whose infection progressed before CRS was severe, or on the same day",
            definitions.among(with_both, ~_severe_before(cohort)),
        ),
        severe_crs_in_time=in_time,
        after=after,
        without=without,
        entered=entered,
        latest=latest,
        last_day=ask.constant(
            "last day on which infections count", cohort.settings.late_infection_window[1], key="late_infection_window"
        ),
        table=_risk_table(
            cohort,
            {
                "Infection, bridging other than FC against none or FC (primary)": bridging,
                "Infection, any bridging against none": any_bridging,
                "Progression, severe CRS at any time against none or mild": severe,
                "Progression, severe CRS before it against the others": before,
            },
            ("Progression, time after severe CRS against time before or without (primary)", after, without, in_time),
        ),
        models=Table(
            columns=["Exposure and method", "Infected", "Odds ratio", "P"],
            rows=[
                [label, f.n_of_N, f, f.p_cell]
                for label, f in {
                    "Bridging other than FC, Fisher (primary)": bridging.odds,
                    "Bridging other than FC, Firth": adjusted.alone,
                    "Bridging other than FC, Firth beside marrow blasts": adjusted.bridging,
                    "Marrow blasts per doubling, Firth beside bridging": adjusted.burden,
                }.items()
            ],
            notes=[
                "Firth's penalised logistic regression, both models in the patients whose marrow blasts are recorded.",
            ],
            source=source(cohort),
        ),
    )


def _adjusted(ask: Questions) -> Adjusted:
    """Bridging beside the log2 of marrow blasts before lymphodepletion, by Firth's penalised likelihood.

    A high burden calls for bridging and may carry a risk of its own, which makes it the one covariate; as many
    infections as such studies see bear no third term.
    """
    infected = newly_infected(ask.cohort)
    terms = pd.DataFrame(
        {
            "bridging": definitions.other_bridging(ask.cohort).astype("Float64"),
            "burden": log2(definitions.marrow_blasts(ask.cohort)).astype("Float64"),
        }
    )
    # The model without burden keeps to the patients of the model with it, so that they compare.
    terms = terms.where(terms.notna().all(axis=1)).loc[infected.index]
    both = stats.firth_logistic(terms, infected)
    alone = stats.firth_logistic(terms[["bridging"]], infected)
    what = f"odds ratio of infection, {NAMES[0]} against {NAMES[1]}"
    basis = crossed(infected, terms["bridging"])
    return Adjusted(
        alone=ask.of(alone.estimate("bridging"), "ratio", f"{what}, by Firth", basis=basis),
        **ask.ratios(
            both,
            {
                "bridging": f"{what}, beside marrow blasts",
                "burden": "odds ratio of infection per doubling of marrow blasts, beside bridging",
            },
            basis,
        ),
    )


def _in_time(ask: Questions) -> tuple[Finding, State, State, Finding, Finding]:
    """The hazard of progression after CRS turned severe, against that before it or without it, and what it rests on.

    That is both states, who entered the first, and the day of the last progression.

    Time runs from infusion to progression, and otherwise to death, last contact or the end of the later infection
    window. A patient is left out where a day of progression or of severe CRS is not recorded.
    """
    p, last = ask.cohort.patients, ask.cohort.settings.late_infection_window[1]
    progression = _day(p["infection_progressed"], p["progression_day"])
    severe = _day(definitions.severe_crs(ask.cohort), p["severe_crs_day"])
    end = p["last_contact_day"].astype("float64").clip(upper=last)
    # A progression after the last day is not yet one on that day.
    event = (progression <= last).astype("boolean").where(progression.notna())
    time = progression.where(progression <= last, end).where(severe.notna())
    group = p["primary_infection"]
    time, event, change = (definitions.among(group, column) for column in (time, event, severe.mask(severe == NEVER)))
    after, without = split(ask, "progression", time=time, event=event, change=change, unit="patient-days")
    what = "hazard ratio of progression, after severe CRS against before it or without it"
    followed = time.notna() & event.notna()
    entered = ask.count(
        "patients who entered the state after severe CRS", (change < time).astype("boolean").where(followed)
    )
    days = time[followed & event.fillna(False).astype(bool)]
    # One patient, or few, came on that day.
    last_ones = Basis(base=known(time, event), groups=(members(time == days.max()),))
    latest = Estimate(
        value=None if days.empty else float(days.max()),
        n=int(followed.sum()),
        missing=int((~followed).sum()),
        method="latest day of an event",
        why_not="no progression",
    )
    return (
        ask.of(
            stats.time_dependent(time, event, change),
            "ratio",
            what,
            basis=crossed(event.where(time.notna()), definitions.among(group, severe < NEVER)),
        ),
        after,
        without,
        entered,
        ask.of(latest, "quantity", "day of the last progression", places=0, basis=last_ones),
    )


def _day(happened: pd.Series, day: pd.Series) -> pd.Series:
    """The day of an event, ``NEVER`` where it did not happen, missing where the dataset does not tell."""
    return day.astype("float64").mask((~happened).fillna(False).astype(bool), NEVER).where(happened.notna())


def _severe_before(cohort: Cohort) -> pd.Series:
    """Severe CRS before the day of progression, or at any time where there was no progression.

    Missing where a patient had both and the day of either is not recorded; missing in all where it is in all of these,
    because those that are left would then be no fair sample.
    """
    p = cohort.patients
    severe, progressed = definitions.severe_crs(cohort), p["infection_progressed"]
    both = (severe & progressed).fillna(False).astype(bool)
    in_order = (p["severe_crs_day"] < p["progression_day"]).astype("boolean")
    before = severe.where(~both, in_order)
    return before.where(before.isna()) if both.any() and before[both].isna().all() else before


def _risk(ask: Questions, outcome: str, event: pd.Series, exposed: pd.Series, names: tuple[str, str]) -> Risk:
    with_it, without_it = names
    return Risk(
        exposed=ask.proportion(f"{outcome} with {with_it}", definitions.among(exposed, event)),
        unexposed=ask.proportion(f"{outcome} with {without_it}", definitions.among(~exposed, event)),
        odds=ask.odds_ratio(f"odds ratio of {outcome}, {with_it} against {without_it}", event, exposed),
        difference=ask.risk_difference(f"difference in {outcome}, {with_it} minus {without_it}", event, exposed),
    )


def _risk_table(cohort: Cohort, rows: Mapping[str, Risk], in_time: tuple[str, State, State, Finding]) -> Table:
    label, after, without, hazard = in_time
    return Table(
        columns=["Outcome and exposure", "Exposed", "Not exposed", "Odds or hazard ratio", "P", "Risk difference"],
        rows=[
            *_risk_rows(rows),
            [label, _in_state(after), _in_state(without), hazard, hazard.p_cell, Text(NOT_APPLICABLE)],
        ],
        notes=[
            "Patients with the outcome of all in the group; in time, events and patient-days at risk.",
            "Odds ratio and P by Fisher's exact method, risk difference by Newcombe's; hazard ratio by Cox regression "
            "with Firth's penalty. Nothing is adjusted for other measurements or for multiplicity.",
        ],
        source=source(cohort),
    )


def _risk_rows(rows: Mapping[str, Risk]) -> list[list[str | Finding | Text]]:
    return [
        [label, r.exposed.n_of_N, r.unexposed.n_of_N, r.odds, r.odds.p_cell, r.difference] for label, r in rows.items()
    ]


def _in_state(state: State) -> Text:
    """Events and time, in one cell."""
    if state.time.estimate.value is None:
        return state.time.text
    return Text(f"{state.events} in {state.time.value}", findings=[state.events, state.time])
