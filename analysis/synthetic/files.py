"""Datasets on disk: the same bytes on every machine, and never half a dataset."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pandas as pd

from analysis.cohort import read, settings
from analysis.cohort.schema import TABLES, Column
from analysis.synthetic import assumptions as a
from analysis.synthetic import infection, readme, response

# Far fewer digits than floating point carries, so that machines that differ in the last bit write the same text.
SIGNIFICANT_DIGITS = 3

STUDIES = {
    "response": (response, a.RESPONSE_SEED),
    "infection": (infection, a.INFECTION_SEED),
}


def write(folder: Path) -> None:
    """Make both synthetic cohorts and put them into ``folder/response`` and ``folder/infection``.

    All files are written beside their place and checked as any dataset is before the first one replaces an old one.
    A ``README.md`` in the folder has its made sections made again; other files stay.

    Args:
        folder: made where it does not exist.

    Raises:
        DatasetError: a dataset would break the contract; nothing is replaced then.
        ValueError: the ``README.md`` has no place for its made sections; nothing is replaced then either.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".synthetic-") as workshop:
        for study, (_, seed) in STUDIES.items():
            made = Path(workshop, study)
            made.mkdir()
            make(made, study, seed)
            read(made)
        about = folder / "README.md"
        if about.is_file():
            text = readme.refresh(about.read_text(encoding="utf-8"))
            Path(workshop, about.name).write_text(text, encoding="utf-8", newline="\n")
            Path(workshop, about.name).replace(about)
        for study in STUDIES:
            (folder / study).mkdir(exist_ok=True)
            for path in sorted(Path(workshop, study).iterdir()):
                path.replace(folder / study / path.name)


def make(folder: Path, study: str, seed: int) -> None:
    """Write the dataset of one study, made with this seed, into an existing folder.

    Args:
        folder: where its files go.
        study: ``response`` or ``infection``.
        seed: the study's own in ``assumptions.py``, or another to see what chance does.
    """
    module, _ = STUDIES[study]
    tables = module.draw(seed)
    (folder / settings.FILE).write_text(module.SETTINGS, encoding="utf-8", newline="\n")
    for table in TABLES:
        if table.name in tables:
            frame = tables[table.name]
            cells = pd.DataFrame({c.name: _text(frame[c.name], c) for c in table.columns if c.name in frame})
            text = cells.to_csv(index=False, lineterminator="\n")
            (folder / table.file).write_text(text, encoding="utf-8", newline="\n")


def _text(values: pd.Series, column: Column) -> pd.Series:
    """The cells as the schema's kind of column is written; a missing value is an empty cell."""
    if column.kind == "yes/no":
        return values.astype("boolean").map({True: "yes", False: "no"}).astype("string")
    if column.kind == "integer":
        return values.astype("Int64").astype("string")
    if column.kind == "number":
        return values.map(_number).astype("string")
    return values.astype("string")


def _number(value: float) -> str:
    """Plain decimal notation, rounded to the significant digits."""
    return f"{float(f'{value:.{SIGNIFICANT_DIGITS}g}'):g}"
