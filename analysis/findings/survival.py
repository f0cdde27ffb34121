"""Survival: overall and free of events, by response from a landmark, and around a transplant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from analysis import stats
from analysis.cohort import Cohort
from analysis.findings import definitions
from analysis.findings.disclosure import Basis, crossed, known, members
from analysis.findings.questions import Questions, drawn_as, source, told
from analysis.findings.states import State, split
from analysis.report.charts import least_at_risk, survival_curves
from analysis.report.figure import FAILURE, REMISSION, Figure
from analysis.report.printed import Text
from analysis.report.record import Finding, Findings
from analysis.report.table import Table
from analysis.stats.survival import KaplanMeier

READ_AT = (12, 24)  # months


@dataclass(frozen=True, kw_only=True)
class Endpoint(Findings):
    """One kind of survival: events by last contact, the probability at two times, and the median."""

    events: Finding
    first: Finding
    second: Finding
    at_risk: tuple[Finding, ...]
    median: Finding


@dataclass(frozen=True, kw_only=True)
class Survival(Findings):
    """Overall, event-free and relapse-free survival."""

    followed: Finding
    follow_up: Finding
    overall: Endpoint
    event_free: Endpoint
    relapse_free: Endpoint
    first_time: Finding
    landmark_day: Finding
    least_at_risk: Finding
    at_first_time: Text
    drawn: Text
    table: Table
    figure: Figure


def curves(cohort: Cohort) -> Survival:
    """Kaplan-Meier estimates: overall and event-free from infusion, relapse-free from the response day."""
    ask = Questions(cohort)
    died = cohort.patients["died"]
    times = {
        "overall survival": (cohort.patients["last_contact_day"], died),
        "event-free survival": definitions.event_free(cohort),
        "relapse-free survival": definitions.relapse_free(cohort),
    }
    drawn = {name: stats.kaplan_meier(definitions.months(time), event) for name, (time, event) in times.items()}
    overall, event_free, relapse_free = (_endpoint(ask, name, curve, times[name]) for name, curve in drawn.items())
    landmark_day = ask.constant(
        "day from which relapse-free survival counts", cohort.settings.response_day, key="response_day"
    )
    return Survival(
        followed=ask.count("patients with survival recorded", definitions.known(died), of_record=True),
        follow_up=ask.of(drawn["overall survival"].reverse().median, "quantity", "median follow-up", "months", 1),
        overall=overall,
        event_free=event_free,
        relapse_free=relapse_free,
        first_time=ask.constant("first time at which survival is read", READ_AT[0], "months"),
        landmark_day=landmark_day,
        least_at_risk=ask.constant("least number at risk for which a curve is drawn", least_at_risk(source(cohort))),
        at_first_time=told(
            {"overall": overall.first, "event-free": event_free.first}, lambda name, f: f"{name} survival {f.text}"
        ),
        drawn=drawn_as(
            cohort,
            "Strokes mark the end of a patient's follow-up.",
            "The ends of patients' follow-up are not marked.",
        ),
        table=_table(
            cohort,
            {
                "Overall, from infusion": overall,
                "Event-free, from infusion": event_free,
                f"Relapse-free, from day {landmark_day.value}": relapse_free,
            },
        ),
        figure=survival_curves(
            {"Overall": drawn["overall survival"], "Event-free": drawn["event-free survival"]}, source=source(cohort)
        ),
    )


def _ended(event: pd.Series) -> Basis:
    """What a curve rests on; it gives the number of events away."""
    return Basis(events=members(event), base=known(event), groups=(members(event),))


def _endpoint(ask: Questions, name: str, curve: KaplanMeier, times: tuple[pd.Series, pd.Series]) -> Endpoint:
    event = times[1]
    basis = _ended(event)
    first, second = (
        ask.of(curve.at(months), "probability", f"{name} at {months} months", basis=basis) for months in READ_AT
    )
    return Endpoint(
        events=ask.count(f"events of {name}", event),
        first=first,
        second=second,
        at_risk=tuple(_at_risk(ask, name, *times, months) for months in READ_AT),
        median=ask.of(curve.median, "quantity", f"median {name}", "months", 1, basis=basis),
    )


def _at_risk(ask: Questions, name: str, time: pd.Series, event: pd.Series, months: int) -> Finding:
    """How many patients a curve still rests on."""
    there = (definitions.months(time) >= months).astype("boolean").where(time.notna() & event.notna())
    return ask.count(f"patients at risk of {name} at {months} months", there)


def _table(cohort: Cohort, endpoints: Mapping[str, Endpoint]) -> Table:
    shown = endpoints.values()
    return Table(
        columns=["Survival", *endpoints],
        rows=[
            ["Events", *(e.events.n_of_N for e in shown)],
            [f"At {READ_AT[0]} months", *(e.first for e in shown)],
            [f"At {READ_AT[1]} months", *(e.second for e in shown)],
            [f"At risk at {READ_AT[0]} months", *(e.at_risk[0] for e in shown)],
            [f"At risk at {READ_AT[1]} months", *(e.at_risk[1] for e in shown)],
            ["Median", *(e.median for e in shown)],
        ],
        notes=[
            "By Kaplan and Meier, with intervals on the log-log scale.",
            "Events are death; failure, relapse or death; and, of patients in remission, relapse or death.",
        ],
        source=source(cohort),
    )


@dataclass(frozen=True, kw_only=True)
class ByResponse(Findings):
    """Overall survival from the response day, in patients in remission and in those without."""

    day: Finding
    entered: Finding
    died_before: Finding
    remission: Finding
    failed: Finding
    remission_first: Finding
    failed_first: Finding
    hazard_ratio: Finding
    at_first_time: Text
    figure: Figure


def by_response(cohort: Cohort) -> ByResponse:
    """A landmark on the response day: who is followed beyond it, by the response that is known on it."""
    ask = Questions(cohort)
    p, day = cohort.patients, cohort.settings.response_day
    entered = definitions.at_response(cohort)
    remission, time, died = (
        definitions.among(entered, values)
        for values in (definitions.complete_remission(cohort), p["last_contact_day"] - day, p["died"])
    )
    groups = {"Remission": remission, "No remission": ~remission}
    drawn = {
        name: stats.kaplan_meier(definitions.months(definitions.among(group, time)), definitions.among(group, died))
        for name, group in groups.items()
    }
    remission_first, failed_first = (
        ask.of(
            curve.at(READ_AT[0]),
            "probability",
            f"survival {READ_AT[0]} months after the response day, {name.lower()}",
            basis=_ended(definitions.among(groups[name], died)),
        )
        for name, curve in drawn.items()
    )
    # A group that is fixed from the start is a state that began with the clock.
    start = pd.Series(0.0, index=remission.index).where(~remission.fillna(True).astype(bool))
    ratio = stats.time_dependent(time.where(remission.notna()), died, start)
    return ByResponse(
        day=ask.constant("day of the landmark", day, key="response_day"),
        entered=ask.count("patients assessed, and alive and followed beyond the response day", entered),
        died_before=ask.count("deaths up to the response day", p["died"] & (p["last_contact_day"] <= day)),
        remission=ask.count(
            "deaths after the response day in patients in remission", definitions.among(remission, died)
        ),
        failed=ask.count(
            "deaths after the response day in patients without remission", definitions.among(~remission, died)
        ),
        remission_first=remission_first,
        failed_first=failed_first,
        hazard_ratio=ask.of(
            ratio,
            "ratio",
            "hazard ratio of death without remission, from the response day",
            basis=crossed(died, ~remission),
        ),
        at_first_time=told(
            {"in remission": remission_first, "without": failed_first}, lambda which, f: f"{f.text} {which}"
        ),
        figure=survival_curves(drawn, source=source(cohort), since="the response day", colours=(REMISSION, FAILURE)),
    )


@dataclass(frozen=True, kw_only=True)
class Transplant(Findings):
    """Allogeneic transplant in remission, and relapse or death after it."""

    transplanted: Finding
    day: Finding
    hazard_ratio: Finding
    after: State
    without: State


def transplant(cohort: Cohort) -> Transplant:
    """Transplant as a state that a patient in remission enters on its day; the clock starts on the response day."""
    ask = Questions(cohort)
    day = cohort.patients["hsct_day"].astype("float64")
    time, event = definitions.relapse_free(cohort)
    time = time.where(definitions.known(day).notna())
    # A transplant up to the response day has happened when the clock starts.
    wait = (day - cohort.settings.response_day).clip(lower=0).loc[time.index]
    transplanted = (wait < time).astype("boolean").where(time.notna())
    after, without = split(
        ask,
        "relapse or death in remission",
        time=definitions.months(time),
        event=event,
        change=definitions.months(wait),
        unit="patient-months",
    )
    return Transplant(
        after=after,
        without=without,
        transplanted=ask.proportion("transplant among patients in remission", transplanted),
        day=ask.median("day of transplant in remission", definitions.among(transplanted, day), places=1),
        hazard_ratio=ask.of(
            stats.time_dependent(time, event, wait),
            "ratio",
            "hazard ratio of relapse or death after transplant in remission",
            basis=crossed(event.where(time.notna()), transplanted),
        ),
    )
