"""Comparisons by day draw what is clear apart from what is not."""

import pytest

from analysis.report import charts
from analysis.report.record import Finding
from analysis.report.source import Source
from analysis.stats.estimate import Estimate


@pytest.fixture
def source() -> Source:
    return Source(title="Invented", digest="0" * 12, synthetic=False)


def ratio(source: Source, value: float | None, low: float | None, high: float | None, adjusted: float) -> Finding:
    estimate = Estimate(value=value, low=low, high=high, n=20, method="invented")
    return Finding(estimate=estimate, kind="ratio", what="an invented ratio", source=source, adjusted_p=adjusted)


def filled(svg: str) -> int:
    """How many circles are drawn white inside."""
    return svg.count("fill: #ffffff; stroke: #222222")


def test_panels_carry_markers_days_and_plain_labels(source: Source) -> None:
    days = {day: ratio(source, 1.1 + day / 50, 0.95, 1.3, 0.2) for day in range(4)}
    drawn = charts.ratios_by_day(
        {"PT": days, "IL-6": {0: ratio(source, 40, 2, 800, 0.01)}}, "Severe over mild", source=source
    )
    assert {"PT", "IL-6", "Severe over mild, log scale", "Days from infusion", "1.1", "100"} <= set(drawn.texts)


def test_a_day_is_clear_only_where_interval_and_adjusted_p_agree(source: Source) -> None:
    def circles(*found: Finding) -> int:
        return filled(charts.ratios_by_day({"PT": dict(enumerate(found))}, "Ratio", source=source).svg)

    clear, adjusted_away = ratio(source, 2, 1.2, 3, 0.01), ratio(source, 2, 1.2, 3, 0.2)
    assert circles(clear, adjusted_away) - circles(clear, clear) == 1


def test_days_without_an_interval_are_left_out(source: Source) -> None:
    none = ratio(source, None, None, None, 1.0)
    assert (
        "PT"
        not in charts.ratios_by_day(
            {"PT": {0: none}, "IL-6": {0: ratio(source, 2, 1, 4, 0.1)}}, "Ratio", source=source
        ).texts
    )
    assert charts.ratios_by_day({"PT": {}}, "Ratio", source=source).why_not == "Not recorded: PT"
    assert charts.ratios_by_day({"PT": {0: none}}, "Ratio", source=source).why_not == "Not estimable: PT"
