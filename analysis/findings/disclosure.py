"""Which counts of a dataset must be masked, because they are small or because others would give a small one away.

A dataset may set ``disclosure``: no count from 1 to one less than it is printed then. Hiding small counts alone would
not do, since a total less its other parts gives the one that is missing. So all counts that the book prints of a
dataset are looked at together, as sets of patients: further ones are hidden until no small one can be worked out from
those that are left (complementary cell suppression: Hundepool et al., Statistical Disclosure Control, Wiley 2012,
chapter 4).
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace

import pandas as pd

from analysis.cohort import Cohort, DatasetError, Fault
from analysis.cohort.settings import FILE
from analysis.findings import suppression
from analysis.report.masking import COUNTS, Mask, Size
from analysis.report.record import Finding

# Hands what a build has found to its kernels: keys of hidden sets by dataset, in which no patient can be read.
VARIABLE = "ANALYSIS_HIDDEN"

# What to do where no choice of further counts hides the small ones.
SMALL = (
    "set a lower number; where the lowest, 3, is too much as well, so few patients cannot be hidden from each other: "
    "leave the key out, and read every page before you show it"
)

Members = frozenset[Hashable]


@dataclass(frozen=True, kw_only=True)
class Basis:
    """The patients, or episodes, behind a finding.

    Attributes:
        events: those it counts.
        base: those it counts among; its n.
        groups: further sets whose sizes the estimate tells, as the cells of a two-by-two table.
        of_record: it tells what was recorded and not what patients had, so the number that is left needs no cover.
    """

    events: Members | None = None
    base: Members | None = None
    groups: tuple[Members, ...] = ()
    of_record: bool = False


def members(happened: pd.Series) -> Members:
    """Those of whom a yes/no is yes."""
    return frozenset(happened.index[happened.astype("boolean").fillna(False).astype(bool)])


def known(*series: pd.Series) -> Members:
    """Those of whom each of these is known."""
    return frozenset.intersection(*(frozenset(values.index[values.notna()]) for values in series))


def crossed(event: pd.Series, exposed: pd.Series) -> Basis:
    """What a two-by-two table rests on: its total, its events and its four cells, which its statistics give away."""
    both = known(event, exposed)
    happened, with_it = members(event) & both, members(exposed) & both
    apart = happened & with_it, with_it - happened, happened - with_it, both - happened - with_it
    return Basis(events=happened, base=both, groups=apart)


def compared(values: pd.Series, event: pd.Series) -> Basis:
    """What a comparison of measurements rests on; its statistics give nothing away but where a group is small."""
    both = known(values, event)
    return Basis(events=members(event) & both, base=both)


@dataclass
class _Asked:
    """What the questions to one cohort printed: the sets, and those which together make others."""

    bases: list[Basis]
    parts: list[tuple[Members, ...]]


_asking: ContextVar[_Asked | None] = ContextVar("asking", default=None)


def note_parts(parts: Iterable[Members]) -> None:
    """Tell that these printed sets do not overlap, so that a reader may add them up."""
    asked = _asking.get()
    if asked is not None:
        asked.parts.append(tuple(parts))


def concealed(cohort: Cohort, finding: Finding, basis: Basis | None) -> Finding:
    """The finding with all masked that the dataset does not let be printed; the same where it sets no limit.

    Args:
        cohort: the dataset.
        finding: what was computed.
        basis: the patients behind it; without one, the sizes that the estimate itself holds decide.
    """
    below = cohort.settings.disclosure
    if below is None:
        return finding
    asked = _asking.get()
    if asked is not None:
        if basis is not None:
            asked.bases.append(basis)
        return finding
    hidden = _hidden(cohort)

    def size(of: Members | None) -> Size:
        if of is None or (len(of) >= below and key(cohort, of) not in hidden):
            return ""
        return "few" if 0 < len(of) < below else "many" if of else ""

    if basis is None:
        return _by_size(finding, below)
    n, events = size(basis.base), size(basis.events)
    if finding.kind in COUNTS:
        # What a proportion leaves over is masked with it, and so is what has a masked denominator.
        return _stripped(finding, Mask(below=below, events=events, n=n)) if n or events else finding
    rest = size((basis.base or frozenset()) - basis.events) if basis.events is not None else ""
    if "few" in (n, events, rest) or any(size(group) for group in basis.groups):
        return _stripped(finding, Mask(below=below, n=n))
    e = finding.estimate
    # What is missing would give the number that is left.
    e = replace(e, n=0 if n else e.n, missing=0 if n else e.missing, events=None if events else e.events)
    return _by_size(replace(finding, estimate=e, mask=Mask(below=below, n=n) if n else None), below)


def _by_size(finding: Finding, below: int) -> Finding:
    """The finding, withheld where the numbers it holds are small themselves."""
    e = finding.estimate
    if e.value is None:
        return finding
    # Correlations and trends over groups tell nothing of the size of one.
    told = [e.n, *(() if finding.kind == "correlation" else e.groups)]
    if e.events is not None and finding.kind != "count":
        told += [e.events, e.n - e.events]
    if finding.kind == "probability":
        told += [round(e.value * e.n), round((1 - e.value) * e.n)]
    small = any(0 < count < below for count in told) and e.n > 0
    return _stripped(finding, Mask(below=below, n="few" if e.n < below else "")) if small else finding


def _stripped(finding: Finding, mask: Mask) -> Finding:
    """The finding without the numbers that its mask hides, so that no way of showing it can print them."""
    e = finding.estimate
    kept = finding.kind in COUNTS and not mask.events
    bare = replace(
        e,
        value=None,
        low=None,
        high=None,
        p=None,
        groups=(),
        n=0 if mask.n else e.n,
        events=e.events if kept else None,
        missing=0 if mask.n else e.missing,
    )
    return replace(finding, estimate=bare, mask=mask, adjusted_p=None)


def hidden(cohorts: Iterable[Cohort]) -> str:
    """What is hidden of each cohort that sets a limit, as the kernels of a build get it by ``VARIABLE``."""
    return json.dumps({c.digest: sorted(_find(c)) for c in cohorts if c.settings.disclosure}, sort_keys=True)


_found: dict[str, frozenset[str]] = {}
# Sets of few patients could be tried one after another, if nothing of the dataset went into their keys.
_secrets: dict[str, bytes] = {}


def _hidden(cohort: Cohort) -> frozenset[str]:
    """The keys of all sets whose size is masked."""
    if cohort.digest not in _found:
        given: Mapping[str, list[str]] = json.loads(os.environ.get(VARIABLE) or "{}")
        _found[cohort.digest] = frozenset(given[cohort.digest]) if cohort.digest in given else _find(cohort)
    return _found[cohort.digest]


def _find(cohort: Cohort) -> frozenset[str]:
    """Ask every question of the book, and find which of the sets that the answers print must be hidden."""
    from analysis.findings import chapters  # noqa: PLC0415 - the questions use this module

    with _listening() as asked:
        chapters.everything(cohort)
    below = cohort.settings.disclosure or 0
    protected, printed = _to_protect(asked.bases, below)
    record = {basis.events for basis in asked.bases if basis.of_record and basis.events is not None}
    everybody: Members = frozenset(cohort.patients.index)
    keep = {everybody, *record} - protected
    bases = {basis.base for basis in asked.bases if basis.base}
    try:
        chosen = suppression.choose(printed, protected - record, asked.parts, below=below, keep=keep, bases=bases)
    except suppression.ExposedError:
        rule = f"asks too much of {len(everybody)} patients: a count below {below} follows from what is left to print"
        raise DatasetError(str(cohort.folder), [Fault(FILE, None, "disclosure", str(below), rule, SMALL)]) from None
    return frozenset(key(cohort, found) for found in chosen)


def _to_protect(bases: Iterable[Basis], below: int) -> tuple[set[Members], set[Members]]:
    """The sets that are too small to be told, with those that a proportion leaves over; and all that are printed."""
    protected, printed = set(), set()
    for basis in bases:
        told = {found for found in (basis.events, basis.base) if found}
        printed |= told
        sets = list(told)
        if basis.events is not None and basis.base is not None and not basis.of_record:
            sets.append(basis.base - basis.events)
        protected |= {found for found in sets if 0 < len(found) < below}
    return protected, printed


@contextmanager
def _listening() -> Iterator[_Asked]:
    asked = _Asked([], [])
    token = _asking.set(asked)
    try:
        yield asked
    finally:
        _asking.reset(token)


def key(cohort: Cohort, of: Members) -> str:
    """A name for a set, from which nobody can tell who is in it without the patients themselves."""
    if cohort.digest not in _secrets:
        rows = pd.util.hash_pandas_object(cohort.patients).to_numpy().tobytes()
        _secrets[cohort.digest] = hashlib.sha256(rows).digest()
    return hashlib.sha256(_secrets[cohort.digest] + json.dumps(sorted(map(str, of))).encode()).hexdigest()[:16]
