"""What frames the chapters and is printed with them: the table of contents, titles, references and the style sheet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import yaml

from analysis.book import prose
from analysis.book.wording import Typed, Wording
from analysis.report.words import misspelt

Found = tuple[Path, int, int, str, str]  # file, line, column, message, rule

TOC, CONFIGURATION, REFERENCES = "_toc.yml", "_config.yml", "references.bib"
_TITLES = {"title", "caption", "extra_footer", "extra_navbar", "announcement"}
_PAGES = {"file", "root"}
_OTHERS = {"glob", "url"}
_NOTE = re.compile(r"^\s*(?:note|annote|addendum|howpublished)\s*=\s*(.*)$", re.MULTILINE | re.IGNORECASE)
_CONTENT = re.compile(r"\bcontent\s*:[^;}\n]*[\"'][^\"'\n]*\w")
_PRINTS = "is printed around the chapters and typed here; write it in a chapter, where a record can print it"


def refusals(project: Path, chapters: Iterable[Path], wording: Wording) -> Iterator[Found]:
    """What of the frame states a result, or shows a page that is none of these chapters."""
    read = set(chapters)
    for name in (TOC, CONFIGURATION):
        file = project / name
        if not file.is_file():
            continue
        for key, value in _scalars(file):
            line, column = value.start_mark.line + 1, value.start_mark.column + 1
            if name == TOC and (key in _OTHERS or (key in _PAGES and not _is_chapter(project / value.value, read))):
                told = "is no chapter that the lint reads; a page is a .md file in chapters, alone of its name"
                yield file, line, column, f"{value.value} {told}", "page"
            elif key in _TITLES:
                for typed in wording.typed(prose.words(value.value)):
                    yield file, line, column, f'"{typed.text}" {_PRINTS}', typed.rule
    yield from _references(project / REFERENCES, wording)
    for sheet in sorted((project / "_static").glob("*.css")):
        text = sheet.read_text(encoding="utf-8")
        for content in _CONTENT.finditer(text):
            yield sheet, text.count("\n", 0, content.start()) + 1, 1, "a style sheet prints no text", "elsewhere"


def missing_pages(project: Path) -> Iterator[str]:
    """What the table of contents names that is no page, as an author is told of it."""
    known = {page.relative_to(project).with_suffix("").as_posix() for page in project.glob("chapters/**/*.md")}
    file = project / TOC
    for key, value in _scalars(file):
        name = value.value.removesuffix(".md")
        if key in _PAGES and name not in known:
            place = f"{file}:{value.start_mark.line + 1}:{value.start_mark.column + 1}"
            yield f"{place}: {value.value} is no page; {misspelt(name, known)}"


def _scalars(file: Path) -> Iterator[tuple[str, yaml.ScalarNode]]:
    """Every single value of a file with its key."""
    return _scalars_of(yaml.compose(file.read_text(encoding="utf-8"), Loader=yaml.SafeLoader))


def _scalars_of(node: yaml.Node | None) -> Iterator[tuple[str, yaml.ScalarNode]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if isinstance(value, yaml.ScalarNode):
                yield str(key.value), value
            else:
                yield from _scalars_of(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _scalars_of(value)


def _is_chapter(page: Path, read: set[Path]) -> bool:
    """Whether a page of the table of contents is a chapter, and no other file could be taken for it."""
    found = [page] if page.suffix == ".md" else [page.with_name(f"{page.name}.md")]
    others = [file for file in page.parent.glob(f"{found[0].stem}.*") if file not in found]
    return found[0] in read and not others


def _references(file: Path, wording: Wording) -> Iterator[Found]:
    """Results in the notes of references; their dates, pages and numbers are none."""
    text = file.read_text(encoding="utf-8") if file.is_file() else ""
    for note in _NOTE.finditer(text):
        words = prose.words(note[1])
        stated = [typed for typed in wording.typed(words) if typed.rule != "number"]
        stated += [Typed(found, "number", 0, 0) for found in wording.marks.results(words)]
        for typed in stated:
            yield file, text.count("\n", 0, note.start(1)) + 1, 1, f'"{typed.text}" {_PRINTS}', typed.rule
