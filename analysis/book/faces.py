"""A printed face beside its neighbours: what is typed next to it, or paired with it, must not change what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.book import prose
from analysis.book.chapter import Chapter
from analysis.book.markup import Found

RULE = "face"
WORDS = {"direction", "frequency", "odds", "hazard", "correlated", "share", "compared", "risen"}
COUNTS = {"count", "n"}
PAIRED = {"ci", "limits", "p", "p_adjusted"}
FACES = WORDS | COUNTS | PAIRED | {"value", "percent", "n_of_N", "text", "counted"}

_END = re.compile(rf"[.!?:][)\"']*\s+(?=[A-Z{prose.COVER}{prose.NAMED}])")
_OF = re.compile(r"\s+(?:out\s+)?of\s+(?:(?:the|these|those|our|all)\s+)*")
_SIGN = re.compile(r"(?:[<>\u2264\u2265=~\u2248\u00b1+-]|\u2212|(?:^|[\s(;,:])[\u2010-\u2013])\s*$")
_N = re.compile(r"\b[nN]\s*=\s*$")
_SHARE = re.compile(r"\s*(?:%|per\s?cent\b|percentage\b)", re.IGNORECASE)
_UNIT = re.compile(
    r"[\s-]*(?:(?:hour|day|week|month|year)s?\b|[\w\u00b5]+/m?L\b|fold\b)|[KkMm]\b|\s+(?:hundred|thousand|million)\b"
)
_NEGATED = re.compile(
    r"\b(?:not|no|neither|nor|never|hardly|scarcely|barely|without|far\s+from|by\s+no\s+means|\w+n['\u2019]t)"
    r"\s+(?:(?:\w+ly|an?|the|any|so|very|much|quite|even|at\s+all|in\s+fact)\s+)?$",
    re.IGNORECASE,
)


def refusals(chapter: Chapter) -> Iterator[Found]:
    """What is wrong about the neighbours of the faces of a chapter."""
    before: tuple[str, str] | None = None
    line = 0
    for passage in chapter.passages:
        # Cells of one row are one statement.
        if passage.line != line:
            before = None
        line = passage.line
        words = prose.words(passage.text)
        end = 0
        for start, expression in prose.roles(passage.text, "eval"):
            between = words[end:start]
            if _END.search(f"{between}{prose.COVER}"):
                before = None
            this = _split(expression)
            after = start + len("{eval}``") + len(expression)
            glued = before is not None and re.sub(rf"[{prose.NOTHING}]", "", between) in ("", ".", "/", ",", "\u00b7")
            for message in (
                _paired(before, this, between),
                f"{expression} is glued to the number before it; write the words between them" if glued else None,
                _beside(expression, this[1], words[max(end, start - 40) : start], words[after : after + 20]),
            ):
                if message:
                    yield *passage.place(start), message, RULE
            before, end = this, after
        if _END.search(f"{words[end:]}{prose.COVER}"):
            before = None


def _split(expression: str) -> tuple[str, str]:
    """The record of an expression and its face."""
    stem, _, face = re.sub(r"\(.*", "", expression.strip(), flags=re.DOTALL).rpartition(".")
    return stem, face


def _paired(before: tuple[str, str] | None, this: tuple[str, str], between: str) -> str | None:
    """Why an interval, a P value or a denominator does not belong to what is printed before it."""
    (stem, face), (other, last) = this, before or ("", "")
    if face in PAIRED and other != stem:
        # The P value of a test follows the words of its own group.
        if before and face not in ("ci", "limits") and last not in FACES and stem.rpartition(".")[0] == other:
            return None
        follows = f"follows {other}.{last}" if before else "follows no number of its sentence"
        return f"{stem}.{face} {follows}; an interval or a P value follows a number of its own record"
    if before and other != stem and {face, last} <= COUNTS and _OF.fullmatch(between):
        return f"{other}.{last} and {stem}.{face} are of two records; print both by {{eval}}`{other}.n_of_N`"
    return None


def _beside(expression: str, face: str, before: str, after: str) -> str | None:
    """Why what is typed next to a face may not stand there."""
    if face in WORDS and _NEGATED.search(before):
        return f"{expression} is negated by what is typed before it; the record says what is clear and what is not"
    sign = _SIGN.search(before)
    if sign and not (face not in FACES - COUNTS and _N.search(before)):
        return f"a sign is typed before {expression}, which prints its own"
    if _SHARE.match(after) or (face in FACES - {"counted"} and _UNIT.match(after)):
        return f"a unit is typed after {expression}, which prints its own"
    return None
