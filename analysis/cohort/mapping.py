"""A mapping file: where each column of a dataset comes from in a centre's own tables.

``data/mappings/README.md`` tells its authors how to write one.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from analysis.cohort import delimited, excel, units
from analysis.cohort.dates import ORDERS
from analysis.cohort.faults import Fault
from analysis.cohort.keys import Keys
from analysis.cohort.notation import Notation, folded
from analysis.cohort.plan import Assay, Field, Source, SourceMap
from analysis.cohort.repeats import REPEATS
from analysis.cohort.schema import ANALYTES, INFECTIONS, LABS, PATIENTS, Column, Table
from analysis.cohort.settings import check_settings, read_toml
from analysis.cohort.sheets import Form

ROUNDINGS = ("nearest", "down")
LAYOUTS = ("long", "wide")
# Of the keys that make a number of a cell, those that cannot stand beside each.
EXCLUDED = {"factor": ("values", "unit", "date"), "unit": ("values", "date"), "round": ("values",), "date": ("values",)}
COMMON = ("file", "sheet", "encoding", "skip_rows", "header_rows", "missing", "decimal", "thousands")


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
    if sources and not any(source.infusion for source in sources):
        faults += [
            Fault(
                path.name, None, f"{source.key}.columns.{name}.date", how.date, "needs patients.infusion to count from"
            )
            for source in sources
            for name, how in source.fields.items()
            if how.date
        ]
    return SourceMap(cohort=cohort, sources=tuple(sources)), faults


def _rows(keys: Keys, table: Table) -> Source:
    """A table whose rows are the dataset's rows."""
    keys.only((*COMMON, *(["infusion"] if table is PATIENTS else []), "columns"))
    keys.need("file", "columns")
    columns = keys.table("columns")
    columns.only([c.name for c in table.columns], f"a column of {table.file}")
    columns.need(*(c.name for c in table.columns if c.required))
    return Source(
        key=keys.path,
        table=table,
        **_common(keys),
        fields={c.name: _field(columns, c) for c in table.columns if c.name in columns.given},
        infusion=_infusion(keys) if "infusion" in keys.given and table is PATIENTS else None,
    )


def _common(keys: Keys) -> dict[str, Any]:
    """What every table of a source may say of its file."""
    file = keys.text("file")
    kinds = {"sheet": excel.SUFFIXES, "encoding": delimited.SUFFIXES}
    kinds |= dict.fromkeys(("skip_rows", "header_rows"), delimited.SUFFIXES + excel.SUFFIXES)
    for key, endings in kinds.items():
        if key in keys.given and file and not file.lower().endswith(endings):
            keys.fault(key, f"has a meaning only for files that end in {', '.join(endings)}")
    decimal, thousands = keys.sign("decimal", (".", ",")) or ".", keys.sign("thousands", (",", ".", " ", "'"))
    if decimal == thousands:
        keys.fault("thousands", "is the decimal sign too", thousands)
    return {
        "file": file,
        "form": Form(
            sheet=keys.text("sheet"),
            encoding=keys.text("encoding", delimited.ENCODINGS),
            skip_rows=keys.whole("skip_rows", 0, 1000),
            header_rows=keys.whole("header_rows", 1, 5),
        ),
        "notation": Notation(decimal, thousands),
        "missing": frozenset(map(folded, keys.texts("missing"))),
    }


def _infusion(keys: Keys) -> Field:
    """The column of the date of infusion; its order is inferred where the mapping gives none."""
    if not isinstance(keys.given["infusion"], dict):
        return Field(column=keys.text("infusion"), date="infer")
    keys = keys.table("infusion")
    keys.only(("column", "date"))
    keys.need("column", "date")
    return Field(column=keys.text("column"), date=keys.text("date", ORDERS))


def _measurements(keys: Keys) -> Source:
    """A table of measurements, one a row or one a cell."""
    keys.only((*COMMON, "layout", "below", "above", "repeats", "columns", "analytes"))
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
    below, above = ([folded(mark) for mark in keys.texts(key)] for key in ("below", "above"))
    for mark in (mark for mark in above if mark in below):
        keys.fault("above", "stands under below too", mark)
    censored = dict.fromkeys(below, "below") | dict.fromkeys(above, "above")
    if censored and "censored" in fields:
        columns.fault("censored", "is told by below and above already; keep one of the two")
    return Source(
        key=keys.path,
        table=LABS,
        **_common(keys),
        fields=fields,
        layout=layout,
        label=columns.text("analyte"),
        value=columns.text("value"),
        unit=columns.text("unit"),
        censored=censored,
        repeats=keys.text("repeats", REPEATS) or "refuse",
        assays={label.strip(): _assay(analytes, label, several="unit" in columns.given) for label in analytes.given},
    )


def _field(keys: Keys, column: Column) -> Field:
    if not isinstance(keys.given[column.name], dict):
        return Field(column=keys.text(column.name))
    keys = keys.table(column.name)
    keys.only(("column", "constant", "values", "otherwise", "factor", "unit", "round", "date"))
    if ("column" in keys.given) == ("constant" in keys.given):
        keys.fault("", "must hold either column or constant")
    if "constant" in keys.given and len(keys.given) > 1:
        keys.fault("constant", "must stand alone")
    if "otherwise" in keys.given and "values" not in keys.given:
        keys.fault("otherwise", "has a meaning only beside values")
    numeric = column.kind in ("integer", "number")
    for key in (key for key in ("factor", "unit", "round", "date") if key in keys.given):
        if not numeric:
            keys.fault(key, f"is for numbers; {column.name} must be {column.rule}")
        elif key == "date" and column.unit != "days":
            keys.fault(key, f"is for days from infusion; {column.name} must be {column.rule}")
        else:
            for other in (other for other in EXCLUDED[key] if other in keys.given):
                keys.fault(key, f"cannot stand beside {other}")
    values = keys.table("values")
    recoded = {old.strip(): values.cell(old, column) or "" for old in values.given}
    return Field(
        column=keys.text("column"),
        constant=keys.cell("constant", column) or "",
        values=recoded if "values" in keys.given else None,
        otherwise=keys.cell("otherwise", column),
        factor=_factor(keys, column.unit) if numeric and "unit" in keys.given else keys.factor("factor"),
        rounding=keys.text("round", ROUNDINGS),
        date=keys.text("date", ORDERS),
    )


def _factor(keys: Keys, own: str, analyte: str = "") -> Decimal:
    """The factor of the unit that the key ``unit`` names."""
    unit = keys.text("unit")
    try:
        return units.factor(unit, own, analyte) if unit else Decimal(1)
    except ValueError as error:
        keys.fault("unit", str(error), unit)
        return Decimal(1)


def _assay(keys: Keys, label: str, *, several: bool) -> Assay:
    """The analyte of a label and its units; more than one unit needs a column that tells them apart."""
    if not isinstance(keys.given[label], dict):
        name = keys.text(label, ANALYTES)
        return Assay(analyte=name, units={ANALYTES[name].unit: Decimal(1)} if name else {})
    keys = keys.table(label)
    keys.only(("analyte", "unit", "units"))
    keys.need("analyte")
    name, table = keys.text("analyte", ANALYTES), keys.table("units")
    if ("unit" in keys.given) == ("units" in keys.given):
        keys.fault("", "must hold either unit or units")
    if "unit" in keys.given and several:
        keys.fault("unit", "is told by columns.unit already; keep one of the two")
    if "unit" in keys.given:
        return Assay(analyte=name, units={keys.text("unit"): _factor(keys, ANALYTES[name].unit, name)} if name else {})
    factors = {unit.strip(): table.factor(unit) for unit in table.given}
    if name and factors.get(ANALYTES[name].unit, 1) != 1:
        table.fault(ANALYTES[name].unit, f"is the dataset's own unit of {name}; its factor is 1")
    if "units" in keys.given and (not factors or (len(factors) > 1 and not several)):
        keys.fault("units", "must hold one unit, or several where columns.unit names the column that tells them apart")
    return Assay(analyte=name, units=factors, only=True)
