"""The words of a passage: all else is covered, character by character, so that places are kept."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache

COVER = "\N{OBJECT REPLACEMENT CHARACTER}"  # stands for what is printed but not typed: a number, code, a citation
NAMED = "\N{REPLACEMENT CHARACTER}"  # stands for a name that the project lists
NOTHING = "\N{WORD JOINER}"
CONSTANT = re.compile(r"\{constant\}(?P<ticks>`++)(?P<content>.+?)(?<!`)(?P=ticks)(?!`)", re.DOTALL)
_EVAL = re.compile(r"\{eval\}`[^`]+`")  # more ticks would hide the expression from the reference notebooks

# Roles that print what they find; what is typed in any other role is read as it stands.
FINDING = re.compile(r"eval|constant|numref|ref|doc|any|term|eq|footcite.*|cite.*|download")

_PIECES = re.compile(
    r"""
    (?P<escape>\\[!-/:-@\[-`{-~])
    | \{(?P<role>[\w+:-]+)\}(?P<ticks>`++)(?P<content>.+?)(?<!`)(?P=ticks)(?!`)
    | (?P<code>(?<!`)(?P<fence>`++).+?(?<!`)(?P=fence)(?!`))
    | (?P<hidden><!--.*?-->|<[A-Za-z][\w+.-]*:[^<>\s]*>|<[^<>\s@]+@[^<>\s]+>|\[\^[^\]\s]+\]:?)
    | (?P<tag></?[A-Za-z][^<>]*>|<[!?][^<>]*>)
    | \](?P<target>\((?:<[^<>\n]*>|[^\s()<]*(?:\([^\s()]*\)[^\s()]*)*))(?P<title>\s+"[^"]*"|\s+'[^']*')?\s*\)
    | \](?P<label>\[[^\]\n]*\])
    | (?<=[\])`])(?P<attributes>\{[^{}`\n]*\})
    | (?P<address>\b(?:https?://|www\.|doi:)[^\s<>]*|\b10\.\d{4,9}/[^\s<>]+)
    | (?P<entity>&\#?\w+;)
    """,
    re.VERBOSE | re.DOTALL,
)
_TITLED = re.compile(r"(?P<title>.+?)\s*<[^<>]+>\s*", re.DOTALL)
_EMPHASIS = re.compile(r"[*_~]+")

# In code only plain words and bare numbers are read: `48 of 54`, `P<0.01`, but not `data2.csv` or `--jobs=2`.
_TOKEN = re.compile(r"[^\s,;|]+")
_READ_IN_CODE = re.compile(
    r"[^\W\d_]+[.:!?)]*|\(?[<>=\u2264\u2265~+\u2212-]*(?:[^\W\d_]{1,3}[<>=\u2264\u2265]+)?\d[\d.,/:\u2013-]*%?[).:!?]*"
)
_COMMENT = re.compile(r"(?:^|(?<=\s))#(?!!)[ \t]*(.*)$", re.MULTILINE)
_PERCENTAGE = re.compile(r"(?<![\d.,])\d[\d.,]*\s?%(?!\s?\w)")
_PROGRAMS = {"python", "ipython3", "sh", "bash", "shell", "console", "toml", "yaml", "r"}


# Several rules read each passage.
@lru_cache(maxsize=4096)
def _pieces(text: str) -> list[re.Match[str]]:
    return list(_PIECES.finditer(text))


@lru_cache(maxsize=4096)
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
    for piece in _pieces(text):
        if piece["role"] == name:
            yield piece.start(), piece["content"]


def citations(text: str) -> list[int]:
    """Where the citations of a passage stand."""
    return [piece.start() for piece in _pieces(text) if re.match(r"(?:foot)?cite", piece["role"] or "")]


def code_words(code: str, language: str) -> str:
    """What reads as words and numbers in a block of code, as `words` gives it.

    In a language of programs only lines that hold nothing else are read, comments and percentages: ``n = 48`` is code,
    and ``48 of 54`` is not.
    """
    if language.lower() not in _PROGRAMS:
        return "\n".join(map(_in_code, code.split("\n")))
    return "\n".join(map(_in_program, code.split("\n")))


def _in_program(line: str) -> str:
    read = _in_code(line)
    spans = [found.span(1) for found in _COMMENT.finditer(line)]
    return read if COVER not in read else _keep(line, spans + [found.span() for found in _PERCENTAGE.finditer(line)])


def comments(code: str) -> str:
    """The comments of a program; all else is covered."""
    return _keep(code, [found.span(1) for found in _COMMENT.finditer(code)])


def pictures(text: str) -> Iterator[int]:
    """Where the pictures of a passage stand."""
    yield from (picture.start() for picture in re.finditer(r"!\[.*?\]", words(text), re.DOTALL))


def tags(text: str) -> Iterator[tuple[int, str]]:
    """Where the HTML of a passage stands, and each tag."""
    for piece in _pieces(text):
        comment = (piece["hidden"] or "").startswith("<!--")
        if piece["tag"] or comment:
            yield piece.start(), piece["tag"] or piece["hidden"]


def _cover(text: str, sign: str = COVER) -> str:
    return re.sub(r"[^\n]", sign, text)


def _covered(match: re.Match[str]) -> str:
    whole = match[0]
    if match["role"]:
        return _role(match)
    if match["code"]:
        ticks = COVER * len(match["fence"])
        return ticks + _in_code(whole.strip("`")) + ticks
    for part in ("target", "label"):
        if match[part]:
            title = match["title"] or ""
            shown = f"]{_cover(match[part], NOTHING)}{title}"
            return shown + NOTHING * (len(whole) - len(shown))
    if match["entity"]:
        return html.unescape(whole)[:1].ljust(len(whole), NOTHING)
    return NOTHING + whole[1:] if match["escape"] else _cover(whole, " ")


def _role(match: re.Match[str]) -> str:
    """A role without its name; what it prints is covered where it finds it, or read where it is typed."""
    whole, content = match[0], match["content"]
    start = match.start("content") - match.start()
    if match["role"] == "eval" and not _EVAL.fullmatch(whole):
        return whole
    if match["role"] == "code":
        return _cover(whole[:start]) + _in_code(content) + _cover(match["ticks"])
    if not FINDING.fullmatch(match["role"]):
        # A role within a word parts nothing, and digits that it raises stand apart.
        return _keep(whole, [(start, start + len(content))], NOTHING if content[0].isalpha() else " ")
    if "cite" in match["role"]:  # words before and after a citation stand in braces
        found = re.finditer(r"\{([^{}]*)\}", content)
        return _keep(whole, [(start + words.start(1), start + words.end(1)) for words in found])
    titled = None if match["role"] in ("eval", "constant") else _TITLED.fullmatch(content)
    return _keep(whole, [(start + titled.start("title"), start + titled.end("title"))] if titled else [])


def _keep(whole: str, spans: list[tuple[int, int]], sign: str = COVER) -> str:
    """Cover all but some spans."""
    covered = list(_cover(whole, sign))
    for start, end in spans:
        covered[start:end] = whole[start:end]
    return "".join(covered)


def _in_code(code: str) -> str:
    """Code with all covered but what reads as words and numbers."""
    return _TOKEN.sub(lambda found: found[0] if _READ_IN_CODE.fullmatch(found[0]) else _cover(found[0]), code)


@cache
def _plain(character: str) -> str:
    if character < "\x80":
        return character
    if unicodedata.category(character) == "Cf":  # soft hyphens and spaces without width
        return NOTHING
    plain = unicodedata.normalize("NFKC", character)
    if len(plain) == 1 and not (plain.isnumeric() and not plain.isdigit()):
        return plain
    return "0" if character.isnumeric() else character
