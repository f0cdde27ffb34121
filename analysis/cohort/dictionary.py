"""The dictionary of a dataset's files, made from the schema."""

from __future__ import annotations

from analysis.cohort.schema import ANALYTES, TABLES, Column


def markdown() -> str:
    """The columns of every table and the analytes, as Markdown with headings of level 3."""
    parts = []
    for table in TABLES:
        rows = "".join(_row(column) for column in table.columns)
        parts.append(
            f"### `{table.file}`: a row is {table.row}\n\n"
            f"| column | kind | unit | rule | meaning |\n|---|---|---|---|---|\n{rows}"
        )
    analytes = "".join(f"| {a.name} | {a.unit} | {a.extreme} |\n" for a in ANALYTES.values())
    parts.append(f"### Analytes of `labs.csv`\n\n| analyte | unit | extreme |\n|---|---|---|\n{analytes}")
    return "\n".join(parts)


def _row(column: Column) -> str:
    rule = f"{column.rule}; required" if column.required else column.rule
    return f"| `{column.name}` | {column.kind} | {column.unit} | {rule} | {column.meaning} |\n"
