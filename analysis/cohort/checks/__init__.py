"""Rules that span columns and tables: keys that match, days in order, facts that agree, values that can be."""

from __future__ import annotations

from collections.abc import Callable

from analysis.cohort.checks import agreement, codes, courses, days, identity, plausibility
from analysis.cohort.checks.rule import Rule, Tables
from analysis.cohort.faults import Fault

RULES: tuple[Rule, ...] = (
    *identity.RULES,
    *days.RULES,
    *agreement.RULES,
    *plausibility.RULES,
    *courses.RULES,
    *codes.RULES,
)


def check(tables: Tables, progress: Callable[[str], object]) -> tuple[list[Fault], list[Fault]]:
    """Ask every rule.

    Args:
        tables: a dataset whose cells are right one by one.
        progress: is told what is being checked.

    Returns:
        Errors, which stop the build, and warnings, each in the order of the rules and then of the rows.
    """
    errors: list[Fault] = []
    warnings: list[Fault] = []
    for rule in RULES:
        progress(f"checking {rule.file}: {rule.column}".rstrip(": "))
        (warnings if rule.warning else errors).extend(rule.faults(tables))
    return errors, warnings
