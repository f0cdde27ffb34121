"""Efficacy: response by the response day, and what went with failure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.cohort import Cohort
from analysis.findings import definitions
from analysis.findings.questions import POINTS, UNADJUSTED, Questions, by_default, drawn_as, holm, source, told
from analysis.report.charts import Box, flow, strips
from analysis.report.figure import Figure
from analysis.report.printed import Text
from analysis.report.record import Finding, Findings
from analysis.report.table import Table


@dataclass(frozen=True, kw_only=True)
class Response(Findings):
    """How many were treated and evaluable, and how many reached remission."""

    treated: Finding
    evaluable: Finding
    cr: Finding
    failed: Finding
    unassessed: Finding
    died_unassessed: Finding
    not_assessed: Text
    worst_case: Finding
    mrd_negative: Finding
    by: Text
    flow: Figure


def response(cohort: Cohort) -> Response:
    """Complete remission among the evaluable, with its exact interval."""
    ask = Questions(cohort)
    remission = definitions.complete_remission(cohort)
    p = cohort.patients
    early_death = definitions.among(
        ~definitions.known(remission), p["died"] & (p["last_contact_day"] < cohort.settings.response_day)
    )
    day = ask.constant("day of response assessment", cohort.settings.response_day, key="response_day")
    negative = definitions.equals(p["mrd"], "negative")
    treated = ask.count("patients treated", pd.Series(True, index=remission.index, dtype="boolean"))
    evaluable = ask.proportion("patients evaluable for response", definitions.known(remission), of_record=True)
    cr = ask.proportion("complete remission among evaluable patients", remission)
    failed = ask.proportion("no complete remission among evaluable patients", ~remission)
    unassessed = ask.count("patients not evaluable for response", ~definitions.known(remission), of_record=True)
    died_unassessed = ask.count("deaths before assessment among patients not evaluable", early_death)
    return Response(
        treated=treated,
        evaluable=evaluable,
        cr=cr,
        failed=failed,
        unassessed=unassessed,
        died_unassessed=died_unassessed,
        not_assessed=_not_assessed(unassessed, died_unassessed),
        worst_case=ask.proportion(
            "complete remission among all patients, those not evaluable as failures",
            remission.fillna(False).where(definitions.known(remission).notna()),
        ),
        mrd_negative=ask.proportion(
            "no measurable residual disease among patients in remission", definitions.among(remission, negative)
        ),
        by=by_default(f"day {day}", day),
        flow=flow(
            Box(
                "Given CAR-T cells",
                treated,
                (
                    Box("Evaluable for response", evaluable, (Box("Remission", cr), Box("No remission", failed))),
                    Box("Not evaluable", unassessed),
                ),
            ),
            source=source(cohort),
        ),
    )


def _not_assessed(patients: Finding, died: Finding) -> Text:
    """In how many patients response could not be assessed, and how many of them had died before."""
    if patients.estimate.value is None or died.estimate.value is None:
        return (patients if patients.estimate.value is None else died).text
    if not patients.estimate.value:
        said = "Response was assessed in every patient"
    else:
        said = f"Response could not be assessed in {patients.counted('patient')}"
        if patients.count == "1":
            said += ", who had died before" if died.count == "1" else ", who had not died before"
        else:
            said += f", of whom {'none' if died.count == '0' else died.count} had died before"
    return Text(said, findings=[patients, died])


@dataclass(frozen=True, kw_only=True)
class Predictor(Findings):
    """One measurement before treatment against failure: by the model first, then by ranks."""

    failed: Finding
    remission: Finding
    odds: Finding
    fold: Finding
    auc: Finding


@dataclass(frozen=True, kw_only=True)
class Burden(Findings):
    """Tumour burden and LDH before lymphodepletion, against failure."""

    marrow: Predictor
    ldh: Predictor
    failed: Text
    shown: Text
    says: Text
    medians: Text
    drawn: Text
    least_blasts: Finding
    table: Table
    figure: Figure


def burden(cohort: Cohort) -> Burden:
    """Each measurement alone against failure.

    The answer is Firth's logistic regression on the log2 scale; its two P values are one family. Ranks and the area
    under the ROC curve put the same question again, so their P values stand unadjusted and decide nothing.
    """
    ask = Questions(cohort)
    failure = definitions.treatment_failure(cohort)
    measures = {
        "marrow": ("marrow blasts", definitions.marrow_blasts(cohort), "%"),
        "ldh": ("serum LDH", cohort.patients["ldh"], "U/L"),
    }
    odds = holm(
        {
            key: ask.odds_ratio_per_doubling(f"odds ratio of failure per doubling of {name}", failure, values)
            for key, (name, values, _) in measures.items()
        },
        "marrow blasts and LDH against failure",
    )
    predictors = {
        key: Predictor(
            failed=ask.median(f"{name} before lymphodepletion, no remission", definitions.among(failure, values), unit),
            remission=ask.median(
                f"{name} before lymphodepletion, remission", definitions.among(~failure, values), unit
            ),
            odds=odds[key],
            fold=ask.fold(f"ratio of {name}, no remission over remission", values, failure),
            auc=ask.auc(f"area under the ROC curve of {name} for failure", values, failure),
        )
        for key, (name, values, unit) in measures.items()
    }
    return Burden(
        **predictors,
        least_blasts=ask.constant("least marrow blasts that are told apart", definitions.LEAST_BLASTS, "%", places=2),
        failed=_failed(ask, failure),
        shown=told({measures[key][0]: p.remission for key, p in predictors.items()}, lambda name, _: name),
        says=told(
            {measures[key][0]: p.odds for key, p in predictors.items()},
            lambda name, f: f"{f.odds} of failure with each doubling of {name} (odds ratio {f.value}; {f.ci})",
        ),
        medians=told(
            {
                f"{measures[key][0]} {group}": found
                for key, p in predictors.items()
                for group, found in (("in remission", p.remission), ("without", p.failed))
            },
            lambda which, found: f"{which} {found.value}",
        ),
        drawn=drawn_as(cohort, *POINTS),
        table=_burden_table(cohort, list(predictors.values())),
        figure=strips(
            [(f"{name} ({unit})", values) for name, values, unit in (measures["marrow"], measures["ldh"])],
            groups={"Remission": ~failure, "No remission": failure},
            source=source(cohort),
        ),
    )


def _failed(ask: Questions, failure: pd.Series) -> Text:
    """How many failed, where there is somebody to compare them with."""
    found = ask.proportion("no complete remission among evaluable patients", failure)
    if found.estimate.events not in (0, found.estimate.n):
        return found.n_of_N
    why_not = found.text.why_not or "failure against remission: one of the two groups is empty"
    return Text(found.n_of_N, findings=[found], why_not=why_not)


def _burden_table(cohort: Cohort, predictors: Sequence[Predictor]) -> Table:
    return Table(
        columns=["Before lymphodepletion", "Marrow blasts", "Serum LDH"],
        rows=[
            ["Patients in remission", *(p.remission.n for p in predictors)],
            ["Patients without", *(p.failed.n for p in predictors)],
            ["Median in remission", *(p.remission for p in predictors)],
            ["Median without", *(p.failed for p in predictors)],
            ["Odds ratio of failure per doubling", *(p.odds for p in predictors)],
            ["Adjusted P", *(p.odds.p_adjusted_cell for p in predictors)],
            ["Ratio, without over in remission", *(p.fold for p in predictors)],
            ["P by ranks, not adjusted", *(p.fold.p_cell for p in predictors)],
            ["AUC for failure", *(p.auc for p in predictors)],
        ],
        notes=[
            "Each measurement alone: odds ratio by Firth's penalised likelihood, its P adjusted by Holm over the "
            "columns; ratio by Hodges-Lehmann on the log scale, its P by Mann-Whitney; AUC with DeLong's interval.",
            UNADJUSTED,
        ],
        source=source(cohort),
    )
