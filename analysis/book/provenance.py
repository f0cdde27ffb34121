"""Where each printed number comes from: the node that prints it, and the table of them that ends a page."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from importlib import metadata
from typing import Any
from urllib.parse import quote

from docutils import nodes
from docutils.nodes import Element, Node
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.osutil import relative_uri

from analysis.book.constant import constant
from analysis.book.per_page import PerPage

NUMBERS: PerPage[list[dict[str, Any]]] = PerPage("numbers")
HEADS = ("What", "Estimate", "n", "P", "Method", "Code", "Data")

VERSION = metadata.version("cart-manuscript")

Shown = dict[str, Any]  # what `analysis.report.printed.Text.shown` gives


class number(nodes.inline):  # noqa: N801 - docutils names its nodes so
    """A number, or words that follow one, with the facts behind it.

    Attributes of the node: ``expression`` as the author wrote it, ``shown``, ``line`` in the chapter.
    """


class numbers_table(nodes.General, nodes.Element):  # noqa: N801
    """The folded table of the records that a page prints. Attribute: ``records``."""


def printed(shown: Shown, expression: str, line: int) -> number:
    """The node that prints a record."""
    return number("", shown["text"], classes=["number"], expression=expression, shown=shown, line=line)


def collect(app: Sphinx, doctree: nodes.document) -> None:
    """Give every number of a page an id, keep them for the ledger, and end the page with the table of their records."""
    env = app.env
    records: dict[str, dict[str, Any]] = {}
    entries: list[dict[str, Any]] = []
    for node, entry in ledgered(env.docname, doctree):
        entries.append(entry)
        # A constant is kept for who compares two books; the table is of records.
        if isinstance(node, constant):
            continue
        behind = entry["facts"] or [{"given": entry["given"]}]
        keys = [_record(records, facts) for facts in behind]
        if isinstance(node, number):
            node["records"] = keys
    NUMBERS.of(env)[env.docname] = entries
    if records:
        doctree += numbers_table(records=list(records.values()))


def ledgered(docname: str, doctree: nodes.document) -> Iterator[tuple[Node, dict[str, Any]]]:
    """Every node of a page that prints a record or a constant, with its entry in the ledger, in reading order."""
    seen: dict[str, int] = {}
    for node, expression, shown, line, place, sentence in _all_printed(doctree):
        seen[expression] = seen.get(expression, 0) + 1
        # The id says what is printed and not where, so that it survives edits elsewhere on the page.
        name = expression if seen[expression] == 1 else f"{expression} ({seen[expression]})"
        if shown["facts"] or shown["given"]:
            entry = {"id": f"{docname}: {name}", "page": docname, "line": line, "place": place, "sentence": sentence}
            yield node, {**entry, **shown}


def _record(records: dict[str, dict[str, Any]], facts: dict[str, Any]) -> str:
    """The name of a record in the table of the page, where it stands once."""
    key = json.dumps(facts, sort_keys=True)
    records.setdefault(key, {"name": f"record-{len(records) + 1}", **facts})
    return str(records[key]["name"])


Printed = tuple[Node, str, Shown, int, str, str]


def _all_printed(doctree: nodes.document) -> Iterator[Printed]:
    """Every printed record of a page in reading order: node, expression, what is shown, line, place and sentence."""
    for node in doctree.findall(lambda n: isinstance(n, number | constant | nodes.image)):
        if isinstance(node, number | constant):
            block = _block(node)
            before = _text_before(block, node)
            sentence = _text_before(block).split("\n")[before.count("\n")]
            place = "cell" if isinstance(block.parent, nodes.entry) else block.tagname
            yield node, node["expression"], node["shown"], node["line"] + before.count("\n"), place, sentence
        elif isinstance(node, nodes.image):
            quoted: list[tuple[str, Shown]] = node.get("printed", [])
            for expression, shown in quoted:
                yield node, expression, shown, node["printed_line"], "alt", node["alt"]


def _block(node: Element) -> Element:
    """The paragraph, caption, title or cell in which a number stands."""
    block = node
    while isinstance(block, nodes.Inline):
        block = block.parent
    return block


def _text_before(block: Element, node: Node | None = None) -> str:
    """The text of a block, up to a node in it; marks of footnotes are no part of a sentence."""
    before = []
    for other in block.findall():
        if other is node:
            break
        if isinstance(other, nodes.Text) and not isinstance(other.parent, nodes.footnote_reference):
            before.append(other.astext())
    return "".join(before)


def of_page(env: BuildEnvironment, docname: str) -> list[dict[str, Any]]:
    """The printed numbers of a page, in reading order."""
    return NUMBERS.of(env).get(docname, [])


# How the nodes look in HTML. Elsewhere a number is its text, and the table is not there.


def visit_number(translator: Any, node: number) -> None:
    """Open a ``data`` element, in a link to the record unless it stands in a link or a heading."""
    facts = node["shown"]["facts"]
    exact = facts[0].get(_FACES.get(node["shown"]["face"], "")) if len(facts) == 1 else None
    value = html.escape(str(exact if exact is not None else node["shown"]["text"]), quote=True)
    linked = node.get("records") and not _in_link(node)
    node["linked"] = linked
    if linked:
        names = " ".join(node["records"])
        translator.body.append(f'<a class="number" href="#{node["records"][0]}" data-records="{names}">')
    translator.body.append(f'<data value="{value}">')


# Which field of the facts a face prints.
_FACES = {
    "value": "value",
    "percent": "value",
    "text": "value",
    "n": "n",
    "count": "events",
    "n_of_N": "value",
    "p": "p",
    "p_cell": "p",
    "p_adjusted": "adjusted_p",
    "p_adjusted_cell": "adjusted_p",
}


def _in_link(node: Node) -> bool:
    while node.parent is not None:
        node = node.parent
        heading = isinstance(node, nodes.title) and isinstance(node.parent, nodes.section)
        if isinstance(node, nodes.reference) or heading:
            return True
    return False


def depart_number(translator: Any, node: number) -> None:
    """Close what was opened."""
    translator.body.append("</data></a>" if node["linked"] else "</data>")


def visit_numbers_table(translator: Any, node: numbers_table) -> None:
    """The whole table, folded."""
    here = translator.builder.current_docname
    head = "".join(f'<th scope="col">{title}</th>' for title in HEADS)
    rows = "".join(_row(record, here) for record in node["records"])
    translator.body.append(
        f'<details class="numbers"><summary>Where the numbers on this page come from ({len(node["records"])})</summary>'
        f'<div class="table-wrapper" tabindex="0" role="region" aria-label="Numbers on this page"><table>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div></details>"
    )
    raise nodes.SkipNode


def skip(_translator: Any, _node: Element) -> None:
    """Leave the table out of all but HTML."""
    raise nodes.SkipNode


def _row(record: dict[str, Any], here: str) -> str:
    if "given" in record:
        cells = [record["given"], "", "", "", "", "", ""]
        linked = [html.escape(cell) for cell in cells]
    else:
        shown = record["printed"]
        counted = f"{record['events']} of {record['n']}" if record["events"] is not None else str(record["n"])
        n = shown.get("n", counted) + (f" ({record['missing']} missing)" if record["missing"] else "")
        p = "; ".join(part for part in (shown["p"], shown["adjusted_p"]) if part)
        if record["adjustment"]:
            p += f" ({record['adjustment']})"
        estimate = "; ".join(part for part in (shown["estimate"], shown["interval"]) if part)
        code = f"{record['function']}, {record['code']}, version {VERSION}"
        linked = [html.escape(cell) for cell in (record["what"], estimate, n, p, record["method"])]
        linked.append(f'<a href="{_code_uri(record["code"], here)}">{html.escape(code)}</a>')
        made_up = "synthetic, " if record["synthetic"] else ""
        linked.append(html.escape(f"{record['dataset']} ({made_up}{record['digest']})"))
    body = "".join(f"<td>{cell}</td>" for cell in linked[1:])
    return f'<tr id="{record["name"]}"><th scope="row">{linked[0]}</th>{body}</tr>'


def code_page(file: str) -> str:
    """The page on which a source file stands."""
    return f"code/{file.removesuffix('.py')}"


def _code_uri(code: str, here: str) -> str:
    file, _, line = code.partition(":")
    return quote(f"{relative_uri(here, code_page(file))}.html") + f"#line-{line}"
