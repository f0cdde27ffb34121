"""What a rule between columns and tables is, and the tables that it is asked of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from analysis.cohort.faults import Fault
from analysis.cohort.schema import INFECTIONS, LABS, PATIENTS
from analysis.cohort.settings import Settings

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Tables:
    """A dataset whose cells are right one by one.

    Attributes:
        settings: the contents of ``cohort.toml``.
        frames: tables by name, typed, indexed by the line a spreadsheet would show; a table without a file is absent.
    """

    settings: Settings
    frames: Mapping[str, pd.DataFrame]
    _answers: dict[Callable[[Tables], Any], Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def patients(self) -> pd.DataFrame:
        """A row a patient."""
        return self.frames[PATIENTS.name]

    @property
    def labs(self) -> pd.DataFrame:
        """A row a measurement; only for rules of ``labs.csv``, which are not asked where there is none."""
        return self.frames[LABS.name]

    @property
    def infections(self) -> pd.DataFrame:
        """A row an episode; only for rules of ``infections.csv``, or where `has` tells that there is one."""
        return self.frames[INFECTIONS.name]

    def has(self, name: str) -> bool:
        """Whether the dataset has this table."""
        return name in self.frames

    def of_patient(self, name: str, column: str) -> pd.Series:
        """A column of the patients, laid out like another table; missing for ids that are not among the patients."""
        known = self.patients.drop_duplicates("patient_id")
        places = pd.Index(known["patient_id"]).get_indexer(pd.Index(self.frames[name]["patient_id"]))
        values: pd.Series = known[column].reset_index(drop=True).reindex(places)
        return values.set_axis(self.frames[name].index)

    def once(self, question: Callable[[Tables], Answer]) -> Answer:
        """The answer to a question that several rules, or every row of one, ask."""
        if question not in self._answers:
            self._answers[question] = question(self)
        answer: Answer = self._answers[question]
        return answer

    @cached_property
    def by_analyte(self) -> dict[str, pd.DataFrame]:
        """The measurements of each analyte, in the file's order."""
        return {str(name): rows for name, rows in self.labs.groupby("analyte", sort=False)}

    @cached_property
    def courses(self) -> pd.DataFrame:
        """The measurements, each course of a patient and analyte together and in the order of its days.

        Columns ``course`` (a number for each patient and analyte), ``day``, ``value``, ``measured`` (not censored)
        and ``analyte``; the index is the line.
        """
        labs = self.labs
        patient, analyte = pd.factorize(labs["patient_id"])[0], pd.factorize(labs["analyte"])[0]
        frame = pd.DataFrame(
            {
                "course": patient.astype("int64") * (int(analyte.max(initial=0)) + 1) + analyte,
                "day": labs["day"],
                "value": labs["value"],
                "measured": labs["censored"].isna(),
                "analyte": labs["analyte"],
            }
        )
        return frame.iloc[np.lexsort((frame["day"].to_numpy(), frame["course"].to_numpy()))]


Find = Callable[[Tables], pd.Series]
Say = Callable[[Tables, int], str]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule, declared once: the checks, the messages and the list in ``data/README.md`` come from it.

    Attributes:
        file: the file to blame. Where the dataset lacks it, the rule is not asked.
        column: the column to blame, or the key of ``cohort.toml``.
        asks: the rule in words, after the name of the column. It holds no value of a patient, because the page on
            the data prints it; ``{}`` stands where `say` completes it for a row.
        general: what stands for ``{}`` where the rule is listed.
        say: completes the rule for the row on a line, by names and units of the schema.
        show: what stands in the row on a line, where it is more than the cell of the column.
        remedy: what to do.
        find: which rows break it: a mask over the table, where missing is no.
        warning: it is listed and does not stop the build.
        whole: it is broken by the file as a whole, and no row is blamed; the mask has one row.
    """

    file: str
    column: str
    asks: str
    remedy: str
    find: Find
    general: str = ""
    say: Say | None = None
    show: Say | None = None
    warning: bool = False
    whole: bool = False

    @property
    def listed(self) -> str:
        """The rule in words, without a row."""
        return self.asks.replace("{}", self.general)

    def faults(self, tables: Tables) -> Iterator[Fault]:
        """Every row that breaks it, in the file's order."""
        name = self.file.removesuffix(".csv")
        if self.file.endswith(".csv") and not tables.has(name):
            return
        mask = self.find(tables)
        for line in mask.index[mask.fillna(False).astype(bool)]:
            words = self.say(tables, line) if self.say else self.general
            if self.show:
                value = self.show(tables, line)
            else:
                value = "" if self.whole else written(tables.frames[name].at[line, self.column])
            yield Fault(
                self.file,
                None if self.whole else int(line),
                self.column,
                value,
                self.asks.replace("{}", words),
                self.remedy,
            )


def written(value: object) -> str:
    """A value as it stands in the file."""
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if isinstance(value, float):
        return "" if np.isnan(value) else f"{value:.15g}"
    return "" if value is pd.NA else str(value)


def broken(happened: object) -> pd.Series:
    """The mask of a rule about a file as a whole."""
    return pd.Series([bool(happened)])


def lines(rows: pd.DataFrame, chosen: object) -> pd.Series:
    """A mask over the rows that is true on the chosen lines."""
    return pd.Series(rows.index.isin(chosen), index=rows.index)  # type: ignore[arg-type]
