"""The typed numbers and words of direction that a manuscript must take from a record instead."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from analysis.book import directions, exempt
from analysis.book.marks import Marks
from analysis.book.numerals import NUMERALS, counts, nouns
from analysis.book.prose import NAMED, NOTHING

Rule = Literal["number", "number-word", "direction"]

# What stands between the letters of a word and is not seen on the page: signs of emphasis and the brackets of a link.
_UNSEEN = frozenset(f"{NOTHING}[]")


@dataclass(frozen=True)
class Typed:
    """A typed number or word, the rule that it breaks, and where it stands from start to end."""

    text: str
    rule: Rule
    start: int
    end: int


class Wording:
    """What a manuscript may name and what it counts.

    Args:
        names: phrases that are no results though they hold a number or a word of direction; ``#`` is any whole number.
        counted: the nouns that it counts, in the singular, and in the plural where that does not end in s.
    """

    def __init__(self, names: Iterable[str] = (), counted: Iterable[str] = ()) -> None:
        """Compile the rules."""
        self.marks = Marks(counted)
        self._noun = re.compile(nouns(counted))
        self._names = re.compile("|".join(map(_phrase, sorted(names, key=len, reverse=True))) or r"(?!)")
        self._rules: dict[Rule, re.Pattern[str]] = {
            "number-word": counts(counted),
            "direction": directions.pattern(counted),
        }

    def counts(self, noun: str) -> bool:
        """Whether the manuscript counts what a noun names."""
        return self._noun.fullmatch(noun) is not None

    def typed(self, words: str) -> list[Typed]:
        """What is typed among the words that `prose.words` gave, in order."""
        places = [place for place, character in enumerate(words) if character not in _UNSEEN]
        read = "".join(words[place] for place in places)
        read = self._names.sub(lambda match: re.sub(r"\S", NAMED, match[0]), read)
        found: list[tuple[Rule, re.Match[str]]] = [("number", match) for match in NUMERALS.finditer(read)]
        for rule, pattern in self._rules.items():
            found += [
                (rule, match)
                for match in pattern.finditer(read)
                if rule == "number-word" or not exempt.states_nothing(read, match.start(), match.end())
            ]
        typed = [
            Typed(" ".join(match[0].split()), rule, places[match.start()], places[match.end() - 1] + 1)
            for rule, match in found
        ]
        return sorted(typed, key=lambda one: one.start)


def _phrase(name: str) -> str:
    """A name as a pattern; at the beginning of a sentence its first letter may be a capital."""
    pattern = re.escape(name).replace(r"\#", r"\d+").replace(r"\ ", r"\s+").replace(r"\-", "[-\u2010\u2011]")
    if name[0].islower():
        pattern = f"[{name[0]}{name[0].upper()}]{pattern[1:]}"
    # A name is whole: the 19 of CD19 is none, and neither is the 3 of "grade 3.5" or "grade 3%".
    return rf"(?<!\w){pattern}(?![\w%]|[.,·]\d)"
