"""Random damage to a dataset: it is refused in words, or read as its text says.

The oracle is a second reader of the same bytes, written with nothing but the standard library: what is not refused
must be equal to it cell by cell. So no damage ends in a traceback, and none changes a value unless the text says so.
"""

from __future__ import annotations

import csv
import io
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.cohort import Cohort, DatasetError, Fault, read
from analysis.cohort.schema import TABLES, Table
from analysis.cohort.settings import FILE

DATA = Path(__file__).resolve().parents[2] / "data" / "response"
FUZZ = settings(
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=15,  # of a tenth of a second each
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
PATIENTS = 5
Rows = list[list[str]]


def base() -> dict[str, bytes]:
    """The files of a small sound dataset, cut from the shipped one."""
    patients = (DATA / "patients.csv").read_text(encoding="utf-8").splitlines(keepends=True)[: PATIENTS + 1]
    ids = [line.partition(",")[0] for line in patients[1:]]
    labs = (DATA / "labs.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in labs if line.startswith(tuple(ids)) and ",IL-6," in line][:40]
    infections = f"patient_id,day,kind,site,organism,fatal\n{ids[0]},4,viral,lung,,no\n{ids[1]},40,fungal,,Candida,\n"
    texts = {"patients.csv": "".join(patients), "labs.csv": "".join([labs[0], *kept]), "infections.csv": infections}
    return {FILE: (DATA / FILE).read_bytes(), **{name: text.encode() for name, text in texts.items()}}


BASE = base()
CSV = [table.file for table in TABLES]


# The second reader.


def meant(text: str, kind: str) -> Any:
    """What a cell says."""
    if not text:
        return None
    if kind in ("integer", "number"):
        return float(text)
    return {"yes": True, "no": False}[text] if kind == "yes/no" else text


def intended(content: bytes, table: Table) -> list[dict[str, Any]]:
    """What the bytes of a file say, row by row."""
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    header = [name.strip() for name in lines[0]]
    rows = [[cell.strip() for cell in line] for line in lines[1:] if any(cell.strip() for cell in line)]
    records = [dict(zip(header, row, strict=True)) for row in rows]
    return [{c.name: meant(record.get(c.name, ""), c.kind) for c in table.columns} for record in records]


def held(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """What a loaded table holds, in plain Python."""
    return [
        {
            name: None if pd.isna(value) else value if isinstance(value, str | bool) else float(value)
            for name, value in record.items()
        }
        for record in frame.astype("object").to_dict("records")
    ]


def assert_read_as_written(cohort: Cohort, files: dict[str, bytes]) -> None:
    for table in TABLES:
        frame = getattr(cohort, table.name)
        assert (held(frame) if frame is not None else []) == (
            intended(files[table.file], table) if table.file in files else []
        )
    # Any line end is one, a lone carriage return too.
    text = io.TextIOWrapper(io.BytesIO(files[FILE]), encoding="utf-8-sig").read()
    for key, value in tomllib.loads(text).items():
        kept = getattr(cohort.settings, key)
        assert (list(kept) if isinstance(kept, tuple) else dict(kept) if isinstance(value, dict) else kept) == value


def judge(files: dict[str, bytes], folder: Path) -> bool:
    """Read the files as a dataset and hold the outcome against the oracle; whether they were taken."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    cohort, refused = outcome(folder)
    if cohort is None:
        assert refused
        assert all(fault.file and fault.rule for fault in refused)
    else:
        assert_read_as_written(cohort, files)
    return cohort is not None


def outcome(folder: Path) -> tuple[Cohort | None, tuple[Fault, ...]]:
    try:
        return read(folder), ()
    except DatasetError as error:
        return None, error.faults


# The damage.

ODD = st.sampled_from(
    [
        *(
            "",
            " ",
            "0",
            "-0",
            "+1",
            "1.",
            ".5",
            "1.50",
            "007",
            "-1",
            "9",
            "99",
            "999",
            "9999",
            "1e3",
            "1,5",
            "1;5",
            "٣",
            "½",
        ),
        *(
            "NaN",
            "inf",
            "NA",
            "N/A",
            "unknown",
            "none",
            "yes",
            "no",
            "Yes",
            "TRUE",
            "0x1F",
            "1_0",
            "#REF!",
            "=A1",
            "<5",
        ),
        *(
            "CR",
            "cr",
            " CR ",
            "R01",
            "R02",
            "R1",
            "2019-01-01",
            "1/2/2019",
            "a\nb",
            'a"b',
            "'",
            "a,b",
            "\u200b5",
            "\ufeff5",
        ),
        *("5\u00a0", "\x00", "\x1a", "5\u0000", "é", "e\u0301", "10 %", "below", "IL-6", "pg/mL", "9" * 30, "9" * 400),
    ]
)
CELLS = st.one_of(ODD, st.text(max_size=6), st.integers(-5, 400).map(str), st.decimals(0, 1000, places=2).map(str))


def parse(content: bytes) -> Rows:
    return list(csv.reader(io.StringIO(content.decode("utf-8"), newline="")))


def write(rows: Rows) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


@st.composite
def edited_grid(draw: st.DrawFn, rows: Rows) -> Rows:
    """Rows with one cell, row or column changed, dropped, added, doubled or moved."""
    rows = [list(row) for row in rows]
    if not rows or not all(rows):
        return rows
    pick = draw(st.integers(0, len(rows) - 1))
    place = draw(st.integers(0, len(rows[pick]) - 1))
    other = draw(st.integers(0, len(rows) - 1))
    edits: dict[str, Callable[[], object]] = {
        "cell": lambda: rows[pick].__setitem__(place, draw(CELLS)),
        "cell of another row": lambda: rows[pick].__setitem__(place, rows[other][min(place, len(rows[other]) - 1)]),
        "drop cell": lambda: rows[pick].pop(place),
        "add cell": lambda: rows[pick].insert(place, draw(CELLS)),
        "double cell": lambda: rows[pick].insert(place, rows[pick][place]),
        "drop row": lambda: rows.pop(pick),
        "double row": lambda: rows.insert(other, list(rows[pick])),
        "move row": lambda: rows.insert(other, rows.pop(pick)),
        "drop column": lambda: [row.pop(place) for row in rows if len(row) > place],
        "double column": lambda: [row.append(row[place]) for row in rows if len(row) > place],
        "move column": lambda: [row.append(row.pop(place)) for row in rows if len(row) > place],
        "shift column": lambda: [
            row.__setitem__(place, before[place])
            for before, row in zip([list(r) for r in rows[1:]], rows[2:], strict=False)
            if len(row) > place and len(before) > place
        ],
    }
    edits[draw(st.sampled_from(sorted(edits)))]()
    return rows


@st.composite
def edited_bytes(draw: st.DrawFn, content: bytes) -> bytes:
    """Bytes with one flipped, dropped, put in, cut off or written in another encoding."""
    place = draw(st.integers(0, max(len(content) - 1, 0)))
    kind = draw(st.sampled_from(["flip", "drop", "insert", "cut", "encode", "ends", "double"]))
    if kind == "encode":
        text = content.decode("utf-8", errors="replace")
        name = draw(
            st.sampled_from(["utf-8-sig", "utf-16", "utf-16-le", "utf-32", "latin-1", "cp1252", "gbk", "utf-7"])
        )
        return text.encode(name, errors="replace")
    if kind == "ends":
        return content.replace(b"\n", draw(st.sampled_from([b"\r\n", b"\r", b"\n\n", b"\x0b", b"\xe2\x80\xa8"])))
    put = draw(st.binary(min_size=1, max_size=3))
    return {
        "flip": content[:place] + put[:1] + content[place + 1 :],
        "drop": content[:place] + content[place + 1 :],
        "insert": content[:place] + put + content[place:],
        "cut": content[:place],
        "double": content + content[place:],
    }[kind]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz") / "dataset"


def test_the_base_is_sound(folder: Path) -> None:
    assert judge(BASE, folder)
    assert read(folder).warnings == ()


@pytest.mark.parametrize("file", CSV)
def test_damaged_rows_are_refused_or_read_as_written(file: str, folder: Path) -> None:
    taken = []

    @FUZZ
    @given(st.data())
    def damage(data: st.DataObject) -> None:
        rows = parse(BASE[file])
        for _ in range(data.draw(st.integers(1, 3))):
            rows = data.draw(edited_grid(rows))
        taken.append(judge({**BASE, file: write(rows)}, folder))

    damage()
    # Both outcomes are met, or the test would show nothing.
    assert {True, False} <= set(taken)


@pytest.mark.parametrize("file", [FILE, *CSV])
def test_damaged_bytes_are_refused_or_read_as_written(file: str, folder: Path) -> None:
    @FUZZ
    @given(st.data())
    def damage(data: st.DataObject) -> None:
        content = BASE[file]
        for _ in range(data.draw(st.integers(1, 2))):
            content = data.draw(edited_bytes(content))
        judge({**BASE, file: content}, folder)

    damage()


@FUZZ
@given(
    key=st.sampled_from([line.partition(" = ")[0] for line in BASE[FILE].decode().splitlines() if " = " in line]),
    value=st.one_of(
        st.text(max_size=5),
        st.integers(-5, 10**400),
        st.floats(),
        st.booleans(),
        st.dates(),
        st.lists(st.integers(-5, 400), max_size=3),
    ),
)
def test_any_value_of_a_setting_is_refused_or_taken_as_written(folder: Path, key: str, value: object) -> None:
    written = (
        f'"""{value}"""' if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value)
    )
    lines = [f"{key} = {written}" if line.startswith(f"{key} =") else line for line in BASE[FILE].decode().splitlines()]
    judge({**BASE, FILE: "\n".join(lines).encode(errors="replace")}, folder)


@FUZZ
@given(st.sets(st.sampled_from([FILE, *CSV])))
def test_files_left_out_are_refused_or_read_as_not_recorded(folder: Path, left_out: set[str]) -> None:
    taken = judge({name: content for name, content in BASE.items() if name not in left_out}, folder)
    assert taken == (not left_out & {FILE, "patients.csv"})
