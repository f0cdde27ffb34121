"""What a page's kernel answered, kept until the page's code or what that was made from changes.

An author changes sentences far more often than questions, and a page whose questions stay needs no kernel to be read
again. Which pages these are, `analysis.book.freshness` knows; here is what they are told.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from myst_nb.core import execute
from nbformat import NotebookNode, from_dict

from analysis.book.kernels import TracedClient

KEPT = "answers"


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What a kernel told of a page.

    Attributes:
        code: the cells of the page, and what it says of its kernel.
        language: what the kernel says of its language.
        inputs: the files that it read.
        to: its answer to each expression, after as many cells as stand before it.
    """

    code: str
    language: Mapping[str, Any]
    inputs: str
    to: Mapping[tuple[int, str], list[NotebookNode]]


_offered: dict[str, Answers] = {}


def offer(path: str, execution: Mapping[str, Any]) -> None:
    """Let a page be read with the answers that it had, if its code is what it was.

    Args:
        path: of the page.
        execution: what the environment keeps of how its code ran.
    """
    if kept := execution.get(KEPT):
        _offered[path] = kept


class AnsweringClient(TracedClient):
    """A client that answers from what is kept, and starts a kernel when it is asked for something else."""

    exec_metadata: dict[str, Any]

    def start_client(self) -> None:
        """Start a kernel, unless the page's code is what it was."""
        self._kept = _offered.pop(str(self.path), None)
        if self._kept is not None and self._kept.code != self._code():
            self._kept = None
        self._running = self._kept is None
        self._cells = 0
        self._reached = -1
        self._to: dict[tuple[int, str], list[NotebookNode]] = {}
        self._began = time.perf_counter()
        if self._kept is None:
            super().start_client()
        else:
            self.notebook.metadata["language_info"] = from_dict(dict(self._kept.language))  # type: ignore[no-untyped-call]

    def _code(self) -> str:
        """What the answers depend on besides the files that the kernel reads."""
        about = {key: value for key, value in self.notebook.metadata.items() if key != "source_map"}
        about.pop("language_info", None)
        return json.dumps([about, [cell.source for cell in self.notebook.cells if cell.cell_type == "code"]])

    def code_cell_outputs(self, cell_index: int) -> tuple[int | None, list[NotebookNode]]:
        """What a cell prints. One that was kept printed nothing."""
        passed = self.notebook.cells[self._reached + 1 : cell_index + 1]
        self._reached = max(self._reached, cell_index)
        for cell in passed:
            if cell.cell_type == "code":
                self._cells += 1
                cell.execution_count = self._cells
        if not self._running:
            return self._cells, []
        outputs: tuple[int | None, list[NotebookNode]] = super().code_cell_outputs(cell_index)
        return outputs

    def eval_variable(self, name: str) -> list[NotebookNode]:
        """What an expression gives."""
        question = (self._cells, name)
        if not self._running and self._kept is not None and question in self._kept.to:
            answer = self._kept.to[question]
        else:
            if not self._running:
                self._running = True
                super().start_client()
                super().code_cell_outputs(self._reached)
            answer = super().eval_variable(name)
        self._to[question] = answer
        return answer

    def finalise_client(self) -> None:
        """Ask the kernel, if there is one, for what it read."""
        if self._running:
            super().finalise_client()

    def close_client(self, *error: Any) -> None:
        """Keep the answers, unless the code fails or prints something."""
        read = set(json.loads(self._kept.inputs)) if self._kept is not None else set()
        if self._running:
            super().close_client(*error)
            read |= set(json.loads(self.exec_metadata["inputs"] or "[]"))
        else:
            self.logger.info("Read with the answers that are known, since its code has not changed")
            self.exec_metadata = {
                "mtime": time.time(),
                "runtime": time.perf_counter() - self._began,
                "method": self.nb_config.execution_mode,
                "succeeded": True,
                "error": None,
                "traceback": None,
                "outputs": [],
            }
        self.exec_metadata["inputs"] = json.dumps(sorted(read))
        if self.exec_metadata["succeeded"] and not self.exec_metadata["outputs"] and not any(error):
            self.exec_metadata[KEPT] = Answers(
                code=self._code(),
                language=dict(self.notebook.metadata["language_info"]),
                inputs=self.exec_metadata["inputs"],
                to={asked: answer for asked, answer in self._to.items() if not _failed(answer)},
            )


def _failed(answer: list[NotebookNode]) -> bool:
    return any(output.output_type == "error" for output in answer)


def keep() -> None:
    """Let pages be read by a client that keeps what its kernel answers, and that traces."""
    execute.NotebookClientInline = AnsweringClient
