"""``python -m analysis template DIR``: an empty dataset to fill, as CSV files and as a workbook."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path

from analysis.cohort.dictionary import Key, known_keys
from analysis.cohort.schema import ANALYTES, TABLES
from analysis.cohort.settings import FILE
from analysis.cohort.writing import new_dataset
from analysis.exchange import datapackage, workbook

README = "README.txt"
TABLES_FOLDER = "csv"  # a folder of their own: a dataset that nobody has to take the workbook out of
_README = """\
A dataset to fill

Fill either the workbook or the CSV files, not both.

With Excel or LibreOffice
  1. Fill {workbook}: first the sheet "study", then "patients", "labs" and "infections".
     Point at the head of a column to read its meaning, unit and rule. Colour marks what must be filled.
     Type days as whole numbers, counted from the infusion, which is day 0, and no dates.
     Leave a cell empty where nothing was recorded.
  2. Save it as an Excel workbook (.xlsx), and close it.
  3. In the folder of the book:
       .venv/bin/python -m analysis import path/to/{workbook} path/to/new-folder

With CSV files
  1. Fill {settings} and the CSV files in the folder {folder}.
     Delete labs.csv where there are no measurements. Delete infections.csv where infections were not recorded;
     keep it without rows where they were and there were none.
  2. In the folder of the book:
       .venv/bin/python -m analysis check path/to/this-folder/{folder}

Either way, what is wrong is listed with its place, its value and its rule: mend it, and run the command again.
When nothing is wrong, build the book:
       make book DATA=path/to/folder

{folder}/{package} describes the CSV files to other programs (a Frictionless data package).
Keep real patients out of the folder of the book, and use codes for them that nobody outside your centre can read.
"""


def make(target: Path) -> None:
    """Make the folder with an empty dataset.

    Args:
        target: the folder to make; it must not exist, the folder around it must.

    Raises:
        DatasetError: the target cannot be made.
    """
    tables = {FILE: settings_file(), datapackage.FILE: json.dumps(datapackage.package(), indent=2) + "\n"}
    tables |= {table.file: ",".join(column.name for column in table.columns) + "\n" for table in TABLES}
    readme = _README.format(workbook=workbook.FILE, settings=FILE, package=datapackage.FILE, folder=TABLES_FOLDER)
    texts = {README: readme} | {f"{TABLES_FOLDER}/{name}": text for name, text in tables.items()}
    with new_dataset(target, check=_unfilled) as folder:
        (folder / TABLES_FOLDER).mkdir()
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
        (folder / workbook.FILE).write_bytes(workbook.template())


def _unfilled(_folder: Path) -> None:
    """An empty form breaks the contract: its required cells are still to be filled."""


def settings_file() -> str:
    """``cohort.toml`` with every key explained: required ones to be filled, the others switched off by a #."""
    head = "# Fill what stands in empty quotes. Take the # from another line to set its key.\n"
    last = sorted(known_keys(), key=lambda key: key.kind == "limits")  # what follows the name of a table belongs to it
    return "\n".join([head, *(_section(key) for key in last)])


def _section(key: Key) -> str:
    told = f"{key.meaning[0].upper()}{key.meaning[1:]}. Rule: {key.rule}."
    told += " Required." if key.required else f" If left out: {key.default or 'none'}."
    lines = textwrap.wrap(told, width=100, break_on_hyphens=False)
    if key.required:
        lines = [f"# {line}" for line in lines] + [f'{key.name} = ""']
    elif key.kind == "limits":
        lines += [f"[{key.name}]", *(f"{a.name} =  # in {a.unit}" for a in ANALYTES.values())]
        lines = [f"# {line}" for line in lines]
    else:
        lines = [f"# {line}" for line in [*lines, f"{key.name} = {key.default or _blank(key)}".rstrip()]]
    return "".join(f"{line}\n" for line in lines)


def _blank(key: Key) -> str:
    return '""' if key.kind == "text" else ""
