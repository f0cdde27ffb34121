"""Claims in other words than those of direction: how good, how often, from what cause and to what effect."""

from __future__ import annotations

from collections.abc import Iterable

from analysis.book.numerals import either, nouns

_OUTCOME = (
    r"(?:rates?|incidence|survival|mortality|risks?|odds|responses?|outcomes?|prognosis|toxicit(?:y|ies)|efficacy|safety"
    r"|tolerability|remissions?)"
)
_QUALITY = either(
    "high low excellent poor good bad short long brief favou?rable unfavou?rable encouraging promising acceptable "
    "manageable dismal remarkable impressive considerable substantial moderate"
)
_DEGREE = r"(?:(?:very|quite|rather|remarkably|extremely|relatively|surprisingly|generally|too)\s+)?"
_OFTEN = either("rarely seldom often frequently infrequently commonly usually typically")
_FARED = either(
    "became turned was were developed occurred died had relapsed responded progressed resolved recovered followed "
    "lasted reached needed required received"
)
_SIZED = either("large small high low great considerable substantial sizeable good fair tiny")
_PART = either("proportions? fractions? shares? percentages? parts? numbers?")
_EFFECT = either("effects? differences? changes? associations? correlations? relations? benefits? trends? influences?")
_SEEN = either("seen observed found noted detected recorded reported evident apparent present")


def claims(counted: Iterable[str]) -> str:
    """The claims, as alternatives of a verbose pattern.

    Args:
        counted: the nouns that the manuscript counts.
    """
    case = nouns(counted)
    return rf"""
            {_OUTCOME}\s+(?:was|were|is|are|remained|proved)\s+{_DEGREE}{_QUALITY}
            | {_OFTEN}\s+{_FARED} | is\s+(?:very\s+)?(?:rare|common|uncommon|infrequent|frequent)(?!\s+to\b)
            | an?\s+{_SIZED}\s+{_PART}\s+of\b | chiefly | largely | primarily
            | (?:led|leads|leading)\s+to | caus(?:ed(?!\s+it\b)|es(?!\s+what\b)) | resulted\s+in | gave\s+rise\s+to
            | did\s+not\s+(?:affect|influence|alter|matter) | (?:affected|influenced)(?!\s+by\s+the\s+protocol)
            | independent(?:ly)?\s+(?:of(?!\s+(?:the\s+)?(?:sponsor|review))|(?:risk\s+)?(?:factors?|predict\w+)
                |prognostic|associat\w+)
            | prognostic(?!\s+(?:models?|scores?|ind(?:ex|ices))\b) | prognosticator
            | (?:may|can|could|might|will|would)\s+(?:predict|cause|lead\s+to)
            | (?:was|were|is|are|be)\s+related\s+to | tracked\s+with | parallel(?:s|ed) | mirrored
            | (?:enhanc|extend)(?:es|ed)\s+(?:the\s+)?(?:survival|remission|response) | beneficial
            | survival\s+(?:advantage|benefit) | safer
            | (?:groups|arms|products|cohorts)\s+(?:was|were)\s+(?:well\s+)?(?:balanced|different)
            | (?:little|scant)\s+{_EFFECT} | {_EFFECT}\s+(?:was|were)\s+{_SEEN} | (?-i:n\.s\.)
            | {case}\s+(?:was|were)\s+{_DEGREE}(?:many|few|numerous|{_QUALITY})
"""
