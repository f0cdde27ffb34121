"""The key results, for the first page."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.cohort import Cohort
from analysis.findings import crs, efficacy, infection, products, risks
from analysis.findings.questions import source, told
from analysis.report.charts import forest, proportions
from analysis.report.figure import Figure
from analysis.report.printed import Text
from analysis.report.record import Finding, Findings
from analysis.report.table import Table


@dataclass(frozen=True, kw_only=True)
class Summary(Findings):
    """The results that the first page shows."""

    says: Text
    went_with: Text
    effects_told: Text
    table: Table
    figure: Figure
    effects: Figure


def key_results(response: Cohort, infections: Cohort) -> Summary:
    """Remission, cytokine release syndrome, infection and its progression, and what went with them.

    The effects are the primary ones of their chapters; those of the markers are ratios of levels and stand there.
    """
    remission = efficacy.response(response)
    syndrome = crs.incidence(response)
    infected = infection.incidence(infections)
    rows: list[tuple[str, Finding]] = [
        (f"Complete remission by day {response.settings.response_day}", remission.cr),
        ("CRS of any grade", syndrome.any_grade),
        (f"Severe CRS (grade {response.settings.severe_crs_grade} or above)", syndrome.severe),
        (f"Infection by day {infections.settings.infection_window[1]}, none before infusion", infected.infected),
        ("Death of infection, none before infusion", infected.died),
        ("Progression of an infection from before infusion", infected.progressed),
    ]
    both = source(response, infections)
    effects = _effects(response, infections)
    return Summary(
        says=told(
            {
                "reached complete remission": remission.cr,
                "had CRS": syndrome.any_grade,
                "had severe CRS": syndrome.severe,
                "had an infection after infusion": infected.infected,
            },
            lambda what, f: f"{f.n_of_N} {what}",
        ),
        went_with=told(
            {of: found for _, of, found in effects},
            lambda of, f: f"{f.hazard if f.what.startswith('hazard') else f.odds} of {of}",
        ),
        effects_told=told({label: found for label, _, found in effects}, lambda label, f: f"{label}: {f.value}"),
        figure=proportions(dict(rows), source=both),
        effects=forest(
            {label: found for label, _, found in effects},
            "Odds ratio, for progression hazard ratio",
            source=both,
        ),
        table=Table(
            columns=["Result", "Patients", "Percentage", "95% CI"],
            rows=[[label, found.n_of_N, found.percent, found.limits] for label, found in rows],
            notes=["Intervals are exact."],
            source=both,
        ),
    )


def _effects(response: Cohort, infections: Cohort) -> list[tuple[str, str, Finding]]:
    """Each effect with its label in a figure and with what it is of, as a sentence goes on."""
    burden = efficacy.burden(response)
    product = products.by_product(response).odds
    risk = risks.exposures(infections)
    return [
        ("No remission, per doubling of blasts", "failure with each doubling of marrow blasts", burden.marrow.odds),
        ("No remission, per doubling of LDH", "failure with each doubling of LDH", burden.ldh.odds),
        (f"Severe CRS, {products.AGAINST}", f"severe CRS after {products.COMPARED}", product),
        ("Infection, bridging other than FC", "infection after bridging other than FC", risk.bridging.odds),
        (
            "Progression of infection, severe CRS",
            "progression of an infection after severe CRS",
            risk.severe_crs_in_time,
        ),
    ]
