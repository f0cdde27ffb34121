"""Ways to spoil a copy of a shipped cohort, each with the place at which the fault must be told."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "data"
P, L, INF, T = "patients.csv", "labs.csv", "infections.csv", "cohort.toml"
Rows = list[list[str]]
Place = tuple[str, int | None, str]


@dataclass(frozen=True)
class Corruption:
    """What is done to a copy of a cohort, and where it must be told."""

    name: str
    cohort: str
    spoil: Callable[[Path], object]
    places: tuple[Place, ...] = ()

    def __str__(self) -> str:
        return self.name.replace(" ", "-")


def grid(path: Path, change: Callable[[Rows], object]) -> None:
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
    change(rows)
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    path.write_text(out.getvalue(), encoding="utf-8")


def find(rows: Rows, known: dict[str, str]) -> int:
    """The index of the first row with these cells; a spreadsheet shows it one line lower."""
    head = rows[0]
    return next(i for i, row in enumerate(rows) if i and all(row[head.index(c)] == v for c, v in known.items()))


def cell(file: str, known: dict[str, str], column: str, value: str) -> Callable[[Path], object]:
    """Write a value into the first row with the known cells."""

    def spoil(folder: Path) -> None:
        def change(rows: Rows) -> None:
            rows[find(rows, known)][rows[0].index(column)] = value

        grid(folder / file, change)

    return spoil


def every(file: str, column: str, make: Callable[[str], str], **known: str) -> Callable[[Path], object]:
    """Change a column in all rows with the known cells."""

    def spoil(folder: Path) -> None:
        def change(rows: Rows) -> None:
            head = rows[0]
            for row in rows[1:]:
                if all(row[head.index(c)] == v for c, v in known.items()):
                    row[head.index(column)] = make(row[head.index(column)])

        grid(folder / file, change)

    return spoil


def whole(file: str, make: Callable[[bytes], bytes]) -> Callable[[Path], object]:
    return lambda folder: (folder / file).write_bytes(make((folder / file).read_bytes()))


def text(file: str, pattern: str, by: str) -> Callable[[Path], object]:
    def spoil(folder: Path) -> None:
        old = (folder / file).read_text(encoding="utf-8")
        new = re.sub(pattern, by, old, count=1, flags=re.MULTILINE)
        assert new != old
        (folder / file).write_text(new, encoding="utf-8")

    return spoil


def rows(file: str, change: Callable[[Rows], object]) -> Callable[[Path], object]:
    return lambda folder: grid(folder / file, change)


def both(*spoils: Callable[[Path], object]) -> Callable[[Path], object]:
    return lambda folder: [spoil(folder) for spoil in spoils]


def line_of(cohort: str, file: str, known: dict[str, str]) -> int:
    """The line that a spreadsheet shows for the first row with these cells."""
    with (DATA / cohort / file).open(encoding="utf-8", newline="") as handle:
        return find(list(csv.reader(handle)), known) + 1


def identity(cohort: str, **known: str) -> str:
    """The id of the first patient with these cells."""
    with (DATA / cohort / P).open(encoding="utf-8", newline="") as handle:
        patients = list(csv.reader(handle))
    return patients[find(patients, known)][0]


def renamed(folder: Path) -> None:
    shutil.copy(folder / P, folder / "Patients (1).csv")


def multiplied(factor: float) -> Callable[[str], str]:
    return lambda value: f"{float(value) * factor:f}"
