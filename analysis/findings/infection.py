"""Infection: before and after infusion, and what kinds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from analysis.cohort import Cohort
from analysis.cohort.schema import INFECTIONS
from analysis.findings import definitions
from analysis.findings.questions import Questions, any_of, by_default, drawn_as, source, told
from analysis.report.charts import Box, calendar, flow
from analysis.report.figure import Figure
from analysis.report.printed import Text
from analysis.report.record import Finding, Findings
from analysis.report.table import Table


def without_primary(cohort: Cohort) -> pd.Series:
    """No infection in the month before infusion."""
    return ~cohort.patients["primary_infection"]


def newly_infected(cohort: Cohort) -> pd.Series:
    """Infected in the window, among patients without a primary infection."""
    return definitions.among(without_primary(cohort), definitions.infected(cohort))


def new_episodes(cohort: Cohort, window: tuple[int, int]) -> pd.DataFrame | None:
    """Episodes that began in a window of days, in patients without a primary infection; ``None`` if not recorded."""
    if cohort.infections is None or not cohort.recorded("primary_infection"):
        return None
    ids = definitions.among(without_primary(cohort), cohort.patients["patient_id"])
    found = cohort.infections
    return found[found["day"].between(*window) & found["patient_id"].isin(ids)]


def at_risk_until(cohort: Cohort) -> pd.Series:
    """The day of death, last contact or relapse, whichever came first; missing where the last contact is."""
    contact = cohort.patients["last_contact_day"].astype("float64")
    relapse = cohort.patients["relapse_day"].astype("float64")
    return contact.mask(relapse < contact, relapse)


@dataclass(frozen=True, kw_only=True)
class Incidence(Findings):
    """Infection after infusion, in patients without and with a primary infection."""

    patients: Finding
    without_primary: Finding
    with_primary: Finding
    infected: Finding
    episodes: Finding
    more_than_one: Finding
    onset: Finding
    died: Finding
    progressed: Finding
    window: Text
    first_day: Finding
    last_day: Finding
    flow: Figure


def incidence(cohort: Cohort) -> Incidence:
    """Patients and episodes in the infection window; a death counts with the infection that caused it."""
    ask = Questions(cohort)
    p = cohort.patients
    without = without_primary(cohort)
    found = new_episodes(cohort, cohort.settings.infection_window)
    onset = pd.Series(dtype="float64") if found is None else found["day"].astype("float64")
    yes = pd.Series(True, index=onset.index, dtype="boolean")
    per_patient = pd.Series(dtype="Int64") if found is None else found.groupby("patient_id").size()
    first_day, last_day = (
        ask.constant(f"{which} day of the infection window", day, key="infection_window")
        for which, day in zip(("first", "last"), cohort.settings.infection_window, strict=True)
    )
    patients = ask.count("patients treated", pd.Series(True, index=p.index, dtype="boolean"))
    none_before = ask.proportion("no infection in the 30 days before infusion", without)
    before = ask.proportion("infection in the 30 days before infusion", ~without)
    infected = ask.proportion("infection after infusion, no primary infection", newly_infected(cohort))
    progressed = ask.proportion(
        "primary infection that progressed", definitions.among(p["primary_infection"], p["infection_progressed"])
    )
    return Incidence(
        patients=patients,
        without_primary=none_before,
        with_primary=before,
        infected=infected,
        episodes=ask.count("infections after infusion, no primary infection", _or_missing(yes, found)),
        more_than_one=ask.count(
            "patients with more than one infection", _or_missing((per_patient > 1).astype("boolean"), found)
        ),
        onset=ask.median("onset of infection", _or_missing(onset, found), "days", 1),
        died=ask.proportion("died of an infection of the window, no primary infection", _fatal(cohort, found)),
        progressed=progressed,
        window=by_default(f"day {first_day} to day {last_day}", first_day, last_day),
        first_day=first_day,
        last_day=last_day,
        flow=flow(
            Box(
                "Given CAR-T cells",
                patients,
                (
                    Box(
                        "No infection before infusion",
                        none_before,
                        (Box(f"Infection by day {last_day.value}", infected),),
                    ),
                    Box("Infection before infusion", before, (Box("It progressed", progressed),)),
                ),
            ),
            source=source(cohort),
        ),
    )


def _fatal(cohort: Cohort, found: pd.DataFrame | None) -> pd.Series:
    """Whether each patient without a primary infection died of an infection that began in the window."""
    ids = definitions.among(without_primary(cohort), cohort.patients["patient_id"])
    if found is None or (len(found) > 0 and found["fatal"].isna().any()):
        return pd.Series(pd.NA, index=ids.index, dtype="boolean")
    return ids.isin(found.loc[found["fatal"].astype(bool), "patient_id"]).astype("boolean")


def _or_missing(values: pd.Series, recorded: object) -> pd.Series:
    """The values, or one missing value where infections were not recorded at all."""
    return values if recorded is not None else pd.Series([pd.NA], dtype="boolean")


@dataclass(frozen=True, kw_only=True)
class Kinds(Findings):
    """Kinds and sites of the infections."""

    bacterial: Finding
    viral: Finding
    fungal: Finding
    unknown: Finding
    told: Text
    drawn: Text
    table: Table
    figure: Figure


def kinds(cohort: Cohort) -> Kinds:
    """The share of each kind and site among the episodes, and the calendar of their onsets.

    The fields count the infection window; the table sets the later window beside it.
    """
    ask = Questions(cohort)
    window, later = cohort.settings.infection_window, cohort.settings.late_infection_window
    early, late = _shares(ask, window), _shares(ask, later)
    return Kinds(
        **{kind: early[kind] for kind in INFECTIONS["kind"].choices},
        told=_counts({kind: early[kind] for kind in INFECTIONS["kind"].choices}, early["fatal"]),
        drawn=drawn_as(
            cohort,
            "Each point is an episode on its day of onset, a cross marks a fatal one, and episodes of the same day "
            "stand on one another.",
            "Each line runs from the first to the third quartile of the days of onset and its mark is the median; "
            "kinds of few episodes are left out.",
        ),
        table=Table(
            columns=["Infections", *(f"Days {first} to {last}" for first, last in (window, later))],
            # A site without an episode in either window says nothing.
            rows=[
                [label[0].upper() + label[1:], early[label], late[label]]
                for label in early
                if any_of(early[label]) or any_of(late[label]) or not label.startswith("site")
            ],
            notes=[
                "The denominator is episodes, not patients.",
                "The intervals take the episodes of one patient as independent.",
            ],
            source=source(cohort),
        ),
        figure=calendar(new_episodes(cohort, window), INFECTIONS["kind"].choices, window, source=source(cohort)),
    )


def _counts(shares: Mapping[str, Finding], fatal: Finding) -> Text:
    """How many episodes there were of each kind, and how many were fatal, where that is recorded."""
    if all(found.mask is None and found.estimate.n == found.estimate.missing == 0 for found in shares.values()):
        return Text("none of any kind", findings=shares.values())
    kinds = told(shares, lambda kind, found: f"{found.count} {kind}")
    ended = told({"fatal": fatal}, lambda _, found: f"{found.count} {'was' if found.count == '1' else 'were'} fatal")
    if kinds.why_not or ended.why_not:
        return kinds
    return Text(f"{kinds}; {ended}", findings=[*kinds.findings, *ended.findings])


def _shares(ask: Questions, window: tuple[int, int]) -> dict[str, Finding]:
    """The share of each kind and each site, and of the fatal, among the episodes of a window."""
    found = new_episodes(ask.cohort, window)
    if found is None:
        found = pd.DataFrame({name: pd.Series([pd.NA], dtype="string") for name in ("kind", "site", "fatal")})
    days = f"days {window[0]} to {window[1]}"
    kind, site = INFECTIONS["kind"].choices, INFECTIONS["site"].choices
    for column, choices in (("kind", kind), ("site", site)):
        ask.disjoint(*(definitions.equals(found[column], choice) for choice in choices))
    return {
        **{k: ask.proportion(f"{k} infections, {days}", definitions.equals(found["kind"], k)) for k in kind},
        **{f"site: {s}": ask.proportion(f"{s}, {days}", definitions.equals(found["site"], s)) for s in site},
        "fatal": ask.proportion(f"fatal infections, {days}", found["fatal"]),
    }
