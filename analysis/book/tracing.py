"""Which modules and files a kernel has read. Imported by each kernel before anything else."""

from __future__ import annotations

import json
import os
import site
import sys
import sysconfig
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[2]
# Asked of the kernel when its page has been read.
QUESTION = "print(__import__('analysis.book.tracing', fromlist=['told']).told())"

# What belongs to the machine and not to the manuscript. The lock file stands for the libraries.
_SYSTEM = ("/proc", "/sys", "/dev", "/run", "/etc", "/usr", "/lib", "/System", "/Library")
_WITHIN = {"__pycache__", ".git", ".venv", "_build"}  # of the project: what is made from it

_read: set[str] = set()
_written: set[str] = set()


def watch() -> None:
    """Note every file that is opened from now on."""

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and isinstance(arguments[0], str | bytes):
            mode, flags = arguments[1], arguments[2]
            writes = set(mode) & set("wax+") if isinstance(mode, str) else flags & (os.O_WRONLY | os.O_RDWR)
            # Now, because the path is relative to where the kernel stands now.
            (_written if writes else _read).add(os.path.abspath(os.fsdecode(arguments[0])))  # noqa: PTH100

    sys.addaudithook(hook)


def told() -> str:
    """The files that were read so far, modules among them, as JSON.

    Left out are the Python installation, the machine's own files, caches, and what the kernel wrote itself.
    """
    modules = [getattr(module, "__file__", None) for module in list(sys.modules.values())]
    candidates = {*(_read - _written), *filter(None, modules)}
    read = {Path(path).resolve() for path in candidates if Path(path).is_file()}
    outside = _outside()
    return json.dumps(sorted(str(path) for path in read if _counts(path, outside)))


def _counts(path: Path, outside: list[Path]) -> bool:
    """Whether a page is made from a file."""
    folder = Path(os.environ.get("ANALYSIS_DATA", PROJECT / "data")).resolve()
    if path.is_relative_to(folder):
        return True
    if path.is_relative_to(PROJECT):
        return not _WITHIN & set(path.relative_to(PROJECT).parts)
    return not any(path.is_relative_to(other) for other in outside)


def _outside() -> list[Path]:
    """Folders whose files no page is made from."""
    folders = {*_SYSTEM, sys.prefix, sys.base_prefix, sys.exec_prefix, *sysconfig.get_paths().values()}
    folders |= {site.getusersitepackages(), *(path for path in sys.path if path.endswith("-packages"))}
    folders |= {os.environ.get(name, "") for name in ("IPYTHONDIR", "JUPYTER_RUNTIME_DIR", "MPLCONFIGDIR")}
    home = Path.home()
    folders |= {str(home / name) for name in (".cache", ".config", ".local", ".ipython", ".jupyter", ".matplotlib")}
    drawing = sys.modules.get("matplotlib")
    if drawing is not None:
        folders |= {drawing.get_cachedir(), drawing.get_configdir()}
    return [Path(folder).resolve() for folder in folders if folder]
