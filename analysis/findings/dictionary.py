"""What a dataset may hold, as tables of a page: no numbers about patients, but the rules that the checks go by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analysis.cohort import dictionary
from analysis.cohort.schema import ANALYTES, INFECTIONS, LABS, PATIENTS
from analysis.cohort.schema import Table as Declared
from analysis.report import words
from analysis.report.printed import Text
from analysis.report.record import Findings
from analysis.report.table import Table

SCHEMA = "the schema of a dataset"


@dataclass(frozen=True, kw_only=True)
class Dictionary(Findings):
    """The keys of ``cohort.toml``, the columns of each table, and the analytes."""

    keys: Table
    columns_of_patients: Table
    columns_of_labs: Table
    columns_of_infections: Table
    analytes: Table


@dataclass(frozen=True, kw_only=True)
class Form(Findings):
    """How much of it there is to fill."""

    required_keys: Text
    patient_columns: Text
    required_of_patients: Text
    required_of_labs: Text
    required_of_infections: Text
    analytes: Text


def tables() -> Dictionary:
    """The dictionary, as `analysis.cohort.dictionary` makes it for every reader."""
    return Dictionary(
        keys=_table(dictionary.KEYS, dictionary.key_rows(), "Refused: a dataset without the key is not read."),
        columns_of_patients=_columns(PATIENTS),
        columns_of_labs=_columns(LABS),
        columns_of_infections=_columns(INFECTIONS),
        analytes=_table(
            dictionary.ANALYTE, dictionary.analyte_rows(), "Extreme: the one that tells of toxicity, peak or nadir."
        ),
    )


def form() -> Form:
    """What must be filled, and how much may be."""
    return Form(
        required_keys=_listed(key.name for key in dictionary.known_keys() if key.required),
        patient_columns=Text(str(len(PATIENTS.columns)), given=SCHEMA),
        required_of_patients=_required(PATIENTS),
        required_of_labs=_required(LABS),
        required_of_infections=_required(INFECTIONS),
        analytes=Text(str(len(ANALYTES)), given=SCHEMA),
    )


def _required(table: Declared) -> Text:
    return _listed(column.name for column in table.columns if column.required)


def _listed(names: Iterable[str]) -> Text:
    return Text(words.listed(list(names)), given=SCHEMA)


def _columns(table: Declared) -> Table:
    return _table(dictionary.COLUMNS, dictionary.column_rows(table), f"A row of {table.file} is {table.row}.")


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], note: str) -> Table:
    return Table(columns=[name.capitalize() for name in head], rows=rows, notes=[note], source=None)
