from pathlib import Path
from string import Formatter

import pytest

from analysis.synthetic import assumptions, readme, write


@pytest.fixture
def text(data: Path) -> str:
    return (data / "README.md").read_text(encoding="utf-8")


def test_made_sections_are_up_to_date(text: str) -> None:
    assert text == readme.refresh(text), "run `make data`"


def test_says_that_the_patients_do_not_exist(text: str) -> None:
    assert "These patients do not exist" in text


def test_every_number_of_the_generator_is_tagged() -> None:
    fields = {field for _, field, _, _ in Formatter().parse(readme.TEMPLATE.read_text(encoding="utf-8")) if field}
    named = {field.partition("[")[0] for field in fields}
    chosen = {name for name in vars(assumptions) if name.isupper()}
    # Which analytes make a panel is told by the row on sampling only as such.
    assert chosen - named == {"PANELS"}


def test_every_property_has_one_of_the_three_tags() -> None:
    head = "| property | tag | value | source |"
    for table in readme.properties().split(head)[1:]:
        rows = [line.split(" | ") for line in table.partition("\n\n")[0].strip().splitlines()[1:]]
        assert rows
        assert {row[1] for row in rows} <= {"pinned", "directed", "assumed"}
        assert all(row[2].strip() and row[3].strip(" |") for row in rows)


def test_writing_the_data_makes_the_sections_again(tmp_path: Path, text: str) -> None:
    (tmp_path / "README.md").write_text(text.replace("| pinned | 55 |", "| pinned | 56 |"), encoding="utf-8")
    write(tmp_path)
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == text


def test_a_readme_without_the_comments_is_refused() -> None:
    with pytest.raises(ValueError, match="section of properties"):
        readme.refresh("# Data\n")
