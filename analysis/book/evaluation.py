"""Asking a chapter's kernel for what an expression gives, and refusing all that is not a record or plain text."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import Any

from docutils import nodes
from myst_nb.ext.eval import RetrievalError, retrieve_eval_data

from analysis.book import expressions, naming
from analysis.book.chapter import parse
from analysis.book.faults import COLOURS
from analysis.book.wording import Wording
from analysis.cohort.dataset import PROJECT
from analysis.report import mime, words

INLINE = re.compile(r"\{eval\}`([^`]+)`")
QUOTED = re.compile(INLINE.pattern + r"|^\s*(?::{3,}|`{3,})\{eval-(?:figure|table|if)\}\s+(.+)$", re.MULTILINE)

QUOTED_HERE = "manuscript_quoted"
UNNAMED = re.compile(r"NameError: name '(\w+)' is not defined")


class RefusedError(Exception):
    """An expression that fails, or that gives something a page must not print."""


def quoted(markdown: str) -> list[str]:
    """The expressions that a piece of prose prints, in order, each once: what the reference notebooks print too."""
    found = (match.group(1) or match.group(2) for match in QUOTED.finditer(markdown))
    return list(dict.fromkeys(expression.strip() for expression in found))


def line_of(document: nodes.document, expression: str, first: int) -> int:
    """The line on which an expression stands, from the first line of its paragraph on."""
    lines = Path(document["source"]).read_text(encoding="utf-8").splitlines()
    return next((i for i, line in enumerate(lines, start=1) if i >= first and f"`{expression}`" in line), first)


def evaluate(document: nodes.document, expression: str, mime: str) -> dict[str, Any]:
    """The data that a record of this type shows to a page.

    Args:
        document: the document being read, whose kernel is running.
        expression: what the author wrote.
        mime: the type of record that may stand here.

    Raises:
        RefusedError: the expression fails, or gives anything else.
    """
    return record_of(_ask(document, expression), expression, mime)


def _ask(document: nodes.document, expression: str) -> list[dict[str, Any]]:
    """What the kernel gives for an expression, a bundle of representations for each output."""
    # Sphinx clears this store with every page.
    page = document.settings.env.temp_data
    if QUOTED_HERE not in page:
        page[QUOTED_HERE] = quoted(Path(document["source"]).read_text(encoding="utf-8"))
    if expression.strip() not in page[QUOTED_HERE]:
        raise RefusedError(f"{expression!r} is not written so that the reference notebooks see it")
    refusal = expressions.refusal(expression)
    if refusal:
        raise RefusedError(f"{expression!r}: {refusal}")
    try:
        return [output.data for output in retrieve_eval_data(document, expression)]
    except RetrievalError as error:
        cause = COLOURS.sub("", str(error)).removeprefix("AttributeError: ")
        if unnamed := UNNAMED.fullmatch(cause):
            answers = _answers(Path(document["source"]).read_text(encoding="utf-8"))
            cause = f"no cell makes {unnamed[1]!r}; {words.misspelt(unnamed[1], answers)}"
        raise RefusedError(f"{expression!r} fails: {cause}") from error


def _answers(markdown: str) -> set[str]:
    """The names that the cells of a chapter make."""
    cells = (ast.parse(cell.body.text) for cell in parse(markdown).cells)
    found = (node for cell in cells for node in ast.walk(cell) if isinstance(node, ast.Name))
    return {node.id for node in found if isinstance(node.ctx, ast.Store)}


def record_of(outputs: list[dict[str, Any]], expression: str, mime: str) -> dict[str, Any]:
    """The data that a record of this type shows, from what a kernel gave for the expression.

    Raises:
        RefusedError: it gave anything else.
    """
    if len(outputs) != 1 or mime not in outputs[0]:
        raise RefusedError(f"{expression!r} gives {_described(outputs[0])}, but {_WANTED[mime]} must stand here")
    return dict(outputs[0][mime])


def evaluate_text(document: nodes.document, expression: str) -> dict[str, Any]:
    """What an expression prints, and what stands behind it: a record's text, or a plain string.

    Raises:
        RefusedError: the expression fails, or gives neither, or its numbers come from nowhere.
    """
    return text_of(_ask(document, expression), expression)


def text_of(outputs: list[dict[str, Any]], expression: str) -> dict[str, Any]:
    """What an expression prints, and what stands behind it, from what a kernel gave for it.

    Raises:
        RefusedError: it is neither a record's text nor a plain string, or its numbers come from nowhere.
    """
    plain = _plain_string(outputs)
    if plain is None:
        shown = record_of(outputs, expression, mime.TEXT)
    else:
        shown = {"text": plain, "why_not": "", "face": "", "given": "", "facts": []}
    if not (shown["facts"] or shown["given"]):
        typed = _wording().typed(shown["text"])
        if typed:
            raise RefusedError(
                f"{expression!r} prints {shown['text']!r}, in which {typed[0].text!r} comes from no finding; "
                "let it be a Text that knows its findings"
            )
    return shown


@cache
def _wording() -> Wording:
    return naming.wording(PROJECT)


def substitute(document: nodes.document, text: str) -> tuple[str, list[tuple[str, dict[str, Any]]]]:
    """Text with each ``{eval}`` in it replaced by what it prints, for places that no role reaches.

    Returns:
        The text, and each expression with what stands behind it.

    Raises:
        RefusedError: one of the expressions does.
    """
    found: list[tuple[str, dict[str, Any]]] = []

    def replaced(match: re.Match[str]) -> str:
        found.append((match.group(1), evaluate_text(document, match.group(1))))
        return str(found[-1][1]["text"])

    return INLINE.sub(replaced, text), found


_WANTED = {mime.TEXT: "a finding or text", mime.FIGURE: "a figure", mime.TABLE: "a table"}


def _described(data: dict[str, Any]) -> str:
    for kind, what in _WANTED.items():
        if kind in data:
            return what
    return f"{data['text/plain']}, which is no record" if "text/plain" in data else "nothing that can be printed"


def _plain_string(outputs: list[dict[str, Any]]) -> str | None:
    """A plain string that may be printed, if that is what the outputs are."""
    if len(outputs) != 1 or mime.TEXT in outputs[0]:
        return None
    try:
        value = ast.literal_eval(outputs[0].get("text/plain", ""))
    except (ValueError, SyntaxError):
        return None
    # A number in a string has lost where it came from.
    plain = isinstance(value, str) and value.strip() and not re.search(r"[\d\n]", value)
    return str(value) if plain else None
