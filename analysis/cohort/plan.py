"""What a mapping file says, once it is read: which column of the dataset comes from where in a centre's tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from analysis.cohort import units
from analysis.cohort.notation import Notation
from analysis.cohort.schema import ANALYTES, Table
from analysis.cohort.sheets import Form


@dataclass(frozen=True, kw_only=True)
class Field:
    """How one column of the dataset is filled: from a column of the source, or with a constant.

    Attributes:
        column: the source's column; empty for a constant.
        constant: what stands in every row.
        values: what each value of the source becomes; ``None`` leaves values as they are.
        otherwise: what a value outside ``values`` becomes; ``None`` makes it a fault.
        factor: what numbers are multiplied by.
        rounding: how numbers become whole: ``"nearest"`` (halves go up), ``"down"``, or empty for not at all.
        date: of dates, their order (one of ``analysis.cohort.dates.ORDERS``); they become days from infusion. Empty for
            what is no date.
    """

    column: str = ""
    constant: str = ""
    values: Mapping[str, str] | None = None
    otherwise: str | None = None
    factor: Decimal = Decimal(1)
    rounding: str = ""
    date: str = ""


@dataclass(frozen=True, kw_only=True)
class Assay:
    """What one label of a source measures.

    Attributes:
        analyte: its name in the dataset.
        units: the factor from each unit that the mapping names into the dataset's own.
        only: whether the mapping gave these factors itself; then no other unit may stand but the dataset's own.
    """

    analyte: str
    units: Mapping[str, Decimal]
    only: bool = False

    def factor(self, unit: str) -> Decimal:
        """The factor from a unit, however it is spelt, into the dataset's own.

        Raises:
            ValueError: the unit is not known; the message lists what is.
        """
        for name, factor in self.units.items():
            if units.same(unit, name, self.analyte):
                return factor
        if self.only and not units.same(unit, ANALYTES[self.analyte].unit, self.analyte):
            raise ValueError(f"is not a unit that the mapping gives for {self.analyte}: {', '.join(self.units)}")
        return units.into_own(self.analyte, unit)


@dataclass(frozen=True, kw_only=True)
class Source:
    """One table of the source and what it fills.

    Attributes:
        key: where the mapping describes it, such as ``labs[1]``.
        table: the table of the dataset that it fills.
        file: name of its file.
        form: how the table is laid out in its file.
        notation: how it writes numbers.
        missing: cells that stand for nothing, apart from empty ones and those that always do.
        fields: how the dataset's columns are filled, apart from those that the keys below fill.
        layout: of measurements: ``"long"`` (one a row) or ``"wide"`` (one a cell); empty for other tables.
        label: of a long table, the column that names the analyte.
        value: of a long table, the column that holds the value.
        unit: of a long table, the column that names the unit; empty where there is none.
        censored: what each mark before a value means (``"<"``: below, ``">"``: above).
        repeats: what becomes of several values for one patient, analyte and day
            (one of ``analysis.cohort.repeats.REPEATS``).
        assays: what is measured under each label: a value of the analyte column, or the name of a wide column.
        infusion: of the patients, the date from which days count.
    """

    key: str
    table: Table
    file: str
    form: Form = field(default_factory=Form)
    notation: Notation = field(default_factory=Notation)
    missing: frozenset[str] = frozenset()
    fields: Mapping[str, Field]
    layout: str = ""
    label: str = ""
    value: str = ""
    unit: str = ""
    censored: Mapping[str, str] = field(default_factory=dict)
    repeats: str = "refuse"
    assays: Mapping[str, Assay] = field(default_factory=dict)
    infusion: Field | None = None

    @property
    def place(self) -> str:
        """The table in messages and reports: its file, and its sheet where the mapping names one."""
        return f"{self.file}, sheet {self.form.sheet}" if self.form.sheet else self.file

    @property
    def taken(self) -> dict[str, str]:
        """The source's columns that are used, by the key of the mapping that names each."""
        columns = {name: how.column for name, how in self.fields.items()}
        columns |= {"analyte": self.label, "value": self.value, "unit": self.unit}
        named = {f"{self.key}.columns.{name}": column for name, column in columns.items() if column}
        if self.infusion:
            named[f"{self.key}.infusion"] = self.infusion.column
        if self.layout == "wide":
            named |= {f"{self.key}.analytes.{label}": label for label in self.assays}
        return named

    @property
    def filled(self) -> set[str]:
        """The dataset's columns that this table fills."""
        if not self.layout:
            return set(self.fields)
        return {*self.fields, "analyte", "value", "unit"} | ({"censored"} if self.censored else set())


@dataclass(frozen=True, kw_only=True)
class SourceMap:
    """A whole mapping file: the contents of ``cohort.toml``, and the tables of the source in the file's order."""

    cohort: Mapping[str, Any]
    sources: tuple[Source, ...]
