"""What stops a manuscript."""

from __future__ import annotations

from collections.abc import Iterable


class ManuscriptError(Exception):
    """Settings, pages or references of which no manuscript can be made; all faults at once, a line each."""

    def __init__(self, faults: Iterable[str]) -> None:
        """Keep the faults."""
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))
