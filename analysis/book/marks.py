"""What may be marked as typed on purpose: a text that is no result, with a reason that says something."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from analysis.book import prose
from analysis.book.numerals import NUMBER, nouns

_COUNT = rf"(?:{NUMBER}|one|\d[\d.,]*)"
# What a study finds and never fixes: parts of a whole, P values, intervals, estimates with their sign.
_RESULT = rf"""
    {_COUNT}\s*(?:/|(?:out\s+)?of|in)\s+(?:(?:the|these|those|our|all)\s+)*(?:{_COUNT}\b|{prose.COVER}) | \d\s*/\s*\d
    | \bp(?:\s+values?)?\s*(?:[<=>\u2264\u2265]\s*\d*|(?:of|was|is|below|under)\b|\d) | (?-i:\bCI\b)
    | \bconfidence\s+interval | \u00b1
    | \b(?:(?-i:[AR]R|OR|HR|AUC)|rho|kappa|(?:hazard|odds|risks?|rate)\s+ratio)\s*(?:(?:of|was|is)\b\s*|[:<=>,]\s*)?\d
    | significan
"""
_PERCENTAGE = r"%|\bper\s?cent\b"
# A percentage that a protocol fixes belongs to an assay or to a threshold, and not to patients.
_PROTOCOL = re.compile(r"\b(?:protocol|assay|kit|manufacturer|guideline|laboratory)\b", re.IGNORECASE)
_FIXED = re.compile(
    r"\b(?:sensitivity|specificity|detection|quantification|threshold|cut-?off|limit|dilution|viability|purity)\b",
    re.IGNORECASE,
)
_CITED = re.compile(r"\bcited\s+(?:stud|trial|author|article|paper|review|meta-analys|comparison)", re.IGNORECASE)
_NEAR = 25  # characters beside a mark that are read with it
_ENDS = re.compile(r"[.!?]\s+(?=[A-Z])")
# Words that a reason may hold and that give none.
_EMPTY = frozenset(
    re.findall(
        r"\w+",
        """
        a an the this that it its is are be was were to of for from in on by at as so and or not no we our here there
        see text because reason why constant value number numbers word words typed type needed need must ok okay fine
        good some thing things just only any all one lint todo fixme allowed allow ignore please xx xxx yes none
        """,
    )
)


def split(content: str) -> tuple[str, str]:
    """Text and reason of a marked constant; in a table its bar may be escaped."""
    text, _, why = content.replace(r"\|", "|").partition("|")
    return text.strip(), " ".join(why.split())


def refusal(content: str) -> str | None:
    """Why a mark does not hold; nothing where it does."""
    text, why = split(content)
    shown = text or "TEXT"
    words = {word.casefold() for word in re.findall(r"[^\W\d_]{2,}", why)}
    if not text or len(words) < 2:
        return f"a constant states its reason, in two words or more: {{constant}}`{shown} | reason`"
    own = {word.casefold() for word in re.findall(r"[^\W\d_]{2,}", text)}
    if not words - _EMPTY - own:
        return f"{why!r} is no reason: say why the text does not depend on the data, such as fixed by the protocol"
    if not _CITED.search(why) and (_STATES.search(text) or (_PERCENT.search(text) and not _PROTOCOL.search(why))):
        return _told(text)
    return None


_STATES = re.compile(_RESULT, re.IGNORECASE | re.VERBOSE)
_PERCENT = re.compile(_PERCENTAGE, re.IGNORECASE)


def _told(text: str) -> str:
    return (
        f"{text!r} looks like a result, and a result is no constant; print it from a record with {{eval}}`...`, or, if "
        f"another study found it, cite that in the same sentence: {{constant}}`{text} | found by the cited study`"
    )


class Marks:
    """What the marks of a passage print together with the words beside them.

    Args:
        counted: the nouns that the manuscript counts; a number of them is a result.
    """

    def __init__(self, counted: Iterable[str]) -> None:
        """Compile the rule."""
        case = rf"\b{_COUNT}\s+(?:[\w-]+\s+){{0,2}}{nouns(counted)}\b"
        self._result = re.compile(rf"{_RESULT} | {case}", re.IGNORECASE | re.VERBOSE)

    def results(self, words: str) -> list[str]:
        """What reads as a result among some words."""
        return [found[0] for found in self._result.finditer(words)]

    def refusals(self, text: str) -> Iterator[tuple[int, str]]:
        """Where in a passage a mark with its neighbours is a result, and what is wrong."""
        marked = list(prose.roles(text, "constant"))
        if not marked:
            return
        words, cites = prose.words(text), prose.citations(text)
        printed, done = "", 0
        spans = []
        for start, content in marked:
            shown, why = split(content)
            printed += words[done:start] + shown
            spans.append((start, len(printed) - len(shown), shown, why))
            role = prose.CONSTANT.match(text, start)
            done = role.end() if role else start
        printed += words[done:]
        for start, begins, shown, why in spans:
            ends = begins + len(shown)
            if refusal(f"{shown} | {why}"):
                continue
            if _CITED.search(why):
                if not any(_same_sentence(text, start, cite) for cite in cites):
                    yield start, f"{shown!r} is said to be found by another study; cite it in the same sentence"
                continue
            near = range(max(0, begins - _NEAR), ends + _NEAR)
            around = printed[near.start : near.stop]
            here = begins - near.start, ends - near.start
            percentage = _PERCENT.search(shown) or _PERCENT.match(printed[ends : ends + _NEAR].lstrip())
            stated = any(found.start() < here[1] and found.end() > here[0] for found in self._result.finditer(around))
            if stated or (percentage and not (_PROTOCOL.search(why) and _FIXED.search(around))):
                yield start, _told(shown)


def _same_sentence(text: str, start: int, end: int) -> bool:
    return not _ENDS.search(text[min(start, end) : max(start, end)])
