"""A centre's own tables, made into a dataset by a mapping file; no code is written for a new source."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from analysis.cohort import excel, hints
from analysis.cohort.dataset import examine
from analysis.cohort.faults import DatasetError, Fault
from analysis.cohort.filling import fill, infusions
from analysis.cohort.identifiers import check_source
from analysis.cohort.importreport import ImportReport, SourceReport
from analysis.cohort.mapping import read_mapping
from analysis.cohort.notation import written
from analysis.cohort.plan import Source, SourceMap
from analysis.cohort.rows import Filling, Row
from analysis.cohort.schema import TABLES
from analysis.cohort.settings import FILE
from analysis.cohort.sheets import SUFFIXES, Form, Sheet, read_sheet
from analysis.cohort.writing import check_target, new_dataset, toml, write_table

# A column that is named by mistake may hold thousands of different values.
LISTED = 60

Sheets = dict[tuple[str, Form], Sheet]


def import_dataset(mapping: Path, source: Path, target: Path, *, force: bool = False) -> ImportReport:
    """Make a dataset from a centre's own tables.

    All is written to a temporary folder beside the target, loaded and checked there, and put in place in one step:
    whatever goes wrong, nothing is left behind.

    Args:
        mapping: the mapping file.
        source: the folder of the tables that it names.
        target: the folder to make; the folder around it must exist.
        force: whether a dataset that is there already is replaced.

    Returns:
        What was placed and what was not.

    Raises:
        DatasetError: the target cannot be made, the mapping or the source breaks a rule, or what they yield breaks
            the contract; the message lists every fault, by the source's own files, rows and columns.
    """
    _check_folders(source, target, force=force)
    plan, faults = read_mapping(mapping)
    if plan is None:
        raise DatasetError(str(mapping), faults)
    sheets, found = _read_sources(plan, source, mapping.name)
    if faults or found:
        raise DatasetError(str(mapping), [*faults, *found])
    fillings, faults = _fill(plan, sheets)

    def check(folder: Path) -> None:
        found = [*faults, *(fault for filling in fillings for fault in filling.faults)]
        # A cell that could not be filled is not told a second time for being empty.
        places = {(fault.file, fault.row, fault.column) for fault in found}
        breaches = _breaches(folder, fillings, mapping.name)
        found += [fault for fault in breaches if (fault.file, fault.row, fault.column) not in places]
        if found:
            # A line of a wide table is told once, however many measurements it holds.
            raise DatasetError(str(source), list(dict.fromkeys(found)))

    with new_dataset(target, force=force, check=check) as folder:
        _write(folder, plan.cohort, fillings)
    return ImportReport(
        folder=target,
        sources=tuple(SourceReport.of(filling) for filling in fillings),
        unused_columns=_unused_columns(plan, sheets),
        unused_files=_unused_files(plan, source),
    )


def _check_folders(source: Path, target: Path, *, force: bool) -> None:
    faults = []
    if not source.is_dir():
        faults.append(Fault(str(source), None, "", "", "is not a folder"))
    elif target.is_dir() and target.samefile(source):
        faults.append(Fault(str(target), None, "", "", "is the folder of the source; name another"))
    faults += check_target(target, force=force)
    if faults:
        raise DatasetError(str(target), faults)


def _read_sources(plan: SourceMap, folder: Path, name: str) -> tuple[Sheets, list[Fault]]:
    """The source's tables, with the faults of each, and of what the mapping says of them."""
    sheets: Sheets = {}
    faults: list[Fault] = []
    held = listed([path.name for path in _tables(folder)])
    for source in {(source.file, source.form): source for source in plan.sources}.values():
        if (folder / source.file).is_file():
            sheet, found = read_sheet(folder / source.file, source.place, source.form)
            faults += found
            if sheet is not None:
                sheets[source.file, source.form] = sheet
    for source in plan.sources:
        if (source.file, source.form) in sheets:
            for check in SOURCE_CHECKS:
                faults += check(source, sheets[source.file, source.form], name)
        elif source.file and not (folder / source.file).is_file():
            rule = f"is not a file of {folder}, which holds {held or 'no table'}"
            faults.append(Fault(name, None, f"{source.key}.file", source.file, rule))
    return sheets, faults


def _unknown_names(source: Source, sheet: Sheet, name: str) -> list[Fault]:
    """Columns and labels that the mapping names and the source lacks."""
    faults = []
    for key, column in source.taken.items():
        if column not in sheet.header:
            rule = f"is not a column of {source.place}, which has {listed(sheet.header)}"
            faults.append(Fault(name, None, key, column, rule, hints.meant(column, sheet.header)))
        elif column in sheet.doubled:
            row = source.form.skip_rows + 1
            faults.append(Fault(source.place, row, column, column, "stands twice, so the mapping cannot name it"))
    if source.label in sheet.header:
        held = sorted(set(sheet.column(source.label)))
        rule = f"does not stand in column {source.label} of {source.place}, which holds {listed(held)}"
        faults += [
            Fault(name, None, f"{source.key}.analytes.{label}", label, rule)
            for label in source.assays
            if label not in held
        ]
    return faults


# Everything that is asked of a table of the source before a cell of it is used. Each is given what the mapping says of
# the table, its cells and the mapping's name, and returns faults, which stop the import.
SOURCE_CHECKS = (_unknown_names, check_source)


def listed(names: Sequence[str]) -> str:
    """Names in a row, as many as a reader will read."""
    shown = [name for name in names if name]
    return ", ".join(shown[:LISTED]) + (f" and {len(shown) - LISTED} more" if len(shown) > LISTED else "")


def _fill(plan: SourceMap, sheets: Sheets) -> tuple[list[Filling], list[Fault]]:
    """The rows that each table yields; the day of infusion, from which dates count, is the patients'."""
    starts: dict[str, datetime.date] = {}
    faults: list[Fault] = []
    for source in plan.sources:
        days, found = infusions(source, sheets[source.file, source.form])
        starts |= days
        faults += found
    limits = {name: written(Decimal(str(limit))) for name, limit in plan.cohort.get("detection_limits", {}).items()}
    return [fill(source, sheets[source.file, source.form], starts, limits) for source in plan.sources], faults


def _write(folder: Path, cohort: Mapping[str, Any], fillings: Sequence[Filling]) -> None:
    """Write the dataset's files: columns in the schema's order, only those that the mapping fills."""
    (folder / FILE).write_text(toml(cohort), encoding="utf-8", newline="\n")
    for table in TABLES:
        parts = [filling for filling in fillings if filling.source.table is table]
        if parts:
            columns = [c.name for c in table.columns if any(c.name in filling.source.filled for filling in parts)]
            write_table(folder / table.file, columns, (row.cells for filling in parts for row in filling.rows))


def _breaches(folder: Path, fillings: Sequence[Filling], name: str) -> list[Fault]:
    """How the new dataset breaks the contract, by the places of the source and of the mapping that it comes from."""
    rows = {
        table.file: [row for filling in fillings if filling.source.table is table for row in filling.rows]
        for table in TABLES
    }
    return [_at_source(fault, rows, name) for fault in examine(folder).errors]


def _at_source(fault: Fault, rows: Mapping[str, Sequence[Row]], name: str) -> Fault:
    if fault.file == FILE:
        return replace(fault, file=name, column=f"cohort.{fault.column}")
    # The first row of the new file is its header, which holds what the schema asks; only a file without rows is
    # at fault as a whole.
    return fault if fault.row is None else rows[fault.file][fault.row - 2].fault(fault.column, fault.value, fault.rule)


def _unused_columns(plan: SourceMap, sheets: Sheets) -> dict[str, list[str]]:
    """By table, the columns that no part of the mapping uses."""
    used: dict[tuple[str, Form], set[str]] = {}
    for source in plan.sources:
        used.setdefault((source.file, source.form), set()).update(source.taken.values())
    places = {(source.file, source.form): source.place for source in plan.sources}
    names = {
        places[key]: [name or "(no name)" for name in sheet.header if name not in used[key]]
        for key, sheet in sheets.items()
    }
    return {place: columns for place, columns in names.items() if columns}


def _unused_files(plan: SourceMap, folder: Path) -> list[str]:
    """Tables that the mapping does not use; of the workbooks that it uses, the other sheets."""
    used = {source.file for source in plan.sources}
    unused = [path.name for path in _tables(folder) if path.name not in used]
    for file in sorted(file for file in used if file.lower().endswith(excel.SUFFIXES)):
        sheets = {source.form.sheet for source in plan.sources if source.file == file}
        if sheets != {""}:
            unused += [f"{file}, sheet {name}" for name in excel.sheet_names(folder / file) if name not in sheets]
    return unused


def _tables(folder: Path) -> list[Path]:
    """The files of a folder that are tables by their endings, without what programs hide there while one is open."""
    found = (path for path in folder.glob("*") if path.suffix.lower() in (*SUFFIXES, ".xls"))
    return sorted(path for path in found if not path.name.startswith((".", "~$")))
