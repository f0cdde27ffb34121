from dataclasses import fields
from pathlib import Path

import pytest

from analysis.cohort import dictionary
from analysis.cohort.schema import ANALYTES, TABLES
from analysis.cohort.settings import REQUIRED, RULES, Settings

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


def test_every_key_of_the_settings_has_a_row_with_kind_rule_default_and_meaning() -> None:
    keys = {key.name: key for key in dictionary.known_keys()}
    assert list(keys) == [field.name for field in fields(Settings)]
    assert {name for name, key in keys.items() if key.required} == set(REQUIRED)
    assert all(keys[name].rule == rule for name, (_, rule) in RULES.items())
    assert all(key.meaning and "\n" not in key.meaning for key in keys.values())
    assert keys["landmark_day"].meaning == "day up to which markers may warn of severe CRS that begins after it"
    defaults = {name: key.default for name, key in keys.items()}
    assert defaults["response_day"] == "30"
    assert defaults["late_infection_window"] == "[31, 90]"
    assert defaults["centre"] == defaults["cut_off"] == defaults["title"] == ""
    assert (
        "| `severe_crs_grade` | whole number | a whole number from 2 to 4 | 3 | lowest grade that counts as severe |"
        in dictionary.markdown()
    )
