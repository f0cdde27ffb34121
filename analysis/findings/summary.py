"""The key results, for the first page."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.cohort import Cohort
from analysis.findings import crs, efficacy, infection
from analysis.findings.questions import source
from analysis.report.record import Finding, Findings
from analysis.report.table import Table


@dataclass(frozen=True, kw_only=True)
class Summary(Findings):
    """The results that the first page shows."""

    table: Table


def key_results(response: Cohort, infections: Cohort) -> Summary:
    """Remission, cytokine release syndrome, infection and its progression, with their intervals."""
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
    return Summary(
        table=Table(
            columns=["Result", "Patients", "Percentage", "95% CI"],
            rows=[[label, found.n_of_N, found.percent, found.limits] for label, found in rows],
            notes=["Intervals are exact."],
            source=source(response, infections),
        )
    )
