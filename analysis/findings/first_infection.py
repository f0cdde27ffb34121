"""The first infection after infusion, where relapse or death may come before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from analysis import stats
from analysis.cohort import Cohort
from analysis.findings import definitions
from analysis.findings.disclosure import Basis, compared, known, members
from analysis.findings.infection import at_risk_until, new_episodes, without_primary
from analysis.findings.questions import Questions, source, told
from analysis.report.charts import incidence_curves
from analysis.report.figure import Figure
from analysis.report.printed import Text
from analysis.report.record import Finding, Findings
from analysis.report.table import Table

# What came first; 0 where follow-up ended before any of them.
INFECTION, RELAPSE, DEATH = 1, 2, 3


def first_event(cohort: Cohort) -> tuple[pd.Series, pd.Series]:
    """Days to infection, relapse or death, and which came first, up to the end of the later infection window.

    In patients without a primary infection; an infection on the day of relapse or death precedes it. Both are missing
    where the last contact is, and where nothing tells whether the patient died then.
    """
    p = cohort.patients
    first, last = cohort.settings.infection_window[0], cohort.settings.late_infection_window[1]
    end = definitions.among(without_primary(cohort), at_risk_until(cohort))
    found = new_episodes(cohort, (first, last))
    if found is None:
        return end.where(end.isna()), end.where(end.isna())
    onset = p["patient_id"].map(found.groupby("patient_id")["day"].min()).astype("float64").loc[end.index]
    died, relapse = p["died"].loc[end.index], p["relapse_day"].astype("float64").loc[end.index]
    ended = end <= last
    status = pd.Series(0.0, index=end.index)
    status = status.mask(ended & died.isna()).mask(ended & died.fillna(False).astype(bool), DEATH)
    status = status.mask(ended & (relapse == end), RELAPSE).mask(onset <= end, INFECTION)
    return onset.where(onset <= end, end.clip(upper=last)), status.where(end.notna())


@dataclass(frozen=True, kw_only=True)
class Group(Findings):
    """What came first in a group of patients."""

    followed: Finding
    infection: Finding
    relapse: Finding
    death: Finding
    early: Finding
    late: Finding


@dataclass(frozen=True, kw_only=True)
class First(Findings):
    """Cumulative incidence of the first infection, in patients without a primary infection."""

    everybody: Group
    other_bridging: Group
    rest: Group
    gray: Finding
    differ: Text
    by_last_day: Text
    competing: Text
    table: Table
    figure: Figure


def by_bridging(cohort: Cohort) -> First:
    """Bridging other than FC against none or FC, at the ends of the infection window and of the later one."""
    ask = Questions(cohort)
    time, status = first_event(cohort)
    other = definitions.among(without_primary(cohort), definitions.other_bridging(cohort))
    everybody = _group(ask, "no primary infection", time, status)
    groups = {
        "Other than FC": (definitions.among(other, time), definitions.among(other, status)),
        "None or FC": (definitions.among(~other, time), definitions.among(~other, status)),
    }
    with_other, rest = (_group(ask, f"bridging {name[0].lower()}{name[1:]}", *them) for name, them in groups.items())
    gray = ask.of(
        stats.gray(time, status, other),
        "test",
        "first infection by bridging other than FC against none or FC",
        basis=compared(status, other),
    )
    return First(
        everybody=everybody,
        other_bridging=with_other,
        rest=rest,
        gray=gray,
        differ=_differ(gray),
        by_last_day=told(
            {"after bridging other than FC": with_other.late, "in the others": rest.late},
            lambda which, found: f"{found.percent} ({found.ci}) {which}",
        ),
        competing=Text("relapse and death" if cohort.recorded("relapse_day") else "death, as no relapse is recorded"),
        table=_table(cohort, {"All": everybody, "Bridging other than FC": with_other, "No bridging, or FC": rest}),
        figure=incidence_curves(
            {name: stats.cumulative_incidence(*them) for name, them in groups.items()},
            "first infection",
            competing={name: stats.cumulative_incidence(*definitions.competing(them)) for name, them in groups.items()},
            last=cohort.settings.late_infection_window[1],
            source=source(cohort),
        ),
    )


def _differ(test: Finding) -> Text:
    """What a test without an estimate says of two curves."""
    e = test.estimate
    if e.p is None:
        return test.text
    return Text("differed clearly" if e.p < 1 - e.level else "did not differ clearly", findings=[test])


def _group(ask: Questions, name: str, time: pd.Series, status: pd.Series) -> Group:
    curve = stats.cumulative_incidence(time, status)
    early, late = ask.cohort.settings.infection_window[1], ask.cohort.settings.late_infection_window[1]
    relapse = status if ask.cohort.recorded("relapse_day") else status.where(status.isna())
    ask.disjoint(*(_is(status, kind) for kind in (INFECTION, RELAPSE, DEATH)))
    basis = Basis(base=known(status), groups=(members(status == INFECTION),))
    return Group(
        followed=ask.count(f"patients followed, {name}", definitions.known(status), of_record=True),
        infection=ask.count(f"infection first, {name}", _is(status, INFECTION)),
        relapse=ask.count(f"relapse first, {name}", _is(relapse, RELAPSE)),
        death=ask.count(f"death first, {name}", _is(status, DEATH)),
        early=ask.of(curve.at(early), "probability", f"first infection by day {early}, {name}", basis=basis),
        late=ask.of(curve.at(late), "probability", f"first infection by day {late}, {name}", basis=basis),
    )


def _is(status: pd.Series, kind: int) -> pd.Series:
    return (status == kind).astype("boolean").where(status.notna())


def _table(cohort: Cohort, groups: Mapping[str, Group]) -> Table:
    early, late = cohort.settings.infection_window[1], cohort.settings.late_infection_window[1]
    return Table(
        columns=[
            "No primary infection",
            "Patients",
            "Infection first",
            "Relapse first",
            "Death first",
            f"Incidence by day {early}",
            f"Incidence by day {late}",
        ],
        rows=[[name, g.followed.text, g.infection, g.relapse, g.death, g.early, g.late] for name, g in groups.items()],
        notes=[
            f"Whichever came first, up to day {late}. Aalen-Johansen estimates with complementary log-log "
            "intervals, variance by Gray.",
        ],
        source=source(cohort),
    )
