"""Mapping files: what they may say, and every message when they say something else."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from analysis.cohort.mapping import read_mapping
from analysis.cohort.notation import Notation
from analysis.cohort.plan import Field, SourceMap
from analysis.cohort.sheets import Form

COHORT = '[cohort]\ntitle = "T"\nsynthetic = true\nsource = "S"\nlicence = "L"\n'
PATIENTS = '[patients]\nfile = "p.csv"\n[patients.columns]\npatient_id = "ID"\n'
LONG = '[[labs]]\nfile = "l.csv"\nlayout = "long"\n'
COLUMNS = 'columns = { patient_id = "ID", day = "Day", analyte = "Test", value = "Result" }\n'
UNITS = COLUMNS.replace(" }", ', unit = "U" }')
WIDE = '[[labs]]\nfile = "w.csv"\nlayout = "wide"\ncolumns = { patient_id = "ID", day = "Day" }\n'
ANALYTES = 'analytes = { crp = "CRP" }\n'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "m.toml"


def sound(file: Path, text: str) -> SourceMap:
    file.write_text(text, encoding="utf-8")
    plan, faults = read_mapping(file)
    assert faults == []
    assert plan is not None
    return plan


def wrong(file: Path, text: str) -> list[str]:
    file.write_text(text, encoding="utf-8")
    return [str(fault) for fault in read_mapping(file)[1]]


def test_a_column_is_copied_by_its_name_alone(file: Path) -> None:
    assert sound(file, COHORT + PATIENTS).sources[0].fields == {"patient_id": Field(column="ID")}


def test_a_column_is_recoded_with_texts_and_numbers(file: Path) -> None:
    text = (
        'crs_grade = { column = "CRS", values = { none = 0, "grade I" = 1, " II " = "2", "?" = "" }, otherwise = 3 }\n'
    )
    assert sound(file, COHORT + PATIENTS + text).sources[0].fields["crs_grade"] == Field(
        column="CRS", values={"none": "0", "grade I": "1", "II": "2", "?": ""}, otherwise="3"
    )


def test_factors_are_kept_as_the_decimals_that_were_written(file: Path) -> None:
    field = sound(file, COHORT + PATIENTS + 'age = { column = "m", factor = 0.1 }\n').sources[0].fields["age"]
    assert field.factor == Decimal("0.1")


def test_an_analyte_by_its_name_alone_is_in_the_units_of_the_dataset(file: Path) -> None:
    assay = sound(file, COHORT + PATIENTS + WIDE + ANALYTES.replace("crp", '" crp "')).sources[1].assays["crp"]
    assert (assay.analyte, assay.units) == ("CRP", {"mg/L": 1})


def test_units_are_read_without_the_spaces_around_them(file: Path) -> None:
    analytes = 'analytes = { crp = { analyte = "CRP", units = { " mg/dL " = 10 } } }\n'
    assert sound(file, COHORT + PATIENTS + WIDE + analytes).sources[1].assays["crp"].units == {"mg/dL": 10}


def test_a_table_tells_how_its_file_is_laid_out(file: Path) -> None:
    keys = (
        'sheet = "Lab 1"\nskip_rows = 2\nheader_rows = 3\ndecimal = ","\nthousands = " "\nmissing = ["\uff0d\uff0d"]\n'
    )
    source = sound(
        file, COHORT + PATIENTS + WIDE.replace("w.csv", "w.XLSX").replace("columns", keys + "columns") + ANALYTES
    )
    labs = source.sources[1]
    assert labs.form == Form(sheet="Lab 1", skip_rows=2, header_rows=3)
    assert (labs.notation, labs.missing, labs.repeats) == (Notation(",", " "), {"--"}, "refuse")
    assert labs.place == "w.XLSX, sheet Lab 1"
    assert source.sources[0].form == Form()
    assert source.sources[0].place == "p.csv"


def test_a_named_unit_is_a_factor(file: Path) -> None:
    analytes = 'analytes = { crp = { analyte = "CRP", unit = "mg/dl" } }\n'
    text = COHORT + PATIENTS + 'ldh = { column = "L", unit = "\u00b5kat/L" }\n' + WIDE + analytes
    patients, labs = sound(file, text).sources
    assert patients.fields["ldh"].factor == 60
    assert labs.assays["crp"].units == {"mg/dl": 10}


def test_marks_are_read_in_ordinary_signs(file: Path) -> None:
    text = COHORT + PATIENTS + WIDE.replace("columns", 'below = ["\uff1c", "\u2266"]\ncolumns') + ANALYTES
    assert sound(file, text).sources[1].censored == {"<": "below", "\u2264": "below"}


def test_the_infusion_is_a_column_of_dates(file: Path) -> None:
    for given, order in (('"Inf"', "infer"), ('{ column = "Inf", date = "dmy" }', "dmy")):
        text = COHORT + PATIENTS.replace("[patients.columns]", f"infusion = {given}\n[patients.columns]")
        source = sound(file, text + 'relapse_day = { column = "R", date = "ymd" }\n').sources[0]
        assert source.infusion == Field(column="Inf", date=order)
        assert source.fields["relapse_day"] == Field(column="R", date="ymd")
        assert source.taken["patients.infusion"] == "Inf"


def test_tables_come_in_the_order_of_the_file(file: Path) -> None:
    infections = '[infections]\nfile = "i.csv"\n[infections.columns]\npatient_id = "ID"\nday = "D"\nkind = "K"\n'
    plan = sound(file, infections + COHORT + WIDE + ANALYTES + LONG + COLUMNS + ANALYTES + PATIENTS)
    assert [source.key for source in plan.sources] == ["patients", "labs[1]", "labs[2]", "infections"]


def test_a_mark_of_utf_8_does_no_harm(file: Path) -> None:
    file.write_bytes(("\ufeff" + COHORT + PATIENTS).encode())
    assert read_mapping(file)[1] == []


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        pytest.param(
            "",
            ["cohort: is missing and required", "patients: is missing and required"],
            id="empty",
        ),
        pytest.param(
            COHORT + PATIENTS + "[patient]\n",
            ["patient: is not a key of this table; allowed are cohort, patients, labs, infections"],
            id="unknown table",
        ),
        pytest.param(
            COHORT.replace('"L"', '""').replace("title", "titel") + 'cut_off = "2020"\n' + PATIENTS,
            [
                "cohort.titel: 'T': is not a key of this file; it may hold title, synthetic, source, ",
                "cohort.licence: must be text in quotes, not empty",
                "cohort.cut_off: '2020': must be a date such as 2019-12-31, without quotes",
                "cohort.title: is missing and required",
            ],
            id="cohort",
        ),
        pytest.param(
            COHORT + "[cohort.detection_limits]\nIL-66 = 1\nIL-6 = 0\n" + PATIENTS,
            [
                "cohort.detection_limits.IL-66: 'IL-66': must be one of IL-6, ",
                "cohort.detection_limits.IL-6: '0': must be a number above 0, in pg/mL",
            ],
            id="detection limits",
        ),
        pytest.param(
            COHORT + '[patients]\nfiel = "p.csv"\n',
            [
                "patients.fiel: is not a key of this table; allowed are file, sheet, encoding, ",
                "patients.file: is missing and required",
                "patients.columns: is missing and required",
                "patients.columns.patient_id: is missing and required",
            ],
            id="patients",
        ),
        pytest.param(
            'patients = "p.csv"\n' + COHORT,
            [
                "patients: 'p.csv': must be a table: [patients] above its keys, or { key = value }",
                "patients.file: is missing and required",
                "patients.columns: is missing and required",
                "patients.columns.patient_id: is missing and required",
            ],
            id="no table",
        ),
        pytest.param(
            "cohort = 1\n" + PATIENTS,
            [
                "cohort: '1': must be a table: [cohort] above its keys, or { key = value }",
                *(f"cohort.{key}: is missing and required" for key in ("title", "synthetic", "source", "licence")),
            ],
            id="no table of settings",
        ),
        pytest.param(
            COHORT + PATIENTS.replace('"p.csv"', '" "\nmissing = "NA"') + 'gender = "G"\nage = 7\nsex = ""\n',
            [
                "patients.columns.gender: is not a column of patients.csv; allowed are patient_id, product, ",
                "patients.file: ' ': must be text in quotes",
                """patients.missing: 'NA': must be a list of texts, such as ["NA", "not done"]""",
                "patients.columns.age: '7': must be text in quotes",
                "patients.columns.sex: must be text in quotes",
            ],
            id="columns",
        ),
        pytest.param(
            COHORT + PATIENTS + 'sex = { colum = "S" }\nage = { column = "A", constant = 3 }\n',
            [
                "patients.columns.age: must hold either column or constant",
                "patients.columns.age.constant: must stand alone",
                "patients.columns.sex.colum: is not a key of this table; allowed are column, constant, values, "
                "otherwise, factor, unit, round, date",
                "patients.columns.sex: must hold either column or constant",
            ],
            id="keys of a column",
        ),
        pytest.param(
            COHORT
            + PATIENTS
            + 'product = { constant = "CD20" }\nage = { constant = true }\nsex = { constant = "male" }\n',
            [
                "patients.columns.product.constant: 'CD20': must be one of CD19, CD22, CD19/CD22",
                "patients.columns.age.constant: 'True': must be text in quotes or a number",
            ],
            id="constants",
        ),
        pytest.param(
            COHORT
            + PATIENTS
            + 'sex = { column = "S", values = { M = "man", F = "female", W = 1 }, otherwise = "other" }\n'
            + 'age = { column = "A", values = "x" }\ndied = { column = "D", values = { 1 = true } }\n',
            [
                "patients.columns.age.values: 'x': must be a table: [patients.columns.age.values] above its keys",
                "patients.columns.sex.values.M: 'man': must be one of female, male",
                "patients.columns.sex.values.W: '1': must be one of female, male",
                "patients.columns.sex.otherwise: 'other': must be one of female, male",
                "patients.columns.died.values.1: 'True': must be text in quotes or a number",
            ],
            id="values",
        ),
        pytest.param(
            COHORT
            + PATIENTS
            + 'sex = { column = "S", otherwise = "male" }\nproduct = { column = "P", factor = 2, round = "down" }\n'
            + 'age = { column = "A", factor = 2, values = { x = 1 } }\n'
            + 'dose = { column = "D", factor = 0, round = "up" }\n',
            [
                "patients.columns.product.factor: is for numbers; product must be one of CD19, CD22, CD19/CD22",
                "patients.columns.product.round: is for numbers; product must be one of CD19, CD22, CD19/CD22",
                "patients.columns.age.factor: cannot stand beside values",
                "patients.columns.sex.otherwise: has a meaning only beside values",
                "patients.columns.dose.factor: '0': must be a number above 0",
                "patients.columns.dose.round: 'up': must be one of nearest, down",
            ],
            id="numbers",
        ),
        pytest.param(
            COHORT
            + PATIENTS.replace('"p.csv"', '"p.csv"\nsheet = "S"\nskip_rows = -1\nencoding = "koi8-r"\ndecimal = ";"')
            + WIDE.replace(
                '"w.csv"', '"w.parquet"\nencoding = "gb18030"\nheader_rows = 0\nthousands = "."\nrepeats = "median"'
            )
            + ANALYTES,
            [
                "patients.sheet: has a meaning only for files that end in .xlsx, .xlsm",
                """patients.decimal: ';': must be one of "." ",\"""",
                "patients.encoding: 'koi8-r': must be one of utf-8, gb18030, latin-1",
                "patients.skip_rows: '-1': must be a whole number from 0 to 1000",
                "labs[1].encoding: has a meaning only for files that end in .csv, .tsv, .txt",
                "labs[1].header_rows: has a meaning only for files that end in .csv, .tsv, .txt, .xlsx, .xlsm",
                "labs[1].thousands: '.': is the decimal sign too",
                "labs[1].header_rows: '0': must be a whole number from 1 to 5",
                "labs[1].repeats: 'median': must be one of refuse, first, last, max, min, mean",
            ],
            id="how a file is laid out",
        ),
        pytest.param(
            COHORT
            + PATIENTS
            + 'sex = { column = "S", date = "ymd" }\nage = { column = "A", date = "ymd" }\n'
            + 'relapse_day = { column = "R", date = "us", factor = 2 }\n'
            + 'died = { column = "D", unit = "s" }\nldh = { column = "L", unit = "mg", factor = 2 }\n'
            + 'dose = { column = "D", unit = "mg" }\n'
            + 'hsct_day = { column = "H", values = { x = 1 }, date = "ymd" }\n',
            [
                "patients.columns.age.date: is for days from infusion; age must be a number from 0 to 100 years",
                "patients.columns.sex.date: is for numbers; sex must be one of female, male",
                "patients.columns.ldh.factor: cannot stand beside unit",
                "patients.columns.ldh.unit: 'mg': is not a unit that is known; known are U/L, IU/L, ",
                "patients.columns.dose.unit: 'mg': is not a unit that is known; known are 10^6/kg, ",
                "patients.columns.relapse_day.factor: cannot stand beside date",
                "patients.columns.relapse_day.date: 'us': must be one of ymd, dmy, mdy, serial, infer",
                "patients.columns.hsct_day.date: cannot stand beside values",
                "patients.columns.died.unit: is for numbers; died must be yes or no",
                "patients.columns.age.date: 'ymd': needs patients.infusion to count from",
                "patients.columns.sex.date: 'ymd': needs patients.infusion to count from",
                "patients.columns.hsct_day.date: 'ymd': needs patients.infusion to count from",
            ],
            id="dates and units",
        ),
        pytest.param(
            COHORT
            + PATIENTS.replace("[patients.columns]", 'infusion = { column = "I" }\n[patients.columns]')
            + '[infections]\nfile = "i.csv"\ninfusion = "I"\ncolumns = { patient_id = "P", day = "D", kind = "K" }\n',
            [
                "patients.infusion.date: is missing and required",
                "infections.infusion: is not a key of this table; allowed are file, ",
            ],
            id="infusion",
        ),
        pytest.param(
            COHORT
            + PATIENTS
            + WIDE
            + 'analytes = { a = { analyte = "CRP", unit = "U/L" }, '
            + 'b = { analyte = "CRP", unit = "g/L", units = { x = 2 } } }\n'
            + LONG
            + UNITS
            + 'analytes = { a = { analyte = "CRP", unit = "g/L" } }\n',
            [
                "labs[1].analytes.a.unit: 'U/L': is not a unit that is known for CRP; known are g/L, mg/dL, ",
                "labs[1].analytes.b: must hold either unit or units",
                "labs[2].analytes.a.unit: is told by columns.unit already; keep one of the two",
            ],
            id="unit and units",
        ),
        pytest.param(
            COHORT + PATIENTS + LONG.replace("[[labs]]", "[labs]") + COLUMNS + ANALYTES,
            ["labs: must be opened by [[labs]], once for each table of the source"],
            id="single brackets",
        ),
        pytest.param(
            COHORT + PATIENTS + "[[labs]]\nlayout = 'tall'\nunit = 'x'\n",
            [
                "labs[1].unit: is not a key of this table; allowed are file, sheet, encoding, ",
                "labs[1].file: is missing and required",
                "labs[1].columns: is missing and required",
                "labs[1].analytes: is missing and required",
                "labs[1].layout: 'tall': must be one of long, wide",
                "labs[1].columns.patient_id: is missing and required",
                "labs[1].columns.day: is missing and required",
                "labs[1].columns.analyte: is missing and required",
                "labs[1].columns.value: is missing and required",
            ],
            id="labs",
        ),
        pytest.param(
            COHORT + PATIENTS + WIDE.replace(" }", ', value = "V", age = "A" }') + ANALYTES,
            [
                "labs[1].columns.value: is not a column that a wide table fills; allowed are patient_id, day",
                "labs[1].columns.age: is not a column that a wide table fills; allowed are patient_id, day",
            ],
            id="columns of a wide table",
        ),
        pytest.param(
            COHORT + PATIENTS + WIDE.replace('patient_id = "ID", day = "Day"', "") + ANALYTES,
            ["labs[1].columns.patient_id: is missing and required", "labs[1].columns.day: is missing and required"],
            id="a wide table without patients and days",
        ),
        pytest.param(
            COHORT
            + PATIENTS
            + LONG
            + COLUMNS.replace('"Test"', '{ column = "T" }').replace(" }\n", ', x = "X" }\n')
            + ANALYTES,
            [
                "labs[1].columns.x: is not a column of labs.csv; allowed are patient_id, day, ",
                "labs[1].columns.analyte: \"{'column': 'T'}\": must be text in quotes",
            ],
            id="columns of a long table",
        ),
        pytest.param(
            COHORT + PATIENTS + LONG + 'below = "<"\nabove = [">", 3]\n' + COLUMNS + ANALYTES,
            [
                "labs[1].below: '<': must be a list of texts",
                "labs[1].above: \"['>', 3]\": must be a list of texts",
            ],
            id="marks",
        ),
        pytest.param(
            COHORT + PATIENTS + LONG + 'below = ["<", "LOW"]\nabove = [">", "<"]\n' + COLUMNS + ANALYTES,
            ["labs[1].above: '<': stands under below too"],
            id="one mark on both sides",
        ),
        pytest.param(
            COHORT + PATIENTS + LONG + 'below = ["<"]\n' + COLUMNS.replace(" }", ', censored = "C" }') + ANALYTES,
            ["labs[1].columns.censored: is told by below and above already; keep one of the two"],
            id="censored twice",
        ),
        pytest.param(
            COHORT
            + PATIENTS
            + WIDE
            + 'analytes = { crp = "crp", il = { name = "IL-6" }, x = { analyte = "LDH", units = {} } }',
            [
                "labs[1].analytes.crp: 'crp': must be one of IL-6, ",
                "labs[1].analytes.il.name: is not a key of this table; allowed are analyte, unit, units",
                "labs[1].analytes.il.analyte: is missing and required",
                "labs[1].analytes.il: must hold either unit or units",
                "labs[1].analytes.x.units: must hold one unit, or several where columns.unit names the column",
            ],
            id="analytes",
        ),
        pytest.param(
            COHORT
            + PATIENTS
            + LONG
            + UNITS
            + 'analytes = { a = { analyte = "CRP", units = { "mg/L" = 10, "g/L" = -1 } } }\n',
            [
                "labs[1].analytes.a.units.g/L: '-1': must be a number above 0",
                "labs[1].analytes.a.units.mg/L: is the dataset's own unit of CRP; its factor is 1",
            ],
            id="factors of units",
        ),
        pytest.param(
            COHORT
            + PATIENTS
            + LONG
            + COLUMNS
            + 'analytes = { a = { analyte = "CRP", units = { "mg/L" = 1, "mg/dL" = 10 } } }',
            ["labs[1].analytes.a.units: must hold one unit, or several where columns.unit names the column"],
            id="units that nothing tells apart",
        ),
    ],
)
def test_every_fault_is_told_with_its_key_and_what_is_allowed(file: Path, text: str, starts: list[str]) -> None:
    told = wrong(file, text)
    starts = [f"m.toml, key {start}" for start in starts]
    assert [line[: len(start)] for line, start in zip(told, starts, strict=True)] == starts


def test_a_file_that_is_not_toml_is_a_fault(file: Path) -> None:
    assert wrong(file, "[cohort\n")[0].startswith("m.toml: is not valid TOML: ")
    file.write_bytes(b'title = "\xff"')
    assert str(read_mapping(file)[1][0]).startswith("m.toml: is not valid TOML: ")


def test_a_file_that_is_not_there_is_a_fault(file: Path) -> None:
    assert [str(fault) for fault in read_mapping(file)[1]] == [f"m.toml: is not a file of {file.parent}"]
