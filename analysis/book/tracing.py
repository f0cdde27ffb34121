"""Which of the project's modules and files a kernel has read. Imported by each kernel before anything else."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[2]
# Asked of the kernel when its page has been read.
QUESTION = "print(__import__('analysis.book.tracing', fromlist=['told']).told())"

_opened: set[str] = set()


def watch() -> None:
    """Note every file that is opened from now on."""

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and isinstance(arguments[0], str):
            _opened.add(arguments[0])

    sys.addaudithook(hook)


def told() -> str:
    """The files of the project and of the dataset folder that were read so far, as JSON."""
    modules = [getattr(module, "__file__", None) for module in list(sys.modules.values())]
    code = {Path(path) for path in modules if path}
    data = {Path(path).resolve() for path in _opened}
    folder = Path(os.environ.get("ANALYSIS_DATA", PROJECT / "data")).resolve()
    read = [path for path in code if path.is_relative_to(PROJECT / "analysis")]
    read += [path for path in data if path.is_relative_to(folder) or path.is_relative_to(PROJECT / "data")]
    return json.dumps(sorted(map(str, read)))
