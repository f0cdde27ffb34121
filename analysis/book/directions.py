"""The words that state a direction, a size or a significance."""

from __future__ import annotations

import re
from collections.abc import Iterable

from analysis.book.claims import claims
from analysis.book.numerals import THEM, either, nouns
from analysis.book.prose import COVER

_MANNER = either(
    "frequent frequently common commonly often likely unlikely rare rarely severe severely toxic effective durable "
    "rapid rapidly quickly slowly strong strongly pronounced marked markedly prolonged favourable unfavourable "
    "favorable serious intense extensive aggressive sensitive resistant widespread protracted beneficial harmful "
    "lethal fatal"
)
_SUPERLATIVE = either("highest lowest largest smallest longest shortest best worst commonest earliest latest")
_COMPARED = either(
    "greater smaller fewer larger longer shorter faster quicker slower sooner older younger stronger weaker "
    "worse better"
)
# These may also say of which kind somebody or something is: "sicker patients".
_MILDER = either("milder sicker healthier deeper steeper rarer commoner richer poorer heavier lighter safer deadlier")
# Parts of the body, of a distribution or of a range, which lie lower or upper by name.
_NAMED_LOWER = (
    r"(?!\s+(?:(?:confidence\s+)?limits?|bounds?|quartiles?|end|respiratory|airways?|limbs?|lobes?|gastrointestinal"
    r"|abdomen)\b)"
)
_OCCURRED = either(
    "was were occurred began came started appeared peaked followed happened developed resolved recovered ended died "
    "relapsed rose fell set\\s+in"
)
_EFFECT = either(
    "effect change response correlation relation relationship link benefit advantage trend influence impact"
)
# Predictors and risk factors that were chosen or are listed, and of which nothing is said.
_LISTED = r"(?:[\w-]+\s+){1,3}(?:include\b|(?:are|were)\s+(?:chosen|selected|prespecified|listed)\b)"
_DID = either("had died was were responded relapsed survived developed reached got \\w{2,}ed")


def pattern(counted: Iterable[str]) -> re.Pattern[str]:
    """The words of direction.

    Args:
        counted: the nouns that the manuscript counts, before which "many" and "few" state a result.
    """
    case = nouns(counted)
    return re.compile(
        rf"""(?<![\w-])(?:
            higher | lower{_NAMED_LOWER} | lowers | lowered | {_COMPARED}(?!\s+of\b) | (?:more|less)\s+{_MANNER}
            | (?:was|were|became|got|grew|had\s+an?)\s+{_MILDER} | {_MILDER}\s+than
            | (?:more|less)\s+{case} | more\s+{_DID} | (?:more|less)\s+[\w-]+\s+than
            | (?:in|de)creas(?:e|es|ed|ing|ingly) | reduc(?:es|ed(?![-\s]+(?:doses?|intensity)\b))
            | (?<!\bdose\s)(?<!-)reductions?
            | rose | risen | rises | fell | fallen | falls
            | drops | dropped | declines? | declined | elevated | raised | exceed(?:s|ed)? | surpass(?:es|ed)?
            | outnumber(?:ed|s)? | outperform(?:ed|s)? | climb(?:s|ed) | soar(?:s|ed) | surged | plummeted | plunged
            | shrank | shrunk | diminish(?:es|ed) | lessened | shortened | shortens | lengthened | accelerated
            | prolongs | (?:was|were|had|has)\s+prolonged | prolonged\s+(?=the\b|their\b|survival\b)
            | (?<!\bat\s)most(?!\s+recent) | mostly | mainly | majority | minority | predominantly
            | (?:almost|nearly|virtually)\s+(?:all|every\w*|none|no|always|never) | hardly\s+any | scarcely
            | (?:was|were|had)\s+(?:very\s+|quite\s+|only\s+)?(?:rare|rarely|seldom|common|commonly|uncommon|often
                |frequent|frequently|infrequent|universal|negligible|usual|usually)
            | (?:was|were|proved)\s+(?:very\s+|highly\s+)?(?:(?:in)?effective|safe|successful|durable
                |well[-\s]tolerated)
            | (?<!\bhow\s)(?<!\bas\s)(?:many|few)
                \s+(?:of\s+(?:{THEM}|(?:the|these|our)\s+{case})|(?:[\w-]+\s+)?{case}\s+{_DID}|{_DID})
            | in\s+(?:many|few)\s+{case} | (?:was|were)\s+(?:many|few)
            | positively | negatively | inversely | (?<!{COVER}\s)correlated | correlates?
            | (?<!-)associated | associates | associations? | linked\s+(?:to|with)
            | risk\s+factors?\s+for(?!\s+{_LISTED})
            | predict(?:s|ed) | (?:predictive|predictors?)\s+of(?!\s+{_LISTED})
            | protect(?:ed|s|ive)\s+(?:of|against|from)
            | favou?r(?:s|ed) | benefit(?:s|t?ed) | tend(?:s|ed)\s+to | trend(?:s|ed)?\s+towards?
            | (?:in)?significan(?:t|tly)(?!\s+(?:figures|digits)) | non-?significan(?:t|tly|ce)
            | (?<!\blevel\sof\s)(?:in)?significance
                (?!\s+(?:(?:levels?|thresholds?|tests?)\b|(?:is|was)\s+(?:set|defined|judged)\b))
            | worsen(?:s|ed)? | improve[sd]? | improvements?
            | (?:superior|inferior)(?:ity)?(?!\s+vena\b)
            | (?:was|were|had\s+the)\s+(?:the\s+)?{_SUPERLATIVE}
            | (?<!\bthat\s)(?<!\bwhichever\s){_OCCURRED}\s+(?:[\w-]+\s+){{0,2}}(?:earlier|later)(?!\s+than\s+day\b)
            | similar(?:ly)? | comparable | unchanged | unaffected | identical | equal(?:s|led|ed|ly)?
            | differed | differs | (?:no|not|without)\s+(?:\w+\s+)?differen(?:ces?|t) | did\s+not\s+differ
            | (?:groups|arms|products|patients|they|rates|levels|curves)\s+differ
            | (?:had|has|have|show(?:s|ed)?|found|saw)\s+no\s+(?:\w+\s+)?{_EFFECT}s?
            | (?:marked|striking|notable|substantial|dramatic|strong|weak)
                \s+(?:{_EFFECT}|difference)s? | clear\s+{_EFFECT}s?
            | (?:{_EFFECT}|difference)s?\s+(?:was|were)\s+(?:marked|striking|strong|weak|clear|large|small)
            | (?:went|came)\s+(?:up|down) | (?:up|down)wards?
            | an?\s+(?:rise|fall|drop)\s+(?:in|of) | confer(?:s|red)
            | (?:was|were)\s+(?:well\s+)?(?:above|below)\s+(?:the\s+)?(?:median|mean|average|expect\w+)
            | (?:was|were)\s+(?:all\s+|much\s+)?alike
            | {claims(counted)}
        )(?![\w-])""",
        re.IGNORECASE | re.VERBOSE,
    )
