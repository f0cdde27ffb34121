"""How people write numbers and marks in tables, brought to the one way in which a dataset writes them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from analysis.cohort.schema import NUMBER

# What spreadsheets and statistics programs leave where nothing is known. A dash or a slash may be a result in a
# column of words ("-" is negative), so it is nothing only where a number or a date must stand. "ND" is not here at
# all: it is "not done" in one laboratory and "not detected" in another.
MISSING = frozenset({"NA", "na", "N/A", "n/a", "NaN", "nan", "NULL", "null"})
MISSING_NUMBERS = MISSING | {"-", "--", "/"}

ERRORS = frozenset({"#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"})

# Other signs for the same: minus and dashes, the signs of limits. The micro sign is a letter of its own in Unicode.
_SIGNS = str.maketrans({"−": "-", "–": "-", "—": "-", "≦": "≤", "≧": "≥", "⩽": "≤", "⩾": "≥", "µ": "u", "μ": "u"})  # noqa: RUF001
_FOLDED = ("<wide>", "<narrow>", "<square>", "<noBreak>")


class Typed(str):
    """A cell that its file holds as a number: plain decimal notation, whatever signs the texts of the file use."""

    __slots__ = ()


def folded(text: str) -> str:
    """A text in ordinary letters, digits and signs: wide and narrow ones of East Asia become those of ASCII.

    This is Unicode's NFKC where only width and spacing are at stake. The rest of NFKC would make 109 of 10⁹.
    """
    if text.isascii():
        return text
    plain = (
        unicodedata.normalize("NFKC", sign) if unicodedata.decomposition(sign).startswith(_FOLDED) else sign
        for sign in text
    )
    return "".join(plain).translate(_SIGNS).strip()


def written(number: Decimal) -> str:
    """A number in plain decimal notation, without zeros at the end of its decimals."""
    plain = format(number, "f")
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return "0" if plain == "-0" else plain


@dataclass(frozen=True)
class Notation:
    """How a table writes its numbers.

    Attributes:
        decimal: the sign before the decimals.
        thousands: the sign between groups of three digits; empty where there is none.
    """

    decimal: str = "."
    thousands: str = ""

    def number(self, text: str, *, percent: bool = False) -> str:
        """A number in plain decimal notation, digit for digit.

        Args:
            text: the cell.
            percent: whether the sign % may follow.

        Raises:
            ValueError: the text is not a number in this notation; the message is the broken rule.
        """
        if isinstance(text, Typed):
            plain = str(text)
        else:
            plain = folded(text)
            if percent:
                plain = plain.removesuffix("%").rstrip()
            plain = self._ungrouped(plain)
            if self.decimal != ".":
                plain = plain.replace(".", "?").replace(self.decimal, ".")
        if not re.fullmatch(NUMBER, plain):
            raise ValueError(f"must be a number such as 12{self.decimal}5{self._advice(text)}")
        return plain

    def _advice(self, text: str) -> str:
        """What the mapping can say about a text that is no number as it stands."""
        if not re.search("[0-9]", folded(text)):
            return "; if it says that nothing is known, list it under missing"
        other = "." if self.decimal == "," else ","
        if not self.thousands and re.fullmatch(rf"[0-9]{{1,3}}(?:\{other}[0-9]{{3}})+(?:{self.decimal}[0-9]*)?", text):
            return f'; if {other} stands between thousands, say thousands = "{other}"'
        return ""

    def _ungrouped(self, text: str) -> str:
        """The text without the signs between its groups, where those are of three digits."""
        if not self.thousands:
            return text
        sign, decimal = re.escape(self.thousands), re.escape(self.decimal)
        groups = re.fullmatch(rf"([+-]?[0-9]{{1,3}}(?:{sign}[0-9]{{3}})+)({decimal}[0-9]*)?", text)
        return groups[1].replace(self.thousands, "") + (groups[2] or "") if groups else text
