"""A mapping file: where each column of a dataset comes from in a centre's own tables.

``data/mappings/README.md`` tells its authors how to write one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from analysis.cohort.faults import Fault
from analysis.cohort.keys import Keys
from analysis.cohort.schema import ANALYTES, INFECTIONS, LABS, PATIENTS, Column, Table
from analysis.cohort.settings import check_settings, read_toml

ROUNDINGS = ("nearest", "down")
LAYOUTS = ("long", "wide")


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
    """

    column: str = ""
    constant: str = ""
    values: Mapping[str, str] | None = None
    otherwise: str | None = None
    factor: Decimal = Decimal(1)
    rounding: str = ""


@dataclass(frozen=True, kw_only=True)
class Assay:
    """What one label of a source measures.

    Attributes:
        analyte: its name in the dataset.
        units: the factor from each unit of the source into the dataset's own.
    """

    analyte: str
    units: Mapping[str, Decimal]


@dataclass(frozen=True, kw_only=True)
class Source:
    """One table of the source and what it fills.

    Attributes:
        key: where the mapping describes it, such as ``labs[1]``.
        table: the table of the dataset that it fills.
        file: name of its file.
        missing: cells that stand for nothing, apart from empty ones.
        fields: how the dataset's columns are filled, apart from those that the keys below fill.
        layout: of measurements: ``"long"`` (one a row) or ``"wide"`` (one a cell); empty for other tables.
        label: of a long table, the column that names the analyte.
        value: of a long table, the column that holds the value.
        unit: of a long table, the column that names the unit; empty where there is none.
        censored: what each mark before a value means (``"<"``: below, ``">"``: above).
        assays: what is measured under each label: a value of the analyte column, or the name of a wide column.
    """

    key: str
    table: Table
    file: str
    missing: frozenset[str] = frozenset()
    fields: Mapping[str, Field]
    layout: str = ""
    label: str = ""
    value: str = ""
    unit: str = ""
    censored: Mapping[str, str] = field(default_factory=dict)
    assays: Mapping[str, Assay] = field(default_factory=dict)

    @property
    def taken(self) -> dict[str, str]:
        """The source's columns that are used, by the key of the mapping that names each."""
        columns = {name: how.column for name, how in self.fields.items()}
        columns |= {"analyte": self.label, "value": self.value, "unit": self.unit}
        named = {f"{self.key}.columns.{name}": column for name, column in columns.items() if column}
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


def read_mapping(path: Path) -> tuple[SourceMap | None, list[Fault]]:
    """Read and check a mapping file, as far as that is possible without the source's tables.

    Returns:
        The mapping, or ``None`` where the file cannot be read, and every fault found. Where there are faults, the
        mapping holds what could be read, so that the source can be checked against it at once.
    """
    if not path.is_file():
        return None, [Fault(path.name, None, "", "", f"is not a file of {path.parent}")]
    given, faults = read_toml(path)
    if given is None:
        return None, faults
    keys = Keys(path.name, "", given, faults)
    keys.only(("cohort", "patients", "labs", "infections"))
    keys.need("cohort", "patients")
    cohort = keys.table("cohort").given
    sources = []
    if "cohort" in given:
        found = check_settings(cohort)[1]
        faults += [replace(fault, file=path.name, column=f"cohort.{fault.column}") for fault in found]
    if "patients" in given:
        sources.append(_rows(keys.table("patients"), PATIENTS))
    sources += [_measurements(labs) for labs in keys.tables("labs")]
    if "infections" in given:
        sources.append(_rows(keys.table("infections"), INFECTIONS))
    return SourceMap(cohort=cohort, sources=tuple(sources)), faults


def _rows(keys: Keys, table: Table) -> Source:
    """A table whose rows are the dataset's rows."""
    keys.only(("file", "missing", "columns"))
    keys.need("file", "columns")
    columns = keys.table("columns")
    columns.only([c.name for c in table.columns], f"a column of {table.file}")
    columns.need(*(c.name for c in table.columns if c.required))
    return Source(
        key=keys.path,
        table=table,
        file=keys.text("file"),
        missing=frozenset(keys.texts("missing")),
        fields={c.name: _field(columns, c) for c in table.columns if c.name in columns.given},
    )


def _measurements(keys: Keys) -> Source:
    """A table of measurements, one a row or one a cell."""
    keys.only(("file", "layout", "missing", "below", "above", "columns", "analytes"))
    keys.need("file", "layout", "columns", "analytes")
    layout = keys.text("layout", LAYOUTS)
    columns, analytes = keys.table("columns"), keys.table("analytes")
    if layout == "wide":
        columns.only(("patient_id", "day"), "a column that a wide table fills")
        columns.need("patient_id", "day")
    else:
        columns.only([c.name for c in LABS.columns], f"a column of {LABS.file}")
        columns.need("patient_id", "day", "analyte", "value")
    fields = {
        c.name: _field(columns, c)
        for c in LABS.columns
        if c.name in columns.given and c.name not in ("analyte", "value", "unit")
    }
    below, above = keys.texts("below"), keys.texts("above")
    for mark in (mark for mark in above if mark in below):
        keys.fault("above", "stands under below too", mark)
    censored = dict.fromkeys(below, "below") | dict.fromkeys(above, "above")
    if censored and "censored" in fields:
        columns.fault("censored", "is told by below and above already; keep one of the two")
    return Source(
        key=keys.path,
        table=LABS,
        file=keys.text("file"),
        missing=frozenset(keys.texts("missing")),
        fields=fields,
        layout=layout,
        label=columns.text("analyte"),
        value=columns.text("value"),
        unit=columns.text("unit"),
        censored=censored,
        assays={label.strip(): _assay(analytes, label, several="unit" in columns.given) for label in analytes.given},
    )


def _field(keys: Keys, column: Column) -> Field:
    if not isinstance(keys.given[column.name], dict):
        return Field(column=keys.text(column.name))
    keys = keys.table(column.name)
    keys.only(("column", "constant", "values", "otherwise", "factor", "round"))
    if ("column" in keys.given) == ("constant" in keys.given):
        keys.fault("", "must hold either column or constant")
    if "constant" in keys.given and len(keys.given) > 1:
        keys.fault("constant", "must stand alone")
    if "otherwise" in keys.given and "values" not in keys.given:
        keys.fault("otherwise", "has a meaning only beside values")
    for key in (key for key in ("factor", "round") if key in keys.given):
        if column.kind not in ("integer", "number"):
            keys.fault(key, f"is for numbers; {column.name} must be {column.rule}")
        elif "values" in keys.given:
            keys.fault(key, "cannot stand beside values")
    values = keys.table("values")
    recoded = {old.strip(): values.cell(old, column) or "" for old in values.given}
    return Field(
        column=keys.text("column"),
        constant=keys.cell("constant", column) or "",
        values=recoded if "values" in keys.given else None,
        otherwise=keys.cell("otherwise", column),
        factor=keys.factor("factor"),
        rounding=keys.text("round", ROUNDINGS),
    )


def _assay(keys: Keys, label: str, *, several: bool) -> Assay:
    """The analyte of a label and its units; more than one unit needs a column that tells them apart."""
    if not isinstance(keys.given[label], dict):
        name = keys.text(label, ANALYTES)
        return Assay(analyte=name, units={ANALYTES[name].unit: Decimal(1)} if name else {})
    keys = keys.table(label)
    keys.only(("analyte", "units"))
    keys.need("analyte", "units")
    name, units = keys.text("analyte", ANALYTES), keys.table("units")
    factors = {unit.strip(): units.factor(unit) for unit in units.given}
    if name and factors.get(ANALYTES[name].unit, 1) != 1:
        units.fault(ANALYTES[name].unit, f"is the dataset's own unit of {name}; its factor is 1")
    if "units" in keys.given and (not factors or (len(factors) > 1 and not several)):
        keys.fault("units", "must hold one unit, or several where columns.unit names the column that tells them apart")
    return Assay(analyte=name, units=factors)
