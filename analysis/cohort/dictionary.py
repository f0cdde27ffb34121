"""The dictionary of a dataset's files, made from the schema and from the rules of ``cohort.toml``.

The page of the book, ``data/README.md``, the template and the data package all tell it from here.
"""

from __future__ import annotations

import datetime
import inspect
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from typing import Any, Literal, get_type_hints

from analysis.cohort.schema import ANALYTES, TABLES, Column, Table
from analysis.cohort.settings import FILE, REQUIRED, RULES, Settings

COLUMNS = ("column", "kind", "unit", "rule", "meaning")
ANALYTE = ("analyte", "unit", "extreme")
KEYS = ("key", "kind", "rule", "if left out", "meaning")

KeyKind = Literal["text", "true or false", "date", "whole number", "two days", "limits"]
_KINDS: Mapping[Any, KeyKind] = {
    str: "text",
    bool: "true or false",
    datetime.date | None: "date",
    int: "whole number",
    int | None: "whole number",
    tuple[int, int]: "two days",
    Mapping[str, float]: "limits",
}
# The one key whose rule is not a single value's.
_LIMITS = "a table: for each analyte that has one, a number above 0 in the analyte's unit"


@dataclass(frozen=True, kw_only=True)
class Key:
    """One key of ``cohort.toml``.

    Attributes:
        name: how it is spelt.
        kind: what it holds.
        rule: what is allowed, as a message words it.
        meaning: what it tells.
        default: what holds where it is left out, as the file would write it; empty where that is nothing.
        required: whether it must be there.
    """

    name: str
    kind: KeyKind
    rule: str
    meaning: str
    default: str
    required: bool


def known_keys() -> tuple[Key, ...]:
    """The keys of ``cohort.toml``, in the order in which `Settings` declares and describes them."""
    kinds = get_type_hints(Settings)
    described = re.findall(r"^    (\w+): (.+?)\.(?=\n    \w+: |\s*\Z)", inspect.getdoc(Settings) or "", re.M | re.S)
    meanings = {name: " ".join(meaning.replace("``", "").split()) for name, meaning in described}
    return tuple(
        Key(
            name=f.name,
            kind=_KINDS[kinds[f.name]],
            rule=RULES[f.name][1] if f.name in RULES else _LIMITS,
            meaning=meanings[f.name],
            default="" if f.default is MISSING or f.default in ("", None) else json.dumps(f.default),
            required=f.name in REQUIRED,
        )
        for f in fields(Settings)
    )


def column_rows(table: Table) -> list[tuple[str, ...]]:
    """What there is to tell of each column of a table, under the heads in ``COLUMNS``."""
    return [(c.name, c.kind, c.unit, full_rule(c), c.meaning) for c in table.columns]


def full_rule(column: Column) -> str:
    """The rule of a column, and whether its cells may be empty."""
    return f"{column.rule}; required" if column.required else column.rule


def analyte_rows() -> list[tuple[str, ...]]:
    """What there is to tell of each analyte, under the heads in ``ANALYTE``."""
    return [(a.name, a.unit, a.extreme) for a in ANALYTES.values()]


def key_rows() -> list[tuple[str, ...]]:
    """What there is to tell of each key of ``cohort.toml``, under the heads in ``KEYS``."""
    return [
        (key.name, key.kind, key.rule, "refused" if key.required else key.default or "none", key.meaning)
        for key in known_keys()
    ]


def markdown() -> str:
    """The keys of ``cohort.toml``, the columns of every table and the analytes, with headings of level 3."""
    return "\n".join(
        [
            f"### `{FILE}`\n\n{_table(KEYS, key_rows())}",
            *(f"### `{table.file}`: a row is {table.row}\n\n{_table(COLUMNS, column_rows(table))}" for table in TABLES),
            f"### Analytes of `labs.csv`\n\n{_table(ANALYTE, analyte_rows(), coded=False)}",
        ]
    )


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], *, coded: bool = True) -> str:
    """A table in Markdown; ``coded`` sets the first cell of each row as code."""
    lines = [head, *([f"`{first}`" if coded else first, *rest] for first, *rest in rows)]
    first, *others = (f"| {' | '.join(line)} |\n" for line in lines)
    return first + "|---" * len(head) + "|\n" + "".join(others)
