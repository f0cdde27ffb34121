"""A place where tests import: a source, a mapping and room for the new dataset."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from analysis.cohort.importing import ImportReport, import_dataset

COHORT = """\
[cohort]
title = "Invented"
synthetic = true
source = "Made up for a test"
licence = "CC0"
crs_scale = "ASTCT 2019"

"""
PATIENTS = """\
[patients]
file = "base.csv"
columns = { patient_id = "ID" }

"""
LONG = """\
[[labs]]
file = "lab.csv"
layout = "long"
columns = { patient_id = "ID", day = "Day", analyte = "Test", value = "Result" }
analytes = { IL6 = "IL-6" }

"""
BASE = {"base.csv": "ID\nA\nB\n"}


class Bench:
    """A source, a mapping and a place for the new dataset, in one temporary folder."""

    def __init__(self, folder: Path) -> None:
        self.mapping = folder / "centre.toml"
        self.source = folder / "source"
        self.target = folder / "new"
        self.source.mkdir()

    def lay(self, mapping: str, tables: Mapping[str, str]) -> Bench:
        self.mapping.write_text(mapping, encoding="utf-8")
        for name, text in tables.items():
            (self.source / name).write_text(text, encoding="utf-8")
        return self

    def run(self) -> ImportReport:
        return import_dataset(self.mapping, self.source, self.target)

    def made(self, table: str) -> str:
        self.run()
        return (self.target / f"{table}.csv").read_text(encoding="utf-8")

    @property
    def untouched(self) -> bool:
        """Whether nothing stands beside the mapping and the source, hidden files included."""
        return {path.name for path in self.target.parent.iterdir()} <= {self.mapping.name, self.source.name}
