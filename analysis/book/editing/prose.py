"""Cells of prose as HTML with the values that they print, for which an editor asks the chapter's kernel.

The parser, what may be printed and what is refused are those of the build. What only the whole book knows is shown as
it is written: the numbers of tables and figures, and citations.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from functools import cache
from html import escape
from typing import Any

from IPython.core.interactiveshell import InteractiveShell
from IPython.display import HTML
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

from analysis.book import chapter, constant, expressions, keypoints, marks
from analysis.book.chapter import Directive
from analysis.book.evaluation import INLINE, RefusedError, record_of, text_of
from analysis.report import mime

NAMES = "names"
_TITLED = re.compile(r"(.+?)\s*<[^<>]+>", re.DOTALL)

Env = MutableMapping[str, Any]


def shown(markdown: str, names: Mapping[str, Any]) -> HTML:
    """A cell of prose as HTML.

    Args:
        markdown: what the author wrote.
        names: what the chapter's cells of code have made so far.
    """
    return HTML(_parser().render(markdown, {NAMES: names}))  # type: ignore[no-untyped-call]


def _outputs(expression: str, names: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What a kernel would give for an expression."""
    refusal = expressions.refusal(expression)
    if refusal:
        raise RefusedError(f"{expression!r}: {refusal}")
    try:
        value = eval(expression, dict(names))  # noqa: S307 - the author's own kernel, in which cells run as well
    except Exception as error:
        raise RefusedError(f"{expression!r} fails: {error}") from error
    formatter = InteractiveShell.instance().display_formatter
    assert formatter is not None  # noqa: S101 - a shell has one
    return [formatter.format(value)[0]]  # type: ignore[no-untyped-call]


def _text(expression: str, names: Mapping[str, Any]) -> str:
    text: str = text_of(_outputs(expression, names), expression)["text"]
    return text


# What renders each kind of token, in the form that the parser takes.


def _role(_self: Any, tokens: Sequence[Token], index: int, _options: Any, env: Env) -> str:
    name, content = tokens[index].meta["name"], tokens[index].content.strip()
    if name == "eval":
        try:
            text = escape(_text(content, env[NAMES]))
        except RefusedError as refusal:
            return _refused(refusal)
        return f'<span class="manuscript-number" title="{escape(content)}">{text}</span>'
    if name == "constant":
        return escape(marks.split(content)[0])
    if name == "numref" or "cite" in name:
        return f"[{escape(content)}]"
    titled = _TITLED.fullmatch(content)
    return escape(titled[1] if titled else content)


def _fence(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Env) -> str:
    token = tokens[index]
    source = f"{token.markup}{token.info}\n{token.content}{token.markup}\n"
    found = chapter.parse(source).directives[:1]
    if not found or found[0].name not in _DIRECTIVES:
        return str(RendererHTML.fence(renderer, tokens, index, options, env))
    try:
        return _DIRECTIVES[found[0].name](found[0], env[NAMES])
    except RefusedError as refusal:
        return _refused(refusal)


def _mark(_self: Any, tokens: Sequence[Token], index: int, *_: Any) -> str:
    return f"<sup>{escape(tokens[index].meta['label'])}</sup>"


def _note(self: Any, tokens: Sequence[Token], index: int, *_: Any) -> str:
    return f'<aside class="manuscript-note">{_mark(self, tokens, index)}'


def _note_ends(*_: Any) -> str:
    return "</aside>"


def _nothing(*_: Any) -> str:
    return ""


_RULES: dict[str, Callable[..., str]] = {
    "myst_role": _role,
    "fence": _fence,
    "colon_fence": _fence,
    "footnote_ref": _mark,
    "footnote_reference_open": _note,
    "footnote_reference_close": _note_ends,
    "myst_target": _nothing,
    "myst_line_comment": _nothing,
}


def _refused(refusal: RefusedError) -> str:
    return f'<span class="manuscript-fault">{escape(str(refusal))}</span>'


@cache
def _parser() -> MarkdownIt:
    parser = create_md_parser(MdParserConfig(enable_extensions=chapter.EXTENSIONS), RendererHTML)
    for kind, rule in _RULES.items():
        parser.add_render_rule(kind, rule)
    return parser


def _body(directive: Directive, names: Mapping[str, Any]) -> str:
    return str(_parser().render(directive.body.text, {NAMES: names}))


def _asked(directive: Directive, names: Mapping[str, Any], mime: str) -> dict[str, Any]:
    expression = directive.argument.text.strip()
    return record_of(_outputs(expression, names), expression, mime)


def _if(directive: Directive, names: Mapping[str, Any]) -> str:
    why_not = _asked(directive, names, mime.TEXT)["why_not"]
    return f"<p><em>{escape(why_not)}</em></p>" if why_not else _body(directive, names)


def _points(directive: Directive, names: Mapping[str, Any]) -> str:
    return f'<div class="manuscript-points"><strong>{keypoints.TITLE}</strong>{_body(directive, names)}</div>'


def _table(directive: Directive, names: Mapping[str, Any]) -> str:
    data = _asked(directive, names, mime.TABLE)
    caption = f"<figcaption>{_body(directive, names)}</figcaption>"
    if data["why_not"]:
        return f"<figure>{caption}<p><em>{escape(data['why_not'])}</em></p></figure>"
    head = "".join(f"<th>{escape(column)}</th>" for column in data["columns"])
    cells = (("".join(f"<td>{escape(cell['text'])}</td>" for cell in row)) for row in data["rows"])
    rows = "".join(f"<tr>{row}</tr>" for row in cells)
    notes = escape(" ".join(data["notes"]))
    return f"<figure>{caption}<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table><p>{notes}</p></figure>"


def _figure(directive: Directive, names: Mapping[str, Any]) -> str:
    data = _asked(directive, names, mime.FIGURE)
    alt = constant.unmarked(directive.options["alt"].text.strip()) if "alt" in directive.options else ""
    alt = data["why_not"] or INLINE.sub(lambda found: _text(found[1], names), alt)
    # As an image, because the ids of two drawings in one page may be the same.
    drawn = base64.b64encode(data["svg"].encode()).decode()
    return (
        f'<figure><img src="data:image/svg+xml;base64,{drawn}" alt="{escape(alt)}">'
        f"<figcaption>{_body(directive, names)}<p>Alt text: {escape(alt)}</p></figcaption></figure>"
    )


_DIRECTIVES: dict[str, Callable[[Directive, Mapping[str, Any]], str]] = {
    "eval-if": _if,
    "key-points": _points,
    "eval-table": _table,
    "eval-figure": _figure,
}
