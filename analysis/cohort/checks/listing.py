"""The rules in words, as ``data/README.md`` lists them."""

from __future__ import annotations

from analysis.cohort.checks import RULES
from analysis.cohort.checks.plausibility import PLAUSIBLE
from analysis.cohort.schema import ANALYTES, TABLES
from analysis.cohort.settings import FILE

FILES = (FILE, *(table.file for table in TABLES))


def markdown() -> str:
    """The rules between columns and tables as Markdown with headings of level 3; columns under one rule together."""
    return "\n".join(
        [
            "### Errors, which stop the build\n",
            _table(warning=False),
            "### Warnings, which the page on the data counts\n",
            _table(warning=True),
            "### What is plausible\n",
            _plausible(),
        ]
    )


def _plausible() -> str:
    rows = "".join(
        f"| {name} | {ANALYTES[name].unit} | {bounds.low:,.10g} to {bounds.high:,.10g} | {bounds.middle[0]:,.10g} to "
        f"{bounds.middle[1]:,.10g} | {', '.join(slip.unit for slip in bounds.slips)} |\n"
        for name, bounds in PLAUSIBLE.items()
    )
    return f"| analyte | unit | single values | their median | units told from it |\n|---|---|---|---|---|\n{rows}"


def _table(*, warning: bool) -> str:
    columns: dict[tuple[str, str, str], list[str]] = {}
    for rule in RULES:
        if rule.warning == warning:
            columns.setdefault((rule.file, rule.listed, rule.remedy), []).append(rule.column)
    rows = "".join(
        f"| `{file}` | {', '.join(f'`{name}`' for name in names if name)} | {rule} | {remedy} |\n"
        for (file, rule, remedy), names in sorted(columns.items(), key=lambda row: FILES.index(row[0][0]))
    )
    return f"| file | column | rule | what to do |\n|---|---|---|---|\n{rows}"
