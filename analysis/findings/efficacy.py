"""Efficacy: response by the response day, what went with failure, and survival."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from analysis import stats
from analysis.cohort import Cohort
from analysis.findings import definitions
from analysis.findings.questions import Questions, holm, source
from analysis.report import words
from analysis.report.charts import strips, survival_curves
from analysis.report.figure import Figure
from analysis.report.record import Finding, Findings, Text
from analysis.report.table import Table

# Flow cytometry does not see fewer blasts than this, so smaller figures enter as this one.
LEAST_BLASTS = 0.01
LANDMARKS = (12, 24)


@dataclass(frozen=True, kw_only=True)
class Response(Findings):
    """How many were treated and evaluable, and how many reached remission."""

    treated: Finding
    evaluable: Finding
    cr: Finding
    failed: Finding
    unassessed: Finding
    died_unassessed: Finding
    worst_case: Finding
    mrd_negative: Finding
    day: Finding


def response(cohort: Cohort) -> Response:
    """Complete remission among the evaluable, with its exact interval."""
    ask = Questions(cohort)
    remission = definitions.complete_remission(cohort)
    p = cohort.patients
    early_death = definitions.among(
        ~definitions.known(remission), p["died"] & (p["last_contact_day"] < cohort.settings.response_day)
    )
    negative = definitions.equals(p["mrd"], "negative")
    return Response(
        treated=ask.count("patients treated", pd.Series(True, index=remission.index, dtype="boolean")),
        evaluable=ask.proportion("patients evaluable for response", definitions.known(remission)),
        cr=ask.proportion("complete remission among evaluable patients", remission),
        failed=ask.proportion("no complete remission among evaluable patients", ~remission),
        unassessed=ask.count("patients not evaluable for response", ~definitions.known(remission)),
        died_unassessed=ask.count("deaths before assessment among patients not evaluable", early_death),
        worst_case=ask.proportion(
            "complete remission among all patients, those not evaluable as failures",
            remission.fillna(False).where(definitions.known(remission).notna()),
        ),
        mrd_negative=ask.proportion(
            "no measurable residual disease among patients in remission", definitions.among(remission, negative)
        ),
        day=ask.constant("day of response assessment", cohort.settings.response_day),
    )


@dataclass(frozen=True, kw_only=True)
class Predictor(Findings):
    """One measurement before treatment, in those who failed and in those in remission."""

    failed: Finding
    remission: Finding
    odds: Finding


@dataclass(frozen=True, kw_only=True)
class Burden(Findings):
    """Tumour burden and LDH before lymphodepletion, against failure."""

    marrow: Predictor
    ldh: Predictor
    shown: Text
    medians: Text
    least_blasts: Finding
    table: Table
    figure: Figure


def burden(cohort: Cohort) -> Burden:
    """Each measurement alone, by Firth's logistic regression on the log2 scale; two comparisons, one family."""
    ask = Questions(cohort)
    failure = definitions.treatment_failure(cohort)
    measures = {
        "marrow": ("marrow blasts", cohort.patients["marrow_blasts"].clip(lower=LEAST_BLASTS), "%"),
        "ldh": ("serum LDH", cohort.patients["ldh"], "U/L"),
    }
    odds = holm(
        {
            key: ask.odds_ratio_per_doubling(f"odds ratio of failure per doubling of {name}", failure, values)
            for key, (name, values, _) in measures.items()
        }
    )
    predictors = {
        key: Predictor(
            failed=ask.median(f"{name} before lymphodepletion, no remission", definitions.among(failure, values), unit),
            remission=ask.median(
                f"{name} before lymphodepletion, remission", definitions.among(~failure, values), unit
            ),
            odds=odds[key],
        )
        for key, (name, values, unit) in measures.items()
    }
    return Burden(
        **predictors,
        least_blasts=ask.constant("least marrow blasts that are told apart", LEAST_BLASTS, "%", places=2),
        shown=_told({key: f"{measures[key][0]}" for key in predictors}, predictors),
        medians=_told(
            {
                key: f"{measures[key][0]} {p.remission.value} in remission and {p.failed.value} without"
                for key, p in predictors.items()
            },
            predictors,
        ),
        table=_burden_table(cohort, predictors),
        figure=strips(
            [(f"{name} ({unit})", values) for name, values, unit in (measures["marrow"], measures["ldh"])],
            groups={"Remission": ~failure, "No remission": failure},
            source=source(cohort),
        ),
    )


def _told(parts: Mapping[str, str], predictors: Mapping[str, Predictor]) -> Text:
    """The parts that belong to measurements with values, listed."""
    recorded = [part for key, part in parts.items() if predictors[key].remission.estimate.value is not None]
    return Text(words.listed(recorded)) if recorded else next(iter(predictors.values())).remission.text


def _burden_table(cohort: Cohort, predictors: Mapping[str, Predictor]) -> Table:
    names = {"marrow": "Marrow blasts", "ldh": "Serum LDH"}
    return Table(
        columns=[
            "Before lymphodepletion",
            "Remission, median (IQR)",
            "No remission, median (IQR)",
            "Odds ratio",
            "Adjusted P",
        ],
        rows=[[names[k], p.remission, p.failed, p.odds, p.odds.p_adjusted_cell] for k, p in predictors.items()],
        notes=[
            "Odds ratio of failure per doubling, each measurement alone, by Firth's penalised likelihood.",
            "Adjusted P by Holm over the rows. CI: confidence interval; IQR: interquartile range; LDH: lactate "
            "dehydrogenase.",
        ],
        source=source(cohort),
    )


@dataclass(frozen=True, kw_only=True)
class Survival(Findings):
    """Overall and event-free survival."""

    followed: Finding
    deaths: Finding
    follow_up: Finding
    overall_1y: Finding
    overall_2y: Finding
    event_free_1y: Finding
    event_free_2y: Finding
    overall_median: Finding
    event_free_median: Finding
    at_one_year: Text
    figure: Figure


def survival(cohort: Cohort) -> Survival:
    """Kaplan-Meier estimates from infusion; months are 30.44 days."""
    ask = Questions(cohort)
    died = cohort.patients["died"]
    overall = stats.kaplan_meier(definitions.months(cohort.patients["last_contact_day"]), died)
    time, event = definitions.event_free(cohort)
    free = stats.kaplan_meier(definitions.months(time), event)
    first, second = LANDMARKS
    overall_1y = ask.of(overall.at(first), "probability", "overall survival at 12 months")
    event_free_1y = ask.of(free.at(first), "probability", "event-free survival at 12 months")
    return Survival(
        at_one_year=Text(f"overall survival {overall_1y.text}, event-free survival {event_free_1y.text}"),
        followed=ask.count("patients with survival recorded", definitions.known(died)),
        deaths=ask.proportion("deaths by last contact", died),
        follow_up=ask.of(overall.reverse().median, "quantity", "median follow-up", "months", 1),
        overall_1y=overall_1y,
        overall_2y=ask.of(overall.at(second), "probability", "overall survival at 24 months"),
        event_free_1y=event_free_1y,
        event_free_2y=ask.of(free.at(second), "probability", "event-free survival at 24 months"),
        overall_median=ask.of(overall.median, "quantity", "median overall survival", "months", 1),
        event_free_median=ask.of(free.median, "quantity", "median event-free survival", "months", 1),
        figure=survival_curves({"Overall": overall, "Event-free": free}, source=source(cohort)),
    )
