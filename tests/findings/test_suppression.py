"""Which further counts are hidden: enough that no small one follows, and no more than need be."""

from __future__ import annotations

import pytest

from analysis.findings.suppression import ExposedError, Members, choose


def sets(*sizes: int) -> list[Members]:
    """Sets of these sizes that do not overlap."""
    starts = [sum(sizes[:i]) for i in range(len(sizes))]
    return [frozenset(range(start, start + size)) for start, size in zip(starts, sizes, strict=True)]


def hidden(parts: list[Members], *totals: Members, keep: tuple[Members, ...] = (), below: int = 5) -> list[int]:
    """The sizes that are hidden of a family with totals."""
    printed = {*parts, *totals, *keep}
    small = {found for found in printed if 0 < len(found) < below}
    chosen = choose(printed, small, [parts], below=below, keep=keep, bases=[])
    return sorted(map(len, chosen))


def test_a_single_small_part_takes_the_smallest_other_with_it() -> None:
    parts = sets(3, 9, 20)
    assert hidden(parts, keep=(frozenset().union(*parts),)) == [3, 9]


def test_two_small_parts_hide_each_other() -> None:
    parts = sets(3, 2, 20)
    assert hidden(parts, keep=(frozenset().union(*parts),)) == [2, 3]


def test_two_small_parts_do_not_where_their_sum_has_one_solution() -> None:
    parts = sets(4, 4, 20, 30)
    assert hidden(parts, keep=(frozenset().union(*parts),)) == [4, 4, 20]


def test_a_sum_of_some_parts_is_seen() -> None:
    """Severe is grades 3 and 4; with it and grade 3 in print, grade 4 would follow."""
    mild, third, fourth = sets(30, 12, 2)
    assert hidden([mild, third, fourth], third | fourth, keep=(mild | third | fourth,)) == [2, 12]


def test_nothing_is_hidden_where_nothing_adds_up() -> None:
    assert hidden(sets(3, 9, 20)) == [3]


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    parts = sets(6, 9, 20)
    assert hidden(parts, keep=(frozenset().union(*parts),)) == []


def test_margins_of_a_table_do_not_give_its_cells_away() -> None:
    """A table of three by three with one small cell, all margins in print: the least that helps are three more."""
    cells = sets(2, 9, 10, 11, 12, 13, 14, 15, 16)
    rows = [frozenset().union(*cells[i : i + 3]) for i in (0, 3, 6)]
    columns = [frozenset().union(*cells[i::3]) for i in range(3)]
    keep = (*rows, *columns)
    chosen = choose({*cells, *keep}, {cells[0]}, [cells], below=5, keep=keep, bases=[])
    assert cells[0] in chosen
    for line in keep:
        assert sum(cell <= line for cell in chosen) != 1


def test_what_must_be_printed_may_leave_nothing_to_hide() -> None:
    few, rest = sets(2, 20)
    with pytest.raises(ExposedError):
        choose({few, rest, few | rest}, {few}, [], below=5, keep=(rest, few | rest), bases=[])
