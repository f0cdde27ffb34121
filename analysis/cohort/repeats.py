"""Several values for one patient, analyte and day, of which a dataset holds one."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from analysis.cohort.notation import written
from analysis.cohort.rows import Filling, Row

REPEATS = ("refuse", "first", "last", "max", "min", "mean")


def settle(filling: Filling) -> None:
    """Leave one row for each patient, analyte and day of a table, as its mapping says, and count the others.

    Where the mapping does not say, or where what it says cannot be told from the values, each further row is a fault.
    """
    groups: dict[tuple[str, str, Decimal], list[Row]] = {}
    for row in filling.rows:
        patient, analyte, day, value = (row.cells[name] for name in ("patient_id", "analyte", "day", "value"))
        if patient and day and value:
            groups.setdefault((patient, analyte, Decimal(day)), []).append(row)
    how = filling.source.repeats
    stands: dict[int, Row] = {}
    for rows in (rows for rows in groups.values() if len(rows) > 1):
        try:
            kept = _one(rows, how)
        except ValueError as error:
            lines = ", ".join(str(row.line) for row in rows)
            rule = f"stands in rows {lines} for this patient and {rows[0].cells['analyte']}; {error}"
            filling.faults += [row.fault("day", row.cells["day"], rule) for row in rows[1:]]
        else:
            stands |= {id(row): kept for row in rows}
            filling.skipped[f"repeated on the day (repeats = {how})"] += len(rows) - 1
    filling.rows = list({id(row): row for row in (stands.get(id(row), row) for row in filling.rows)}.values())


def _one(rows: list[Row], how: str) -> Row:
    """The row that stands for all.

    Raises:
        ValueError: there is none.
    """
    if how == "refuse":
        raise ValueError("the mapping must say which is to stand: repeats = " + ", ".join(REPEATS[1:]))
    if how in ("first", "last"):
        return rows[0] if how == "first" else rows[-1]
    bounds = [_bounds(row) for row in rows]
    if how == "mean":
        if any(low != high for low, high in bounds):
            raise ValueError("a value beyond a limit has no mean with others")
        values = [low for low, _ in bounds]
        places = max(-int(value.as_tuple().exponent) for value in values) + 2
        mean = written(round(sum(values) / Decimal(len(values)), max(places, 2)))
        return replace(rows[0], cells=rows[0].cells | {"value": mean})
    choose = max if how == "max" else min
    extreme = (choose(low for low, _ in bounds), choose(high for _, high in bounds))
    if extreme not in bounds:
        raise ValueError(f"a value beyond a limit leaves open which is the {how}")
    return rows[bounds.index(extreme)]


def _bounds(row: Row) -> tuple[Decimal, Decimal]:
    """Between which values the true one lies."""
    value = Decimal(row.cells["value"])
    match row.cells.get("censored"):
        case "below":
            return Decimal(0), value
        case "above":
            return value, Decimal("Infinity")
        case _:
            return value, value
