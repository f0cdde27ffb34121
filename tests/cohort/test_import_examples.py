"""The examples of the page for authors of mappings, and the public CD22 cohort."""

from __future__ import annotations

import csv
import datetime
import io
import re
from pathlib import Path

import openpyxl
import pytest
from bench import Bench

from analysis.cohort import read
from analysis.cohort.importing import ImportReport, import_dataset
from analysis.cohort.mapping import read_mapping

ROOT = Path(__file__).resolve().parents[2]
REAL = ROOT.parent / "shared" / "data" / "nci-cd22"


def test_the_example_for_authors_runs_as_it_stands(bench: Bench) -> None:
    page = (ROOT / "data" / "mappings" / "README.md").read_text(encoding="utf-8")
    blocks = dict(re.findall(r"^```\w+ (\S+)\n(.*?)^```$", page, re.MULTILINE | re.DOTALL))
    bench.target = bench.target.with_name("example")
    tables = {name: text for name, text in blocks.items() if name.endswith(".csv") and name != "labs.csv"}
    report = bench.lay(blocks["example.toml"], tables).run()
    assert f"{report}\n" == blocks["report"]
    patients = read(bench.target).patients.set_index("patient_id")
    assert patients.loc["007", ["age", "sex", "ldh", "response", "mrd", "crs_onset_day"]].tolist() == [
        8.0,
        "female",
        252.0,
        "CR",
        "negative",
        5,
    ]
    assert patients["response"].tolist() == ["CR", "CR", "NR"]
    labs = (bench.target / "labs.csv").read_text().splitlines()
    assert "007,7.3,ferritin,2500,ug/L,above" in labs
    assert "007,7.3,CRP,41,mg/L," in labs
    assert "012,0.4,CRP,5,mg/L,below" in labs
    assert "007,5,IFN-gamma,1200,pg/mL," in labs


def test_the_ugly_workbook_for_authors_is_imported_as_it_stands(bench: Bench) -> None:
    page = (ROOT / "data" / "mappings" / "README.md").read_text(encoding="utf-8")
    blocks = dict(re.findall(r"^```\w+ (\S+)\n(.*?)^```$", page, re.MULTILINE | re.DOTALL))
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, text in blocks.items():
        if ".xlsx:" in name:
            sheet = workbook.create_sheet(name.split(":")[1])
            for row in csv.reader(io.StringIO(text)):
                sheet.append([typed(cell) for cell in row])
    first, second = workbook.worksheets
    first.merge_cells("A1:H1")
    for area in ("A1:A2", "B1:B2", "C1:D1", "E1:F1"):
        second.merge_cells(area)
    workbook.save(bench.source / "\u75c5\u4f8b.xlsx")
    bench.target = bench.target.with_name("ugly")
    report = bench.lay(blocks["ugly.toml"], {}).run()
    assert f"{report}\n" == blocks["ugly"]
    assert (bench.target / "labs.csv").read_text() == blocks["labs.csv"]
    patients = read(bench.target).patients.set_index("patient_id")
    assert patients.loc["007", ["sex", "age", "crs_grade", "crs_onset_day", "ldh"]].tolist() == ["female", 8, 1, 4, 252]
    assert patients.loc["012", ["sex", "age", "crs_grade"]].tolist() == ["male", 31, 0]
    assert patients.loc["012", ["crs_onset_day", "ldh"]].isna().all()


def typed(cell: str) -> object:
    """A cell as a person would have typed it into Excel: dates and numbers are such, codes with zeros are text."""
    if re.fullmatch(r"2016-[0-9: -]+", cell):
        return datetime.datetime.fromisoformat(cell)
    return float(cell) if re.fullmatch(r"[1-9][0-9]*(\.[0-9]+)?|0\.[0-9]+", cell) else cell or None


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ImportReport]:
    if not REAL.is_dir():
        pytest.skip("the public CD22 cohort is not beside the repository, at ../shared/data/nci-cd22")
    target = tmp_path_factory.mktemp("real") / "nci-cd22"
    return target, import_dataset(ROOT / "data" / "mappings" / "nci-cd22.toml", REAL, target)


def test_the_public_cohort_agrees_with_its_publication(real: tuple[Path, ImportReport]) -> None:
    cohort = read(real[0])
    patients = cohort.patients
    assert not cohort.settings.synthetic
    assert len(patients) == 59
    assert (patients["response"] == "CR").sum() == 42
    assert patients["response"].notna().sum() == 58
    assert patients["mrd"].value_counts().to_dict() == {"negative": 37, "positive": 5}
    assert (patients["crs_grade"] > 0).sum() == 52
    assert patients["crs_grade"].value_counts().sort_index().tolist() == [7, 26, 21, 3, 2]
    assert patients["crs_grade_other"].value_counts().sort_index().tolist() == [7, 21, 19, 10, 2]
    assert (cohort.settings.crs_scale, cohort.settings.crs_scale_other) == ("Lee 2014", "ASTCT 2019")
    assert cohort.recorded("product", "prior_hsct", "marrow_blasts", "extramedullary", "tocilizumab", "steroids")
    assert not cohort.recorded("ldh")


def test_every_measurement_of_the_public_cohort_is_accounted_for(real: tuple[Path, ImportReport]) -> None:
    target, report = real
    measured = [source for source in report.sources if source.table == "labs"]
    assert [source.read for source in measured] == [790, 12346]
    for source in report.sources:
        assert source.read == source.written + sum(source.skipped.values()) + sum(source.left_out.values())
    assert len(read(target).labs) == sum(source.written for source in measured)


def test_the_report_of_the_public_cohort_names_what_was_left_out(real: tuple[Path, ImportReport]) -> None:
    report = real[1]
    assert {"hlh", "hlh_day", "dose_level", "t_cell_selection", "anakinra"} <= set(
        report.unused_columns["patients.csv"]
    )
    assert report.unused_files == ["car_expansion.csv"]


def test_every_mapping_of_the_project_can_be_read() -> None:
    for path in (ROOT / "data" / "mappings").glob("*.toml"):
        assert read_mapping(path)[1] == []
