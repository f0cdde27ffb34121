"""The report of `check` as one HTML page that needs nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from analysis.cohort.faults import Fault, alike

ROWS = 500  # a slip that runs down a long column would make a page that no browser opens

STYLE = """
:root { color-scheme: light dark; --ink: #1b1b1b; --paper: #fff; --line: #767676; --band: #f2f2f2; --mark: #8a1c00; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #ececec; --paper: #16181b; --line: #8d8d8d; --band: #24282d; --mark: #ffb199; }
}
body { margin: 2rem auto; max-width: 60rem; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif;
  color: var(--ink); background: var(--paper); }
.private { border: 2px solid var(--mark); padding: 0.5rem 1rem; }
.private strong, h2 { color: var(--mark); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin: 0.5rem 0 1.5rem; }
caption { text-align: left; font-weight: 600; padding: 0.25rem 0; }
th, td { border: 1px solid var(--line); padding: 0.25rem 0.5rem; text-align: left; vertical-align: top;
  overflow-wrap: anywhere; }
th { overflow-wrap: normal; }
thead th { background: var(--band); }
:focus-visible { outline: 3px solid var(--mark); outline-offset: 2px; }
""".strip()


def page(name: str, summary: str, errors: Sequence[Fault], warnings: Sequence[Fault]) -> str:
    """The page.

    Args:
        name: what the dataset's folder is called.
        summary: how many errors and warnings there are, in words.
        errors: what stops the build.
        warnings: what does not.
    """
    title = f"Check of the dataset {escape(name)}"
    return f"""<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}: {escape(summary)}</title>
<style>
{STYLE}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p class="private"><strong>Private.</strong>
This page holds rows and values of single patients.
Keep it where the data are kept, and do not publish it or send it on.</p>
<p>{escape(summary).capitalize()}.</p>
{_section("Errors", "Errors stop the build of the book.", errors)}
{_section("Warnings", "Warnings do not stop the build. The page on the data counts them by rule.", warnings)}
</main>
</body>
</html>
"""


def _section(title: str, meaning: str, faults: Sequence[Fault]) -> str:
    identity = title.casefold()
    body = "\n".join(_table(group, f"{identity}-{i}") for i, group in enumerate(alike(faults), start=1))
    return f"""<section aria-labelledby="{identity}">
<h2 id="{identity}">{title} ({len(faults)})</h2>
<p>{meaning}</p>
{body or "<p>There are none.</p>"}
</section>"""


def _table(group: Sequence[Fault], identity: str) -> str:
    """The rows that break one rule."""
    first = group[0]
    place = f"{first.file}{f', {first.column}' if first.column else ''}"
    rows = "\n".join(
        f'<tr><th scope="row">{"whole file" if fault.row is None else fault.row}</th>'
        f"<td>{escape(fault.value)}</td><td>{escape(fault.remedy)}</td></tr>"
        for fault in group[:ROWS]
    )
    rest = f"\n<p>And {len(group) - ROWS} more rows.</p>" if len(group) > ROWS else ""
    return f"""<div class="scroll" role="region" tabindex="0" aria-labelledby="{identity}">
<table>
<caption id="{identity}">{escape(place)}: {escape(first.rule)}</caption>
<thead><tr><th scope="col">Row</th><th scope="col">Value</th><th scope="col">What to do</th></tr></thead>
<tbody>
{rows}
</tbody>
</table>
</div>{rest}"""
