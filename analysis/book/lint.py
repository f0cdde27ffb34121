"""``python -m analysis lint``: what a chapter types but should print, makes but never quotes, shows without a word.

It reads the sources only, so it takes a moment; what needs the data is the business of the build.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from analysis.book import expressions, faces, frame, marks, markup, naming, prose
from analysis.book.cells import ELSEWHERE, Code
from analysis.book.chapter import QUOTING, Chapter, parse
from analysis.book.markup import Found
from analysis.book.quoting import Declared, Quotes, unread
from analysis.book.wording import Wording

PROJECT = Path(__file__).resolve().parents[2]

NOTHING = ast.Module(body=[], type_ignores=[])
PRINT = "print it from a record with {{eval}}`...`, or mark a constant with {{constant}}`{text} | reason`"
FIX = {
    "number": "{text} is typed; " + PRINT,
    "name": "{text} holds a number; if it is a name, add it to names under [tool.manuscript] in pyproject.toml; if it "
    "is none, " + PRINT,
    "number-word": '"{text}" is a typed number; ' + PRINT,
    "direction": '"{text}" is typed; print it from a record with {{eval}}`finding.direction` or the like, or mark what '
    "states no result with {{constant}}`{text} | reason`",
}


@dataclass(frozen=True, order=True)
class Fault:
    """What is wrong in a file, where, and how to mend it; line and column count from 1."""

    file: Path
    line: int
    column: int
    message: str
    rule: str

    def __str__(self) -> str:
        """The fault on one line, as editors read it."""
        here = Path.cwd()
        file = self.file.relative_to(here) if self.file.is_relative_to(here) else self.file
        return f"{file}:{self.line}:{self.column}: {self.message} [{self.rule}]"


def lint(paths: Iterable[Path] = ()) -> list[Fault]:
    """Every fault of some chapters, sorted.

    Args:
        paths: chapters, or folders of them; all chapters of the project unless given.

    Raises:
        OSError: a path cannot be read.
    """
    chosen = list(paths)
    sources = {file: file.read_text(encoding="utf-8") for file in _files(chosen or [PROJECT / "chapters"])}
    return Linter(PROJECT).faults(sources, whole=not chosen)


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in map(Path.resolve, paths):
        yield from sorted(path.rglob("*.md")) if path.is_dir() else [path]


class Linter:
    """The rules, with what a project names and counts, and the findings that its chapters may ask for."""

    def __init__(self, project: Path) -> None:
        """Read the project."""
        self._project = project
        self.wording = naming.wording(project)
        self._misnamed = [Fault(*refusal, "name") for refusal in naming.refusals(project)]
        self.declared = Declared(project / "analysis" / "findings")

    def faults(self, sources: Mapping[Path, str], *, whole: bool) -> list[Fault]:
        """Every fault of some chapters, sorted.

        Args:
            sources: the text of each chapter.
            whole: whether these are all chapters, so that a field which none of them quotes is a fault too.
        """
        quotes = {file: Quotes(self.declared) for file in sources}
        found = [fault for file in sources for fault in self._chapter(file, sources[file], quotes[file])]
        found += self._misnamed
        if whole:
            found += [Fault(*refusal) for refusal in frame.refusals(self._project, sources, self.wording)]
            found += _unquoted_fields(self.declared, quotes.values())
        return sorted(set(found))

    def _chapter(self, file: Path, source: str, quotes: Quotes) -> Iterator[Fault]:
        chapter = parse(source)
        for line, column, message, rule in (
            *_typed(chapter, self.wording),
            *_roles(chapter, self.wording),
            *_cells(chapter, Code(self.declared), self.wording),
            *markup.refusals(chapter),
            *faces.refusals(chapter),
            *_unquoted(chapter, quotes),
        ):
            yield Fault(file, line, column, message, rule)


def _typed(chapter: Chapter, words: Wording) -> Iterator[Found]:
    """Numbers and words of direction that stand in the text, in a caption, an alt text or anywhere else it is read."""
    for passage in chapter.passages:
        for typed in words.typed(prose.words(passage.text)):
            written = passage.text[typed.start : typed.end]
            if written.startswith("&"):  # a number that is written as an entity
                written = passage.text[typed.start : passage.text.index(";", typed.start) + 1]
            text = written if typed.rule == "number" else typed.text
            yield *passage.place(typed.start), _fix(typed.rule, text), typed.rule
    for language, passage in chapter.fences:
        for typed in words.typed(prose.code_words(passage.text, language)):
            yield *passage.place(typed.start), _fix(typed.rule, typed.text), typed.rule


def _fix(rule: str, text: str) -> str:
    """What to tell the author who typed this."""
    return FIX["name" if rule == "number" and text[0].isalpha() else rule].format(text=text)


def _roles(chapter: Chapter, words: Wording) -> Iterator[Found]:
    """Constants that hold no ground, and expressions that print nothing, or what is typed or computed in them."""
    for passage in chapter.passages:
        for start, content in prose.roles(passage.text, "constant"):
            refusal = marks.refusal(content)
            if refusal:
                yield *passage.place(start), refusal, "constant"
        yield from ((*passage.place(start), what, "constant") for start, what in words.marks.refusals(passage.text))
        empty = [role.start() for role in re.finditer(r"\{eval\}", prose.words(passage.text))]
        for start, expression in prose.roles(passage.text, "eval"):
            empty += [] if expression.strip() else [start]
            yield from ((*passage.place(start), *what) for what in _expression(expression, words))
        for start in empty:
            message = "nothing to print; write the name of a record: {eval}`response.cr.percent`"
            yield *passage.place(start), message, "blank"
    for directive in chapter.directives:
        if directive.name in QUOTING and not directive.argument.text.strip():
            message = f"nothing to show; write the name of a record: {{{directive.name}}} burden.table"
            yield *directive.argument.place(0), message, "blank"
        elif directive.name in QUOTING:
            found = _expression(directive.argument.text, words)
            yield from ((*directive.argument.place(0), *what) for what in found)


def _expression(expression: str, words: Wording) -> Iterator[tuple[str, str]]:
    """What is wrong with an expression: message and rule."""
    refusal = expressions.refusal(expression)
    if refusal:
        yield refusal, "expression"
    for noun in expressions.nouns(expression):
        if not words.counts(noun):
            message = (
                f'"{noun}" is not among what is counted under [tool.manuscript] in pyproject.toml; a noun may state a'
            )
            yield f"{message} result", "noun"
    for text in expressions.literals(expression):
        for typed in words.typed(text):
            yield _fix(typed.rule, typed.text), typed.rule


def _code(source: str) -> ast.Module | None:
    """The code as a tree; nothing where it is no Python."""
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError):
        return None


def _cells(chapter: Chapter, code: Code, words: Wording) -> Iterator[Found]:
    """Code that does more than ask questions and name their answers, and words that it types."""
    for cell in chapter.cells:
        tree = _code(cell.body.text)
        if tree is None:
            yield cell.line, 1, f"this cell is no plain Python; {ELSEWHERE}", "cell"
            continue
        for typed in words.typed(prose.comments(cell.body.text)):
            yield *cell.body.place(typed.start), _fix(typed.rule, typed.text), typed.rule
        for node, message in code.refusals(tree):
            yield *cell.body.place(_offset(cell.body.text, node)), message, "cell"
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                place = cell.body.place(_offset(cell.body.text, node))
                yield from ((*place, _fix(typed.rule, typed.text), typed.rule) for typed in words.typed(node.value))


def _unquoted(chapter: Chapter, quotes: Quotes) -> Iterator[Found]:
    """Answers that a cell asks for and the chapter never quotes."""
    made: dict[str, tuple[int, int]] = {}
    for cell in chapter.cells:
        for node in quotes.run(_code(cell.body.text) or NOTHING):
            made.setdefault(node.id, cell.body.place(_offset(cell.body.text, node)))
    for expression in _expressions(chapter):
        quotes.quote(_code(expression) or NOTHING)
    for name, place in made.items():
        if name not in quotes.names:
            yield *place, f"{name} is made and never quoted; quote it with {{eval}}`{name}...`, or drop it", "unquoted"


def _offset(source: str, node: ast.AST) -> int:
    line, column = getattr(node, "lineno", 1), getattr(node, "col_offset", 0)
    return sum(len(text) for text in source.splitlines(keepends=True)[: line - 1]) + int(column)


def _expressions(chapter: Chapter) -> Iterator[str]:
    for passage in chapter.passages:
        yield from (expression.strip() for _, expression in prose.roles(passage.text, "eval"))
    yield from (directive.argument.text.strip() for directive in chapter.directives if directive.name in QUOTING)


def _unquoted_fields(declared: Declared, quotes: Iterable[Quotes]) -> Iterator[Fault]:
    """Fields of the findings that chapters ask for, which none of them quotes."""
    groups = {group for quoted in quotes for group in quoted.groups.values()}
    read = {field for quoted in quotes for field in quoted.fields}
    for field in unread(declared, groups, read):
        message = f"{field.group}.{field.name} is made for a chapter and never quoted; quote it, or drop the field"
        yield Fault(field.file, field.line, field.column, message, "unquoted")
