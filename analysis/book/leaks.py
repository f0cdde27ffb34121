"""The last look at a site built from private data: no identifier, no date and no row of the dataset may stand in it.

Sought are, in every file and its name: identifiers of patients, calendar dates that stand in cells, values of one row
in one place (a line, a sentence, a row of a table, a list or an object), and values of one column in their order. A
hit is told by file and kind, never by value, so that the message may be kept.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import chain, pairwise
from pathlib import Path

import pandas as pd

from analysis.book import plain
from analysis.cohort import Cohort
from analysis.cohort.schema import INFECTIONS, LABS, PATIENTS, Table

# What is published, and the notebooks that it was made from.
SEARCHED = ("html", "jupyter_execute")
# Files of the theme and of the project's program are the same whatever the data are.
SAME_FOR_ALL = ("_static", "code", "_sphinx_design_static")
DATE = re.compile(
    r"(?<!\d)(?:(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d\d|(?:19|20)\d{6})(?!\d)"
)
NUMBER = re.compile(r"\d+\.\d+")
# What names a patient before an identifier that could be any number.
NAMED = r"(?:patients?[\s_-]?(?:id|no|number|code)?|subject|participant|case|pid|record[\s_]id)[\s\"':=#.(]{1,4}"
BITS = 12.0  # one chance in four thousand of meeting the values of a row in one place by accident
COLUMNS = 3  # fewest values of a row that are looked at together
START = 4  # first cells of a row that tell it by standing in their order, and cells of a column
LONG = 6.0  # bits of each of these cells of a column
MOST = 9.0  # bits of one word: a quartile may be a patient's own value, and is no row
DIGITS = 7
UNREAD = "a file that is no text, so it could not be searched"
DRAWN = (".png", ".pdf", ".tiff")  # made from the drawing beside them, which is searched
COMMON = 4  # rows that may share a value before it counts for less


@dataclass(frozen=True, order=True)
class Leak:
    """One thing that must not be published, without its value.

    Attributes:
        file: where it stands, below the folder of the build.
        what: what was found, and of which table and column.
    """

    file: str
    what: str

    def __str__(self) -> str:
        """The leak on one line."""
        return f"{self.file}: {self.what}"


def find(cohort: Cohort, output: Path) -> list[Leak]:
    """Every file of a built site that holds something of a patient.

    Args:
        cohort: the dataset that the site was built from.
        output: the folder of the build, which holds ``html``.

    Returns:
        The leaks by file; one of each kind a file.
    """
    sought = Sought(cohort)
    found = set()
    for path in sorted(chain.from_iterable((output / part).rglob("*") for part in SEARCHED)):
        file = path.relative_to(output)
        if path.is_file() and file.parts[1] not in SAME_FOR_ALL:
            text, name = plain.read(path), file.as_posix()
            if text is None and _is_drawn(path):
                continue
            told = [UNREAD] if text is None else sought.within(f"{name}\n{text}", path.suffix.lower())
            found |= {Leak(name, what) for what in told}
    return sorted(found)


def _is_drawn(path: Path) -> bool:
    """Whether a file is a figure in another format than the one that is searched."""
    return path.suffix in DRAWN and path.with_suffix(".svg").is_file()


@dataclass(frozen=True)
class _Rows:
    """The rows of one table as printed words, with how much each word tells.

    Attributes:
        file: the table.
        bits: by row, how surprising it is to meet each of its words by accident.
        index: the rows that hold a word, by word.
        starts: the first words of each row, as they stand in the file.
        columns: words of a column that follow one another, where each tells much.
    """

    file: str
    bits: list[dict[str, float]]
    index: Mapping[str, set[int]]
    starts: frozenset[tuple[str, ...]]
    columns: frozenset[tuple[str, ...]]


@dataclass
class Sought:
    """What a dataset holds that a site must not.

    Attributes:
        cohort: the dataset.
    """

    cohort: Cohort
    tables: list[_Rows] = field(init=False)

    def __post_init__(self) -> None:
        """Write the rows as words."""
        given = {PATIENTS: self.cohort.patients, LABS: self.cohort.labs, INFECTIONS: self.cohort.infections}
        self.tables = [_rows(table, frame) for table, frame in given.items() if frame is not None and len(frame)]

    @cached_property
    def ids(self) -> list[str]:
        """The identifiers of the patients."""
        return [str(one) for one in self.cohort.patients["patient_id"].dropna()]

    @cached_property
    def own(self) -> frozenset[str]:
        """The identifiers that are like nothing else, squashed, so that they may be sought by themselves."""
        return frozenset(plain.squashed(one) for one in self.ids if _telling(plain.squashed(one)))

    @cached_property
    def _beginnings(self) -> frozenset[str]:
        return frozenset(one[:end] for one in self.own for end in range(1, len(one) + 1))

    @cached_property
    def _named(self) -> re.Pattern[str] | None:
        others = [re.escape(one) for one in self.ids if plain.squashed(one) not in self.own]
        return re.compile(rf"\b{NAMED}(?:{'|'.join(others)})(?![\w.%])", re.IGNORECASE) if others else None

    @cached_property
    def texts(self) -> dict[str, str]:
        """Dates within the cells of text, by the column that they stand in."""
        found: dict[str, str] = {}
        for table, frame in ((PATIENTS, self.cohort.patients), (INFECTIONS, self.cohort.infections)):
            for column in table.columns if frame is not None else ():
                if column.kind in ("id", "text") and frame is not None:
                    cells = " ".join(map(str, frame[column.name].dropna().unique()))
                    found |= dict.fromkeys(DATE.findall(cells), f"{table.file}, column {column.name}")
        return found

    def within(self, text: str, suffix: str) -> Iterator[str]:
        """What of the dataset stands in the text of a file of this sort."""
        text = plain.spelt(text, suffix)
        if plain.has_code(text, suffix, self.own, self._beginnings):
            yield f"an identifier of a patient ({PATIENTS.file}, column patient_id)"
        if self._named is not None and self._named.search(plain.TAG.sub("", text) if suffix in plain.MARKUP else text):
            yield f"a patient named by an identifier ({PATIENTS.file}, column patient_id)"
        for place in {place for date, place in self.texts.items() if date in text}:
            yield f"a calendar date of the dataset ({place})"
        written = [words for place in plain.places(text, suffix) if len(words := _words(place)) >= COLUMNS]
        runs = {run for words in written for run in _runs(words)}
        for rows in self.tables:
            if any(_holds(rows, words) for words in written):
                yield f"values of one row together ({rows.file})"
            if runs & rows.columns:
                yield f"values of one column in their order ({rows.file})"


def _telling(identifier: str) -> bool:
    """Whether a squashed identifier is no plain number and no short word, so that meeting it is no accident."""
    mixed = any(c.isdigit() for c in identifier) and any(not c.isdigit() for c in identifier)
    return len(identifier) >= 6 or (mixed and len(identifier) >= 3)


def _runs(words: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Words that follow one another where each tells much and none stands beside its like."""
    run: list[str] = []
    for word in words:
        run = [*run[1 - START :], word] if _surprise(word) >= LONG else []
        if len(run) == START and all(a != b for a, b in pairwise(run)):
            yield tuple(run)


def _rows(table: Table, frame: pd.DataFrame) -> _Rows:
    """The words of a table; those that many rows share tell little of one of them."""
    names = [column.name for column in table.columns if frame[column.name].notna().any()]
    written = frame[names].map(lambda value: "" if value is pd.NA or value != value else _word(str(value)))  # noqa: PLR0124 - NaN
    rarity = {name: Counter(written[name]) for name in names}
    bits: list[dict[str, float]] = []
    index: dict[str, set[int]] = {}
    starts = set()
    for number, cells in enumerate(written.itertuples(index=False)):
        row: dict[str, float] = {}
        for name, cell in zip(names, cells, strict=True):
            common = rarity[name][cell] > max(COMMON, len(frame) / 20)
            # A single digit stands everywhere.
            if len(cell) > 1:
                row[cell] = _surprise(cell) * (0.3 if common else 1.0)
                index.setdefault(cell, set()).add(number)
        bits.append(row)
        starts.add(tuple(_words(" ".join(cells))[:START]))
    columns = {run for name in names for run in _runs(written[name])}
    return _Rows(
        table.file, bits, index, frozenset(start for start in starts if len(start) == START), frozenset(columns)
    )


def _word(word: str) -> str:
    """A word in one of the ways in which it may be written."""
    lower = word.lower().removesuffix(".0")
    if len(lower) > DIGITS and NUMBER.fullmatch(lower):
        return f"{float(lower):.{DIGITS}g}"  # the last digits are the machine's
    return {"true": "yes", "false": "no"}.get(lower, lower)


def _words(text: str) -> list[str]:
    return [_word(word) for word in plain.WORD.findall(text)]


@cache
def _surprise(word: str) -> float:
    """How surprising it is to meet a word by accident, in bits: a long number much, a short one or a word little."""
    plain = word.replace(".", "", 1)
    return min(3.3 * (len(plain.lstrip("0")) - 1), MOST) if plain.isdigit() else 1.5


def _holds(rows: _Rows, words: list[str]) -> bool:
    """Whether a place begins to copy a row, or holds more of its values than chance would bring."""
    if any(tuple(words[at : at + START]) in rows.starts for at in range(len(words) - START + 1)):
        return True
    here = {*words, *(part for word in words for part in re.split(r"[/-]", word))}
    near = Counter(number for word in here & rows.index.keys() for number in rows.index[word])
    # A place with many words holds more by accident.
    enough = BITS + math.log2(len(here)) / 2
    return any(
        count >= COLUMNS and sum(bits for word, bits in rows.bits[number].items() if word in here) >= enough
        for number, count in near.items()
    )
