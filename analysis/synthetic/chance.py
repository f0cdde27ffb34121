"""The few ways in which the generator uses chance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Value = TypeVar("Value", str, int)


def stream(seed: int) -> np.random.Generator:
    """A stream of random numbers; PCG64 is named because numpy may change its default."""
    return np.random.Generator(np.random.PCG64(seed))


def order(rng: np.random.Generator, log_weights: Floats) -> npt.NDArray[np.intp]:
    """Everyone, in the order of successive weighted draws without replacement.

    Sorting by log weight plus Gumbel noise is the same as drawing one after the other with these weights
    (Yellott 1977, J Math Psychol 15:109-144).

    Args:
        rng: the stream.
        log_weights: natural log of each one's weight, shape ``(n,)``.

    Returns:
        Positions, first drawn first, shape ``(n,)``.
    """
    return np.argsort(-(log_weights + rng.gumbel(size=log_weights.size)), kind="stable")


def choose(rng: np.random.Generator, log_weights: Floats, count: int) -> Flags:
    """Exactly ``count`` of them, drawn without replacement by weight; a weight of ``-inf`` is never drawn.

    Raises:
        ValueError: fewer than ``count`` have a weight.
    """
    if np.isfinite(log_weights).sum() < count:
        raise ValueError(f"{count} cannot be drawn: too few have a weight")
    drawn = np.zeros(log_weights.size, dtype=bool)
    drawn[order(rng, log_weights)[:count]] = True
    return drawn


def deal(rng: np.random.Generator, log_weights: Floats, counts: Mapping[Value, int]) -> list[Value]:
    """Give each one a value so that every value is given as often as ``counts`` says.

    Those drawn first get the first value, so a high weight goes with the values named first.

    Raises:
        ValueError: the counts do not add up to the number of weights.
    """
    cards = [value for value, count in counts.items() for _ in range(count)]
    hands = dict(zip(order(rng, log_weights).tolist(), cards, strict=True))
    return [hands[i] for i in range(log_weights.size)]


def shuffle(rng: np.random.Generator, counts: Mapping[Value, int]) -> list[Value]:
    """The same with equal weights."""
    return deal(rng, np.zeros(sum(counts.values())), counts)


def standard(values: Floats) -> Floats:
    """Values less their mean, in standard deviations."""
    return np.asarray((values - values.mean()) / values.std())


def only(allowed: Flags) -> Floats:
    """Log weights that are equal where ``allowed`` and never drawn elsewhere."""
    return np.where(allowed, 0.0, -np.inf)


def days(rng: np.random.Generator, shape: tuple[float, float], limits: tuple[int, int], size: int) -> Floats:
    """Whole days, log-normal with this median and this standard deviation of ln, held within limits."""
    median, spread = shape
    return np.clip(np.rint(median * np.exp(spread * rng.standard_normal(size))), *limits)
