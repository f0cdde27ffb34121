"""Trend over ordered groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
import scipy

from analysis.stats._data import Floats, Values, present
from analysis.stats.estimate import Estimate

# Permutations held in memory at once.
BATCH = 1000


@dataclass(frozen=True, kw_only=True, slots=True)
class Trend:
    """A test of trend.

    Attributes:
        statistic: the statistic J: over all pairs of groups, how often a value of the later group exceeds one of
            the earlier, ties counting half; ``None`` where there is none.
        expected: J where there is no trend: half of the pairs.
        tau: Kendall's tau-b between the order of the groups and the values, which gives the direction.
        p: two-sided P by permutation.
        p_error: Monte Carlo standard error of ``p``.
        p_normal: two-sided P by the normal approximation, corrected for ties, without continuity correction.
        permutations: how many permutations stand behind ``p``.
        groups: number in each group, in the order given.
        missing: values left out because they are missing.
        why_not: why there is no statistic, empty where there is one.
    """

    statistic: float | None
    expected: float | None = None
    tau: float | None = None
    p: float | None = None
    p_error: float | None = None
    p_normal: float | None = None
    permutations: int
    groups: tuple[int, ...]
    missing: int
    why_not: str = ""

    @property
    def estimate(self) -> Estimate:
        """tau-b, with P by permutation."""
        return Estimate(
            value=self.tau,
            p=self.p,
            n=sum(self.groups),
            groups=self.groups,
            missing=self.missing,
            method=f"Jonckheere-Terpstra test ({self.permutations} permutations) with Kendall's tau-b",
            why_not=self.why_not,
        )


def jonckheere(groups: Sequence[Values], *, permutations: int = 10_000, seed: int = 1) -> Trend:
    """The Jonckheere-Terpstra test of trend over ordered groups.

    P is the share of permutations, the one seen included, in which J lies at least as far from its expectation.
    The normal approximation is that of Hollander and Wolfe (1999, section 6.2), corrected for ties in both; it
    equals the one of Kendall's tau between the order of the groups and the values.

    Args:
        groups: the samples in their order, shape (n_i,) each.
        permutations: number of random permutations.
        seed: seed of the random numbers.

    Raises:
        ValueError: there are fewer than two samples, one is not a column of numbers, or ``permutations`` is not
            positive.
    """
    if len(groups) < 2:
        raise ValueError("a trend needs two or more groups")
    if permutations < 1:
        raise ValueError("permutations must be 1 or more")
    samples, missing = zip(*(present(group, "a group") for group in groups), strict=True)
    sizes = tuple(len(sample) for sample in samples)
    values = np.concatenate(samples)
    why_not = ""
    if sum(size > 0 for size in sizes) < 2:
        why_not = "fewer than two groups hold values"
    elif len(values) < 3:
        why_not = "fewer than three values"
    elif np.ptp(values) == 0:
        why_not = "all values are equal"
    if why_not:
        return Trend(statistic=None, permutations=permutations, groups=sizes, missing=sum(missing), why_not=why_not)
    codes = np.repeat(np.arange(len(sizes), dtype=float), sizes)
    # Excess of rising over falling pairs; J counts the rising ones, so J = expected + excess / 2.
    signs = np.sign(np.subtract.outer(values, values)).T
    seen = _excess(signs, codes[None, :])[0]
    rng = np.random.default_rng(seed)
    extreme = 0
    for start in range(0, permutations, BATCH):
        batch = np.tile(codes, (min(BATCH, permutations - start), 1))
        extreme += int((np.abs(_excess(signs, rng.permuted(batch, axis=1))) >= abs(seen)).sum())
    p = (1 + extreme) / (1 + permutations)
    normal = scipy.stats.kendalltau(codes, values, method="asymptotic")
    expected = (len(values) ** 2 - sum(size**2 for size in sizes)) / 4
    return Trend(
        statistic=expected + float(seen) / 2,
        expected=expected,
        tau=float(normal.statistic),
        p=p,
        p_error=sqrt(p * (1 - p) / permutations),
        p_normal=float(normal.pvalue),
        permutations=permutations,
        groups=sizes,
        missing=sum(missing),
    )


def _excess(signs: Floats, codes: Floats) -> Floats:
    """Rising minus falling pairs between groups; shape (permutations,).

    Args:
        signs: shape (n, n), the sign of value j minus value i.
        codes: shape (permutations, n), the group of each value.
    """
    total = np.zeros(len(codes))
    for group in np.unique(codes)[1:]:
        total += (((codes < group) @ signs) * (codes == group)).sum(axis=1)
    return total
