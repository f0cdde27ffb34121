"""REDCap's part, played from the dictionary file alone: a project that holds a dataset, and its flat export.

Nothing here comes from the importer: codes, labels and forms are read from the dictionary as REDCap reads it, and the
layout is that of REDCap's own exports.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

REPEATING = ("labs", "infections")
REPEATS = ("redcap_repeat_instrument", "redcap_repeat_instance")
PREFIX = {"patients": "", "labs": "lab_", "infections": "infection_"}


def infusion(number: int) -> date:
    """An invented date of infusion for the patient of this number; leap days and turns of the year are crossed."""
    return date(2016, 2, 1) + timedelta(days=11 * number)


@dataclass(frozen=True)
class Project:
    """A REDCap project that was built from a dictionary."""

    fields: list[dict[str, str]]

    @classmethod
    def upload(cls, dictionary: Path) -> Project:
        with dictionary.open(encoding="utf-8", newline="") as handle:
            return cls(list(csv.DictReader(handle)))

    @property
    def forms(self) -> list[str]:
        return list(dict.fromkeys(field["Form Name"] for field in self.fields))

    @property
    def dated(self) -> bool:
        return any(field["Text Validation Type OR Show Slider Number"] == "date_ymd" for field in self.fields)

    def export(self, dataset: Path, *, labels: bool = False, headers: bool | None = None, delimiter: str = ",") -> str:
        """The flat export of a dataset typed into the project.

        Args:
            dataset: the folder of its tables.
            labels: whether choices stand as labels.
            headers: whether headers are labels; as the choices where it is not given.
            delimiter: what stands between cells.
        """
        labelled = labels if headers is None else headers
        text = io.StringIO()
        writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
        writer.writerow(self._header(labelled))
        repeated = {form: _rows(dataset / f"{form}.csv") for form in REPEATING}
        for number, patient in enumerate(_rows(dataset / "patients.csv")):
            typed = self._typed("patients", patient, number)
            if self.dated:
                typed["infusion_date"] = infusion(number).isoformat()
            writer.writerow(self._line(patient["patient_id"], "", "", typed, labels))
            for form in REPEATING:
                rows = [row for row in repeated[form] if row["patient_id"] == patient["patient_id"]]
                for instance, row in enumerate(rows, start=1):
                    typed = self._typed(form, row, number)
                    name = form.capitalize() if labels else form
                    writer.writerow(self._line(patient["patient_id"], name, str(instance), typed, labels))
        return text.getvalue()

    def _header(self, labels: bool) -> list[str]:
        key = "Field Label" if labels else "Variable / Field Name"
        first, *_ = self.fields
        names = [first[key], *(("Repeat Instrument", "Repeat Instance") if labels else REPEATS)]
        for form in self.forms:
            names += [field[key] for field in self.fields if field["Form Name"] == form and field is not first]
            names.append("Complete?" if labels else f"{form}_complete")
        return names

    def _typed(self, table: str, row: Mapping[str, str], number: int) -> dict[str, str]:
        """What a clerk types into the fields, by field: dates where the project asks for them."""
        typed = {}
        for column, text in row.items():
            name = PREFIX[table] + column
            if self.dated and column.endswith("day"):
                typed[name.removesuffix("day") + "date"] = (
                    text and (infusion(number) + timedelta(days=int(text))).isoformat()
                )
            else:
                typed[name] = text
        return typed

    def _line(self, record: str, form: str, instance: str, typed: Mapping[str, str], labels: bool) -> list[str]:
        line = [record, form, instance]
        first, *_ = self.fields
        for each in self.forms:
            mine = [field for field in self.fields if field["Form Name"] == each and field is not first]
            line += [self._stored(field, typed.get(field["Variable / Field Name"], ""), labels) for field in mine]
            shown = each == form.lower() if form else each not in REPEATING
            line.append(("Complete" if labels else "2") if shown else "")
        return line

    def _stored(self, field: Mapping[str, str], text: str, labels: bool) -> str:
        if field["Field Type"] == "yesno" and text:
            return text.capitalize() if labels else {"yes": "1", "no": "0"}[text]
        choices = field["Choices, Calculations, OR Slider Labels"]
        if not choices or not text or labels:
            return text
        codes = {label: code for code, label in (choice.split(", ", 1) for choice in choices.split(" | "))}
        return codes[text]


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))
