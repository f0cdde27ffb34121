"""REDCap's flat export, made into a dataset."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from analysis.cohort import DatasetError
from analysis.cohort.dataset import convert, examine
from analysis.cohort.faults import Fault
from analysis.cohort.schema import PATIENT_ID, PATIENTS, TABLES, Table
from analysis.cohort.settings import FILE
from analysis.cohort.sheets import Sheet, read_sheet
from analysis.cohort.writing import check_target, new_dataset, write_table
from analysis.exchange.redcap_columns import NAMES, Role, delimiter, identify
from analysis.exchange.redcap_rows import Row, Rows, read_rows


@dataclass(frozen=True, kw_only=True)
class RedcapReport:
    """What an import placed and what it left out. It holds counts and names, never a patient's values.

    Attributes:
        folder: the new dataset.
        written: how many rows each of its tables has.
        unfinished: how many forms are not marked complete, by form and status.
        emptied: how many cells held a mark for a missing value, by header.
        counted: columns of dates that became days.
        absent: columns of the dataset that no column of the export fills.
        left_out: columns of the export that fill none.
    """

    folder: Path
    written: Mapping[str, int]
    unfinished: Mapping[tuple[str, str], int]
    emptied: Mapping[str, int]
    counted: Sequence[str]
    absent: Sequence[str]
    left_out: Sequence[str]

    def __str__(self) -> str:
        """The report as text, fit to be kept: names and counts only."""
        lines = [f"imported into {self.folder.name}"]
        for table in TABLES:
            count = self.written.get(table.name, 0)
            none = f"; no instance in the export, so not recorded: the dataset has no {table.file}"
            lines.append(f"{table.name}: {count} {'row' if count == 1 else 'rows'}{'' if count else none}")
        lines += [f"{status.lower()}: {count} of form {form}" for (form, status), count in self.unfinished.items()]
        lines += [f"missing value: {count} in {header}" for header, count in self.emptied.items()]
        for names, what in (
            (self.counted, "dates turned into days and dropped"),
            (self.absent, "not in the export"),
            (self.left_out, "columns left out"),
        ):
            if names:
                lines.append(f"{what}: {', '.join(names)}")
        return "\n".join(lines)


def import_export(
    export: Path,
    target: Path,
    cohort: Path | None,
    *,
    ignored: Sequence[str] = (),
    missing: Collection[str] = (),
    force: bool = False,
) -> RedcapReport:
    """Make a dataset from an export of a project that was built from the dictionary.

    Args:
        export: all records in one CSV file, raw or labels.
        target: the folder to make; the folder around it must exist.
        cohort: the ``cohort.toml`` of the new dataset, which is copied into it.
        ignored: columns to leave out that are none of the dictionary's, as patterns with ``*``.
        missing: the project's codes or labels for missing data.
        force: whether a dataset that is there already is replaced.

    Returns:
        What was placed and what was not.

    Raises:
        DatasetError: the target cannot be made, or the export breaks a rule of its own or of the dataset; the message
            lists every fault by the export's row and column, and nothing is left behind.
    """
    faults = _check_paths(export, cohort) + check_target(target, force=force) + _check_marks(missing)
    if faults or cohort is None:
        raise DatasetError(str(target), faults)
    sheet, faults = read_sheet(export, export.name, separator=delimiter(export))
    roles: list[Role] = []
    if sheet is not None:
        roles, found = identify(sheet.header, ignored, export.name)
        faults += found
    if sheet is None or faults:
        raise DatasetError(str(export), faults)
    rows = read_rows(sheet, roles, frozenset(missing), export.name)

    def check(folder: Path) -> None:
        faults = [*rows.faults, *_breaches(folder, rows, roles, cohort)]
        if faults:
            raise DatasetError(str(export), faults)

    with new_dataset(target, force=force, check=check) as folder:
        shutil.copyfile(cohort, folder / FILE)
        for table in TABLES:
            if rows.tables[table.name] or table is PATIENTS:
                _write(folder / table.file, table, rows.tables[table.name])
    return _report(target, sheet, roles, rows)


def _check_paths(export: Path, cohort: Path | None) -> list[Fault]:
    faults = []
    if not export.is_file():
        faults.append(Fault(str(export), None, "", "", "is not a file"))
    if cohort is None:
        rule = "is needed: it names the dataset and the study's constants, which REDCap does not hold; write one as"
        faults.append(Fault(FILE, None, "", "", f"{rule} README.md shows and give it with --cohort {FILE}"))
    elif not cohort.is_file():
        faults.append(Fault(str(cohort), None, "", "", "is not a file"))
    return faults


def _check_marks(missing: Collection[str]) -> list[Fault]:
    """A mark for a missing value must not be a value of any field, which would be lost."""
    faults = []
    for mark in missing:
        for role in NAMES.values():
            column = role.field.column if role.field else None
            number = column is not None and column.kind in ("integer", "number")
            fits = bool(column and number and not convert(pd.Series([mark]), column)[1].any())
            if fits or mark in role.codes or mark in role.labels:
                name = role.field.name if role.field else role.kind
                faults.append(Fault("--missing", None, "", mark, f"cannot mark a missing value: {name} may hold it"))
                break
    return faults


def _write(path: Path, table: Table, rows: Sequence[Row]) -> None:
    """Write a table: columns in the schema's order, those that are required or hold something."""
    columns = [c.name for c in table.columns if c.required or any(row.cells.get(c.name) for row in rows)]
    write_table(path, columns, ({name: row.cells.get(name, "") for name in columns} for row in rows))


def _breaches(folder: Path, rows: Rows, roles: Sequence[Role], cohort: Path) -> list[Fault]:
    """How the new dataset breaks the contract, by the places of the export that it comes from."""
    headers = {role.fills: role.header for role in roles if role.field}
    known = {(fault.row, fault.column) for fault in rows.faults}
    faults = [_at_source(fault, rows, headers, cohort) for fault in examine(folder).errors]
    return [fault for fault in faults if fault and (fault.row, fault.column) not in known]


def _at_source(fault: Fault, rows: Rows, headers: Mapping[tuple[str, ...], str], cohort: Path) -> Fault | None:
    if fault.file == FILE:
        return replace(fault, file=cohort.name)
    if fault.row is None:
        return replace(fault, file=rows.file)
    table = fault.file.removesuffix(".csv")
    row = rows.tables[table][fault.row - 2]
    header = headers.get((table, fault.column), fault.column)
    role, text = row.origins.get(fault.column, (None, fault.value))
    if text and not fault.value:
        return None  # it could not be read, and stays empty for that: its own fault is told
    if text != fault.value:
        made = f"day {fault.value}" if role and role.field and role.field.date else fault.value
        text = f"{text} ({made})"
    return replace(fault, file=rows.file, row=row.line, column=header, value=text)


def _report(target: Path, sheet: Sheet, roles: Sequence[Role], rows: Rows) -> RedcapReport:
    filled = {role.fills for role in roles if role.field}
    return RedcapReport(
        folder=target,
        written={name: len(table) for name, table in rows.tables.items() if table},
        unfinished=dict(sorted(rows.unfinished.items())),
        emptied=dict(sorted(rows.emptied.items())),
        counted=[role.header for role in roles if role.field and role.field.date],
        absent=[
            column.name if table is PATIENTS else f"{table.name}.{column.name}"
            for table in TABLES
            for column in table.columns
            if column is not PATIENT_ID and (table.name, column.name) not in filled
        ],
        left_out=[header for header, role in zip(sheet.header, roles, strict=True) if role.kind == "left out"],
    )
