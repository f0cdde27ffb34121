"""The faces of a finding, and what it refuses to show."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from analysis.report import mime
from analysis.report.printed import Text
from analysis.report.record import Finding, Findings

Make = Callable[..., Finding]


def test_proportion(finding: Make) -> None:
    found = finding("proportion", value=48 / 54, low=0.7737, high=0.9581, n=54, events=48)
    assert found.text == "48 of 54 (88.9%; 95% CI 77.4% to 95.8%)"
    assert (found.percent, found.n_of_N, found.count, found.n) == ("88.9%", "48 of 54", "48", "54")
    assert (found.ci, found.limits, found.share) == ("95% CI 77.4% to 95.8%", "77.4% to 95.8%", "most")
    assert str(found) == found.text


def test_interval_has_the_decimals_of_its_estimate_and_a_far_limit_of_a_ratio_none(finding: Make) -> None:
    found = finding("ratio", value=3.567, low=1.2, high=188.14, n=54)
    assert found.text == "3.57 (95% CI 1.20 to 188)"
    assert finding("ratio", value=18.4, low=3.123, high=249.06, n=54).ci == "95% CI 3.1 to 249"


def test_median_prints_quartiles_and_unit(finding: Make) -> None:
    found = finding("median", value=412.4, low=300.0, high=512.0, n=20, level=0.5, unit="U/L")
    assert found.text == "412 U/L (IQR 300 to 512)"
    assert finding("median", value=25.5, low=9.1, high=51.7, n=20, unit="%").value == "25.5%"


def test_an_open_interval_is_not_reached(finding: Make) -> None:
    found = finding("quantity", value=21.0, low=15.6, high=float("inf"), n=55, unit="months", places=1)
    assert found.text == "21.0 months (95% CI 15.6 to not reached)"


def test_missing_interval_and_p_value_are_said(finding: Make) -> None:
    found = finding("ratio", value=2.0, n=10)
    assert found.text == "2.00"
    assert found.ci == "95% CI not estimable"
    assert found.p == "P not estimable"


def test_p_values(finding: Make) -> None:
    found = finding("ratio", value=2.0, low=1.1, high=3.0, p=0.012, n=10).adjusted(
        0.0003, "Holm, 7 comparisons", "an invented family"
    )
    assert (found.p, found.p_cell) == ("P = 0.01", "0.01")
    assert (found.p_adjusted, found.p_adjusted_cell) == ("adjusted P < 0.001", "<0.001")


def test_nothing_recorded_and_nothing_estimable_are_told_apart(finding: Make) -> None:
    absent = finding("proportion", n=0, missing=59)
    assert {absent.text, absent.percent, absent.ci, absent.n_of_N, absent.p} == {"not recorded"}
    assert absent.text.why_not == "the thing: not recorded"
    empty = finding("ratio", n=12, why_not="no events")
    assert empty.value == "not estimable"
    assert empty.value.why_not == "the thing: not estimable (no events)"
    assert finding("proportion", n=0, missing=0).text == "not estimable"
    assert finding("quantity", n=12, why_not="not reached").value == "not reached"


@pytest.mark.parametrize(
    ("kind", "low", "high", "adjusted", "direction"),
    [
        ("ratio", 1.1, 3.0, None, "higher"),
        ("ratio", 0.2, 0.9, None, "lower"),
        ("ratio", 0.9, 3.0, None, "neither clearly higher nor clearly lower"),
        ("ratio", 1.0, 3.0, None, "neither clearly higher nor clearly lower"),
        ("difference", 0.1, 3.0, None, "higher"),
        ("difference", -3.0, -0.1, None, "lower"),
        ("ratio", 1.1, 3.0, 0.04, "higher"),
        ("ratio", 1.1, 3.0, 0.05, "neither clearly higher nor clearly lower"),
    ],
)
def test_direction_follows_interval_and_family(
    finding: Make, kind: str, low: float, high: float, adjusted: float | None, direction: str
) -> None:
    found = finding(kind, value=(low + high) / 2, low=low, high=high, n=10)
    if adjusted is not None:
        found = found.adjusted(adjusted, "Holm, 7 comparisons", "an invented family")
    assert found.direction == direction


def test_counts_agree_with_their_nouns(finding: Make) -> None:
    assert finding("count", value=1.0, n=1).counted("infection") == "1 infection"
    assert finding("count", value=17.0, n=17).counted("infection") == "17 infections"
    assert finding("count", value=2.0, n=2).counted("biopsy", "biopsies") == "2 biopsies"


def test_an_infinite_ratio_and_a_level_that_exact_methods_attained(finding: Make) -> None:
    found = finding("ratio", value=float("inf"), low=1.2, high=float("inf"), level=0.902848, n=6)
    assert found.text == "\N{INFINITY} (90.3% CI 1.20 to \N{INFINITY})"


def test_words_of_a_correlation_and_of_odds(finding: Make) -> None:
    rho = finding("correlation", value=-0.5, low=-0.7, high=-0.2, n=55, places=2)
    assert rho.correlated == "negatively"
    odds = finding("ratio", value=5.0, low=1.4, high=20.0, n=56)
    assert (odds.odds, odds.frequency) == ("higher odds", "more frequent")


def test_a_face_that_has_no_meaning_is_refused(finding: Make) -> None:
    with pytest.raises(TypeError, match="a count has no direction"):
        _ = finding("count", value=5.0, n=5).direction
    with pytest.raises(TypeError, match="a ratio has no percentage"):
        _ = finding("ratio", value=5.0, n=5).percent
    with pytest.raises(TypeError, match="a ratio has no events"):
        _ = finding("ratio", value=5.0, n=5).n_of_N


def test_a_misspelt_face_is_answered_with_those_that_exist(finding: Make) -> None:
    with pytest.raises(AttributeError, match=r"no 'percnt'; did you mean percent\? there are ci, .*, percent, "):
        _ = finding("proportion", value=0.5, n=2, events=1).percnt


@dataclass(frozen=True, kw_only=True)
class Group(Findings):
    first: Finding
    second: Finding


def test_a_misspelt_finding_is_answered_with_those_that_exist(finding: Make) -> None:
    group = Group(first=finding("count", value=1.0, n=1), second=finding("count", value=2.0, n=2))
    with pytest.raises(AttributeError, match="no 'third' among the findings; there are first, second"):
        _ = group.third


def test_text_carries_its_facts_to_the_page(finding: Make) -> None:
    bundle = finding("proportion", value=0.5, low=0.1, high=0.9, n=2, events=1)._repr_mimebundle_()
    assert bundle["text/plain"] == bundle[mime.TEXT]["text"] == "1 of 2 (50.0%; 95% CI 10.0% to 90.0%)"
    assert [facts["what"] for facts in bundle[mime.TEXT]["facts"]] == ["the thing"]
    plain = Text("plain")._repr_mimebundle_()[mime.TEXT]
    assert plain == {"text": "plain", "why_not": "", "face": "", "given": "", "facts": []}


def test_a_unit_in_words_agrees_with_its_number(finding: Callable[..., Finding]) -> None:
    assert finding("quantity", value=1.0, n=1, unit="days", places=0).value == "1 day"
    assert finding("quantity", value=2.0, n=1, unit="days", places=0).value == "2 days"
    assert finding("quantity", value=1.0, n=1, unit="days", places=1).value == "1.0 days"
    assert finding("quantity", value=1.0, n=1, unit="s", places=0).value == "1 s"
