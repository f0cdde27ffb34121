"""Where a finding comes from: the dataset, and the line of code that asked."""

from __future__ import annotations

from dataclasses import dataclass

LEAST_GROUP = 5  # quartiles of fewer patients would be the patients themselves


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """The dataset a finding comes from, and how closely its patients may be looked at.

    Attributes:
        title: its title, or titles.
        digest: tells versions of its files apart.
        synthetic: whether a program made its patients up.
        coarse: whether figures must not show single patients: it is private, or masks small counts.
        disclosure: lowest count of patients that may be printed; 0 where all may.
    """

    title: str
    digest: str
    synthetic: bool
    coarse: bool = False
    disclosure: int = 0

    @property
    def least(self) -> int:
        """Fewest patients that a figure may draw as a group; 1 where each may be seen."""
        return max(LEAST_GROUP, self.disclosure) if self.coarse else 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Origin:
    """The line of code that asked for a finding."""

    file: str
    line: int
    function: str
