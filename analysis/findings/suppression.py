"""Complementary suppression: which further counts to hide, so that no small one can be worked out from the rest."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

Members = frozenset[Hashable]
# A total and its parts, by their places in the list of sets.
Sum = tuple[int, tuple[int, ...]]
# A size for each hidden set.
Filling = dict[int, int]
LARGEST = 1e6  # no dataset has more patients


class ExposedError(ValueError):
    """A small count that no suppression can hide."""


def choose(
    printed: Collection[Members],
    protected: Collection[Members],
    parts: Iterable[Sequence[Members]],
    *,
    below: int,
    keep: Collection[Members],
    bases: Collection[Members],
) -> set[Members]:
    """The sets to hide, of those that are printed.

    Args:
        printed: every set of patients whose size the book prints.
        protected: sets whose sizes must not become known; those that are printed are told as "fewer than".
        parts: sets that do not overlap, as a reader knows: grades, kinds, the cells of a table.
        below: sizes from 1 to one less are small.
        keep: sets that are printed whatever comes, such as that of all patients.
        bases: sets that serve as denominators, which are hidden only where nothing else helps.

    Returns:
        The protected sets that are printed, and further ones, which are told as ``below`` or more.

    Raises:
        ExposedError: a protected size follows from what must be printed.
    """
    sets = sorted({*printed, *protected}, key=lambda found: (len(found), sorted(map(str, found))))
    place = {found: i for i, found in enumerate(sets)}
    reader = _Reader(
        sizes=[len(found) for found in sets],
        sums=_sums(sets, parts),
        small={place[found] for found in protected},
        told={place[found] for found in printed},
        below=below,
    )
    fixed = {place[found] for found in keep if found in place} | {i for i, n in enumerate(reader.sizes) if n < below}
    wanted = {place[found] for found in bases if found in place}
    hidden = set(reader.small)
    while known := reader.works_out(hidden):
        further = _nearest(known, reader.sums, hidden | fixed)
        if not further:
            raise ExposedError
        hidden.add(min(further, key=lambda i: (i in wanted, i)))
    # Some were hidden before others made that needless.
    for i in sorted(hidden - reader.small, key=lambda i: (i not in wanted, -i)):
        if not reader.works_out(hidden - {i}, first=True):
            hidden.remove(i)
    return {sets[i] for i in hidden & reader.told}


def _nearest(exposed: set[int], sums: Sequence[Sum], settled: set[int]) -> set[int]:
    """The printed sets, but those that are settled, that the exposed ones hang on by as few sums as can be."""
    reached: set[int] = set()
    grown = set(exposed)
    while grown != reached:
        reached = grown
        linked = {i for total, added in sums if reached & {total, *added} for i in (total, *added)}
        if linked - settled:
            return linked - settled
        grown = reached | linked
    return set()


def _sums(sets: Sequence[Members], parts: Iterable[Sequence[Members]]) -> list[Sum]:
    """Every total that is the sum of two printed sets, or of declared parts."""
    bit = {one: 1 << i for i, one in enumerate(sorted({one for found in sets for one in found}, key=str))}
    masks = [sum(bit[one] for one in found) for found in sets]
    place = {mask: i for i, mask in enumerate(masks)}
    sums: set[Sum] = set()
    for total, whole in enumerate(masks):
        for i in range(total):
            rest = place.get(whole & ~masks[i])
            if masks[i] & ~whole == 0 and rest is not None and i < rest:
                sums.add((total, (i, rest)))
    for family in parts:
        known = [place[mask] for mask in (sum(bit.get(one, 0) for one in found) for found in family) if mask in place]
        for total, whole in enumerate(masks):
            inside = tuple(sorted(i for i in known if masks[i] & ~whole == 0))
            if len(inside) > 1 and sum(masks[i] for i in inside) == whole:
                sums.add((total, inside))
    return sorted(sums)


@dataclass
class _Reader:
    """One who knows all that is printed, and how sets add up.

    Attributes:
        sizes: the size of each set.
        sums: the totals and their parts.
        small: the sets whose sizes are protected.
        told: those that are printed, be it masked.
        below: sizes from 1 to one less are small.
        doubts: for each protected set, two ways to fill what is hidden in which its size differs.
    """

    sizes: Sequence[int]
    sums: Sequence[Sum]
    small: set[int]
    told: set[int]
    below: int
    doubts: dict[int, tuple[Filling, Filling]] = field(default_factory=dict)

    def works_out(self, hidden: set[int], *, first: bool = False) -> set[int]:
        """The protected sets whose sizes have one solution only; with ``first``, no more than one of them."""
        found: set[int] = set()
        puzzle = None
        for i in sorted(self.small):
            if all(self._fits(filling, hidden) for filling in self.doubts.get(i, ())) and i in self.doubts:
                continue
            puzzle = puzzle or _Puzzle(self, hidden)
            ends = puzzle.ends(i)
            if ends is None:
                found.add(i)
                if first:
                    break
            else:
                self.doubts[i] = ends
        return found

    def _fits(self, filling: Filling, hidden: set[int]) -> bool:
        """Whether a way to fill other hidden sets still agrees with what is printed."""
        return all(i in hidden or size == self.sizes[i] for i, size in filling.items())


class _Puzzle:
    """What a reader can solve: whole numbers for the hidden sets that make every sum right."""

    def __init__(self, reader: _Reader, hidden: set[int]) -> None:
        """Write the sums that hold a hidden set as equations."""
        open_sums = [(total, added) for total, added in reader.sums if hidden & {total, *added}]
        self.sets = sorted({i for total, added in open_sums for i in (total, *added)} & hidden)
        self.column = {i: at for at, i in enumerate(self.sets)}
        matrix, right = np.zeros((len(open_sums), len(self.sets))), np.zeros(len(open_sums))
        for row, (total, added) in enumerate(open_sums):
            for i, sign in ((total, -1), *((i, 1) for i in added)):
                if i in self.column:
                    matrix[row, self.column[i]] += sign
                else:
                    right[row] -= sign * reader.sizes[i]
        # A reader knows of a masked count that it is small, or that it is not; of one that is not printed, nothing.
        few = [i in reader.small & reader.told for i in self.sets]
        many = [i in reader.told - reader.small for i in self.sets]
        low = np.where(few, 1.0, np.where(many, float(reader.below), 0.0))
        high = np.where(few, reader.below - 1.0, LARGEST)
        self.sums_hold, self.within = (matrix, right, right), (low, high)

    def ends(self, i: int) -> tuple[Filling, Filling] | None:
        """The fillings with the least and with the greatest size of a set; ``None`` where they agree on it."""
        if i not in self.column:
            return {i: 0}, {i: 1}
        from scipy.optimize import milp  # noqa: PLC0415 - it takes long to load, and most datasets mask nothing

        fillings = []
        for sign in (1.0, -1.0):
            goal = np.zeros(len(self.sets))
            goal[self.column[i]] = sign
            found = milp(goal, constraints=self.sums_hold, bounds=self.within, integrality=np.ones_like(goal))
            fillings.append(dict(zip(self.sets, (round(float(x)) for x in found.x), strict=True)))
        least, greatest = fillings
        return None if least[i] == greatest[i] else (least, greatest)
