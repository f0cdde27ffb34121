"""Tables fit their page."""

from __future__ import annotations

import pytest
from docutils import nodes

from analysis.book.manuscript import tables


def table(heads: list[str], *rows: list[str]) -> nodes.table:
    def row(cells: list[str]) -> nodes.row:
        return nodes.row("", *(nodes.entry("", nodes.paragraph("", cell)) for cell in cells))

    group = nodes.tgroup("", nodes.thead("", row(heads)), nodes.tbody("", *map(row, rows)), cols=len(heads))
    return nodes.table("", nodes.title("", "T"), group)


def sides(node: nodes.table) -> list[str]:
    made = tables.table(node, [], lambda _: [])
    return [side for side, _ in made.colspec]


@pytest.mark.parametrize(
    "node",
    [
        table(["A", "B"], ["a", "b"]),
        table(["Numbers", "Method"], ["Ratios", "a long method " * 15]),
        table(list("ABCDEFG"), ["0.61 (95% CI 0.10 to 1.58)"] * 7),
        table(["A", "B"], ["x" * 90, "y" * 90]),
    ],
)
def test_the_columns_stay_within_the_line(node: nodes.table) -> None:
    found = tables.widths(node)
    assert sum(found) <= 1.001
    assert min(found) > 0


def test_only_a_crowded_table_lies_on_its_side() -> None:
    assert not tables.wide(table(["A", "B", "C"], ["a long cell " * 9] * 3))
    assert tables.wide(table(list("ABCDEFG"), ["0.61 (95% CI 0.10 to 1.58)"] * 7))


def test_a_column_of_numbers_is_aligned_and_one_of_words_is_not() -> None:
    node = table(["Marker", "n", "P", "Ratio"], ["IL-6", "47", "<0.001", "8.7 (3.6 to 21)"], ["PT", "9", "0.03", "1.1"])
    assert sides(node) == ["AlignLeft", "AlignRight", "AlignRight", "AlignLeft"]
