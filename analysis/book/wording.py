"""The typed numbers and words of direction that a manuscript must take from a record instead."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from analysis.book.prose import COVER

Rule = Literal["number", "number-word", "direction"]


def _any(words: str) -> str:
    return "(?:" + "|".join(words.split()) + ")"


# Digits, with the letters and signs that they are written together with: 48, 88.9%, 2026-05-01, IL-6, 28d, 48 of 54.
_NUMERAL = r"(?:[^\W\d_]+-?)*\d(?:[\w.,·/:-]*\w)?%?"
_NUMERALS = re.compile(rf"(?<!\w){_NUMERAL}(?:\s*(?:[-/\u2010-\u2015\u2212]|(?:out\s+)?of|to)\s*{_NUMERAL})*|\d")

_TENS = _any("twenty thirty forty fifty sixty seventy eighty ninety")
_ONES = _any("two three four five six seven eight nine")
_CARDINAL = (
    rf"(?:{_TENS}(?:[-\s]+(?:one|{_ONES}))?|{_ONES}"
    r"|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|hundreds?|thousands?|millions?|dozens?)"
)
_PART = (
    r"(?:half|halves|quarters?"
    r"|(?:third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|\w+teenth|\w+tieth|hundredth)s?)"
)
_TIMES = r"(?:twice|thrice|(?:doubl|tripl|trebl|quadrupl|halv)(?:e|es|ed|ing))"
_NUMBER = rf"(?:{_CARDINAL}[-\s]?fold|{_CARDINAL}|{_PART}|{_TIMES})"
_LINK = r"[-\s]+(?:(?:and|in|to|(?:out\s+)?of)\s+)?"  # one in five, two thirds, forty to fifty

# "One", "none", "all" and the like count only before, or in place of, what is counted.
_THEM = r"(?:them|these|those|us)"
_DID = r"(?:had|has|was|were|did|got|fell|grew|came|went|became|\w{2,}ed)"
_BEFORE_PLACE = r"(?=\s*(?:[.,;:)]|$)|\s+(?:in|on|by|to|after|before|within|from|the|an?)\b)"


def _not_after(words: str) -> str:
    return "".join(rf"(?<!\b{word}\s)" for word in words.split())


_NO_OBJECT = _not_after("of in over from for to with by among across were are")
_NO_PRONOUN = _not_after("the this that each every any no some which another first last")

_MANNER = _any(
    "frequent frequently common commonly often likely unlikely rare rarely severe severely toxic effective durable "
    "rapid rapidly quickly slowly strong strongly pronounced marked markedly prolonged"
)
_SUPERLATIVE = _any("highest lowest largest smallest longest shortest best worst")
_DIRECTION = rf"""
    higher | lower(?:ed|s)? | greater | smaller | fewer | (?:more|less)\s+{_MANNER}
    | (?:in|de)creas(?:e|es|ed|ing|ingly) | reduc(?:es|ed|tions?) | rose | risen | rises | fell | fallen | falls
    | dropped | declined | elevated | raised | exceeded | outnumber(?:ed|s)?
    | (?<!\bat\s)most | mostly | mainly | majority | minority | predominantly
    | positively | negatively | inversely | (?<!{COVER}\s)correlate[sd]? | (?<!-)associated\s+with | associations?
    | (?:non-?|in)?significan(?:t|tly|ce)
    | worse | worsen(?:s|ed)? | better | improve[sd]? | improvements? | superior(?:ity)? | inferior(?:ity)?
    | longer | shorter | faster | slower | sooner | older | younger | stronger | weaker
    | (?<=\bwas\s){_SUPERLATIVE} | (?<=\bwere\s){_SUPERLATIVE}
    | similar(?:ly)? | comparable | unchanged | (?:no|not|without)\s+(?:\w+\s+)?differen(?:ces?|t) | did\s+not\s+differ
"""
# What may be, or is asked, states no result.
_HEDGE = re.compile(
    r"\b(?:(?:may|might|can|cannot|could|would)(?:\s+(?:not|also|well|simply))?(?:\s+(?:be|get|have|grow|become))?(?:\s+\w+ed)?"
    r"|(?:whether|if)(?:\s+[\w-]+){1,5})\s+$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Typed:
    """A typed number or word, the rule that it breaks, and where it stands."""

    text: str
    rule: Rule
    start: int


class Wording:
    """What a manuscript may name and what it counts.

    Args:
        names: phrases that are no results though they hold a number or a word of direction; ``#`` is any whole number.
        counted: the nouns that it counts, in the singular, and in the plural where that does not end in s.
    """

    def __init__(self, names: Iterable[str] = (), counted: Iterable[str] = ()) -> None:
        """Compile the rules."""
        self._names = re.compile("|".join(map(_phrase, sorted(names, key=len, reverse=True))) or r"(?!)")
        noun = "(?:" + "|".join(f"{re.escape(noun)}s?" for noun in (*counted, "day", "week", "month", "year")) + ")"
        them = rf"(?:{_THEM}|(?:(?:the|these|those|our)\s+)?(?:[\w-]+\s+)?{noun})"
        counts = rf"""
            (?:one[-\s]+(?:(?:in|to|(?:out\s+)?of)\s+)?(?={_NUMBER}))?{_NUMBER}(?:{_LINK}{_NUMBER})*
            | one\s+(?:of\s+{them}|(?:[\w-]+\s+)?{noun}) | {_NO_PRONOUN}one\s+{_DID}
            | (?:only|just|exactly|at\s+least|at\s+most|all\s+but|(?:more|less|fewer)\s+than)\s+one(?!\s+another)
            | in\s+one(?=\s*[.,;:)(])
            | none\s+(?:of\s+{them}|{_DID}) | in\s+none | neither\s+(?:of\s+{them}|{noun}|had|did|\w{{2,}}ed)
            | both\s+(?:of\s+{_THEM}|{noun}|had|died)
            | {_NO_OBJECT}all\s+(?:of\s+{them}|{them}\s+{_DID}|(?:had|died|survived|\w{{2,}}ed){_BEFORE_PLACE})
            | (?:no\s+one|nobody)\s+(?:had|died) | a\s+single\s+{noun} | zero\s+(?:of|in|{noun})
            | (?:^|(?<=[.;:,(]\s)|(?<=\band\s)|(?<=\bbut\s)|(?<=\bor\s))no\s+{noun}(?!-)
        """
        self._rules: dict[Rule, re.Pattern[str]] = {
            "number-word": re.compile(rf"(?<!\w)(?:{counts})(?!\w)", re.IGNORECASE | re.VERBOSE),
            "direction": re.compile(rf"(?<![\w-])(?:{_DIRECTION})(?![\w-])", re.IGNORECASE | re.VERBOSE),
        }

    def typed(self, words: str) -> list[Typed]:
        """What is typed among the words that `prose.words` gave, in order."""
        words = self._names.sub(lambda match: re.sub(r"\S", COVER, match[0]), words)
        found = [Typed(match[0], "number", match.start()) for match in _NUMERALS.finditer(words)]
        for rule, pattern in self._rules.items():
            found += [
                Typed(" ".join(match[0].split()), rule, match.start())
                for match in pattern.finditer(words)
                if rule == "number-word" or not _HEDGE.search(words[: match.start()])
            ]
        return sorted(found, key=lambda typed: typed.start)


def _phrase(name: str) -> str:
    """A name as a pattern; at the beginning of a sentence its first letter may be a capital."""
    pattern = re.escape(name).replace(r"\#", r"\d+").replace(r"\ ", r"\s+").replace(r"\-", "[-\u2010\u2011]")
    if name[0].islower():
        pattern = f"[{name[0]}{name[0].upper()}]{pattern[1:]}"
    # A name is whole: the 19 of CD19 is none, and neither is the 3 of "grade 3.5" or "grade 3%".
    return rf"(?<!\w){pattern}(?![\w%]|[.,·]\d)"


def read(project: Path) -> Wording:
    """The names and nouns under ``[tool.manuscript]`` in ``pyproject.toml``."""
    file = project / "pyproject.toml"
    settings = tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    manuscript = settings.get("tool", {}).get("manuscript", {})
    return Wording(manuscript.get("names", ()), manuscript.get("counted", ()))
