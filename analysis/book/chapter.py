"""A chapter as its author wrote it: the passages that readers will read, the directives and the code, with places.

The parser is the one that the build uses, so that both see the same blocks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

EXTENSIONS = {"colon_fence", "deflist", "attrs_inline"}  # as in _config.yml

PLAIN_CODE = {"code", "code-block", "sourcecode"}
CODE = PLAIN_CODE | {"code-cell"}
NO_PROSE = CODE | {"bibliography", "toctree", "literalinclude", "include"}
QUOTING = {"eval-figure", "eval-table", "eval-if"}
WITHOUT_TITLE = NO_PROSE | QUOTING | {"figure", "image"}  # what follows their name is no text for readers
WITHOUT_OPTIONS = {"eval-if"}
READ_OPTIONS = {"alt", "caption", "title", "header", "footer", "img-alt", "link-alt"}

UNREAD = {"myst_line_comment", "myst_target", "myst_block_break", "hr"}
_OPENING = re.compile(r"\{(?P<name>[^{}\s]+)\}\s*(?P<argument>.*)")
_OPTION = re.compile(r"(?P<indent>\s*:?)(?P<name>[\w-]+):[ \t]*(?P<value>.*)")
_CELL = re.compile(r"(?:\\.|[^|\\])+")


@dataclass(frozen=True)
class Passage:
    """A piece of the source that is read as text: a paragraph, heading, caption, cell of a table, alt text or the like.

    Lines and columns count from 1.
    """

    text: str
    line: int
    column: int = 1

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of a character."""
        before = self.text[:offset]
        newline = before.rfind("\n")
        return self.line + before.count("\n"), offset - newline if newline >= 0 else self.column + offset


@dataclass(frozen=True)
class Directive:
    """A directive: its name, its argument, its options by name and its body, with the lines that it takes."""

    name: str
    argument: Passage
    line: int
    last_line: int
    options: dict[str, Passage]
    body: Passage
    closed: bool  # whether a line of its own ends it, and not the end of the file or of what it stands in


@dataclass
class Chapter:
    """What the source of a chapter holds, in its order."""

    passages: list[Passage] = field(default_factory=list)
    directives: list[Directive] = field(default_factory=list)
    breaks: list[Passage] = field(default_factory=list)  # of blocks, which may set tags
    fences: list[tuple[str, Passage]] = field(default_factory=list)  # code that is only shown, with its language
    head: Passage | None = None

    @property
    def cells(self) -> Iterator[Directive]:
        """The code that the page runs."""
        return (directive for directive in self.directives if directive.name == "code-cell")


def parse(source: str) -> Chapter:
    """Read a chapter from its source."""
    chapter = Chapter()
    lines = source.split("\n")
    _blocks(chapter, _Lines(lines, 0), source)
    chapter.passages.sort(key=lambda passage: (passage.line, passage.column))
    return chapter


@cache
def _parser() -> MarkdownIt:
    parser = create_md_parser(MdParserConfig(enable_extensions=EXTENSIONS), RendererHTML)
    parser.core.ruler.enableOnly(["normalize", "block"])
    return parser


@dataclass(frozen=True)
class _Lines:
    """The lines of the file, and where in it the piece begins that is being parsed."""

    lines: list[str]
    start: int

    def passage(self, first: int, last: int, column: int = 0) -> Passage:
        """The lines from ``first`` up to ``last`` of the piece, the first of them from a column on; all from 0."""
        found = self.lines[self.start + first : self.start + last]
        found[:1] = [line[column:] for line in found[:1]]
        return Passage("\n".join(found), self.start + first + 1, column + 1)


def _blocks(chapter: Chapter, lines: _Lines, source: str) -> None:
    """Sort the blocks of a piece of Markdown into passages, directives and what nobody reads."""
    env: dict[str, dict[str, dict[str, list[int]]]] = {}
    in_table = False
    list_start = [0]
    for token in _parser().parse(source, env):
        if token.type in ("table_open", "table_close"):
            in_table = token.type == "table_open"
        if token.map is None:
            continue
        first, last = token.map
        if token.type in ("fence", "colon_fence"):
            end = source.split("\n")[first + 1 + token.content.count("\n") :][:1]
            _fence(chapter, lines, token, (first, last), closed=any(token.markup in line for line in end))
        elif token.type == "tr_open":
            chapter.passages += _row(lines.passage(first, last))
        elif token.type == "ordered_list_open":
            list_start.append(int(token.attrs.get("start", 1)))
        elif token.type == "list_item_open" and token.info:
            # A list that starts elsewhere than at its beginning shows a number that somebody chose.
            if list_start[-1] > 1 and int(token.info) == list_start[-1]:
                text = lines.lines[lines.start + first]
                column = text.index(token.info)
                chapter.passages.append(Passage(token.info, lines.start + first + 1, column + 1))
        elif token.type == "front_matter":
            if lines.start == 0:
                chapter.head = lines.passage(first + 1, last - 1)
        elif token.type == "myst_block_break":
            chapter.breaks.append(lines.passage(first, last))
        elif token.nesting == 0 and not in_table and token.type not in UNREAD:
            # The parser gives the term of a definition no length.
            chapter.passages.append(lines.passage(first, max(last, first + 1), _marker(lines, first, token)))


def _marker(lines: _Lines, first: int, token: Token) -> int:
    """Where the text of a block begins in its first line, after the marker of a list, quotation or footnote."""
    if token.type != "inline":
        return 0
    begins = token.content.split("\n")[0]
    return max(lines.lines[lines.start + first].find(begins), 0)


def _row(row: Passage) -> Iterator[Passage]:
    """The cells of a row of a table; what opens in one cell cannot close in another."""
    return (Passage(cell[0], row.line, row.column + cell.start()) for cell in _CELL.finditer(row.text))


def _fence(chapter: Chapter, lines: _Lines, token: Token, span: tuple[int, int], *, closed: bool) -> None:
    """A fenced block, which is a directive, a box or plain code."""
    first, last = span
    opening = _OPENING.match(token.info.strip())
    if opening is None:
        if token.type == "colon_fence":  # a plain box around prose
            _blocks(chapter, _Lines(lines.lines, lines.start + first + 1), token.content)
        else:
            body = lines.passage(first + 1, first + 1 + token.content.count("\n"))
            chapter.fences.append((token.info.strip(), body))
        return
    name, argument = opening["name"], opening["argument"].strip()
    title = lines.passage(first, first + 1)
    column = title.text.rindex(argument) if argument else len(title.text)
    title = lines.passage(first, first + 1, column)
    content = token.content.split("\n")
    options, skipped = ({}, 0) if name in WITHOUT_OPTIONS else _options(lines, first + 1, content)
    body_line = first + 1 + skipped
    body = Passage("\n".join(content[skipped:]), lines.start + body_line + 1)
    place = (lines.start + first + 1, lines.start + last)
    chapter.directives.append(Directive(name, title, *place, options, body, closed))
    if name in PLAIN_CODE:
        chapter.fences.append((argument, body))
    chapter.passages += [options[option] for option in READ_OPTIONS & options.keys()]
    if name not in WITHOUT_TITLE and argument:
        chapter.passages.append(title)
    if name not in NO_PROSE:
        _blocks(chapter, _Lines(lines.lines, lines.start + body_line), body.text)


def _options(lines: _Lines, first: int, content: list[str]) -> tuple[dict[str, Passage], int]:
    """The options at the head of a directive, and how many lines they take."""
    if content[0].startswith("---"):
        end = next((i for i, line in enumerate(content[1:], start=1) if line.startswith("---")), len(content))
        inside, length = range(1, end), end + 1
    else:
        starts = iter(enumerate(content))
        length = next((i for i, line in starts if not re.match(r"\s*:(?!::)", line)), len(content))
        inside = range(length)
    named: dict[str, list[int]] = {}
    for i in inside:
        option = _OPTION.match(content[i])
        if option is not None:
            named[option["name"]] = [i, i + 1]
        elif named:
            list(named.values())[-1][1] = i + 1
    options = {}
    for name, (start, end) in named.items():
        line = lines.lines[lines.start + first + start]
        options[name] = lines.passage(first + start, first + end, line.index(f"{name}:") + len(name) + 1)
    return options, min(length, len(content))
