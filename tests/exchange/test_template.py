"""``template DIR``: an empty dataset that tells what it asks for, and is never put over anything."""

from __future__ import annotations

import shutil
import sys
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from analysis.__main__ import main
from analysis.cohort import read
from analysis.cohort.schema import ANALYTES, TABLES
from analysis.cohort.settings import FILE, REQUIRED, RULES, Settings, check_settings
from analysis.exchange import template

TABLES_AND_KEYS = {FILE, "patients.csv", "labs.csv", "infections.csv", "datapackage.json"}
FILES = {"dataset.xlsx", "README.txt", *(f"csv/{name}" for name in TABLES_AND_KEYS)}


def test_the_same_bytes_come_out_every_time(form: Path, tmp_path: Path) -> None:
    template.make(tmp_path / "again")
    assert {str(p.relative_to(tmp_path / "again")) for p in (tmp_path / "again").rglob("*.*")} == FILES
    for name in FILES:
        assert (tmp_path / "again" / name).read_bytes() == (form / name).read_bytes(), name


def test_the_command_makes_it_and_leaves_what_exists_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["analysis", "template", str(tmp_path / "form")])
    assert main() == 0
    assert "README.txt tells how" in capsys.readouterr().out
    (tmp_path / "form" / "csv" / "patients.csv").write_text("mine", encoding="utf-8")
    assert main() == 1
    assert "exists already; name a new folder" in capsys.readouterr().err
    assert (tmp_path / "form" / "csv" / "patients.csv").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_each_table_has_its_columns_in_order_and_no_row(form: Path, table) -> None:
    assert (form / "csv" / table.file).read_text(encoding="utf-8") == ",".join(c.name for c in table.columns) + "\n"


def test_the_settings_ask_for_what_is_required(form: Path) -> None:
    given = tomllib.loads((form / "csv" / FILE).read_text(encoding="utf-8"))
    assert given == dict.fromkeys(REQUIRED, "")
    assert [fault.column for fault in check_settings(given)[1]] == list(REQUIRED)


def test_every_other_key_stands_in_a_comment_with_its_rule_and_default() -> None:
    lines = template.settings_file().splitlines()
    told = " ".join(line.removeprefix("# ") for line in lines)
    for field in fields(Settings):
        assert any(line.removeprefix("# ").startswith((f"{field.name} =", f"[{field.name}]")) for line in lines)
        if field.name in RULES:
            assert f"Rule: {RULES[field.name][1]}." in told
    for analyte in ANALYTES.values():
        assert f"# {analyte.name} =  # in {analyte.unit}" in lines


def test_what_the_comments_hold_are_the_defaults() -> None:
    filled = {"title": '"T"', "source": '"S"', "licence": '"L"', "synthetic": "true"}
    lines = []
    for line in template.settings_file().splitlines():
        key, equals, value = line.removeprefix("# ").partition(" = ")
        if equals and line.startswith("# ") and not value.strip().startswith(('""', "#")):
            lines.append(f"{key} = {value}")
        elif key in filled:
            lines.append(f"{key} = {filled[key]}")
    settings, faults = check_settings(tomllib.loads("\n".join(lines)))
    assert faults == []
    assert settings == Settings(title="T", source="S", licence="L", synthetic=True)
    assert "response_day = 30" in lines


def test_the_csv_files_are_a_dataset_once_they_are_filled_in_their_place(form: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(form / "csv", tmp_path / "csv")
    head = (folder / "patients.csv").read_text(encoding="utf-8")
    (folder / "patients.csv").write_text(f"{head}P1{',' * head.count(',')}\n", encoding="utf-8")
    text = (
        (folder / FILE).read_text(encoding="utf-8").replace('synthetic = ""', "synthetic = true").replace('""', '"x"')
    )
    (folder / FILE).write_text(text, encoding="utf-8")
    cohort = read(folder)
    assert list(cohort.patients["patient_id"]) == ["P1"]
    assert cohort.infections is not None
    assert cohort.infections.empty


def test_the_text_beside_it_tells_the_next_commands(form: Path) -> None:
    text = (form / "README.txt").read_text(encoding="utf-8")
    for command in ("-m analysis import ", "-m analysis check ", "make book DATA="):
        assert command in text
