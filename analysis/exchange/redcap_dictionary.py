"""The schema as a REDCap project: a data dictionary to upload, from which REDCap builds the forms.

REDCap's rules are from its help on the data dictionary: 18 columns in a fixed order, the record's own field first,
the fields of a form together, choices as ``code, label | code, label``.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from analysis.cohort import DatasetError
from analysis.cohort.faults import Fault
from analysis.cohort.schema import INFECTIONS, LABS, PATIENT_ID, PATIENTS, Column, Table

HEADER = (
    "Variable / Field Name",
    "Form Name",
    "Section Header",
    "Field Type",
    "Field Label",
    "Choices, Calculations, OR Slider Labels",
    "Field Note",
    "Text Validation Type OR Show Slider Number",
    "Text Validation Min",
    "Text Validation Max",
    "Identifier?",
    "Branching Logic (Show field only if...)",
    "Required Field?",
    "Custom Alignment",
    "Question Number (surveys only)",
    "Matrix Group Name",
    "Matrix Ranking?",
    "Field Annotation",
)
INFUSION = "infusion_date"
EARLIEST = "2000-01-01"  # before anybody was given CAR-T cells for leukaemia; catches a slip in the year
MANY_CHOICES = 8  # more are a list to drop down

# Who fills a form does so at one time; each patient's column stands on one form, in the order of the visits.
PATIENT_FORMS = {
    "baseline": (
        "patient_id",
        "age",
        "sex",
        "prior_lines",
        "prior_hsct",
        "extramedullary",
        "marrow_blasts",
        "ldh",
        "primary_infection",
    ),
    "treatment": ("bridging", "product", "dose"),
    "response_assessment": ("response", "mrd"),
    "toxicity": (
        "crs_grade",
        "crs_grade_other",
        "crs_onset_day",
        "severe_crs_day",
        "crs_end_day",
        "icans_grade",
        "tocilizumab",
        "tocilizumab_day",
        "steroids",
        "steroids_day",
    ),
    "follow_up": (
        "infection_progressed",
        "progression_day",
        "relapse_day",
        "hsct_day",
        "last_contact_day",
        "died",
        "death_cause",
    ),
}
# REDCap has one name space for the fields of all forms.
REPEATING = {LABS.name: "lab_", INFECTIONS.name: "infection_"}


class Choice(NamedTuple):
    """One answer: REDCap's code and label for it, and how the dataset writes it."""

    code: str
    label: str
    value: str


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field of the REDCap project.

    Attributes:
        name: its name, which is the header of a raw export.
        form: the instrument it stands on.
        table: the dataset's table that it fills.
        column: the column there, or ``None`` for the date of infusion, which the dataset does not keep.
        date: whether it holds a calendar date.
        label: its label, which is the header of a labelled export.
        note: what stands under it on the form.
        choices: the answers, where it offers a choice.
    """

    name: str
    form: str
    table: Table
    column: Column | None
    date: bool
    label: str
    note: str
    choices: tuple[Choice, ...] = ()

    @property
    def cells(self) -> dict[str, str]:
        """Its row of the dictionary, without the cells that are empty."""
        cells = {"Variable / Field Name": self.name, "Form Name": self.form, "Field Label": self.label}
        cells |= {"Field Type": self._type, "Field Note": self.note}
        if self._type in ("radio", "dropdown"):
            cells[HEADER[5]] = " | ".join(f"{choice.code}, {choice.label}" for choice in self.choices)
        if self.date:
            cells |= {HEADER[7]: "date_ymd", "Text Validation Min": EARLIEST}
        elif self.column and self.column.kind in ("integer", "number"):
            limits = {"Text Validation Min": self.column.low, "Text Validation Max": self.column.high}
            cells |= {HEADER[7]: self.column.kind}
            cells |= {name: f"{limit:.15g}" for name, limit in limits.items() if limit is not None}
        if self.date or self.column is PATIENT_ID:
            cells["Identifier?"] = "y"
        if self.column is None or self.column.required:
            cells["Required Field?"] = "y"
        if self.column and self.column.only_if:
            truth = "= '1'" if self.table[self.column.only_if].kind == "yes/no" else "> 0"
            cells[HEADER[11]] = f"[{self.column.only_if}] {truth}"
        return cells

    @property
    def _type(self) -> str:
        if self.column and self.column.kind == "yes/no":
            return "yesno"
        if not self.choices:
            return "text"
        return "dropdown" if len(self.choices) > MANY_CHOICES else "radio"


def form_title(form: str) -> str:
    """What REDCap calls a form on the screen and in labelled exports, made from its name in the dictionary."""
    return form.replace("_", " ").title()


def fields(*, dates: bool) -> list[Field]:
    """The fields of the project in the order of the dictionary.

    Args:
        dates: whether days are recorded as calendar dates, with the date of infusion to count them from.
    """
    made = []
    for form, names in PATIENT_FORMS.items():
        if dates and form == "treatment":
            made.append(_infusion(form))
        made += [_field(form, PATIENTS, PATIENTS[name], name, dates=dates) for name in names]
    for table in (LABS, INFECTIONS):
        made += [
            _field(table.name, table, column, REPEATING[table.name] + column.name, dates=dates)
            for column in table.columns
            if column is not PATIENT_ID
        ]
    return made


def _infusion(form: str) -> Field:
    note = "Day 0. The import counts days from this date, then drops all dates."
    label = "Date of infusion of CAR-T cells"
    return Field(name=INFUSION, form=form, table=PATIENTS, column=None, date=True, label=label, note=note)


def _field(form: str, table: Table, column: Column, name: str, *, dates: bool) -> Field:
    label = column.meaning[0].upper() + column.meaning[1:]
    note = column.rule[0].upper() + column.rule[1:] if column.kind in ("integer", "number") else ""
    date = dates and column.unit == "days"
    if date:
        name, label = name.removesuffix("day") + "date", label.partition(";")[0] + " (date)"
        note = "The import turns the date into days from the infusion."
    elif column.unit == "days":
        note += "; the infusion is day 0"
    return Field(
        name=name, form=form, table=table, column=column, date=date, label=label, note=note, choices=_choices(column)
    )


def _choices(column: Column) -> tuple[Choice, ...]:
    """The answers; codes count from 1, so a new choice goes to the end of the schema's list."""
    if column.kind == "yes/no":
        return (Choice("1", "Yes", "yes"), Choice("0", "No", "no"))
    return tuple(Choice(str(i), value, value) for i, value in enumerate(column.choices, start=1))


def write_dictionary(path: Path, *, dates: bool) -> str:
    """Write the data dictionary to a new file.

    Args:
        path: the file to make, in a folder that exists.
        dates: whether days are recorded as calendar dates.

    Returns:
        What to do with it in REDCap.

    Raises:
        DatasetError: the file exists already, or its folder does not.
    """
    if path.exists() or path.is_symlink():
        raise DatasetError(str(path), [Fault(str(path), None, "", "", "exists already; name a new file")])
    if not path.parent.is_dir():
        raise DatasetError(str(path), [Fault(str(path.parent), None, "", "", "is not a folder; make it first")])
    made = fields(dates=dates)
    text = io.StringIO()
    writer = csv.DictWriter(text, HEADER, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(field.cells for field in made)
    path.write_text(text.getvalue(), encoding="utf-8", newline="\n")
    repeating = " and ".join(form_title(form) for form in REPEATING)
    return (
        f"{path.name}: {len(made)} fields on {len(dict.fromkeys(field.form for field in made))} instruments\n"
        f"1. Upload it to an empty REDCap project: Designer, Data Dictionary.\n"
        f"2. Project Setup, optional modules, repeating instruments: tick {repeating}. A dictionary cannot say this.\n"
        f"3. Export all records as CSV, raw or labels, and import them: python -m analysis redcap import EXPORT.csv DIR"
        " --cohort cohort.toml"
    )
