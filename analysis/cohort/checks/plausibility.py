"""Units by plausibility: what the values of an analyte can be, and which other unit would make sense of them.

The bounds are wide, because they are to catch a wrong unit or a slip of the keyboard and never an ill patient.
They are judgements, set around what patients have before and after CAR-T cells, where the distance to the next
usual unit allows it. Units that differ by less than about tenfold cannot be told apart by values.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.cohort.checks.rule import Rule, Tables, broken, lines
from analysis.cohort.schema import ANALYTES, LABS, PATIENTS

ENOUGH = 10  # measurements from which on a median is judged


@dataclass(frozen=True)
class Slip:
    """A unit in which the analyte is reported elsewhere.

    Attributes:
        unit: its name.
        factor: what turns a value in it into the analyte's own unit; ``None`` where no factor does.
        low: the lowest median that it gives, where no factor tells.
        high: the highest.
    """

    unit: str
    factor: float | None
    low: float = 0.0
    high: float = 0.0


@dataclass(frozen=True)
class Plausible:
    """What values of one analyte can be, in its own unit.

    Attributes:
        low: a single value below is implausible.
        high: so is one above.
        middle: the lowest and the highest plausible median of a dataset.
        slips: other units, the likelier first.
    """

    low: float
    high: float
    middle: tuple[float, float]
    slips: tuple[Slip, ...]

    def other_unit(self, value: float) -> Slip | None:
        """The unit in which a median of this size would be plausible."""
        for slip in self.slips:
            low, high = (slip.low, slip.high) if slip.factor is None else (m / slip.factor for m in self.middle)
            if low <= value <= high:
                return slip
        return None


_NG = (Slip("ng/mL", 1000),)
PLAUSIBLE = {
    "IL-6": Plausible(0.05, 500_000, (0.5, 2000), _NG),
    "IL-10": Plausible(0.02, 100_000, (0.3, 1000), _NG),
    "IFN-gamma": Plausible(0.02, 200_000, (0.3, 3000), _NG),
    "IL-8": Plausible(0.02, 200_000, (1, 2000), _NG),
    "IL-15": Plausible(0.02, 50_000, (0.5, 500), _NG),
    "IL-18": Plausible(0.5, 200_000, (15, 10_000), _NG),
    "TNF-alpha": Plausible(0.02, 50_000, (0.3, 500), _NG),
    "MIP-1alpha": Plausible(0.05, 100_000, (1, 2000), _NG),
    **{
        name: Plausible(0.005, 50_000, (0.03, 300), _NG)
        for name in ("IL-1beta", "IL-2", "IL-4", "IL-12p70", "IL-13", "GM-CSF")
    },
    "PT": Plausible(7, 200, (9.5, 28), (Slip("a ratio (INR)", 12), Slip("% of normal activity", None, 30, 160))),
    "APTT": Plausible(12, 400, (20, 90), (Slip("a ratio", 30),)),
    "D-dimer": Plausible(0.01, 300, (0.1, 40), (Slip("ug/L or ng/mL", 0.001),)),
    "fibrinogen": Plausible(0.05, 15, (0.7, 8), (Slip("mg/dL", 0.01),)),
    "platelets": Plausible(0.5, 2500, (4, 600), (Slip("/uL", 0.001),)),
    "neutrophils": Plausible(0, 150, (0.01, 20), (Slip("/uL", 0.001),)),
    "CRP": Plausible(0.01, 1000, (1.5, 400), (Slip("mg/dL", 10),)),
    "ferritin": Plausible(1, 1_000_000, (40, 200_000), (Slip("ug/mL or mg/L", 1000),)),
    "LDH": Plausible(20, 50_000, (90, 6000), (Slip("ukat/L", 60),)),
    "creatinine": Plausible(5, 3000, (18, 700), (Slip("mg/dL", 88.42), Slip("mmol/L", 1000))),
}


def _off(t: Tables) -> dict[str, tuple[int, float, int]]:
    """Analytes with an implausible median: the first line, the median, and of how many values."""
    off = {}
    for name, rows in t.by_analyte.items():
        low, high = PLAUSIBLE[name].middle
        median = float(rows["value"].median())
        if len(rows) >= ENOUGH and not low <= median <= high:
            off[name] = (int(rows.index[0]), median, len(rows))
    return off


def _medians(t: Tables, *, explained: bool) -> pd.Series:
    """The first line of each analyte with an implausible median that another unit explains, or does not."""
    found = [
        line
        for name, (line, median, _) in t.once(_off).items()
        if (PLAUSIBLE[name].other_unit(median) is not None) == explained
    ]
    return lines(t.labs, found)


def _name(t: Tables, line: int) -> str:
    return str(t.labs.at[line, "analyte"])


def _median(t: Tables, line: int) -> str:
    _, median, n = t.once(_off)[_name(t, line)]
    return f"{median:.3g} (median of {n} values)"


def _as_in(name: str, value: float) -> str:
    """What the size of a value says of its unit."""
    slip = PLAUSIBLE[name].other_unit(value)
    if slip is None:
        return ""
    turned = "no factor turns it" if slip.factor is None else f"times {slip.factor:g} makes it"
    return f"it would be in {slip.unit}; {turned} into {ANALYTES[name].unit}"


def _explained(t: Tables, line: int) -> str:
    name = _name(t, line)
    return f"the median of {name} is not plausible in {ANALYTES[name].unit}; {_as_in(name, t.once(_off)[name][1])}"


def _unexplained(t: Tables, line: int) -> str:
    name = _name(t, line)
    return f"{name} in {ANALYTES[name].unit}"


def _single(t: Tables) -> pd.Series:
    """Implausible values of analytes whose median is plausible or cannot be judged."""
    off = t.once(_off)
    found: list[int] = []
    for name, rows in t.by_analyte.items():
        if name not in off:
            bounds = PLAUSIBLE[name]
            found += rows.index[~rows["value"].between(bounds.low, bounds.high)].tolist()
    return lines(t.labs, found)


def _value(t: Tables, line: int) -> str:
    name = _name(t, line)
    other = _as_in(name, float(t.labs["value"][line]))
    return f"{name} in {ANALYTES[name].unit}" + (f"; {other}" if other else "")


def _high_limits(t: Tables) -> pd.Series:
    """The first line of each analyte whose limit of detection lies above the median of its values."""
    limits = t.settings.detection_limits
    found = [
        int(rows.index[0])
        for name, rows in t.by_analyte.items()
        if name in limits and len(rows) >= ENOUGH and limits[name] > rows["value"].median()
    ]
    return lines(t.labs, found)


def _fractions(t: Tables) -> pd.Series:
    """Whether so many blasts are at most 1 % of the marrow that they look like fractions of it."""
    blasts = t.patients["marrow_blasts"].dropna()
    return broken(len(blasts) >= ENOUGH and bool((blasts <= 1).all()) and bool((blasts > 0).any()))


RULES = (
    Rule(
        file=PATIENTS.file,
        column="marrow_blasts",
        asks="is 1 % or less in all patients, which looks like a fraction",
        remedy="write per cent: multiply by 100",
        find=_fractions,
        warning=True,
        whole=True,
    ),
    Rule(
        file=LABS.file,
        column="unit",
        asks="must be {}",
        general="the analyte's own unit",
        remedy="convert the value, and name the unit; an import does it by a factor",
        find=lambda t: t.labs["unit"] != t.labs["analyte"].map({name: a.unit for name, a in ANALYTES.items()}),
        say=lambda t, line: f"{ANALYTES[_name(t, line)].unit} for {_name(t, line)}",
    ),
    Rule(
        file=LABS.file,
        column="value",
        asks="must be in the analyte's own unit: {}",
        general="a median that is plausible in another unit only is in that one",
        remedy="convert every value of the analyte, and its limit of detection in cohort.toml",
        find=lambda t: _medians(t, explained=True),
        say=_explained,
        show=_median,
    ),
    Rule(
        file=LABS.file,
        column="value",
        asks="has a median that is not plausible for {}",
        general="the analyte",
        remedy="see which unit the laboratory reports, and whether all samples are of patients",
        find=lambda t: _medians(t, explained=False),
        say=_unexplained,
        show=_median,
        warning=True,
    ),
    Rule(
        file=LABS.file,
        column="value",
        asks="is not plausible for {}",
        general="the analyte",
        remedy="look the value up: a wrong unit, a decimal point in the wrong place, or a code for a missing value",
        find=_single,
        say=_value,
        warning=True,
    ),
    Rule(
        file=LABS.file,
        column="analyte",
        asks="has a limit of detection in cohort.toml that lies above the median of its values: {}",
        general="the analyte",
        remedy="give the limit in the analyte's own unit",
        find=_high_limits,
        say=_name,
        warning=True,
    ),
)
