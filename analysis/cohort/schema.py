"""What a dataset is: the one declaration of its tables, columns, units and rules.

The checks on loading, the dictionary in ``data/README.md`` and the importer all read it from here.
Days count from the infusion of CAR-T cells, which is day 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["id", "text", "choice", "yes/no", "integer", "number"]

# Plain decimal notation only: what Python also takes for a number (inf, 1e3, hexadecimal) is a slip in a data file.
INTEGER = r"[+-]?[0-9]+"
NUMBER = r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)"


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column: how it is spelt, what it holds and what is allowed in it."""

    name: str
    kind: Kind
    meaning: str
    unit: str = ""
    choices: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    required: bool = False
    only_if: str = ""  # the column that must not be no (or grade 0) where this one holds a value

    @property
    def rule(self) -> str:
        """The rule in words, as a message and the dictionary print it."""
        if self.kind == "choice":
            return "one of " + ", ".join(self.choices)
        if self.kind == "yes/no":
            return "yes or no"
        if self.kind in ("id", "text"):
            return "any text"
        noun = "a whole number" if self.kind == "integer" else "a number"
        if self.low is not None and self.high is not None:
            noun += f" from {self.low:g} to {self.high:g}"
        elif self.low is not None:
            noun += f" of {self.low:g} or more"
        return f"{noun} {self.unit}".rstrip()


@dataclass(frozen=True)
class Table:
    """One CSV file of a dataset."""

    name: str
    row: str
    columns: tuple[Column, ...]

    @property
    def file(self) -> str:
        """Name of the file in the dataset folder."""
        return f"{self.name}.csv"

    def __getitem__(self, column: str) -> Column:
        """The column of that name."""
        return {c.name: c for c in self.columns}[column]


@dataclass(frozen=True)
class Analyte:
    """A laboratory marker: its unit in ``labs.csv``, and which of its extremes tells of toxicity."""

    name: str
    unit: str
    extreme: Literal["peak", "nadir"] = "peak"


CYTOKINE_UNIT = "pg/mL"
ANALYTES = {
    a.name: a
    for a in (
        *(
            Analyte(name, CYTOKINE_UNIT)
            for name in (
                "IL-6",
                "IL-10",
                "IFN-gamma",
                "IL-1beta",
                "IL-2",
                "IL-4",
                "IL-8",
                "IL-12p70",
                "IL-13",
                "IL-15",
                "IL-18",
                "TNF-alpha",
                "GM-CSF",
                "MIP-1alpha",
            )
        ),
        Analyte("PT", "s"),
        Analyte("APTT", "s"),
        Analyte("D-dimer", "mg/L FEU"),
        Analyte("fibrinogen", "g/L", "nadir"),
        Analyte("platelets", "10^9/L", "nadir"),
        Analyte("neutrophils", "10^9/L", "nadir"),
        Analyte("CRP", "mg/L"),
        Analyte("ferritin", "ug/L"),
        Analyte("LDH", "U/L"),
        Analyte("creatinine", "umol/L"),
    )
}

# The responses that are complete remissions; the second is one with incomplete recovery of blood counts.
REMISSION = ("CR", "CRi")

# Deaths and last contacts are followed for years, toxicity for months: the bounds catch a date typed as a day.
FOLLOW_UP_DAYS = 7300
TOXICITY_DAYS = 365


def _day(name: str, meaning: str, high: int = TOXICITY_DAYS, only_if: str = "") -> Column:
    return Column(name=name, kind="integer", meaning=meaning, unit="days", low=0, high=high, only_if=only_if)


def _yes_no(name: str, meaning: str, only_if: str = "") -> Column:
    return Column(name=name, kind="yes/no", meaning=meaning, only_if=only_if)


PATIENT_ID = Column(name="patient_id", kind="id", meaning="the dataset's own code for the patient", required=True)

PATIENTS = Table(
    "patients",
    "a patient",
    (
        PATIENT_ID,
        Column(
            name="product",
            kind="choice",
            meaning="antigens the CAR-T cells target; CD19/CD22 covers dual, cocktail and sequential products",
            choices=("CD19", "CD22", "CD19/CD22"),
        ),
        Column(name="age", kind="number", meaning="age at infusion", unit="years", low=0, high=100),
        Column(name="sex", kind="choice", meaning="sex", choices=("female", "male")),
        Column(name="prior_lines", kind="integer", meaning="lines of therapy before", low=0, high=20),
        _yes_no("prior_hsct", "allogeneic transplant before infusion"),
        _yes_no("extramedullary", "extramedullary disease before lymphodepletion"),
        Column(
            name="marrow_blasts",
            kind="number",
            meaning="tumour burden: blasts in the marrow before lymphodepletion",
            unit="%",
            low=0,
            high=100,
        ),
        Column(
            name="ldh",
            kind="number",
            meaning="serum lactate dehydrogenase before lymphodepletion",
            unit="U/L",
            low=20,
            high=20000,
        ),
        Column(
            name="bridging",
            kind="choice",
            meaning="bridging chemotherapy before lymphodepletion; FC is fludarabine with cyclophosphamide",
            choices=("none", "FC", "other"),
        ),
        Column(name="dose", kind="number", meaning="CAR-T cells infused", unit="10^6/kg", low=0, high=1000),
        Column(
            name="response",
            kind="choice",
            meaning="best response by the response day; empty is not evaluable; NR is no response, not further told",
            choices=("CR", "CRi", "PR", "SD", "PD", "NR"),
        ),
        Column(
            name="mrd",
            kind="choice",
            meaning="measurable residual disease at response assessment",
            choices=("negative", "positive"),
        ),
        Column(
            name="crs_grade",
            kind="integer",
            meaning="highest grade of cytokine release syndrome, by the scale that cohort.toml names",
            low=0,
            high=5,
        ),
        Column(
            name="crs_grade_other",
            kind="integer",
            meaning="highest grade of cytokine release syndrome by a second scale, where two were recorded",
            low=0,
            high=5,
        ),
        _day("crs_onset_day", "first day of cytokine release syndrome", only_if="crs_grade"),
        _day("severe_crs_day", "first day on which cytokine release syndrome was severe", only_if="crs_grade"),
        _day("crs_end_day", "last day of cytokine release syndrome", only_if="crs_grade"),
        Column(
            name="icans_grade",
            kind="integer",
            meaning="highest grade of immune effector cell-associated neurotoxicity",
            low=0,
            high=5,
        ),
        _yes_no("tocilizumab", "tocilizumab given"),
        _day("tocilizumab_day", "day of the first dose of tocilizumab", only_if="tocilizumab"),
        _yes_no("steroids", "corticosteroids given for toxicity"),
        _day("steroids_day", "day of the first dose of corticosteroids", only_if="steroids"),
        _yes_no("primary_infection", "infection in the 30 days before infusion"),
        _yes_no(
            "infection_progressed", "the infection before infusion progressed after it", only_if="primary_infection"
        ),
        _day(
            "progression_day", "day on which the infection before infusion progressed", only_if="infection_progressed"
        ),
        _day("relapse_day", "day of relapse, or of progression without remission", FOLLOW_UP_DAYS),
        _day("hsct_day", "day of allogeneic transplant after infusion", FOLLOW_UP_DAYS),
        _day("last_contact_day", "day of death or of last contact", FOLLOW_UP_DAYS),
        _yes_no("died", "dead at last contact"),
        Column(
            name="death_cause",
            kind="choice",
            meaning="cause of death",
            choices=("leukaemia", "infection", "CRS", "other"),
            only_if="died",
        ),
    ),
)

LABS = Table(
    "labs",
    "a measurement",
    (
        PATIENT_ID,
        Column(
            name="day",
            kind="number",
            meaning="day of the sample; decimals are allowed",
            unit="days",
            low=-60,
            high=TOXICITY_DAYS,
            required=True,
        ),
        Column(name="analyte", kind="choice", meaning="what was measured", choices=tuple(ANALYTES), required=True),
        Column(
            name="value",
            kind="number",
            meaning="the value; where it is censored, the limit",
            low=0,
            required=True,
        ),
        Column(
            name="unit",
            kind="choice",
            meaning="unit of the value: the analyte's own",
            choices=tuple(dict.fromkeys(a.unit for a in ANALYTES.values())),
            required=True,
        ),
        Column(
            name="censored",
            kind="choice",
            meaning="below: under the limit of detection; above: over the upper limit; empty: measured",
            choices=("below", "above"),
        ),
    ),
)

INFECTIONS = Table(
    "infections",
    "an episode of infection after infusion",
    (
        PATIENT_ID,
        Column(
            name="day",
            kind="integer",
            meaning="day of onset",
            unit="days",
            low=0,
            high=TOXICITY_DAYS,
            required=True,
        ),
        Column(
            name="kind",
            kind="choice",
            meaning="kind of organism",
            choices=("bacterial", "viral", "fungal", "unknown"),
            required=True,
        ),
        Column(
            name="site",
            kind="choice",
            meaning="site",
            choices=("bloodstream", "lung", "upper airway", "gut", "urine", "skin", "other"),
        ),
        Column(name="organism", kind="text", meaning="organism, where one was found"),
        _yes_no("fatal", "the patient died of it"),
    ),
)

TABLES = (PATIENTS, LABS, INFECTIONS)
