"""The way back: a filled workbook of the template's form, made into a dataset."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from analysis.cohort import DatasetError, Fault, hints
from analysis.cohort.dataset import examine
from analysis.cohort.schema import INFECTIONS, PATIENTS, TABLES, Table
from analysis.cohort.settings import FILE
from analysis.cohort.writing import check_target, new_dataset, toml, write_table
from analysis.exchange import study
from analysis.exchange.grid import Grid, open_grids
from analysis.exchange.workbook import DICTIONARY

SHEETS = (study.SHEET, *(table.name for table in TABLES))


@dataclass(frozen=True)
class WorkbookReport:
    """What an import of a workbook made: the folder, and the rows of each table, ``None`` where it has no file."""

    folder: Path
    rows: Mapping[str, int | None]

    def __str__(self) -> str:
        """The report as text, fit to be kept: names and counts only."""
        lines = [f"imported into {self.folder.name}"]
        for name, count in self.rows.items():
            told = "not recorded" if count is None else f"{count} row{'' if count == 1 else 's'}"
            lines.append(f"{name}: {told}")
        return "\n".join(lines)


def import_workbook(workbook: Path, target: Path, *, force: bool = False) -> WorkbookReport:
    """Make a dataset from a filled workbook of the template's form.

    A sheet ``labs`` without rows makes no file. A sheet ``infections`` without rows makes a file without rows where
    the sheet ``study`` says that infections were recorded, and none where it says that they were not.

    Args:
        workbook: the filled workbook.
        target: the folder to make; the folder around it must exist.
        force: whether a dataset that is there already is replaced.

    Raises:
        DatasetError: the target cannot be made, or the workbook breaks a rule; the message lists every fault by
            sheet, row and column. Nothing is left behind then.
    """
    if faults := check_target(target, force=force):
        raise DatasetError(str(target), faults)
    grids, faults = open_grids(workbook, SHEETS, ignored=(DICTIONARY,))
    if len(grids) < len(SHEETS):
        raise DatasetError(str(workbook), _in_order(faults, grids))
    values, lines, found = _read_study(grids[study.SHEET])
    faults += found
    rows: dict[str, int | None] = {}

    def check(folder: Path) -> None:
        found = _breaches(folder, grids, lines, {(f.file, f.row, f.column) for f in faults})
        if faults or found:
            raise DatasetError(str(workbook), _in_order([*faults, *found], grids))

    with new_dataset(target, force=force, check=check) as folder:
        (folder / FILE).write_text(toml(study.settings(values)), encoding="utf-8", newline="\n")
        for table in TABLES:
            grid = grids[table.name]
            cells, found = _read_table(grid, table)
            faults += found
            recorded = bool(cells) or table is PATIENTS
            if table is INFECTIONS:
                faults += _unrecorded(grid, values, lines, grids[study.SHEET])
                recorded = recorded or bool(values.get(study.RECORDED))
            rows[table.name] = len(cells) if recorded else None
            if recorded:
                _write(folder / table.file, table, grid, cells)
    return WorkbookReport(target, rows)


def _read_study(grid: Grid) -> tuple[dict[str, Any], dict[str, int], list[Fault]]:
    """The values of the sheet ``study`` by name of the row, and the line of each."""
    known = {entry.name: entry for entry in study.entries()}
    faults = grid.unknown_columns(study.COLUMNS)
    if missing := [name for name in study.COLUMNS[:2] if name not in grid.columns]:
        return {}, {}, [*faults, *(Fault(grid.place, 1, name, "", "is missing and required") for name in missing)]
    values: dict[str, Any] = {}
    lines: dict[str, int] = {}
    for line in grid.rows:
        name, fault = grid.text(line, "key", "a key of this sheet")
        if name not in known:
            rule = fault or "is not a key of this sheet; take the template's as they are"
            faults.append(Fault(grid.place, line, "key", name, rule, hints.meant(name, known)))
        elif name in lines:
            faults.append(Fault(grid.place, line, "key", name, "stands twice"))
        else:
            lines[name] = line
            entry = known[name]
            text, fault = grid.text(line, "value", entry.rule, date=entry.kind == "date")
            if not fault and text:
                try:
                    values[name] = entry.value(text)
                except ValueError as error:
                    fault = f"must be {entry.rule}" if entry.kind == "date" else str(error)
            if not fault and not text and entry.required:
                fault = "is empty and required"
            if fault:
                faults.append(Fault(grid.place, line, "value", text, f"{name} {fault}"))
    faults += [
        Fault(grid.place, None, "", "", f"has no row for the key {entry.name}, which is required")
        for entry in known.values()
        if entry.required and entry.name not in lines
    ]
    return values, lines, faults


def _read_table(grid: Grid, table: Table) -> tuple[dict[int, dict[str, str]], list[Fault]]:
    """The texts of a sheet's rows by line and column, and what is wrong with the way the cells hold them."""
    known = [column.name for column in table.columns]
    faults = grid.unknown_columns(known)
    cells: dict[int, dict[str, str]] = {}
    for line in grid.rows:
        cells[line] = {}
        for column in table.columns:
            if column.name in grid.columns:
                text, fault = grid.text(line, column.name, column.rule, identifier=column.kind == "id")
                cells[line][column.name] = "" if fault else text
                if fault:
                    faults.append(Fault(grid.place, line, column.name, text, fault))
    return cells, faults


def _unrecorded(grid: Grid, values: Mapping[str, Any], lines: Mapping[str, int], about: Grid) -> list[Fault]:
    """Infections that are there though the sheet ``study`` says that none were recorded."""
    if values.get(study.RECORDED) is not False or not grid.rows:
        return []
    rule = f"{study.RECORDED} must be yes where the sheet {INFECTIONS.name} has rows"
    return [Fault(about.place, lines[study.RECORDED], "value", "no", rule)]


def _write(path: Path, table: Table, grid: Grid, cells: Mapping[int, Mapping[str, str]]) -> None:
    """Write the table; an optional column without a value is left out, as the contract lets it be."""
    columns: Sequence[str] = [
        column.name
        for column in table.columns
        if column.name in grid.columns and (column.required or any(row[column.name] for row in cells.values()))
    ]
    write_table(path, columns, ({name: row[name] for name in columns} for row in cells.values()))


def _breaches(
    folder: Path, grids: Mapping[str, Grid], lines: Mapping[str, int], known: set[tuple[str, int | None, str]]
) -> list[Fault]:
    """How the new dataset breaks the contract, by the places of the workbook; what is known already is left out."""
    faults = [_at_sheet(fault, grids, lines) for fault in examine(folder).errors]
    return [fault for fault in faults if (fault.file, fault.row, fault.column) not in known]


def _at_sheet(fault: Fault, grids: Mapping[str, Grid], lines: Mapping[str, int]) -> Fault:
    rule = fault.rule
    for table in TABLES:
        rule = rule.replace(table.file, f"the sheet {table.name}")
    if fault.file == FILE:
        line = next((lines[name] for name in (fault.column, f"{fault.column}.first") if name in lines), None)
        return replace(
            fault, file=grids[study.SHEET].place, row=line, column="value", rule=f"{fault.column} {rule}".strip()
        )
    grid = grids[Path(fault.file).stem]
    # The first row of the file is that of the sheet; blank rows of the sheet are not in the file.
    row = fault.row if fault.row in (None, 1) else list(grid.rows)[(fault.row or 0) - 2]
    return replace(fault, file=grid.place, row=row, rule=rule)


def _in_order(faults: Sequence[Fault], grids: Mapping[str, Grid]) -> list[Fault]:
    """The faults as one meets them in the workbook: first what is said of all of it, then by sheet, row and column."""
    sheets = list(grids.values())
    numbers = {sheet.place: number for number, sheet in enumerate(sheets)}

    def position(fault: Fault) -> tuple[int, int, int]:
        number = numbers.get(fault.file, -1)
        return (number, *sheets[number].position(fault)) if number >= 0 else (number, 0, 0)

    return sorted(faults, key=position)
