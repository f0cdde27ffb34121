"""What a chapter shows without its words: pictures, HTML, other files. None of it can be read, so none may stand."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from analysis.book import prose
from analysis.book.chapter import Chapter, Passage

Found = tuple[int, int, str, str]  # line, column, message, rule

_PICTURE = "a picture from a file may show numbers that nothing computes; draw it from records with {eval-figure}"
_ELSEWHERE = "brings in what nobody checks; write it in the chapter, or make it a table of findings: {eval-table}"
_PICTURES = {"figure", "image", "figure-md", "carousel"}
_COMPUTED = "prints what is no record; write {eval}`...`"
_COUNTERS = ("sub-ref", "sectnum", "nb-exec-table")  # of words, sections and seconds
_ROLES = ("sub-ref", "glue", "glue:any", "glue:text", "glue:md", "glue:math", "nb-exec-table")
_REFUSED = {
    **dict.fromkeys(("include", "literalinclude", "raw", "raw-cell", "eval-rst"), _ELSEWHERE),
    **dict.fromkeys(("glue", "glue:figure", "glue:md", "glue:math", *_COUNTERS), _COMPUTED),
}
_FILES = ("file", "url", "load")
_HEAD = ("jupytext", "kernelspec")
# Cyrillic and the Greek letters that look like Latin ones; IFN\u03b3 and \u00b5mol are names.
_LOOKALIKE = (
    "\u0400-\u052f\u0391\u0392\u0395-\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03bd\u03bf\u03c5"
)
_MIXED = re.compile(rf"[A-Za-z]*(?:[A-Za-z][{_LOOKALIKE}]|[{_LOOKALIKE}][A-Za-z])[A-Za-z]*")
_HIDING = re.compile(r"\bremove[-_]cell\b")


def refusals(chapter: Chapter) -> Iterator[Found]:
    """Everything of the kind."""
    yield from _brought_in(chapter)
    yield from _undescribed(chapter)
    yield from _unclosed(chapter)
    yield from _hidden(chapter)
    for passage in chapter.passages:
        for start in prose.pictures(passage.text):
            yield *passage.place(start), _PICTURE, "picture"
        for role in _ROLES:
            for start, _ in prose.roles(passage.text, role):
                yield *passage.place(start), f"{{{role}}} {_COMPUTED}", "elsewhere"
        for start, tag in prose.tags(passage.text):
            message = f"{' '.join(tag.split())} is HTML, which nobody checks; write Markdown"
            yield *passage.place(start), message, "html"
        for mixed in _MIXED.finditer(passage.text):
            message = f"{mixed[0]!r} mixes letters of two alphabets, so that nobody can search for the word"
            yield *passage.place(mixed.start()), message, "script"
    for part in chapter.breaks:
        if not _is_metadata(part.text.lstrip("+ \t").rstrip()):
            yield *part.place(0), f"{part.text!r}: after +++ stands nothing, or JSON such as {{...}}", "break"
    if chapter.head is not None:
        for key in re.finditer(r"^[^\s#:-][^:\n]*(?=:)", chapter.head.text, re.MULTILINE):
            if key[0] not in _HEAD:
                message = f"{key[0]} may not stand in the head of a chapter, only {' and '.join(_HEAD)}"
                yield *chapter.head.place(key.start()), message, "head"


def _is_metadata(text: str) -> bool:
    """Whether the build can read what stands behind the signs of a break."""
    try:
        return not text or isinstance(json.loads(text), dict)
    except ValueError:
        return False


def _brought_in(chapter: Chapter) -> Iterator[Found]:
    """Directives and options that show what stands elsewhere."""
    for directive in chapter.directives:
        if directive.name in _PICTURES:
            yield directive.line, 1, f"{{{directive.name}}}: {_PICTURE}", "picture"
        elif directive.name in _REFUSED:
            yield directive.line, 1, f"{{{directive.name}}} {_REFUSED[directive.name]}", "elsewhere"
        for name, option in directive.options.items():
            if name in _FILES:
                yield option.line, 1, f":{name}: {_ELSEWHERE}", "elsewhere"
            elif name.startswith("img-") and name != "img-alt":
                yield option.line, 1, f":{name}: {_PICTURE}", "picture"


def _undescribed(chapter: Chapter) -> Iterator[Found]:
    """Figures that nothing describes, or whose description has no computed number."""
    for directive in chapter.directives:
        if directive.name == "eval-figure":
            alt = directive.options.get("alt")
            if alt is None or not alt.text.strip():
                message = "a figure needs an alt text that says what it shows, with its numbers: :alt: ... {eval}`...`"
                yield directive.line, 1, message, "alt"
            elif not any(prose.roles(alt.text, "eval")):
                message = "the alt text of a figure quotes the numbers that it shows: {eval}`...`"
                yield *alt.place(0), message, "alt"


def _unclosed(chapter: Chapter) -> Iterator[Found]:
    """Directives that run on to the end of what they stand in, and take along what was to follow them."""
    for directive in chapter.directives:
        if not directive.closed:
            message = "is not closed; end it, and open a block that holds others with more colons than theirs"
            yield directive.line, 1, f"{{{directive.name}}} {message}", "unclosed"


def _hidden(chapter: Chapter) -> Iterator[Found]:
    """Cells whose code readers do not get to see."""
    tagged: list[Passage] = [cell.options["tags"] for cell in chapter.cells if "tags" in cell.options]
    for passage in [*tagged, *chapter.breaks]:
        for tag in _HIDING.finditer(passage.text):
            message = f"{tag[0]} takes the cell from the page unseen; write hide-input"
            yield *passage.place(tag.start()), message, "remove-cell"
