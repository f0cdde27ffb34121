"""REDCap's part, played from the dictionary file alone: a project that holds a dataset, and its flat export.

Codes, labels and forms are read from the dictionary as REDCap reads it, and the layout is that of REDCap's own
exports: a project takes nothing from the importer.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from analysis.exchange.redcap_dictionary import write_dictionary
from analysis.exchange.redcap_import import RedcapReport, import_export

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


# A small dataset to type into a project.

COHORT = """\
title = "Invented"
synthetic = true
source = "Made up for a test"
licence = "CC0"
crs_scale = "ASTCT 2019"
"""
PATIENTS = """\
patient_id,product,age,sex,crs_grade,crs_onset_day,crs_end_day,tocilizumab,primary_infection,last_contact_day,died
P1,CD19,36,female,1,2,4,no,no,300,no
P2,CD19/CD22,21.5,male,0,,,no,yes,30,yes
P3,CD22,60,,2,3,9,yes,,400,
"""
LABS = """\
patient_id,day,analyte,value,unit,censored
P1,-3,IL-6,4.5,pg/mL,
P1,2,IL-6,1.5,pg/mL,below
P1,2,fibrinogen,2.75,g/L,
P3,0,IL-6,120,pg/mL,
"""
INFECTIONS = """\
patient_id,day,kind,site,organism,fatal
P2,12,bacterial,lung,"Escherichia coli, ESBL",no
P2,29,unknown,,,yes
"""
SOUND = {"cohort.toml": COHORT, "infections.csv": INFECTIONS, "labs.csv": LABS, "patients.csv": PATIENTS}
Rows = list[list[str]]


class Centre:
    """A small project with its dictionary, its dataset, and a place for imports."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.cohort = folder / "cohort.toml"
        self.file = folder / "export.csv"
        self.typed = folder / "typed"
        self.typed.mkdir()
        self.target = folder / "new"
        self.cohort.write_text(COHORT)
        for name, text in (("patients", PATIENTS), ("labs", LABS), ("infections", INFECTIONS)):
            (self.typed / f"{name}.csv").write_text(text)

    def export(self, *, dates: bool = False, labels: bool = False, headers: bool | None = None) -> Rows:
        dictionary = self.folder / f"dictionary-{dates}.csv"
        if not dictionary.is_file():
            write_dictionary(dictionary, dates=dates)
        text = Project.upload(dictionary).export(self.typed, labels=labels, headers=headers)
        return list(csv.reader(io.StringIO(text)))

    def save(self, rows: Rows, delimiter: str = ",") -> Path:
        text = io.StringIO()
        csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(rows)
        self.file.write_text(text.getvalue(), encoding="utf-8")
        return self.file

    def run(self, **options: list[str]) -> RedcapReport:
        return import_export(self.file, self.target, self.cohort, **options)

    def made(self) -> dict[str, str]:
        return {path.name: path.read_text(encoding="utf-8") for path in sorted(self.target.iterdir())}

    @property
    def untouched(self) -> bool:
        """Whether no dataset and no trace of one stands beside the export."""
        return not self.target.exists() and not [path for path in self.folder.iterdir() if path.name.startswith(".")]


# Changes of an export's rows.


def put(row: int, column: str, text: str) -> Callable[[Rows], Rows]:
    """Write a text into the cell of a row, as a spreadsheet counts rows."""

    def change(rows: Rows) -> Rows:
        rows[row - 1][rows[0].index(column)] = text
        return rows

    return change


def headed(old: str, new: str) -> Callable[[Rows], Rows]:
    """Write another header over a column."""
    return lambda rows: [[new if cell == old else cell for cell in rows[0]], *rows[1:]]


def without(column: str) -> Callable[[Rows], Rows]:
    """Leave a column out."""

    def change(rows: Rows) -> Rows:
        place = rows[0].index(column)
        return [row[:place] + row[place + 1 :] for row in rows]

    return change


def beside(header: str, *cells: str) -> Callable[[Rows], Rows]:
    """Add a column."""
    return lambda rows: [[*row, text] for row, text in zip(rows, (header, *cells, *[""] * len(rows)), strict=False)]
