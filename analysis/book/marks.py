"""What may be marked as typed on purpose: a text that is no result, with a reason that says something."""

from __future__ import annotations

import re

from analysis.book.numerals import NUMBER

# What a study finds and never fixes: percentages, parts of a whole, P values, intervals, estimates with their sign.
_RESULT = re.compile(
    rf"""
    % | \bper\s?cent\b | \d\s*(?:/|(?:out\s+)?of)\s*\d | \b(?:one|{NUMBER}|\d+)\s+(?:in|(?:out\s+)?of)\s+(?:{NUMBER}|\d)
    | \b[Pp](?:\s+values?)?\s*(?:[<=>\u2264\u2265]|(?:of|below|under)\b) | \bCI\b | \bconfidence\s+interval | \u00b1
    | \b(?:[AR]R|OR|HR|rho|kappa|AUC)\s*(?:[<=>]|of\b)
    """,
    re.VERBOSE,
)
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
    if _RESULT.search(text):
        return f"{text!r} looks like a result, and a result is no constant; print it from a record with {{eval}}`...`"
    return None
