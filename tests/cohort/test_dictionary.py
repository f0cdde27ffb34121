from pathlib import Path

import pytest

from analysis.cohort import dictionary
from analysis.cohort.schema import ANALYTES, TABLES

README = Path(__file__).resolve().parents[2] / "data" / "README.md"


def test_readme_holds_the_dictionary() -> None:
    text = README.read_text(encoding="utf-8")
    section = text.partition("<!-- dictionary: ")[2].partition("-->")[2].partition("<!-- end of dictionary -->")[0]
    assert section.strip() == dictionary.markdown().strip(), "run `make data`"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_column_has_a_row_with_kind_unit_rule_and_meaning(table) -> None:
    section = dictionary.markdown().partition(f"### `{table.file}`")[2].partition("\n###")[0]
    rows = [line.strip("| ").split("|") for line in section.splitlines() if line.startswith("| `")]
    cells = [[cell.strip() for cell in row] for row in rows]
    assert [row[0] for row in cells] == [f"`{column.name}`" for column in table.columns]
    for row, column in zip(cells, table.columns, strict=True):
        assert row[1:3] == [column.kind, column.unit]
        assert row[3].startswith(column.rule)
        assert row[3].endswith("required") == column.required
        assert row[4] == column.meaning


def test_every_analyte_has_a_row_with_its_unit() -> None:
    text = dictionary.markdown()
    for analyte in ANALYTES.values():
        assert f"| {analyte.name} | {analyte.unit} | {analyte.extreme} |" in text
