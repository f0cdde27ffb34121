"""How soon after infusion cytokine release syndrome came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from analysis import stats
from analysis.cohort import Cohort
from analysis.findings import definitions
from analysis.findings.disclosure import Basis, known, members
from analysis.findings.questions import Questions, source
from analysis.report import words
from analysis.report.charts import incidence_curves
from analysis.report.figure import INK, SEVERE, Figure
from analysis.report.printed import Text
from analysis.report.record import Finding, Findings
from analysis.report.table import Table
from analysis.stats.competing import CumulativeIncidence

DAYS = (3, 7, 14)


@dataclass(frozen=True, kw_only=True)
class Timed(Findings):
    """Cumulative incidence of the syndrome, of any grade or severe."""

    dated: Finding
    died_first: Finding
    by_day: tuple[Finding, ...]
    told: Text


@dataclass(frozen=True, kw_only=True)
class Onset(Findings):
    """Time from infusion to cytokine release syndrome, with death before it as the competing event."""

    any_grade: Timed
    severe: Timed
    last_day: Finding
    table: Table
    figure: Figure


def from_infusion(cohort: Cohort) -> Onset:
    """Aalen-Johansen estimates for the syndrome of any grade and for severe syndrome; days count from infusion."""
    ask = Questions(cohort)
    names = {"any_grade": "CRS", "severe": "severe CRS"}
    curves = {
        key: stats.cumulative_incidence(*definitions.time_to_crs(cohort, severe=key == "severe")) for key in names
    }
    timed = {key: _timed(ask, name, curves[key], severe=key == "severe") for key, name in names.items()}
    last = cohort.settings.marker_window[1]
    return Onset(
        **timed,
        last_day=ask.constant("last day of follow-up for CRS", last, key="marker_window"),
        table=_table(cohort, timed),
        figure=incidence_curves(
            {"Any grade": curves["any_grade"], "Severe": curves["severe"]},
            "cumulative incidence of CRS",
            competing={
                label: stats.cumulative_incidence(*definitions.competing(timed_by))
                for label, timed_by in (
                    ("Any grade", definitions.time_to_crs(cohort)),
                    ("Severe", definitions.time_to_crs(cohort, severe=True)),
                )
            },
            last=last,
            source=source(cohort),
            colours=(INK, SEVERE),
        ),
    )


def _timed(ask: Questions, name: str, curve: CumulativeIncidence, *, severe: bool) -> Timed:
    cohort = ask.cohort
    happened = definitions.severe_crs(cohort) if severe else definitions.any_crs(cohort)
    day = cohort.patients["severe_crs_day" if severe else "crs_onset_day"]
    _, status = definitions.time_to_crs(cohort, severe=severe)
    died_first = (status == 2).astype("boolean").where(status.notna() & cohort.recorded("died"))
    by_day = tuple(
        ask.of(
            curve.at(d),
            "probability",
            f"cumulative incidence of {name} by day {d}",
            basis=Basis(base=known(status), groups=(members(status == 1),)),
        )
        for d in DAYS
    )
    days = [ask.constant("day of the estimate", d) for d in DAYS]
    known_by = [(found, d) for found, d in zip(by_day, days, strict=True) if found.estimate.value is not None]
    told = words.listed([f"{found.text} by day {d.value}" for found, d in known_by])
    return Timed(
        dated=ask.proportion(
            f"day of onset of {name}", definitions.known(definitions.among(happened, day)), of_record=True
        ),
        died_first=ask.count(f"patients who died before {name}", died_first),
        by_day=by_day,
        told=Text(told, findings=[found for found, _ in known_by]) if known_by else by_day[0].text,
    )


def _table(cohort: Cohort, timed: Mapping[str, Timed]) -> Table:
    labels = {"any_grade": "Any grade", "severe": "Severe"}
    return Table(
        columns=["CRS", "Patients", "Cumulative incidence", "95% CI"],
        rows=[
            [f"{label}, by day {day}", found.n_of_N, found.percent, found.limits]
            for key, label in labels.items()
            for day, found in zip(DAYS, timed[key].by_day, strict=True)
        ],
        notes=[
            "Cumulative incidence by Aalen and Johansen, with complementary log-log intervals and Gray's variance; "
            "death before it competes, where deaths are recorded.",
        ],
        source=source(cohort),
    )
