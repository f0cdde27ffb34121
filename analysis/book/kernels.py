"""The kernels that run chapters: the same on every machine, whatever its owner's IPython is set to."""

from __future__ import annotations

import os
from pathlib import Path

CONFIG = """\
# Each kernel would warn that it talks over TCP, which stays on this machine.
get_config().IPKernelApp.log_level = "ERROR"
"""


def isolate(folder: Path) -> None:
    """Give the kernels a profile of their own, so that nobody's start-up files reach the numbers.

    Args:
        folder: where the profile goes; made if it is not there.
    """
    profile = folder / "profile_default"
    profile.mkdir(parents=True, exist_ok=True)
    (profile / "ipython_kernel_config.py").write_text(CONFIG, encoding="utf-8")
    os.environ["IPYTHONDIR"] = str(folder)
