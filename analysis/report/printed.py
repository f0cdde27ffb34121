"""Printed text that knows where it comes from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from analysis.report import mime

if TYPE_CHECKING:
    from analysis.report.record import Finding


class Text(str):
    """Printed text that knows where it comes from; the only text with numbers that a chapter may print.

    Attributes:
        findings: the findings that it prints, or that decide its words.
        given: where a text that prints no finding has its numbers from, such as ``cohort.toml``.
        face: which face of a single finding it is; empty for a text of several.
        why_not: why there is no number, empty where there is one.
    """

    __slots__ = ("face", "findings", "given", "why_not")
    findings: tuple[Finding, ...]
    given: str
    face: str
    why_not: str

    def __new__(
        cls, text: str, *, findings: Iterable[Finding] = (), given: str = "", face: str = "", why_not: str = ""
    ) -> Text:
        """Text with what stands behind it."""
        self = super().__new__(cls, text)
        self.findings = tuple(findings)
        self.given = given
        self.face = face
        self.why_not = why_not
        return self

    @property
    def shown(self) -> dict[str, Any]:
        """What a page gets to know of it."""
        facts = [finding.facts for finding in self.findings]
        return {"text": str(self), "why_not": self.why_not, "face": self.face, "given": self.given, "facts": facts}

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        return {"text/plain": str(self), mime.TEXT: self.shown}
