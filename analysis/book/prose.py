"""The words of a passage: all else is covered, character by character, so that places are kept."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from functools import cache

COVER = "\N{OBJECT REPLACEMENT CHARACTER}"  # stands for what is printed but not typed: a number, code, a citation
NOTHING = "\N{WORD JOINER}"
UNREASONED = "a constant states its reason, in two words or more: {{constant}}`{} | reason`"

CONSTANT = re.compile(r"\{constant\}(?P<ticks>`++)(?P<content>.+?)(?<!`)(?P=ticks)(?!`)", re.DOTALL)
_EVAL = re.compile(r"\{eval\}`[^`]+`")  # more ticks would hide the expression from the reference notebooks

# Roles that print what they find; what is typed in any other role is read as it stands.
FINDING = re.compile(r"eval|constant|numref|ref|doc|any|term|eq|footcite.*|cite.*|code|download")

_PIECES = re.compile(
    r"""
    (?P<escape>\\[!-/:-@\[-`{-~])
    | \{(?P<role>[\w+:-]+)\}(?P<ticks>`++)(?P<content>.+?)(?<!`)(?P=ticks)(?!`)
    | (?P<code>(?<!`)(?P<fence>`++).+?(?<!`)(?P=fence)(?!`))
    | (?P<hidden><!--.*?-->|<[A-Za-z][\w+.-]*:[^<>\s]*>|<[^<>\s@]+@[^<>\s]+>|\[\^[^\]\s]+\]:?)
    | (?P<tag></?[A-Za-z][^<>]*>)
    | \](?P<target>\((?:<[^<>\n]*>|[^\s()<]*(?:\([^\s()]*\)[^\s()]*)*))(?P<title>\s+"[^"]*"|\s+'[^']*')?\s*\)
    | \](?P<label>\[[^\]\n]*\])
    | (?<=[\])`])(?P<attributes>\{[^{}`\n]*\})
    | (?P<address>\b(?:https?://|www\.|doi:)[^\s<>]*|\b10\.\d{4,9}/[^\s<>]+)
    | (?P<entity>&\#?\w+;)
    """,
    re.VERBOSE | re.DOTALL,
)
_READ_ATTRIBUTE = re.compile(r"""\b(?:alt|title|aria-label)\s*=\s*("[^"]*"|'[^']*')""")
_TITLED = re.compile(r"(?P<title>.+?)\s*<[^<>]+>\s*", re.DOTALL)
_EMPHASIS = re.compile(r"[*_~]+")


def words(text: str) -> str:
    """The words and numbers that an author typed in a passage of MyST.

    Returns:
        Text of the same length and lines. Characters that only look different (full-width or raised digits, ligatures
        of one letter) are plain, and any other sign for a number is the digit 0.
    """
    bare = _PIECES.sub(_covered, text)
    return "".join(map(_plain, _EMPHASIS.sub(lambda match: NOTHING * len(match[0]), bare)))


def roles(text: str, name: str) -> Iterator[tuple[int, str]]:
    """Where the roles of a name stand in a passage, and what stands in them."""
    for piece in _PIECES.finditer(text):
        if piece["role"] == name:
            yield piece.start(), piece["content"]


def pictures(text: str) -> Iterator[tuple[int, str]]:
    """Where the pictures of a passage stand, and the text that describes each."""
    for picture in re.finditer(r"!\[(.*?)\]", words(text), re.DOTALL):
        yield picture.start(), picture[1].strip()
    for piece in _PIECES.finditer(text):
        if piece["tag"] and re.match(r"<img\b", piece["tag"], re.IGNORECASE):
            alt = re.search(r"""\balt\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""", piece["tag"])
            yield piece.start(), alt[1].strip("\"' ") if alt else ""


def split(content: str) -> tuple[str, str]:
    """Text and reason of a marked constant; in a table its bar may be escaped."""
    text, _, why = content.replace(r"\|", "|").partition("|")
    return text.strip(), " ".join(why.split())


def reasoned(content: str) -> bool:
    """Whether a marked constant prints something and states a reason of at least two words."""
    text, why = split(content)
    return bool(text) and len(re.findall(r"[^\W\d_]{2,}", why)) > 1


def _cover(text: str, sign: str = COVER) -> str:
    return re.sub(r"[^\n]", sign, text)


def _covered(match: re.Match[str]) -> str:
    whole = match[0]
    if match["role"]:
        return _role(match)
    if match["code"]:
        return _cover(whole)
    if match["tag"]:
        return _keep(whole, [read.span(1) for read in _READ_ATTRIBUTE.finditer(whole)])
    for part in ("target", "label"):
        if match[part]:
            title = match["title"] or ""
            shown = f"]{_cover(match[part], ' ')}{title}"
            return shown + " " * (len(whole) - len(shown))
    if match["entity"]:
        return html.unescape(whole)[:1].ljust(len(whole), NOTHING)
    return whole if match["escape"] else _cover(whole, " ")


def _role(match: re.Match[str]) -> str:
    """A role without its name; what it prints is covered where it finds it, or read where it is typed."""
    whole, content = match[0], match["content"]
    start = match.start("content") - match.start()
    if match["role"] == "eval" and not _EVAL.fullmatch(whole):
        return whole
    if not FINDING.fullmatch(match["role"]):
        return _keep(whole, [(start, start + len(content))], " ")
    titled = None if match["role"] in ("eval", "constant") else _TITLED.fullmatch(content)
    return _keep(whole, [(start + titled.start("title"), start + titled.end("title"))] if titled else [])


def _keep(whole: str, spans: list[tuple[int, int]], sign: str = COVER) -> str:
    """Cover all but some spans."""
    covered = list(_cover(whole, sign))
    for start, end in spans:
        covered[start:end] = whole[start:end]
    return "".join(covered)


@cache
def _plain(character: str) -> str:
    if character < "\x80":
        return character
    plain = unicodedata.normalize("NFKC", character)
    if len(plain) == 1 and not (plain.isnumeric() and not plain.isdigit()):
        return plain
    return "0" if character.isnumeric() else character
