"""The record that prose, tables and figures print, and the faces it shows.

A finding is a statistic with its meaning: what it estimates, in which unit, in which dataset. Each of its
properties is one face of it: text that remembers the finding it came from.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, replace
from typing import Any, Literal

from analysis.report import facts, masking, numbers, words
from analysis.report.masking import COUNTS, WITHHELD, Mask
from analysis.report.printed import Text
from analysis.report.source import Origin, Source
from analysis.report.style import current
from analysis.stats.estimate import Estimate

NOT_RECORDED = "not recorded"
NOT_USED = "not used with this dataset"
NOT_APPLICABLE = "not applicable"  # a cell that no dataset fills
NOT_ESTIMABLE = "not estimable"
NOT_REACHED = "not reached"

Kind = Literal[
    "count", "proportion", "probability", "difference", "ratio", "correlation", "quantity", "median", "area", "test"
]
# Units that are words and lose their ending after 1.
PLURAL = ("days", "months", "years", "patient-days", "patient-months", "percentage points")
PARTS = ("proportion", "probability")  # of a whole, printed as percentages
# The value that means "no effect", for the kinds that compare.
NULL = {"difference": 0.0, "ratio": 1.0, "correlation": 0.0, "area": 0.5}


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One computed number with everything a reader may ask of it.

    Attributes:
        estimate: the statistic.
        kind: what sort of number it is, which decides how it is printed.
        what: what it estimates, in words.
        source: the dataset.
        unit: unit of the value, where it has one.
        places: decimals; ``None`` lets the size of the value decide.
        adjusted_p: P value adjusted for the family of comparisons that it belongs to.
        adjustment: how, and over how many comparisons.
        family: what these comparisons ask, in words.
        origin: the code that asked for it.
        mask: what must not be printed of it, where the dataset masks small counts.
    """

    estimate: Estimate
    kind: Kind
    what: str
    source: Source
    unit: str = ""
    places: int | None = None
    adjusted_p: float | None = None
    adjustment: str = ""
    family: str = ""
    origin: Origin | None = None
    mask: Mask | None = None

    def __getattr__(self, name: str) -> Any:
        """Tell an author who misspells a face which faces there are."""
        if name.startswith("__"):
            raise AttributeError(name)
        faces = {n for n, member in vars(type(self)).items() if isinstance(member, property) and n[0] != "_"}
        raise AttributeError(f"a finding has no {name!r}; {words.misspelt(name, faces - {'facts'})}")

    def __str__(self) -> str:
        """The number as a sentence quotes it when no face is asked for."""
        return str(self.text)

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        return self.text._repr_mimebundle_()

    def adjusted(self, p: float | None, adjustment: str, family: str) -> Finding:
        """The same finding with its P value adjusted for a family."""
        return replace(self, adjusted_p=p, adjustment=adjustment, family=family)

    # What it says in words.

    @property
    def _sign(self) -> int:
        """1 above the null, -1 below it, 0 where the data leave it open: the one rule for every word of direction.

        The interval must leave out the null and, in a family of comparisons, the adjusted P value must be below
        one minus the level.
        """
        e, null = self.estimate, NULL[self.kind]
        if e.low is None or e.high is None or e.low <= null <= e.high:
            return 0
        if self.adjusted_p is not None and self.adjusted_p + e.level >= 1:
            return 0
        return 1 if e.low > null else -1

    def _word(self, face: str, up: str, down: str) -> Text:
        if self.estimate.value is not None and self.kind not in NULL:
            raise TypeError(f"a {self.kind} has no direction; {self.what!r} does not compare")
        return self._face(face, lambda: words.clearly(self._sign, up, down))

    @property
    def direction(self) -> Text:
        """Such as "higher"; fits "was ... than"."""
        return self._word("direction", "higher", "lower")

    @property
    def frequency(self) -> Text:
        """Such as "less frequent"; fits "was ... than"."""
        return self._word("frequency", "more frequent", "less frequent")

    @property
    def odds(self) -> Text:
        """Such as "higher odds"; fits "went with ... of"."""
        return self._face("odds", lambda: f"{words.clearly(self._sign, 'higher', 'lower')} odds")

    @property
    def hazard(self) -> Text:
        """Such as "higher hazard"; fits "went with ... of"."""
        return self._face("hazard", lambda: f"{words.clearly(self._sign, 'higher', 'lower')} hazard")

    @property
    def correlated(self) -> Text:
        """Such as "positively"; fits "was ... correlated with"."""
        return self._face("correlated", lambda: words.correlated(self._sign))

    @property
    def share(self) -> Text:
        """Such as "most"; fits "... of the infections were bacterial"."""
        return self._face("share", lambda: words.share(self._value))

    # What it prints.

    @property
    def _value(self) -> float:
        if self.estimate.value is None:
            raise ValueError(f"{self.what} has no value")
        return self.estimate.value

    def _print(self, value: float) -> str:
        if self.kind in PARTS:
            return numbers.percent(value, 1 if self.places is None else self.places)
        if self.kind == "count":
            return numbers.decimal(value, 0)
        # Quartiles of whole days may lie between them; a decimal stands only where there is one.
        if self.kind == "median" and value.is_integer() and self.unit == "days":
            return numbers.decimal(value, 0)
        size = self._value if math.isfinite(self._value) else self.estimate.low or 0.0
        places = numbers.places_for(size) if self.places is None else self.places
        # The far limit of a ratio tells how little is known, for which it needs no decimals.
        return numbers.decimal(value, 0 if self.kind == "ratio" and value >= 100 else places)

    def _print_unit(self, printed: str) -> str:
        """The unit after a printed value: "1 day", "2 days"."""
        unit = self.unit.removesuffix("s") if printed == "1" and self.unit in PLURAL else self.unit
        return unit if unit in ("", "%") else f" {unit}"

    def _print_limit(self, limit: float) -> str:
        signed = {"all": self.kind in PARTS or self.unit == "%", "proportions": self.kind in PARTS, "none": False}
        return self._print(limit).removesuffix("%") + ("%" if signed[current().percent_limits] else "")

    def _face(self, face: str, text: Any) -> Text:
        """The text that ``text()`` gives, or why there is none."""
        e = self.estimate
        if self.mask is not None and (e.value is None or face == "n"):
            # A count stands as "fewer than"; where it is an estimate that is withheld, the reason takes its place.
            counts = self.kind in COUNTS
            why_not = "" if counts else f"{self.what}: {WITHHELD}, as it could tell of {masking.few(self.mask.below)}"
            return Text(self._masked(self.mask, face, text), findings=[self], face=face, why_not=why_not)
        if e.value is None:
            recorded = e.n > 0 or e.missing == 0
            printed = NOT_RECORDED if not recorded else NOT_REACHED if e.why_not == NOT_REACHED else NOT_ESTIMABLE
            why_not = f"{self.what}: {printed}" + (f" ({e.why_not})" if printed == NOT_ESTIMABLE and e.why_not else "")
        else:
            printed, why_not = text(), ""
        return Text(printed, findings=[self], face=face, why_not=why_not)

    def _masked(self, mask: Mask, face: str, text: Any) -> str:
        """A face of a finding that is masked in whole or in part."""
        e = self.estimate
        n = mask.told(mask.n) or numbers.decimal(e.n, 0)
        events = mask.told(mask.events) or ("" if e.events is None else numbers.decimal(e.events, 0))
        if face == "n":
            return n
        if events and (face == "count" or (self.kind == "count" and face in ("value", "text"))):
            return events
        if events and face == "counted":
            return str(text())
        if events and face == "n_of_N":
            return f"{events} of {n}" if not mask.n else events if mask.events else f"{events} of a number withheld"
        if events and self.kind == "proportion" and face == "text":
            return f"{self.n_of_N} (percentage and interval {WITHHELD})"
        return masking.FACES.get(face, WITHHELD)

    @property
    def facts(self) -> dict[str, Any]:
        """Everything about it, for the page that prints it: numbers in full, and as they are printed."""
        return facts.of(self)

    @property
    def value(self) -> Text:
        """The estimate with its unit: "3.2", "88.9%", "412 U/L"."""
        return self._face("value", lambda: self._print(self._value) + self._print_unit(self._print(self._value)))

    @property
    def count(self) -> Text:
        """The number of events, or the count itself."""
        events = self.estimate.events
        return self._face("count", lambda: numbers.decimal(self._value if events is None else events, 0))

    @property
    def n(self) -> Text:
        """The number of observations it rests on."""
        return self._face("n", lambda: numbers.decimal(self.estimate.n, 0))

    @property
    def missing(self) -> Text:
        """The number of observations left out because a value was missing; it is known where the estimate is not."""
        missing, below = self.estimate.missing, self.source.disclosure
        told = masking.few(below) if 0 < missing < below else numbers.decimal(missing, 0)
        return Text(told, findings=[self], face="missing")

    def counted(self, noun: str, plural: str = "") -> Text:
        """The count with its noun: "1 infection", "17 infections"."""
        return self._face("counted", lambda: f"{self.count} {noun if self.count == '1' else plural or noun + 's'}")

    @property
    def percent(self) -> Text:
        """A proportion as a percentage."""
        if self.kind not in PARTS:
            raise TypeError(f"a {self.kind} has no percentage: {self.what}")
        return self._face("percent", lambda: self._print(self._value))

    @property
    def n_of_N(self) -> Text:  # noqa: N802 - the capital tells the denominator, as in print
        """Events and denominator: "48 of 54"."""
        if self.estimate.value is not None and self.estimate.events is None:
            raise TypeError(f"a {self.kind} has no events to count: {self.what}")
        return self._face("n_of_N", lambda: f"{self.count} of {self.n}")

    @property
    def ci(self) -> Text:
        """The interval with its level: "95% CI 77.4% to 95.8%"; for a median the quartiles: "IQR 22 to 41"."""
        # Exact methods may attain another level than the one asked for.
        label = "IQR" if self.kind == "median" else f"{numbers.short(round(100 * self.estimate.level, 1))}% CI"
        return self._face("ci", lambda: f"{label}{current().after_label}{self.limits}")

    @property
    def limits(self) -> Text:
        """The two ends of the interval, for a column that is headed by its level: "77.4% to 95.8%"."""
        e = self.estimate

        def text() -> str:
            if e.low is None or e.high is None:
                return NOT_ESTIMABLE
            open_end = self.kind == "quantity" and math.isinf(e.high)
            return numbers.interval(self._print_limit(e.low), NOT_REACHED if open_end else self._print_limit(e.high))

        return self._face("limits", text)

    @property
    def p(self) -> Text:
        """The P value, not adjusted: "P = 0.012"."""
        return self._face("p", lambda: numbers.p_sentence(self.estimate.p, NOT_ESTIMABLE))

    @property
    def p_adjusted(self) -> Text:
        """The P value adjusted for its family: "adjusted P = 0.024"."""
        return self._face("p_adjusted", lambda: numbers.p_sentence(self.adjusted_p, NOT_ESTIMABLE, "adjusted"))

    @property
    def p_cell(self) -> Text:
        """The P value, not adjusted, for a column that is headed so: "0.012"."""
        return self._face("p_cell", lambda: numbers.p_cell(self.estimate.p, NOT_ESTIMABLE))

    @property
    def p_adjusted_cell(self) -> Text:
        """The adjusted P value, for a column that is headed so: "0.024"."""
        return self._face("p_adjusted_cell", lambda: numbers.p_cell(self.adjusted_p, NOT_ESTIMABLE))

    @property
    def text(self) -> Text:
        """The whole of it, as a sentence quotes it in brackets or a table in a cell."""
        e = self.estimate

        def text() -> str:
            if self.kind == "count":
                return str(self.count)
            if self.kind == "proportion":
                return f"{self.n_of_N} ({self.percent}; {self.ci})"
            if self.kind == "test":
                return str(self.p)
            return f"{self.value} ({self.ci})" if e.low is not None else str(self.value)

        return self._face("text", text)


@dataclass(frozen=True, kw_only=True)
class Findings:
    """A group of findings; a misspelt name is answered with the names that exist."""

    def __getattr__(self, name: str) -> Any:
        """Tell an author who misspells a finding which findings there are."""
        if name.startswith("__"):
            raise AttributeError(name)
        names = {f.name for f in fields(self)}
        names |= {n for n, member in vars(type(self)).items() if isinstance(member, property)}
        raise AttributeError(f"no {name!r} among the findings; {words.misspelt(name, names)}")
