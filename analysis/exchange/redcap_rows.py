"""The rows of REDCap's flat export, made into rows of the dataset's tables."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from datetime import date

from analysis.cohort.faults import Fault
from analysis.cohort.schema import PATIENT_ID, PATIENTS
from analysis.cohort.sheets import Sheet
from analysis.exchange.redcap_columns import Role, holds_codes
from analysis.exchange.redcap_dictionary import EARLIEST, INFUSION, PATIENT_FORMS, form_title

UNFINISHED = ("Incomplete", "Unverified")


@dataclass(frozen=True)
class Row:
    """A row of the dataset, with the place in the export that it comes from.

    Attributes:
        line: the line in the export, as a spreadsheet shows it.
        instance: which instance of a repeating instrument, 0 where none.
        cells: text by the dataset's columns.
        origins: by the same, the header and the text in the export.
    """

    line: int
    instance: int
    cells: dict[str, str]
    origins: dict[str, tuple[Role, str]]


@dataclass
class Rows:
    """What an export holds.

    Attributes:
        file: the export's name.
        tables: rows by the dataset's table; the rows of a record stand together, in the order of their instances.
        unfinished: how many forms are not marked complete, by form and status.
        emptied: how many cells held a mark for a missing value, by header.
        faults: cells and rows that break a rule of the export.
    """

    file: str
    tables: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    unfinished: Counter[tuple[str, str]] = field(default_factory=Counter)
    emptied: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)


def read_rows(sheet: Sheet, roles: Sequence[Role], missing: Set[str], file: str) -> Rows:
    """Sort the rows of an export into the dataset's tables.

    Args:
        sheet: the export.
        roles: what each of its columns is.
        missing: texts that stand for a missing value.
        file: the export's name, for messages.
    """
    reader = _Reader(sheet, roles, missing, file)
    for line, cells in sheet.rows.items():
        reader.take(line, cells)
    reader.match()
    reader.count_days()
    rows = reader.rows
    rows.faults.sort(key=lambda fault: fault.row or 0)
    for table in rows.tables.values():
        table.sort(key=lambda row: (reader.records[row.cells[PATIENT_ID.name]], row.instance))
    return rows


class _Reader:
    """Takes an export line by line."""

    def __init__(self, sheet: Sheet, roles: Sequence[Role], missing: Set[str], file: str) -> None:
        self.roles, self.missing = roles, missing
        self.coded = holds_codes(roles, sheet.rows)
        self.places: dict[str, int] = {role.kind: place for place, role in enumerate(roles)}
        self.record = roles[self.places["record"]]
        self.rows = Rows(file)
        self.records: dict[str, int] = {}  # by record, the line that it first stands in
        self.seen: dict[tuple[str, str, int], int] = {}
        self.events: list[str] = []

    def fault(self, line: int, header: str, text: str, rule: str) -> None:
        self.rows.faults.append(Fault(self.rows.file, line, header, text, rule))

    def cell(self, cells: Sequence[str], kind: str) -> tuple[Role | None, str]:
        """The column of that kind and what stands in it; nothing where the export has none."""
        place = self.places.get(kind)
        return (None, "") if place is None else (self.roles[place], cells[place])

    def take(self, line: int, cells: Sequence[str]) -> None:
        """Make a row of the dataset from a line of the export."""
        place = self._place(line, cells)
        if place is None:
            return
        record, instrument, instance = place
        row = Row(line, instance, {PATIENT_ID.name: record}, {PATIENT_ID.name: (self.record, record)})
        self.rows.tables[instrument or PATIENTS.name].append(row)
        forms = (instrument,) if instrument else tuple(PATIENT_FORMS)
        for role, text in zip(self.roles, cells, strict=True):
            if role.kind not in ("value", "box", "status") or not text:
                continue
            if text in self.missing:
                self.rows.emptied[role.header] += 1
                continue
            value = self._choice(line, role, text) if role.codes else text
            # Some versions of REDCap write unticked boxes and statuses into rows that their form has no part in.
            if role.kind == "status" or (role.kind == "box" and value == "0"):
                if role.form in forms and value in UNFINISHED:
                    self.rows.unfinished[form_title(role.form), value] += 1
            elif role.form not in forms:
                self.fault(line, role.header, text, self._misplaced(role.form, instrument))
            else:
                self._put(row, role, text, value)

    def _place(self, line: int, cells: Sequence[str]) -> tuple[str, str, int] | None:
        """Record, repeating instrument and instance of a line, or nothing where they break a rule."""
        sound = len(self.rows.faults)
        record = cells[self.places["record"]]
        if not record:
            self.fault(line, self.record.header, "", "is empty; every row names its record")
        role, event = self.cell(cells, "event")
        if role and event not in self.events:
            self.events.append(event)
            if len(self.events) > 1:
                self.fault(
                    line, role.header, event, f"is a second event beside {self.events[0]}; the dictionary has none"
                )
        instrument = ""
        role, text = self.cell(cells, "instrument")
        if role and text:
            instrument = self._choice(line, role, text) or ""
        role, text = self.cell(cells, "instance")
        if role and text and not instrument and len(self.rows.faults) == sound:
            self.fault(
                line, role.header, text, "is an instance of no instrument; the dictionary has no repeating event"
            )
        if role and instrument and not re.fullmatch("[1-9][0-9]{0,8}", text):
            self.fault(line, role.header, text, "must be a whole number from 1")
        if len(self.rows.faults) > sound:
            return None
        instance = int(text) if instrument else 0
        first = self.seen.setdefault((record, instrument, instance), line)
        if first != line:
            what = f"instance {instance} of {form_title(instrument)}" if instrument else "record"
            header = role.header if role and instrument else self.record.header
            self.fault(line, header, text if instrument else record, f"stands twice: this {what} is in row {first} too")
            return None
        self.records.setdefault(record, line)
        return record, instrument, instance

    def _misplaced(self, form: str, instrument: str) -> str:
        if instrument:
            return f"belongs to {form_title(form)}, and the row is an instance of {form_title(instrument)}"
        return f"belongs to {form_title(form)}, which must be a repeating instrument of the project"

    def _choice(self, line: int, role: Role, text: str) -> str | None:
        """What a code or a label means."""
        known, other = (role.codes, role.labels) if self.coded else (role.labels, role.codes)
        if text in known:
            return known[text]
        if text in other:
            one, many = ("label", "codes") if self.coded else ("code", "labels")
            rule = f"is a {one} where most of the export holds {many}; export it again as raw or as labels"
        else:
            listed = (f"{key} ({value})" if self.coded and key != value else key for key, value in known.items())
            rule = "must be one of " + ", ".join(listed)
        self.fault(line, role.header, text, rule)
        return None

    def _put(self, row: Row, role: Role, text: str, value: str | None) -> None:
        """Fill a cell. One that cannot be read stays empty but keeps its place, so that it is not told twice."""
        column = role.fills[-1]
        if role.kind == "box" and column in row.cells:
            self.fault(row.line, role.header, text, f"is ticked beside {row.origins[column][0].header}; one may be")
        else:
            row.cells[column] = (role.answer if role.kind == "box" and value else value) or ""
            row.origins[column] = (role, text)

    def match(self) -> None:
        """Every record needs a row of its own, beside its instances."""
        known = {row.cells[PATIENT_ID.name] for row in self.rows.tables[PATIENTS.name]}
        for record, line in self.records.items():
            if record not in known:
                self.fault(
                    line, self.record.header, record, "has instances, but no row of its own with what does not repeat"
                )

    def count_days(self) -> None:
        """Turn dates into days from the infusion, and drop the dates."""
        dated = [role for role in self.roles if role.field and role.field.date]
        infusion = next((role for role in dated if role.fills[-1] == INFUSION), None)
        start: dict[str, date | None] = {}
        for row in self.rows.tables[PATIENTS.name]:
            text = row.cells.pop(INFUSION, "")
            if infusion and text:
                start[row.cells[PATIENT_ID.name]] = self._date(row.line, infusion, text)
            elif infusion and dated != [infusion]:
                self.fault(row.line, infusion.header, "", "is empty; the record's days are counted from it")
        for row in (row for table in self.rows.tables.values() for row in table):
            for column, (role, text) in row.origins.items():
                if role.field and role.field.date and column in row.cells:
                    day = self._date(row.line, role, text)
                    first = start.get(row.cells[PATIENT_ID.name])
                    row.cells[column] = str((day - first).days) if day and first else ""

    def _date(self, line: int, role: Role, text: str) -> date | None:
        try:
            day = date.fromisoformat(text) if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else None
        except ValueError:  # such as 30 February
            day = None
        if day is None or day < date.fromisoformat(EARLIEST):
            self.fault(line, role.header, text, f"must be a date such as 2019-05-31, not before {EARLIEST}")
            return None
        return day
