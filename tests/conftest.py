"""The table of how far we are from R, which tests of several processes fill."""

from __future__ import annotations

from collections import defaultdict

import pytest

AGREEMENT = "agreement with R"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what the tests against R recorded; reports come from all processes, and from this one where it is alone."""
    largest: dict[str, dict[str, float]] = defaultdict(dict)
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, recorded in getattr(report, "user_properties", ()):
                if name == AGREEMENT:
                    method, case, difference = recorded
                    largest[method][case] = max(largest[method].get(case, 0.0), difference)
    if not largest:
        return
    terminalreporter.section(AGREEMENT)
    terminalreporter.write_line(f"{'method':<24}{'cases':>6}   largest relative difference")
    for method, cases in sorted(largest.items()):
        terminalreporter.write_line(f"{method:<24}{len(cases):>6}   {max(cases.values()):.1e}")
