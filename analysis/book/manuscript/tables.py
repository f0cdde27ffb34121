"""Tables that fit a page: widths from what the cells hold, numbers aligned, landscape where nothing else helps."""

from __future__ import annotations

import re
from collections.abc import Callable

import panflute as pf
from docutils import nodes

# Characters of small type that a line of the page takes, upright and on its side.
UPRIGHT, SIDEWAYS = 98, 150
MOST = 42  # characters of a cell before it is given more lines
LONG = 28  # rows beyond which a table may run over pages
ROOMY = 1.3  # how much wider than its cells a narrow table may be
GAP = 3  # characters between columns
NUMBER = re.compile(r"[<>\u2212-]?\s?\d[\d.\u00b7,\u2009\u202f ]*%?|[<>]\s?\d?[.\u00b7]\d+|\d+ of \d+|\u2013|-|")


def _rows(node: nodes.Element, part: type[nodes.Element]) -> list[list[nodes.entry]]:
    return [list(row.findall(nodes.entry)) for group in node.findall(part) for row in group.findall(nodes.row)]


def _texts(node: nodes.table) -> list[tuple[str, list[str]]]:
    """The head and the cells of each column."""
    heads, rows = _rows(node, nodes.thead)[-1], _rows(node, nodes.tbody)
    return [(head.astext(), [row[at].astext() for row in rows]) for at, head in enumerate(heads)]


def _word(text: str) -> int:
    return max(map(len, text.split()), default=1)


def _wanted(head: str, cells: list[str]) -> tuple[int, int]:
    """Fewest characters that a column needs, and how many it would like."""
    least = max(map(_word, [head, *cells]))
    like = max(max(map(len, cells), default=1), least, min(len(head), 12))
    return least + GAP, min(like, max(MOST, least)) + GAP


def widths(node: nodes.table) -> list[float]:
    """What part of the line each column takes; together 1, or less where the table is narrow."""
    wanted = [_wanted(*column) for column in _texts(node)]
    line = SIDEWAYS if wide(node) else UPRIGHT
    total = sum(like for _, like in wanted)
    if total <= line:
        room = min(line / total, ROOMY)
        return [round(like * room / line, 4) for _, like in wanted]
    # Each keeps its longest word whole, and the rest of the line is shared out by what the columns would like beyond.
    spare = max(line - sum(least for least, _ in wanted), 0)
    beyond = sum(like - least for least, like in wanted) or 1
    given = [least + spare * (like - least) / beyond for least, like in wanted]
    return [round(one / sum(given), 4) for one in given]


def wide(node: nodes.table) -> bool:
    """Whether a table needs a page on its side."""
    wanted = [_wanted(*column) for column in _texts(node)]
    crowded = len(wanted) > 5 and sum(like for _, like in wanted) > UPRIGHT * 1.15
    return crowded or sum(least for least, _ in wanted) > UPRIGHT


def _is_numeric(cells: list[str]) -> bool:
    return any(cells) and all(NUMBER.fullmatch(cell) for cell in cells)


def table(node: nodes.table, caption: list[pf.Element], inlines: Callable[[nodes.Node], list[pf.Element]]) -> pf.Table:
    """A table of a page, with a head that is repeated on each page.

    Args:
        node: the table.
        caption: what stands above it.
        inlines: turns what is in a paragraph into elements.
    """
    columns = _texts(node)
    sides = ["AlignRight" if at and _is_numeric(cells) else "AlignLeft" for at, (_, cells) in enumerate(columns)]

    def row(entries: list[nodes.entry]) -> pf.TableRow:
        return pf.TableRow(*(pf.TableCell(pf.Plain(*(inlines(entry[0]) if len(entry) else []))) for entry in entries))

    body = _rows(node, nodes.tbody)
    return pf.Table(
        pf.TableBody(*map(row, body)),
        head=pf.TableHead(*map(row, _rows(node, nodes.thead))),
        caption=pf.Caption(pf.Plain(*caption)),
        colspec=list(zip(sides, widths(node), strict=True)),
        classes=["long"] if len(body) > LONG else [],
    )
