"""What a build leaves behind: the pages of the last build that succeeded, and nothing half-made."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

PARTS = ("html", "jupyter_execute", ".doctrees")
MARK = "built-from"


@dataclass(frozen=True)
class State:
    """The output of builds from one dataset folder.

    A build works on what the last one left. That is kept a second time when it succeeds, and put back when a later
    build fails or is killed, because half-written pages and a half-true environment would be taken for fresh.

    Attributes:
        output: the folder that builds write to.
        data: the dataset folder. What was built from another counts for nothing, because Sphinx leaves figures of
            other data lying about.
        versions: of its datasets that are private or mask counts. What was built from another version of these counts
            for nothing either: a figure of it, which no page shows any more, may show what must not be seen now.
    """

    output: Path
    data: Path
    versions: tuple[str, ...] = ()

    @property
    def _kept(self) -> Path:
        return self.output / "last-good"

    @property
    def _mark(self) -> bytes:
        return b"\n".join([os.fsencode(self.data), *map(str.encode, self.versions)])

    def begin(self) -> None:
        """Start from the last build that succeeded, or from nothing."""
        mark = self.output / MARK
        if not self._is_from_here(mark):
            self.restore()
        self.output.mkdir(parents=True, exist_ok=True)
        mark.unlink(missing_ok=True)

    def keep(self) -> None:
        """The build succeeded."""
        new, old = self.output / "new-good", self.output / "old-good"
        for folder in (new, old):
            shutil.rmtree(folder, ignore_errors=True)
        for part in PARTS:
            if (self.output / part).is_dir():
                shutil.copytree(self.output / part, new / part)
        (new / MARK).write_bytes(self._mark)
        if self._kept.is_dir():
            self._kept.rename(old)
        new.rename(self._kept)
        shutil.rmtree(old, ignore_errors=True)
        (self.output / MARK).write_bytes(self._mark)

    def restore(self) -> bool:
        """Put back what the last build that succeeded left, if it was made from the same folder.

        Returns:
            Whether there was any.
        """
        for part in PARTS:
            shutil.rmtree(self.output / part, ignore_errors=True)
        if not self._is_from_here(self._kept / MARK):
            return False
        for part in PARTS:
            if (self._kept / part).is_dir():
                shutil.copytree(self._kept / part, self.output / part)
        (self.output / MARK).write_bytes(self._mark)
        return True

    def _is_from_here(self, mark: Path) -> bool:
        return mark.is_file() and mark.read_bytes() == self._mark
