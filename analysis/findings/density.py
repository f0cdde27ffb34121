"""Density of infection: all infections over the days at risk, by period."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from analysis import stats
from analysis.cohort import Cohort
from analysis.findings import definitions
from analysis.findings.disclosure import Basis, Members, members
from analysis.findings.infection import at_risk_until, without_primary
from analysis.findings.questions import Questions, source
from analysis.report.printed import Text
from analysis.report.record import Finding, Findings
from analysis.report.table import Table
from analysis.stats.estimate import Estimate

PER = 100  # patient-days, as reports of infection after CAR-T cells give density
GROUP = "no primary infection"


@dataclass(frozen=True, kw_only=True)
class Period(Findings):
    """All infections of a group of patients in one window of days."""

    first_day: Finding
    last_day: Finding
    at_risk: Finding
    episodes: Finding
    after_relapse: Finding
    days: Finding
    density: Finding


@dataclass(frozen=True, kw_only=True)
class Density(Findings):
    """Infections per 100 patient-days, in patients without a primary infection."""

    early: Period
    late: Period
    ratio: Finding
    stops: Text
    table: Table


def by_period(cohort: Cohort) -> Density:
    """The infection window against the later one, repeated infections included.

    Days at risk are those of the window, its first and last included, up to the day of death, relapse or last contact.
    An infection on that day counts, a later one does not.
    """
    ask = Questions(cohort)
    who = without_primary(cohort)
    early, earlier = _period(ask, who, "infection_window")
    late, later = _period(ask, who, "late_infection_window")
    ratio = ask.of(
        _ratio(later, earlier),
        "ratio",
        f"density of infections, later days over earlier ones, {GROUP}",
        basis=Basis(groups=(later.counted, earlier.counted)),
    )
    return Density(
        early=early,
        late=late,
        ratio=ratio,
        stops=Text(
            "death, relapse or last contact"
            if cohort.recorded("relapse_day")
            else "death or last contact, as no relapse is recorded"
        ),
        table=_table(cohort, early, late, ratio),
    )


@dataclass(frozen=True, kw_only=True)
class _Exposure:
    """The infections and the days at risk of one window, and how many patients these are of."""

    counted: Members
    days: float
    followed: int
    missing: int


def _period(ask: Questions, who: pd.Series, key: str) -> tuple[Period, _Exposure]:
    """The period that ``cohort.toml`` sets under a key."""
    window: tuple[int, int] = getattr(ask.cohort.settings, key)
    first, last = window
    end = definitions.among(who, at_risk_until(ask.cohort))
    if ask.cohort.infections is None:
        end = end.where(end.isna())
    days = (end.clip(upper=last) - first + 1).clip(lower=0)
    counted, after_relapse = _episodes(ask.cohort, end, window)
    followed, missing = int(end.notna().sum()), int(end.isna().sum())
    exposure = _Exposure(counted=members(counted), days=float(days.sum()), followed=followed, missing=missing)
    time = Estimate(
        value=None if missing and not followed else exposure.days,
        n=followed,
        missing=missing,
        method="days at risk, summed over patients",
    )
    rate = stats.rate(len(exposure.counted), exposure.days, per=PER)
    what = f"days {first} to {last}, {GROUP}"
    period = Period(
        first_day=ask.constant("first day of the period", first, key=key),
        last_day=ask.constant("last day of the period", last, key=key),
        at_risk=ask.count(f"patients at risk, {what}", (days > 0).astype("boolean").where(days.notna())),
        episodes=ask.count(f"infections, {what}", counted),
        after_relapse=ask.count(f"infections after relapse, {what}", after_relapse),
        days=ask.of(time, "count", f"patient-days at risk, {what}", "patient-days", basis=Basis()),
        # A rate calls its events n; here n is the patients that it rests on.
        density=ask.of(
            replace(rate, n=followed, missing=missing),
            "quantity",
            f"infections per {PER} patient-days, {what}",
            f"per {PER} patient-days",
            2,
            basis=Basis(events=exposure.counted, groups=(exposure.counted,)),
        ),
    )
    return period, exposure


def _episodes(cohort: Cohort, end: pd.Series, window: tuple[int, int]) -> tuple[pd.Series, pd.Series]:
    """Whether each episode of patients with a known end of risk came by that end, and whether after relapse."""
    unknown = pd.Series([pd.NA], dtype="boolean")
    if cohort.infections is None or (end.isna().all() and not end.empty):
        return unknown, unknown
    patients = pd.DataFrame({"end": end, "relapse": cohort.patients["relapse_day"].loc[end.index].astype("float64")})
    patients.index = pd.Index(cohort.patients["patient_id"].loc[end.index])
    found = cohort.infections[cohort.infections["day"].between(*window)]
    found = found.join(patients.dropna(subset="end"), on="patient_id", how="inner")
    counted = (found["day"] <= found["end"]).astype("boolean")
    after = (found["day"] > found["relapse"]).astype("boolean")
    return counted, after if cohort.recorded("relapse_day") else unknown


def _ratio(late: _Exposure, early: _Exposure) -> Estimate:
    ratio = stats.rate_ratio(len(late.counted), late.days, len(early.counted), early.days)
    return replace(ratio, n=early.followed, missing=early.missing)


def _table(cohort: Cohort, early: Period, late: Period, ratio: Finding) -> Table:
    recorded = early.density.estimate.value is not None or early.density.mask is not None
    rows: list[list[str | Finding | Text]] = [
        [
            f"{period.first_day.value} to {period.last_day.value}",
            period.at_risk,
            period.episodes,
            period.days.text,
            # The head of the column tells the unit.
            replace(period.density, unit=""),
            against,
        ]
        for period, against in (
            (early, Text("reference") if recorded else early.density.text),
            (late, ratio.text),
        )
    ]
    return Table(
        columns=[
            "Days",
            "At risk",
            "Infections",
            "Patient-days",
            f"Infections per {PER} patient-days",
            "Rate ratio",
        ],
        rows=rows,
        notes=[
            "Patients without a primary infection. Exact Poisson intervals, which take the infections of one patient "
            "as independent.",
        ],
        source=source(cohort),
    )
