"""Dataset folders are put in place whole or not at all, whatever happens to the process that writes them."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from analysis.cohort import DatasetError, read
from analysis.cohort.writing import PREFIX, new_dataset

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = 'title = "T"\nsynthetic = true\nsource = "S"\nlicence = "L"\n'
WRITE = f"""
import os, signal, sys, time
from pathlib import Path
from analysis.cohort.writing import new_dataset

def at_once(path, target, rename=Path.rename):
    rename(path, target)
    os.kill(os.getpid(), signal.SIGKILL)

if "swap" in sys.argv:
    Path.rename = at_once
with new_dataset(Path(sys.argv[1]), force=True) as folder:
    (folder / "cohort.toml").write_text({SETTINGS!r})
    (folder / "patients.csv").write_text("patient_id\\nNEW\\n")
    if "wait" in sys.argv:
        print("writing", flush=True)
        time.sleep(60)
"""


def write(folder: Path, patient: str = "P1") -> None:
    (folder / "cohort.toml").write_text(SETTINGS)
    (folder / "patients.csv").write_text(f"patient_id\n{patient}\n")


def make(
    target: Path, patient: str = "P1", *, force: bool = False, then: Callable[[Path], object] | None = None
) -> None:
    """Make a dataset; before it is put in place, something more is done to its folder."""
    with new_dataset(target, force=force) as folder:
        write(folder, patient)
        if then is not None:
            then(folder)


def patient(target: Path) -> str:
    return str(read(target).patients["patient_id"][0])


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob(f"{PREFIX}*"))


@pytest.fixture(autouse=True)
def heed_interrupts() -> Iterator[None]:
    """A process that runs in the background, and so its children, may be told to ignore Ctrl-C and a closed terminal.

    It is told here, because ``preexec_fn`` is not safe where the tests themselves run beside other threads.
    """
    # A handler of Python's, since a child takes over what is ignored, and has the default for what is handled.
    before = {ending: signal.signal(ending, signal.default_int_handler) for ending in (signal.SIGINT, signal.SIGHUP)}
    yield
    for ending, handler in before.items():
        signal.signal(ending, handler)


@contextmanager
def writer(target: Path, *how: str) -> Iterator[subprocess.Popen[str]]:
    """Another process that writes a dataset."""
    command = [sys.executable, "-c", WRITE, str(target), *how]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        if "wait" in how:
            assert process.stdout is not None
            assert process.stdout.readline() == "writing\n"
        try:
            yield process
        finally:
            process.kill()


def test_the_dataset_is_seen_only_when_it_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "new"
    with new_dataset(target) as folder:
        assert folder.stat().st_dev == tmp_path.stat().st_dev
        write(folder)
        assert not target.exists()
    assert patient(target) == "P1"
    assert left(tmp_path) == []


def test_what_breaks_the_contract_is_not_put_in_place(tmp_path: Path) -> None:
    with pytest.raises(
        DatasetError, match=rf"^{re.escape(str(tmp_path))}/new: 1 fault\n  patients\.csv, row 1, column patient_id: "
    ):
        make(tmp_path / "new", then=lambda folder: (folder / "patients.csv").write_text("age\n7\n"))
    assert list(tmp_path.iterdir()) == []


def test_the_caller_may_check_in_its_own_words(tmp_path: Path) -> None:
    def refuse(folder: Path) -> None:
        assert (folder / "cohort.toml").is_file()
        raise DatasetError("mine", [])

    with pytest.raises(DatasetError, match=r"^mine: "), new_dataset(tmp_path / "new", check=refuse) as folder:
        write(folder)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("trouble", [KeyboardInterrupt, OSError])
def test_trouble_leaves_all_as_it_was(tmp_path: Path, trouble: type[BaseException], force: bool) -> None:
    target = tmp_path / "new"
    if force:
        make(target, "OLD")

    def stop(_: Path) -> None:
        raise trouble

    with pytest.raises(trouble):
        make(target, "NEW", force=force, then=stop)
    assert left(tmp_path) == []
    assert patient(target) == "OLD" if force else not target.exists()


# Replacing.


def test_a_dataset_is_replaced_only_by_force(tmp_path: Path) -> None:
    make(tmp_path / "new", "OLD")
    (tmp_path / "new" / "infections.csv").write_text("patient_id,day,kind\nOLD,3,viral\n")
    with pytest.raises(DatasetError, match="exists already; name a new folder"):
        make(tmp_path / "new", "NEW")
    assert patient(tmp_path / "new") == "OLD"
    make(tmp_path / "new", "NEW", force=True)
    assert patient(tmp_path / "new") == "NEW"
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["cohort.toml", "patients.csv"]
    assert left(tmp_path) == []


def test_force_makes_a_dataset_where_there_is_none(tmp_path: Path) -> None:
    make(tmp_path / "new", force=True)
    assert patient(tmp_path / "new") == "P1"


def lay_notes(target: Path) -> None:
    make(target)
    (target / "notes.docx").write_text("kept")


def lay_folder(target: Path) -> None:
    make(target)
    (target / "labs.csv").mkdir()


def lay_tables(target: Path) -> None:
    target.mkdir()
    (target / "patients.csv").write_text("kept")


def lay_file(target: Path) -> None:
    target.write_text("kept")


def lay_link(target: Path) -> None:
    make(target.with_name("real"))
    target.symlink_to(target.with_name("real"))


def lay_broken_link(target: Path) -> None:
    target.symlink_to(target.with_name("nowhere"))


def lay_linked_table(target: Path) -> None:
    make(target)
    (target / "labs.csv").symlink_to(target / "patients.csv")


@pytest.mark.parametrize(
    ("lay", "rule"),
    [
        (lay_notes, "'notes.docx': is no file of a dataset, so the folder is not replaced"),
        (lay_folder, "'labs.csv': is no file of a dataset, so the folder is not replaced"),
        (lay_linked_table, "'labs.csv': is no file of a dataset, so the folder is not replaced"),
        (lay_tables, "holds no cohort.toml, so it is no dataset and is not replaced"),
        (Path.mkdir, "holds no cohort.toml, so it is no dataset and is not replaced"),
        (lay_file, "is not a folder, so it is not replaced"),
        (lay_link, "exists already; name a new folder"),
        (lay_broken_link, "exists already; name a new folder"),
    ],
)
def test_nothing_else_is_replaced_even_by_force(tmp_path: Path, lay: Callable[[Path], None], rule: str) -> None:
    lay(tmp_path / "new")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(DatasetError, match=rf"new: {rule}"):
        make(tmp_path / "new", "NEW", force=True)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_file_that_comes_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    make(tmp_path / "new", "OLD")
    notes = tmp_path / "new" / "notes.txt"
    with pytest.raises(DatasetError, match=r"notes\.txt"):
        make(tmp_path / "new", "NEW", force=True, then=lambda _: notes.write_text("kept"))
    assert patient(tmp_path / "new") == "OLD"
    assert left(tmp_path) == []


# Killed.


def test_an_interrupted_process_leaves_nothing(tmp_path: Path) -> None:
    with writer(tmp_path / "new", "wait") as process:
        process.send_signal(signal.SIGINT)
        assert process.wait(20) != 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGTERM])
def test_what_a_killed_process_leaves_is_cleared_by_the_next(tmp_path: Path, sign: signal.Signals) -> None:
    with writer(tmp_path / "new", "wait") as process:
        process.send_signal(sign)
        process.wait(20)
    assert not (tmp_path / "new").exists()
    assert len(left(tmp_path)) == 1
    make(tmp_path / "other")
    assert [path.name for path in tmp_path.iterdir()] == ["other"]


def test_what_a_living_process_writes_is_left_alone(tmp_path: Path) -> None:
    with writer(tmp_path / "new", "wait"):
        (theirs,) = left(tmp_path)
        make(tmp_path / "other")
        assert left(tmp_path) == [theirs]


def test_a_dataset_that_was_being_replaced_comes_back(tmp_path: Path) -> None:
    make(tmp_path / "new", "OLD")
    with writer(tmp_path / "new", "swap") as process:
        assert process.wait(60) == -signal.SIGKILL
    assert not (tmp_path / "new").exists()
    make(tmp_path / "other")
    assert patient(tmp_path / "new") == "OLD"
    assert left(tmp_path) == []


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_import_that_is_stopped_can_be_run_again(tmp_path: Path, sign: signal.Signals) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "p.csv").write_text("ID\n" + "".join(f"P{i}\n" for i in range(20_000)))
    (tmp_path / "m.toml").write_text(
        f'[cohort]\n{SETTINGS}[patients]\nfile = "p.csv"\ncolumns = {{ patient_id = "ID" }}\n'
    )
    command = [
        sys.executable,
        "-m",
        "analysis",
        "import",
        *(str(tmp_path / name) for name in ("m.toml", "source", "new")),
    ]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        while not left(tmp_path) and process.poll() is None:
            time.sleep(0.01)
        process.send_signal(sign)
        assert process.wait(20) != 0
    assert not (tmp_path / "new").exists()
    assert len(left(tmp_path)) == (1 if sign == signal.SIGKILL else 0)
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["m.toml", "new", "source"]
    forced = subprocess.run([*command, "--force"], cwd=ROOT, check=False, stdout=subprocess.DEVNULL)
    assert forced.returncode == 0
