"""The kernels that run chapters: the same on every machine, whatever its owner's IPython is set to."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from myst_nb.core.execute.inline import ModifiedNotebookClient, NotebookClientInline

from analysis.book import tracing

CONFIG = """\
get_config().InteractiveShellApp.exec_lines = ["__import__('analysis.book.tracing').book.tracing.watch()"]
# Each kernel would warn that it talks over TCP, which stays on this machine, and one that is ended while it answers
# would say so in many lines. What fails in a cell comes as its answer.
get_config().IPKernelApp.log_level = "CRITICAL"
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


def avoid_ports() -> None:
    """Let kernels talk over sockets in a folder of their own, where the system has such sockets.

    Pages are read side by side in several processes, and two kernels that start at one moment may choose one port.
    """
    if sys.platform == "win32" or hasattr(ModifiedNotebookClient, "_over_ports"):
        return
    over_ports = ModifiedNotebookClient.create_kernel_manager

    def over_sockets(client: Any) -> Any:
        manager = over_ports(client)
        manager.transport = "ipc"
        client.sockets = tempfile.TemporaryDirectory(prefix="kernel-", ignore_cleanup_errors=True)
        manager.ip = str(Path(client.sockets.name) / "socket")
        return manager

    ModifiedNotebookClient._over_ports = over_ports
    ModifiedNotebookClient.create_kernel_manager = over_sockets


class TracedClient(NotebookClientInline):  # type: ignore[misc]  # myst-nb is not typed
    """A client that asks its kernel, before that ends, which files the page was made from, and which cells print."""

    def finalise_client(self) -> None:
        """Ask."""
        super().finalise_client()
        outputs = self._client.eval_expression(tracing.QUESTION)
        self._inputs = "".join(output.get("text", "") for output in outputs)
        cells = enumerate(self.notebook.cells)
        # myst-nb counts from the first line in the cell; the fence stands above it.
        self._outputs = [self.cell_line(i) - 1 for i, cell in cells if any(_shown(cell))]

    def close_client(self, *error: Any) -> None:
        """Keep the answer with what the page's execution gave."""
        super().close_client(*error)
        self.exec_metadata["inputs"] = getattr(self, "_inputs", "")
        self.exec_metadata["outputs"] = getattr(self, "_outputs", [])


def _shown(cell: Any) -> list[Any]:
    """What a cell prints, besides how it fails."""
    return [output for output in cell.get("outputs", []) if output["output_type"] != "error"]
