"""How numbers are typed: in digits, in words, in Roman numerals, and by words that count what they stand before."""

from __future__ import annotations

import re
from collections.abc import Iterable


def either(words: str) -> str:
    """A pattern for any of some words."""
    return "(?:" + "|".join(words.split()) + ")"


def nouns(counted: Iterable[str]) -> str:
    """A pattern for what a manuscript counts, in the singular or plural."""
    return "(?:" + ("|".join(f"{re.escape(noun)}s?" for noun in counted) or r"(?!)") + ")"


THEM = r"(?:them|these|those|us)"
# What the authors do to all alike is a method: they included, followed or sampled them.
_BY_US = (
    r"(?:includ|enroll?|follow|sampl|randomi[sz]|analy[sz]|invit|assess|ask|consider|register|count|monitor|observ|screen"
    r"|treat)\w*"
)
DID = rf"(?:had|has|have|(?:was|were)(?!\s+(?:not\s+)?{_BY_US})|did|got|fell|grew|came|went|became|\w{{2,}}ed)"

# Digits, with the letters and signs that they are written together with: 48, 88.9%, 2026-05-01, IL-6, 28d, 48 of 54.
_NUMERAL = r"(?:[^\W\d_]+(?:-[^\W\d_]+)*-?)?\d(?:[\w.,·/:-]*\w)?%?"
NUMERALS = re.compile(rf"(?<!\w){_NUMERAL}(?:\s*(?:[-/\u2010-\u2015\u2212]|(?:out\s+)?of|to)\s*{_NUMERAL})*|\d")

_TENS = either("twenty thirty forty fifty sixty seventy eighty ninety")
_ONES = either("two three four five six seven eight nine")
_CARDINAL = (
    rf"(?:{_TENS}(?:[-\s]+(?:one|{_ONES}))?|{_ONES}"
    r"|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|hundreds?|thousands?|millions?|dozens?)"
)
# A third-line treatment, or one of the third generation, counts nothing.
_RANKED = r"(?![-\s]+(?:generation|line|party|degree|order)\b)"
_PART = (
    r"(?:half|halves|quarters?"
    r"|(?:third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|\w+teenth|\w+tieth|hundredth)"
    rf"(?:s|{_RANKED}))"
)
_TIMES = (
    r"(?:(?:twice|thrice)(?!\s+(?:a\s+(?:day|week)|daily|weekly))|(?:doubl|tripl|trebl|quadrupl|halv)(?:e|es|ed|ing))"
)
_SOME = r"(?:a\s+couple|a\s+handful|(?:several|many|multi)-?fold)"
# How many took part in the work or were set side by side is a design: two authors, the two products. "Third," begins.
_DESIGN = (
    r"(?:(?:two|three|four)\s+(?:[\w-]+\s+)?(?:authors|physicians|clinicians|reviewers|readers|raters|observers"
    r"|investigators|pathologists|haematologists|statisticians)\b|two\s+(?:products|groups|arms|cohorts|datasets)\b"
    r"|(?-i:Third|Fourth|Fifth|Sixth),)"
)
_TIME = r"(?:hour|day|week|fortnight|month|year|decade)"
_ARTICLE = r"(?:(?:about|almost|nearly|over|under|roughly|some|just)\s+)?an?\s+"
_SEEN = r"(?:seen|observed|found|noted|recorded|reported|detected|present|achieved|reached)"
# All that patients were given by plan is a method; what only some need is a result.
_GIVEN = r"received\s+(?!(?:tocilizumab|\w*steroids?|dexamethasone|anakinra|an?\s|transplant\w*))"
NUMBER = rf"(?:{_CARDINAL}[-\s]?fold|{_CARDINAL}|{_PART}|{_TIMES}|{_SOME})"
_LINK = r"[-\s]+(?:(?:and|in|to|(?:out\s+)?of)\s+)?"  # one in five, two thirds, forty to fifty

# Of more than one letter, and only where it counts: "in XII of them", but "grade III", "factor VIII" and "IV line".
_ROMAN = r"(?-i:(?=[CLXVI]{2,}\b)C{0,3}(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3}))"

_BEFORE_PLACE = r"(?=\s*(?:[.,;:)]|$)|\s+(?:in|on|by|to|after|before|within|from|the|an?)\b)"
# What a patient does once, and no method does to one.
_FARED = either(
    "had died survived responded relapsed recovered achieved reached developed became experienced remained improved "
    "worsened failed progressed tolerated needed required received lived bled got"
)


def _not_after(words: str) -> str:
    return "".join(rf"(?<!\b{word}\s)" for word in words.split())


_NO_OBJECT = _not_after("of in over from for to with by among across were are")
_NO_PRONOUN = _not_after("the this that each every any no some which another first last")
_NO_NAME = _not_after("grade grades phase stage type class factor part")


def counts(counted: Iterable[str]) -> re.Pattern[str]:
    """The numbers in words.

    "One", "none", "all", "several" and the like count only before, or in place of, what is counted.

    Args:
        counted: the nouns that the manuscript counts; days and the like are always counted.
    """
    case = nouns(counted)
    noun = f"(?:{case}|(?:day|week|month|year)s?)"
    them = rf"(?:{THEM}|(?:(?:the|these|those|our)\s+)?(?:[\w-]+\s+)?{noun})"
    beginning = r"(?:^|(?<=[.;:,(]\s)|(?<=\band\s)|(?<=\bbut\s)|(?<=\bor\s))"
    return re.compile(
        rf"""(?<!\w)(?:
            (?!{_DESIGN})(?:one[-\s]+(?:(?:in|to|(?:out\s+)?of)\s+)?(?={NUMBER}))?{NUMBER}(?:{_LINK}{NUMBER})*
            | one\s+(?:of\s+{them}|(?:[\w-]+\s+)?{noun}) | {_NO_PRONOUN}one\s+{DID}
            | (?:only|just|exactly|at\s+least|at\s+most|all\s+but|(?:more|less|fewer)\s+than)\s+one(?!\s+another)
            | in\s+one(?=\s*[.,;:)(]) | not\s+one\b
            | (?<=:\s)(?:none|nil|zero)(?=\s*(?:[.;)]|$))
            | none\s+(?:of\s+{them}|{DID}) | in\s+none | neither\s+(?:of\s+{them}|{noun}|had|did|\w{{2,}}ed)
            | both\s+(?:of\s+{THEM}|{noun}|{_FARED}) | (?:whole|entire)\s+(?:cohort|group|arm)\s+{_FARED}
            | {_NO_OBJECT}all\s+(?:of\s+{them}|{them}\s+(?!{_GIVEN}){DID}
                |(?:had|died|survived|\w{{2,}}ed){_BEFORE_PLACE})
            | (?:every|each)\s+(?:of\s+{THEM}|(?:[\w-]+\s+)?{case})\s+{_FARED} | every(?:one|body)\s+{_FARED}
            | (?:no\s+one|nobody)\s+{_FARED}
            | (?:a|the|one)\s+(?:single|sole|lone)\s+(?!infusion){noun} | the\s+only\s+{case}
            | (?:zero|nil)\s+(?:of|in|{noun}|{_FARED}) | (?:was|were)\s+zero | there\s+(?:was|were)\s+not\s+an?\s+{case}
            | {beginning}no\s+{noun}(?!-|\s+(?:is|are|was|were)\s+{_BY_US})
            | (?:there\s+(?:was|were|are|is)|saw|observed|recorded|found|reported|in)\s+no\s+(?:[\w-]+\s+)?{case}(?!-)
            | without\s+any\s+{case} | nor\s+any\s+{case}
            | (?:occurred|came|arose|developed|began|{_SEEN})\s+(?:in|by)\s+(?:all|every|each)\s+(?:of\s+)?(?:the\s+)?
                (?:[\w-]+\s+)?{case}
            | {beginning}all\s+{_FARED}
            | (?:every|each)\s+(?:[\w-]+\s+)?{case}\s+(?:was|were)\s+(?:in|alive|dead|free|well)\b
            | the\s+(?:rest|remainder|remaining\s+{case})\s+(?:{_FARED}|(?:was|were)\s+(?:in|alive|dead|free)\b)
            | {case}\s+(?:did\s+not|never)\s+(?:occur|happen|arise|follow)\w*
            | {beginning}no\s+[\w-]+\s+{case}\s+(?:occurred|happened|arose|died|(?:was|were)\s+{_SEEN})
            | (?:was|were)\s+(?:nil|absent|never\s+{_SEEN}) | (?:occurred|happened|arose|began|{_SEEN})\s+only\b
            | (?:median|mean|average)\s+(?:[\w-]+\s+){{0,3}}(?:was|of|is)\s+{_ARTICLE}{_TIME}\b
            | (?:lasted|survived|lived)\s+(?:for\s+)?(?:{_ARTICLE}{_TIME}|(?:several\s+|many\s+)?{_TIME}s)\b
            | within\s+{_ARTICLE}(?:week|fortnight|month|year|decade)\b
            | several\s+(?:of\s+{THEM}|(?:[\w-]+\s+)?{case}|{_FARED}) | (?:a|one)\s+pair\s+of\s+{case}
            | (?<!\bat\s)(?<!\ball\s)(?<!\binfused\s)(?<!\bsampled\s)(?<!\bmeasured\s)once
                (?=\s*(?:[.,;:)]|$)|\s+(?:in|per|or\s+twice)\b)
            | {_NO_NAME}{_ROMAN}\s+(?:of\s+(?:(?-i:[CLXVI]+)|{them})|(?!infusion)(?:[\w-]+\s+)?{case})
        )(?!\w)""",
        re.IGNORECASE | re.VERBOSE,
    )
