"""What to do about a cell or a name that the contract refuses, guessed from how it is written."""

from __future__ import annotations

import re
from collections.abc import Collection
from difflib import get_close_matches

from analysis.cohort.schema import Column

# In lower case. Where "unknown" or "none" is a choice of the column, nobody asks here.
MISSING_WORDS = frozenset(
    {
        *("unknown", "unk", "unclear", "missing", "none", "null", "nil", "nan", "#n/a", "-", "--", ".", "?", "/"),
        *("na", "n/a", "n.a.", "nd", "n.d.", "n/d", "not done", "not known", "not recorded", "not available"),
        *("not applicable", "no data", "no value"),
    }
)
MISSING_NUMBERS = re.compile(r"-(1|9|99|999|9999)|9|99|999|9999")
RENAME = "rename the column, or delete it"
EMPTY = "if it says that the value is not known, leave the cell empty"
NO_ROW = "if nothing was measured, leave the row out"
YES_NO = {"yes": {"y", "true", "t", "1", "ja", "oui", "si"}, "no": {"n", "false", "f", "0", "nein", "non"}}


def near(name: str, names: Collection[str]) -> str:
    """The name that was meant: the same but for case, spaces and signs, or the one with few letters changed.

    Returns:
        One of the names, or nothing where none is near.
    """
    plain = {_plain(known): known for known in names}
    if (given := _plain(name)) in plain:
        return plain[given]
    found = get_close_matches(given, plain, n=1, cutoff=0.75)
    return plain[found[0]] if found else ""


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.casefold()) or name


def for_name(name: str, names: Collection[str]) -> str:
    """What to do about the name of a column or a key that there is not."""
    if any(mark in name for mark in ";\t|"):
        return "the cells seem to be parted by another mark than the comma: save the file as CSV UTF-8 with commas"
    return meant(name, names) or RENAME


def meant(name: str, names: Collection[str]) -> str:
    """A question that tells the name which is near to this one; nothing where none is."""
    found = near(name, names) if name else ""
    return f"did you mean {found}?" if found else ""


def for_cell(text: str, column: Column) -> str:
    """What to do about a cell that breaks the rule of its column."""
    if column.name == "value" and not re.search(r"\d", text):
        return NO_ROW
    if text.casefold() in MISSING_WORDS:
        return EMPTY
    if column.kind == "choice":
        return _for_choice(text, column.choices)
    if column.kind == "yes/no":
        meant = next((word for word, ways in YES_NO.items() if text.casefold() in {word, *ways}), "")
        return f"did you mean {meant}?" if meant else ""
    if MISSING_NUMBERS.fullmatch(text):
        return f"{text} is often a code: {EMPTY}"
    return _for_number(text, column)


def _for_choice(text: str, choices: Collection[str]) -> str:
    begins = [choice for choice in choices if choice.casefold().startswith(text.casefold())]
    exact = [choice for choice in choices if _plain(choice) == _plain(text)]
    meant = exact[0] if len(exact) == 1 else begins[0] if len(begins) == 1 else near(text, choices)
    return f"did you mean {meant}?" if meant else ""


def _for_number(text: str, column: Column) -> str:
    whole = column.kind == "integer"
    if re.fullmatch(r"[<>≤≥].*", text):
        mark = "below" if text[0] in "<≤" else "above"
        return f"write the limit alone, and {mark} in the column censored" if column.name == "value" else ""
    if re.fullmatch(r"[+-]?\d[\d.]*,\d+", text):
        return "write a point before the decimals, and nothing between thousands"
    if re.fullmatch(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.*", text) or (column.unit == "days" and re.search("[a-z]", text)):
        return "count the days from infusion, which is day 0"
    if whole and re.fullmatch(r"[+-]?\d+\.\d*", text):
        return "write a whole number"
    if re.fullmatch(r"[+-]?\d[\d.]*\s*[^\d\s.].*", text):
        return f"write the number alone{f'; it is taken as {column.unit}' if column.unit else ''}"
    return f"see whether the value is in {column.unit}" if column.unit else ""
