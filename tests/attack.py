"""What a reader may try on numbers whose small counts are masked."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Any

Facts = Mapping[str, Any]

# What tells of the record and not of patients, or counts what are no patients.
OF_RECORD = re.compile(
    r"pairs |days with|daily values|patient-days|in the dataset|evaluable|day of onset|followed|graded|not known"
    r"|survival recorded|(?:peak|nadir) and |the day of the first tocilizumab$"
    r"|^(?:Response|Tumour burden before.*|LDH before.*|CRS grade|Survival|Primary infection|\S+ after infusion)$"
)
# Counts that every reader adds up, by what they are called; the rest of the name must be the same.
FAMILIES = (r"(CRS|ICANS) of grade \d()(.*)", r"()(?:bacterial|viral|fungal|unknown) (infections, .*)()")
MASKED = re.compile(r"(fewer than|\d+ or more)")


def small_counts(facts: Iterable[Facts], below: int) -> list[str]:
    """Counts that stand there though they are small, and those whose denominators leave few."""
    found = []
    for one in facts:
        events, n = one["events"], one["n"]
        if one["kind"] not in ("count", "proportion") or events is None or OF_RECORD.search(one["what"]):
            continue
        if 0 < events < below:
            found.append(f"{one['what']}: {events}")
        if one["kind"] == "proportion" and n is not None and 0 < n - events < below:
            found.append(f"{one['what']}: {n} less {events}")
    return found


def inverted(facts: Iterable[Facts], below: int) -> list[str]:
    """Small counts that follow from a percentage and its denominator, or from what is left of a masked record."""
    found = []
    for one in facts:
        if one["kind"] in ("proportion", "probability") and one["value"] is not None and one["n"]:
            fits = [count for count in range(one["n"] + 1) if abs(count / one["n"] - one["value"]) < 0.0005]
            small = len(fits) == 1 and (0 < fits[0] < below or 0 < one["n"] - fits[0] < below)
            if small and not OF_RECORD.search(one["what"]):
                found.append(f"{one['what']}: {fits[0]} by its percentage")
        masked = one["printed"].get("n", "")
        if one["kind"] in ("count", "proportion") and MASKED.match(masked):
            names = ("value", "low", "high", "p", "adjusted_p", "events")
            found += [f"{one['what']}: {name} though {masked}" for name in names if one[name] is not None]
    return found


def subtracted(facts: Sequence[Facts], below: int) -> list[str]:
    """Masked counts of a family that has one solution only."""
    families: dict[tuple[str, ...], dict[str, Facts]] = defaultdict(dict)
    for one in facts:
        for family in FAMILIES:
            match = re.fullmatch(family, one["what"])
            if match:
                families[(family, *match.groups())][one["what"]] = one
    found = []
    for members in families.values():
        total = next((one["n"] for one in members.values() if one["n"] is not None), None)
        hidden = [what for what, one in members.items() if one["events"] is None and one["printed"].get("n")]
        if total is None or not hidden:
            continue
        rest = total - sum(one["events"] or 0 for one in members.values())
        few = ["fewer" in members[what]["printed"]["n"] for what in hidden]
        ranges = [range(1, below) if small else range(below, rest + 1) for small in few]
        fits = [sizes for sizes in product(*ranges) if sum(sizes) == rest]
        found += [what for at, what in enumerate(hidden) if few[at] and len({sizes[at] for sizes in fits}) == 1]
    return found


def succeeds(facts: Sequence[Facts], below: int) -> list[str]:
    """Everything that the attacks give away."""
    return small_counts(facts, below) + inverted(facts, below) + subtracted(facts, below)
