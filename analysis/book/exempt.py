"""Where a word of direction states no result: in a question, a definition, a scale, and in what is still to be done."""

from __future__ import annotations

import re

from analysis.book.prose import COVER, NAMED

# A question or a definition ends with its clause. What may or might be is no exemption: a result does not become less
# typed by a hedge.
_CLAUSE_ENDS = (
    r"(?:[,.;:!?]|\b(?:and|but|which|while|although)\s+(?:(?:it|they|we|this|that|these|was|were|is|are|had|has|did)\b"
    r"|found|showed|saw)|\b(?:found|showed|saw|we)\b)"
)
_BEFORE = re.compile(
    rf"""
    (?:
        \b(?:we|who|to)\s+(?:then\s+)?(?:ask|asked|test|tested|examine|examined|study|studied)
        \s+(?:whether|if|how)\b (?:(?!{_CLAUSE_ENDS}).)*
        | \b(?:is|are|was|were)\s+defined\s+as\b (?:(?!{_CLAUSE_ENDS}).)* | \bwe\s+define\b (?:(?!{_CLAUSE_ENDS}).)*
    )$
    """,
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
# The open end of a scale: "grade 3 or higher", with the grade printed or named.
_SCALE = re.compile(
    rf"(?:\b(?:grades?|scores?|stages?|days?|doses?|levels?)\s+(?:of\s+)?{COVER}+|{NAMED}+)\s+or\s+$", re.IGNORECASE
)
_SCALE_ENDS = re.compile(
    r"\s*(?:$|[.,;:)])|\s+(?:of|in|is|are|was|were|counts?|CRS|ICANS|events?|toxicity|toxicities)\b", re.IGNORECASE
)
_AFTER = re.compile(
    r"\s+(?:[\w-]+\s+){0,3}(?:(?:is|are|will\s+be)\s+(?:needed|warranted)"
    r"|(?:is|are)\s+(?:an?\s+|one\s+|among\s+the\s+|part\s+of\s+the\s+)(?:criteri(?:on|a)|definition))\b",
    re.IGNORECASE,
)


def states_nothing(words: str, start: int, end: int) -> bool:
    """Whether the word of direction from ``start`` to ``end`` states no result among these words."""
    before, after = words[max(0, start - 300) : start], words[end : end + 100]
    if _SCALE.search(before[-60:]) and _SCALE_ENDS.match(after):
        return True
    return _BEFORE.search(before) is not None or _AFTER.match(after) is not None
