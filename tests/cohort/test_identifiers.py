"""Columns that say who a patient is are told, at import and in a dataset; those of a study are let be."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from analysis.cohort import read
from analysis.cohort.identifiers import suspicious
from analysis.cohort.importing import import_dataset

CODES = ["P01", "P02", "277", "R-17", "UPN 3", "CD22-001", "A", "007", "Patient A", "123e4567-e89b"]


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("Patient name", "a name"),
        ("last_name", "a name"),
        ("Nachname", "a name"),
        ("姓名", "a name"),
        ("NHS number", "a national or insurance number"),
        ("Versichertennummer", "a national or insurance number"),
        ("身份证号", "a national or insurance number"),
        ("MRN", "a number of medical records"),
        ("Fallnummer", "a number of medical records"),
        ("住院号", "a number of medical records"),
        ("Phone", "a telephone number"),
        ("Telefonnummer", "a telephone number"),
        ("手机号", "a telephone number"),
        ("E-Mail", "an e-mail address"),
        ("PLZ", "an address"),
        ("Date of birth", "a date of birth"),
        ("Geburtsdatum", "a date of birth"),
        ("出生日期", "a date of birth"),
        ("infusion date", "a calendar date"),
        ("Aufnahmedatum", "a calendar date"),
        ("入院日期", "a calendar date"),
    ],
)
def test_a_header_tells(header: str, kind: str) -> None:
    assert suspicious(header, []) == kind


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["2019-05-03", "3.5.2019"], "a calendar date"),
        (["03/05/19", ""], "a calendar date"),
        (["20190503"], "a calendar date"),
        (["3 May 2019", "12. Dez 2018"], "a calendar date"),
        (["2019年5月3日"], "a calendar date"),
        (["a.b@clinic.example"], "an e-mail address"),
        (["11010519491231002X"], "a national or insurance number"),
        (["078-05-1120"], "a national or insurance number"),
        (["+49 89 1234567", "089/123456"], "a telephone number"),
        (["13912345678"], "a telephone number"),
        (["00481516"], "a number of medical records"),
    ],
)
def test_the_form_of_cells_tells(cells: list[str], kind: str) -> None:
    assert suspicious("code", cells) == kind


def test_names_are_sought_among_codes_only() -> None:
    assert suspicious("organism", ["Escherichia coli", "Candida albicans"]) is None
    assert suspicious("patient_id", ["Anna Schmidt", "Li, Wei"], codes=True) == "a name"
    assert suspicious("patient_id", ["王小明", "李雷"], codes=True) == "a name"


@pytest.mark.parametrize(
    ("codes", "kind"),
    [
        (["john smith", "ann lee"], "a name"),
        (["J. Smith", "Lee A"], "a name"),
        (["John\N{NO-BREAK SPACE} Smith", "An\N{ZERO WIDTH SPACE}n Lee"], "a name"),
        (["Иван Петров"], "a name"),
        (["김철수"], "a name"),
        (["P-1975-03-12"], "a calendar date"),
        (["١٩٧٥-٠٣-١٢"], "a calendar date"),
        (["120375-1234"], "a national or insurance number"),
        (["212.555.0123"], "a telephone number"),
        (["MRN483920", "mrn 583921"], "a number of medical records"),
    ],
)
def test_other_spellings_and_scripts_tell_as_well(codes: list[str], kind: str) -> None:
    assert suspicious("patient_id", codes, codes=True) == kind


@pytest.mark.parametrize("code", CODES)
def test_codes_of_a_study_are_let_be(code: str) -> None:
    assert suspicious("patient_id", [code], codes=True) is None


@pytest.mark.parametrize(
    "header", ["patient_id", "Code", "organism", "Studiennummer", "研究编号", "update", "candidate"]
)
def test_headers_of_a_study_are_let_be(header: str) -> None:
    assert suspicious(header, CODES, codes=True) is None


def test_a_dataset_whose_codes_are_names_is_refused(
    dataset: Callable[..., Path], faults: Callable[..., list[str]]
) -> None:
    folder = dataset(
        patients="patient_id\nAnna Schmidt\nBernd Maier\n",
        infections="patient_id,day,kind,organism\nAnna Schmidt,3,viral,2019-05-03\n",
    )
    told = faults(read, folder)
    assert [fault.partition(";")[0] for fault in told] == [
        "patients.csv, column patient_id: seems to hold a name",
        "infections.csv, column organism: seems to hold a calendar date",
    ]
    assert "Schmidt" not in "".join(told)


MAPPING = """\
[cohort]
title = "T"
synthetic = false
source = "S"
licence = "L"

[patients]
file = "own.csv"

[patients.columns]
patient_id = "{column}"
"""


def test_an_import_refuses_what_it_would_write_and_drops_the_rest(
    tmp_path: Path, faults: Callable[..., list[str]]
) -> None:
    (tmp_path / "own.csv").write_text("Fallnummer,Name,code\n4711,Anna Schmidt,P1\n4712,Bernd Maier,P2\n", "utf-8")
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(MAPPING.format(column="Fallnummer"), "utf-8")
    (told,) = faults(import_dataset, mapping, tmp_path, tmp_path / "new")
    assert told.startswith("own.csv, row 1, column Fallnummer: seems to hold a number of medical records")
    assert "4711" not in told
    assert not (tmp_path / "new").exists()
    mapping.write_text(MAPPING.format(column="code"), "utf-8")
    import_dataset(mapping, tmp_path, tmp_path / "new")
    assert "Schmidt" not in (tmp_path / "new" / "patients.csv").read_text("utf-8")
