"""Everything about a finding that a page gets to know when it prints one."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from analysis.report.masking import COUNTS

if TYPE_CHECKING:
    from analysis.report.record import Finding


def of(finding: Finding) -> dict[str, Any]:
    """The facts of a finding as JSON can hold them: numbers in full, and as they are printed."""
    e, origin, source, mask = finding.estimate, finding.origin, finding.source, finding.mask
    counted = {
        "n": None if mask and mask.n else e.n,
        "missing": None if (mask and mask.n) or 0 < e.missing < source.disclosure else e.missing,
    }
    return {
        "what": finding.what,
        "kind": finding.kind,
        "unit": finding.unit,
        **{
            name: _plain(_told(finding, getattr(e, name)))
            for name in ("value", "low", "high", "level", "p", "n", "events", "missing")
        },
        **counted,
        "adjusted_p": _plain(finding.adjusted_p),
        "adjustment": finding.adjustment,
        "family": finding.family,
        "method": e.method,
        "printed": {
            "estimate": str(finding.p if finding.kind == "test" else finding.value),
            "interval": str(finding.ci) if e.low is not None else "",
            "p": str(finding.p) if e.p is not None and finding.kind != "test" else "",
            "adjusted_p": str(finding.p_adjusted) if finding.adjusted_p is not None else "",
            **({"n": str(finding.n_of_N if finding.kind in COUNTS else finding.n)} if mask else {}),
        },
        "code": f"{origin.file}:{origin.line}" if origin else "",
        "function": origin.function if origin else "",
        "dataset": source.title,
        "digest": source.digest,
        "synthetic": source.synthetic,
    }


def _told(finding: Finding, number: Any) -> Any:
    """A number in full, but for quartiles that may be a patient's own value in data that nobody may look into."""
    if finding.kind == "median" and finding.source.coarse and isinstance(number, float) and math.isfinite(number):
        return float(f"{number:.3g}")
    return number


def _plain(number: float | None) -> float | str | None:
    """A number that JSON can hold; it has no infinity."""
    return str(number) if isinstance(number, float) and not math.isfinite(number) else number
