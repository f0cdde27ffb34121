"""Records to print."""

from collections.abc import Callable
from typing import Any

import pytest

from analysis.report.record import Finding
from analysis.report.source import Source
from analysis.stats import Estimate


@pytest.fixture
def source() -> Source:
    return Source(title="Invented", digest="0" * 12, synthetic=False)


@pytest.fixture
def finding(source: Source) -> Callable[..., Finding]:
    """A function that makes a finding of a kind; what is not given is left out."""

    def make(kind: str, *, unit: str = "", places: int | None = None, **estimate: Any) -> Finding:
        given = {"value": None, "n": 0, "method": "invented", **estimate}
        return Finding(estimate=Estimate(**given), kind=kind, what="the thing", source=source, unit=unit, places=places)

    return make
