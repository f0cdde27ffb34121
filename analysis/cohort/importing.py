"""A centre's own tables, made into a dataset by a mapping file; no code is written for a new source."""

from __future__ import annotations

import csv
import json
import tempfile
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from analysis.cohort.dataset import read
from analysis.cohort.faults import DatasetError, Fault
from analysis.cohort.filling import Filling, Row, fill
from analysis.cohort.identifiers import check_source
from analysis.cohort.mapping import Source, SourceMap, read_mapping
from analysis.cohort.schema import LABS, TABLES
from analysis.cohort.settings import FILE
from analysis.cohort.sheets import Sheet, read_sheet

# A column that is named by mistake may hold thousands of different values.
LISTED = 60

_Place = tuple[str, int | None, str]


@dataclass(frozen=True, kw_only=True)
class SourceReport:
    """What became of one table of the source. It holds counts and names, never a patient's values.

    Attributes:
        file: name of the source's file.
        table: name of the dataset's table that it fills.
        read: rows in it, or measurements where it fills ``labs``.
        written: how many of them are in the dataset.
        skipped: how many are not, by reason.
        left_out: how many are not because the mapping has no analyte for them, by the source's label.
    """

    file: str
    table: str
    read: int
    written: int
    skipped: Mapping[str, int]
    left_out: Mapping[str, int]

    def __str__(self) -> str:
        """A line for what was read and written, and one for each reason why not."""
        noun = ("measurement" if self.table == LABS.name else "row") + ("" if self.read == 1 else "s")
        lines = [f"{self.table} from {self.file}: {self.read} {noun} read, {self.written} written"]
        lines += [f"  skipped, {reason}: {count}" for reason, count in self.skipped.items()]
        lines += [f"  left out, analyte {label or '(no name)'}: {count}" for label, count in self.left_out.items()]
        return "\n".join(lines)


@dataclass(frozen=True, kw_only=True)
class ImportReport:
    """What an import placed and what it could not place.

    Attributes:
        folder: the new dataset.
        sources: what became of each table, in the mapping's order.
        unused_columns: by file, the columns that the mapping does not use.
        unused_files: CSV files of the source that the mapping does not use.
    """

    folder: Path
    sources: tuple[SourceReport, ...]
    unused_columns: Mapping[str, Sequence[str]]
    unused_files: Sequence[str]

    def __str__(self) -> str:
        """The report as text, fit to be kept: names and counts only."""
        lines = [f"imported into {self.folder.name}", *map(str, self.sources)]
        lines += [f"columns of {file} not used: {', '.join(names)}" for file, names in self.unused_columns.items()]
        if self.unused_files:
            lines.append(f"files not used: {', '.join(self.unused_files)}")
        return "\n".join(lines)


def import_dataset(mapping: Path, source: Path, target: Path) -> ImportReport:
    """Make a dataset from a centre's own tables.

    All is written to a temporary folder beside the target, loaded and checked there, and put in place in one step:
    whatever goes wrong, nothing is left behind.

    Args:
        mapping: the mapping file.
        source: the folder of the tables that it names.
        target: the folder to make; it must not exist, the folder around it must.

    Returns:
        What was placed and what was not.

    Raises:
        DatasetError: the target cannot be made, the mapping or the source breaks a rule, or what they yield breaks
            the contract; the message lists every fault, by the source's own files, rows and columns.
    """
    _check_folders(source, target)
    plan, faults = read_mapping(mapping)
    if plan is None:
        raise DatasetError(str(mapping), faults)
    sheets, found = _read_sources(plan, source, mapping.name)
    found += [fault for each in plan.sources if each.file in sheets for fault in check_source(each, sheets[each.file])]
    if faults or found:
        raise DatasetError(str(mapping), [*faults, *found])
    fillings = [fill(each, sheets[each.file]) for each in plan.sources]
    with tempfile.TemporaryDirectory(prefix=f".{target.name}-", dir=target.parent) as workshop:
        folder = Path(workshop) / target.name
        folder.mkdir()
        _write(folder, plan.cohort, fillings)
        faults = [fault for filling in fillings for fault in filling.faults]
        faults += _breaches(folder, fillings, mapping.name, {(f.file, f.row, f.column) for f in faults})
        if faults:
            raise DatasetError(str(source), faults)
        folder.rename(target)
    return ImportReport(
        folder=target,
        sources=tuple(_report(filling) for filling in fillings),
        unused_columns=_unused_columns(plan, sheets),
        unused_files=sorted(path.name for path in source.glob("*.csv") if path.name not in sheets),
    )


def _check_folders(source: Path, target: Path) -> None:
    faults = []
    if not source.is_dir():
        faults.append(Fault(str(source), None, "", "", "is not a folder"))
    if target.exists() or target.is_symlink():
        faults.append(Fault(str(target), None, "", "", "exists already; name a new folder"))
    elif not target.parent.is_dir():
        faults.append(Fault(str(target.parent), None, "", "", "is not a folder; make it first"))
    if faults:
        raise DatasetError(str(target), faults)


def _read_sources(plan: SourceMap, folder: Path, name: str) -> tuple[dict[str, Sheet], list[Fault]]:
    """The source's files by name, with the faults of each, and of what the mapping says of them."""
    sheets: dict[str, Sheet] = {}
    faults: list[Fault] = []
    held = _listed(sorted(path.name for path in folder.glob("*.csv")))
    for file in dict.fromkeys(source.file for source in plan.sources):
        if (folder / file).is_file():
            sheet, found = read_sheet(folder / file, file)
            faults += found
            if sheet is not None:
                sheets[file] = sheet
    for source in plan.sources:
        if source.file in sheets:
            faults += _unknown_names(source, sheets[source.file], name)
        elif source.file and not (folder / source.file).is_file():
            rule = f"is not a file of {folder}, which holds {held or 'no CSV file'}"
            faults.append(Fault(name, None, f"{source.key}.file", source.file, rule))
    return sheets, faults


def _unknown_names(source: Source, sheet: Sheet, name: str) -> list[Fault]:
    """Columns and labels that the mapping names and the source lacks."""
    faults = []
    for key, column in source.taken.items():
        if column not in sheet.header:
            rule = f"is not a column of {source.file}, which has {_listed(sheet.header)}"
            faults.append(Fault(name, None, key, column, rule))
        elif column in sheet.doubled:
            faults.append(Fault(source.file, 1, column, column, "stands twice, so the mapping cannot name it"))
    if source.label in sheet.header:
        held = sorted(set(sheet.column(source.label)))
        rule = f"does not stand in column {source.label} of {source.file}, which holds {_listed(held)}"
        faults += [
            Fault(name, None, f"{source.key}.analytes.{label}", label, rule)
            for label in source.assays
            if label not in held
        ]
    return faults


def _listed(names: Sequence[str]) -> str:
    """Names in a row, as many as a reader will read."""
    shown = [name for name in names if name]
    return ", ".join(shown[:LISTED]) + (f" and {len(shown) - LISTED} more" if len(shown) > LISTED else "")


def _write(folder: Path, cohort: Mapping[str, Any], fillings: Sequence[Filling]) -> None:
    """Write the dataset's files: columns in the schema's order, only those that the mapping fills."""
    (folder / FILE).write_text("".join(_toml(cohort)), encoding="utf-8", newline="\n")
    for table in TABLES:
        parts = [filling for filling in fillings if filling.source.table is table]
        if parts:
            columns = [c.name for c in table.columns if any(c.name in filling.source.filled for filling in parts)]
            with (folder / table.file).open("w", encoding="utf-8", newline="") as handle:
                writer = csv.DictWriter(handle, columns, restval="", lineterminator="\n")
                writer.writeheader()
                writer.writerows(row.cells for filling in parts for row in filling.rows)


def _toml(cohort: Mapping[str, Any]) -> list[str]:
    """The lines of ``cohort.toml``; its values are texts, numbers, dates, lists of numbers, and one table."""
    plain = {key: value for key, value in cohort.items() if not isinstance(value, dict)}
    lines = [
        f"{key} = {json.dumps(value, ensure_ascii=False) if not hasattr(value, 'isoformat') else value.isoformat()}\n"
        for key, value in plain.items()
    ]
    if "detection_limits" in cohort:
        lines += [
            "\n[detection_limits]\n",
            *(f"{name} = {limit}\n" for name, limit in cohort["detection_limits"].items()),
        ]
    return lines


def _breaches(folder: Path, fillings: Sequence[Filling], name: str, known: Set[_Place]) -> list[Fault]:
    """How the new dataset breaks the contract, by the places of the source and of the mapping that it comes from.

    A cell that could not be filled is a known fault already, and not told a second time for being empty.
    """
    try:
        read(folder)
    except DatasetError as error:
        rows = {
            table.file: [row for filling in fillings if filling.source.table is table for row in filling.rows]
            for table in TABLES
        }
        faults = [_at_source(fault, rows, name) for fault in error.faults]
        return [fault for fault in faults if (fault.file, fault.row, fault.column) not in known]
    return []


def _at_source(fault: Fault, rows: Mapping[str, Sequence[Row]], name: str) -> Fault:
    if fault.file == FILE:
        return replace(fault, file=name, column=f"cohort.{fault.column}")
    # The first row of the new file is its header, which holds what the schema asks; only a file without rows is
    # at fault as a whole.
    return fault if fault.row is None else rows[fault.file][fault.row - 2].fault(fault.column, fault.value, fault.rule)


def _report(filling: Filling) -> SourceReport:
    return SourceReport(
        file=filling.source.file,
        table=filling.source.table.name,
        read=filling.read,
        written=len(filling.rows),
        skipped=dict(sorted(filling.skipped.items())),
        left_out=dict(sorted(filling.left_out.items())),
    )


def _unused_columns(plan: SourceMap, sheets: Mapping[str, Sheet]) -> dict[str, list[str]]:
    unused = {}
    for file, sheet in sheets.items():
        used = {column for source in plan.sources if source.file == file for column in source.taken.values()}
        if names := [name or "(no name)" for name in sheet.header if name not in used]:
            unused[file] = names
    return unused
