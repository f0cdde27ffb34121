"""What an import placed and what it could not place: counts and names, never a patient's values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.cohort.rows import Filling
from analysis.cohort.schema import LABS


@dataclass(frozen=True, kw_only=True)
class SourceReport:
    """What became of one table of the source; what was read was written, skipped or left out.

    Attributes:
        file: name of the source's file, with the sheet where the mapping names one.
        table: name of the dataset's table that it fills.
        repeated: header rows that stood again among its rows, and were passed over.
        read: rows in it, or measurements where it fills ``labs``.
        written: how many of them are in the dataset.
        skipped: how many are not, by reason.
        left_out: how many are not because the mapping has no analyte for them, by the source's label.
    """

    file: str
    table: str
    repeated: int
    read: int
    written: int
    skipped: Mapping[str, int]
    left_out: Mapping[str, int]

    @classmethod
    def of(cls, filling: Filling) -> SourceReport:
        """The report of one table."""
        return cls(
            file=filling.source.place,
            table=filling.source.table.name,
            repeated=filling.repeated,
            read=filling.read,
            written=len(filling.rows),
            skipped=dict(sorted(filling.skipped.items())),
            left_out=dict(sorted(filling.left_out.items())),
        )

    def __str__(self) -> str:
        """A line for what was read and written, and one for each reason why not."""
        noun = ("measurement" if self.table == LABS.name else "row") + ("" if self.read == 1 else "s")
        lines = [f"{self.table} from {self.file}: {self.read} {noun} read, {self.written} written"]
        if self.repeated:
            lines.append(f"  header rows among the others, passed over: {self.repeated}")
        lines += [f"  skipped, {reason}: {count}" for reason, count in self.skipped.items()]
        lines += [f"  left out, analyte {label or '(no name)'}: {count}" for label, count in self.left_out.items()]
        return "\n".join(lines)


@dataclass(frozen=True, kw_only=True)
class ImportReport:
    """What an import placed and what it could not place.

    Attributes:
        folder: the new dataset.
        sources: what became of each table, in the mapping's order.
        unused_columns: by table, the columns that the mapping does not use.
        unused_files: tables of the source that the mapping does not use, sheets of workbooks included.
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
