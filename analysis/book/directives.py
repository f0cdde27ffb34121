"""The role and the directives by which a chapter prints findings, figures and tables."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from myst_nb.ext.utils import RoleBase
from sphinx.util.docutils import SphinxDirective

from analysis.book import absent, constant, downloads, faults, provenance
from analysis.book.evaluation import RefusedError, evaluate, evaluate_text, line_of, substitute
from analysis.report import mime

SYNTHETIC = "Synthetic data."
NAMED = {"name": directives.unchanged}
FLOAT = {**NAMED, "supplement": directives.flag}  # the flag sends it to the supplement of the manuscript
SHORT = 20  # characters; a number with its interval or denominator is not broken over lines


class EvalRole(RoleBase):
    """``{eval}`expression```: the printed face of a record, inline."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Give the text as an inline node, or note the fault."""
        try:
            shown = evaluate_text(self.document, self.text)
        except RefusedError as refusal:
            line = line_of(self.document, self.text, self.line)
            faults.add(self.document.settings.env, self.source, line, str(refusal))
            return [], []
        return [provenance.printed(shown, self.text, self.line)], []


class EvalDirective(SphinxDirective, ABC):
    """What the three directives share: one expression, evaluated in the chapter's kernel."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar[dict[str, Any]] = NAMED

    def run(self) -> list[nodes.Node]:
        """Give the nodes, or note the fault."""
        try:
            return self.build(self.arguments[0])
        except RefusedError as refusal:
            faults.add_of(self, str(refusal))
            return []

    @abstractmethod
    def build(self, expression: str) -> list[nodes.Node]:
        """The nodes that stand for the expression."""

    def set_float(self, node: nodes.Element, shown: dict[str, Any]) -> None:
        """Give a table or a figure its name, and what the manuscript asks of it: its place, and why it is empty."""
        self.set_source_info(node)
        self.add_name(node)
        node["supplement"] = "supplement" in self.options
        node["why_not"] = shown["why_not"]

    def parse_content(self) -> list[nodes.Node]:
        """The body, parsed."""
        container = nodes.Element()
        self.state.nested_parse(self.content, self.content_offset, container)
        return container.children

    def caption(self) -> list[nodes.Node]:
        """The inline nodes of the body, which must be one paragraph."""
        children = self.parse_content()
        if len(children) != 1 or not isinstance(children[0], nodes.paragraph):
            raise RefusedError(f"{self.arguments[0]!r} needs a caption of one paragraph")
        return children[0].children


class EvalFigure(EvalDirective):
    """``{eval-figure} expression``: a figure with a caption and a text for those who cannot see it.

    Both may hold ``{eval}``. A figure that the dataset does not allow says why in place of its caption.
    """

    option_spec: ClassVar[dict[str, Any]] = {**FLOAT, "alt": directives.unchanged_required}

    def build(self, expression: str) -> list[nodes.Node]:
        """A figure node with image and caption."""
        shown = evaluate(self.state.document, expression, mime.FIGURE)
        if not self.options.get("alt") or not self.options.get("name"):
            raise RefusedError(f"{expression!r} needs a name and an alt text that says what the figure shows")
        alt: str = shown["why_not"]
        quoted: list[tuple[str, provenance.Shown]] = []
        caption: list[nodes.Node] = [nodes.Text(f"{alt}.")]
        if not alt:
            # The caption first: its faults are noted one by one, and those of the alt text end the figure.
            caption = self.caption()
            alt, quoted = substitute(self.state.document, constant.unmarked(self.options["alt"]))
        if shown["synthetic"]:
            alt = f"{SYNTHETIC} {alt}"
        *folder, page = self.env.docname.split("/")
        writer = self.state.document["nb_renderer"]
        uri = writer.write_file([*folder, f"{page}-{self.options['name']}.svg"], shown["svg"].encode(), overwrite=True)
        node = nodes.figure(
            "", nodes.image(uri=uri, alt=alt, printed=quoted, printed_line=self.lineno), nodes.caption("", "", *caption)
        )
        name = self.options["name"]
        self.set_float(node, shown)  # takes the name out of the options
        if shown["why_not"]:
            node["classes"].append("missing")
            return [node]
        title = node[1].astext().split("\n")[0]
        offered = downloads.Download(kind="figure", name=name, title=title, shown=shown, alt=alt)
        return [node, downloads.offer(self.env, node, offered)]


class EvalTable(EvalDirective):
    """``{eval-table} expression``: a table of findings, its caption above and its notes below."""

    option_spec: ClassVar[dict[str, Any]] = FLOAT

    def build(self, expression: str) -> list[nodes.Node]:
        """A table node, and the notes as a paragraph."""
        shown = evaluate(self.state.document, expression, mime.TABLE)
        columns, rows, notes = shown["columns"], shown["rows"], shown["notes"]
        if shown["why_not"]:
            # One cell instead of many, and still a table, so that its number and the references to it stand.
            columns, rows, notes = [shown["why_not"].capitalize()], [], []
        # The first column names the rows, and is told so to who hears the table.
        specs = [nodes.colspec(colwidth=1) for _ in columns]
        if rows:
            specs[0]["stub"] = 1
        group = nodes.tgroup("", *specs, cols=len(columns))
        cells = [self._cells(row, columns) for row in rows]
        figures = [_all_figures(column) for column in zip(*cells, strict=True)] or [False] * len(columns)
        head = nodes.thead("", self._row([nodes.Text(column) for column in columns], figures))
        body = nodes.tbody("", *(self._row(row, figures) for row in cells))
        group += [head, body]
        node = nodes.table(
            "",
            nodes.title("", "", *self.caption()),
            group,
            classes=["findings", "colwidths-auto"],
        )
        name = self.options.get("name")
        self.set_float(node, shown)
        if shown["synthetic"]:
            notes = [*notes, SYNTHETIC]
        below: list[nodes.Node] = []
        if notes:
            below.append(nodes.paragraph("", " ".join(notes), classes=["table-notes"]))
        if name and not shown["why_not"]:
            kept = {**shown, "notes": notes}
            title = node[0].astext().split("\n")[0]
            offered = downloads.Download(kind="table", name=name, title=title, shown=kept)
            below.append(downloads.offer(self.env, node, offered))
        return [node, *below]

    def _cells(self, row: list[provenance.Shown], columns: list[str]) -> list[nodes.Node]:
        """The label of a row, then its numbers."""
        name = f"{self.options.get('name', self.arguments[0])}, {row[0]['text']}, "
        return [
            provenance.printed(cell, name + column, self.lineno)
            if cell["text"] and (cell["facts"] or cell["given"])
            else nodes.Text(cell["text"])
            for cell, column in zip(row, columns, strict=True)
        ]

    @staticmethod
    def _row(cells: Sequence[nodes.Node], figures: Sequence[bool]) -> nodes.row:
        row = nodes.row()
        for cell, lined_up in zip(cells, figures, strict=True):
            classes = ["short"] if len(cell.astext()) <= SHORT else []
            row += nodes.entry(
                "", nodes.paragraph("", "", cell), classes=[*classes, *(["figures"] if lined_up else [])]
            )
        return row


def _all_figures(column: Sequence[nodes.Node]) -> bool:
    """Whether a column holds short numbers only, which line up on the right."""
    return all(isinstance(cell, provenance.number) and len(cell.astext()) <= SHORT for cell in column)


class Refuse(EvalDirective):
    """myst-nb's own block forms, which print whatever an expression gives."""

    def build(self, expression: str) -> list[nodes.Node]:
        """Always a fault."""
        raise RefusedError(f"{expression!r} stands in {{{self.name}}}; write {{eval-figure}} or {{eval-table}}")


class EvalIf(EvalDirective):
    """``{eval-if} expression``: prose that stands only where the finding has a value; elsewhere the reason stands."""

    option_spec: ClassVar[dict[str, Any]] = {}

    def build(self, expression: str) -> list[nodes.Node]:
        """The body, or one sentence that says what is missing."""
        why_not = evaluate(self.state.document, expression, mime.TEXT)["why_not"]
        if why_not:
            return [absent.paragraph(why_not)]
        return self.parse_content()
