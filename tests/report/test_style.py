"""The styles of journals: what each prints, what none may print, and how a manuscript chooses."""
# ruff: noqa: RUF001 - numbers as the journals print them

import math
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from support import Book

from analysis.report import charts, numbers
from analysis.report.record import Finding
from analysis.report.source import Source
from analysis.report.style import STYLES, VARIABLE, current, named

Make = Callable[..., Finding]
THIN = "\N{NARROW NO-BREAK SPACE}"
INF = math.inf

styles = pytest.mark.parametrize("name", STYLES)
values = st.floats(-1e12, 1e12)
probabilities = st.one_of(st.floats(0, 1), st.floats(0.044, 0.051), st.floats(0, 0.0012), st.floats(0.985, 1))


@contextmanager
def using(name: str) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, name)
        yield


def read_back(text: str) -> Decimal:
    """The number that a reader takes from a printed one."""
    for mark, plain in ((THIN, ""), (",", ""), ("·", "."), (numbers.MINUS, "-"), ("∞", "Infinity")):
        text = text.replace(mark, plain)
    return Decimal(text)


# What each style prints. The columns are the styles in the order of STYLES.

P_VALUES = {
    1e-300: ("P < 0.001", "P < .001", "p<0·0001", "P<0.001", "P < .001"),
    0.00049: ("P < 0.001", "P < .001", "p=0·0005", "P<0.001", "P < .001"),
    0.0005: ("P < 0.001", "P < .001", "p=0·0005", "P<0.001", "P < .001"),
    0.005: ("P = 0.005", "P = .005", "p=0·0050", "P=0.005", "P = .005"),
    0.0123: ("P = 0.01", "P = .01", "p=0·012", "P=0.01", "P = .01"),
    0.046: ("P = 0.046", "P = .046", "p=0·046", "P=0.046", "P = .046"),
    0.0494: ("P = 0.049", "P = .049", "p=0·049", "P=0.049", "P = .049"),
    0.0495: ("P < 0.05", "P < .05", "p=0·0495", "P<0.05", "P < .05"),
    0.04996: ("P < 0.05", "P < .05", "p<0·05", "P<0.05", "P < .05"),
    0.05: ("P = 0.05", "P = .05", "p=0·050", "P=0.05", "P = .05"),
    0.0505: ("P = 0.05", "P = .05", "p=0·051", "P=0.05", "P = .05"),
    0.285: ("P = 0.29", "P = .29", "p=0·29", "P=0.29", "P = .29"),
    0.9951: ("P > 0.99", "P > .99", "p>0·99", "P>0.99", "P > .99"),
    0.999: ("P > 0.99", "P > .99", "p>0·99", "P>0.99", "P > .99"),
}


@pytest.mark.parametrize("p", P_VALUES)
def test_p_values(finding: Make, p: float) -> None:
    found = finding("ratio", value=2.0, low=1.1, high=3.0, p=p, n=10).adjusted(p, "Holm, 7 comparisons", "a family")
    for name, printed in zip(STYLES, P_VALUES[p], strict=True):
        with using(name):
            assert found.p == printed
            assert found.p_adjusted == f"adjusted {printed}"
            # In a column the letter and the equals sign go without saying.
            assert found.p_cell == found.p_adjusted_cell == re.sub(r"[Pp=\s]", "", printed)


FINDINGS = {
    ("proportion", "", 48 / 54, 0.7737, 0.9581): (
        "48 of 54 (88.9%; 95% CI 77.4% to 95.8%)",
        "48 of 54 (88.9%; 95% CI, 77.4%-95.8%)",
        "48 of 54 (88·9%; 95% CI 77·4–95·8)",
        "48 of 54 (88.9%; 95% CI, 77.4 to 95.8)",
        "48 of 54 (88.9%; 95% CI, 77.4%-95.8%)",
    ),
    ("difference", "points", -0.285, -3.2, 2.64): (
        "−0.29 points (95% CI −3.20 to 2.64)",
        "−0.29 points (95% CI, −3.20 to 2.64)",
        "−0·29 points (95% CI −3·20 to 2·64)",
        "−0.29 points (95% CI, −3.20 to 2.64)",
        "−0.29 points (95% CI, −3.20 to 2.64)",
    ),
    ("ratio", "", 3.567, 1.2, INF): (
        "3.57 (95% CI 1.20 to ∞)",
        "3.57 (95% CI, 1.20 to ∞)",
        "3·57 (95% CI 1·20 to ∞)",
        "3.57 (95% CI, 1.20 to ∞)",
        "3.57 (95% CI, 1.20 to ∞)",
    ),
    ("quantity", "months", 21.04, 15.6, INF): (
        "21.0 months (95% CI 15.6 to not reached)",
        "21.0 months (95% CI, 15.6 to not reached)",
        "21·0 months (95% CI 15·6 to not reached)",
        "21.0 months (95% CI, 15.6 to not reached)",
        "21.0 months (95% CI, 15.6 to not reached)",
    ),
    ("median", "U/L", 9999.0, 412.4, 12345.6): (
        "9999 U/L (IQR 412 to 12346)",
        f"9999 U/L (IQR, 412-12{THIN}346)",
        f"9999 U/L (IQR 412–12{THIN}346)",
        "9999 U/L (IQR, 412 to 12,346)",
        "9999 U/L (IQR, 412-12346)",
    ),
    ("median", "%", 25.5, 9.1, 51.7): (
        "25.5% (IQR 9.1 to 51.7)",
        "25.5% (IQR, 9.1%-51.7%)",
        "25·5% (IQR 9·1–51·7)",
        "25.5% (IQR, 9.1 to 51.7)",
        "25.5% (IQR, 9.1%-51.7%)",
    ),
}


@pytest.mark.parametrize("given_", FINDINGS)
def test_findings(finding: Make, given_: tuple[str, str, float, float, float]) -> None:
    kind, unit, value, low, high = given_
    found = finding(kind, unit=unit, value=value, low=low, high=high, n=54, events=48)
    for name, printed in zip(STYLES, FINDINGS[given_], strict=True):
        with using(name):
            assert found.text == printed


def test_every_mark_of_a_style_is_used(finding: Make) -> None:
    found = finding("ratio", value=2.0, low=1.1, high=3.0, level=0.902848, n=6)
    with using("lancet"):
        assert found.ci == "90·3% CI 1·10–3·00"
        assert numbers.short(0.05) == "0·05"
        assert found.facts["printed"]["interval"] == found.ci


@styles
def test_words_stay_words(finding: Make, name: str) -> None:
    with using(name):
        assert finding("proportion", n=0, missing=59).ci == "not recorded"
        assert finding("ratio", n=12, why_not="no events").text == "not estimable"
        assert re.fullmatch("[Pp] not estimable", finding("ratio", value=2.0, n=10).p)
        assert re.fullmatch("95% CI,? not estimable", finding("ratio", value=2.0, n=10).ci)


def test_figures_follow(finding: Make, source: Source) -> None:
    effect = finding("ratio", value=1.5, low=0.4, high=6.0, n=54)
    days = pd.DataFrame({"day": [0.0, 1.0], "kind": ["viral", "viral"], "fatal": [False, False]})
    with using("lancet"):
        forest = charts.forest({"LDH": effect}, "Odds ratio", source=source)
        strips = charts.strips(
            [("fibrinogen (g/L)", pd.Series([0.4, 2.0]))],
            groups={"Yes": pd.Series([True, False]), "No": pd.Series([False, True])},
            source=source,
        )
        calendar = charts.calendar(days, ["bacterial", "viral", "fungal", "unknown"], (0, 1), source=source)
        assert all(figure.texts for figure in (forest, strips, calendar))  # drawn here, in this style
    assert {"1·50 (95% CI 0·40–6·00)", "0·5", "2"} <= set(forest.texts)
    for figure in (forest, strips, calendar):
        assert re.search(r"\d·\d", str(figure))
        assert not re.search(r"\d\.\d", str(figure))


# What no style may do.


@styles
@given(value=values, places=st.integers(0, 4))
@example(value=0.285, places=2)
@example(value=-0.125, places=2)
@example(value=-1e-300, places=2)
def test_a_printed_number_lies_within_half_a_unit_and_halves_go_outwards(name: str, value: float, places: int) -> None:
    with using(name):
        text = numbers.decimal(value, places)
    exact, half = Decimal(repr(value)), Decimal(5).scaleb(-places - 1)
    assert abs(read_back(text) - exact) <= half
    if abs(read_back(text) - exact) == half:
        assert abs(read_back(text)) > abs(exact)
    assert not (read_back(text) == 0 and numbers.MINUS in text)
    assert "-" not in text


@styles
@given(pair=st.tuples(values, values).map(sorted), places=st.integers(0, 4))
def test_a_larger_number_never_prints_as_a_smaller_one(name: str, pair: list[float], places: int) -> None:
    with using(name):
        low, high = (read_back(numbers.decimal(value, places)) for value in pair)
    assert low <= high


@styles
@given(p=probabilities)
@example(p=0.0)
@example(p=1.0)
@example(p=0.0495)
@example(p=0.001)
@example(p=0.0001)
def test_a_printed_p_value_is_true_and_neither_0_nor_1(name: str, p: float) -> None:
    with using(name):
        sign, text = numbers.p_value(p)
    digits, exact = read_back(text), Decimal(repr(p))
    assert 0 < digits < 1
    if sign == "=":
        assert abs(digits - exact) <= Decimal(5).scaleb(digits.as_tuple().exponent - 1)
        assert (digits < Decimal("0.05")) == (exact < Decimal("0.05"))
    else:
        assert exact < digits if sign == "<" else exact > digits


@styles
@given(pair=st.tuples(probabilities, probabilities).map(sorted))
def test_a_larger_p_value_never_prints_as_a_smaller_one(name: str, pair: list[float]) -> None:
    beside = {"<": Decimal("-1e-9"), "=": Decimal(0), ">": Decimal("1e-9")}
    with using(name):
        low, high = (read_back(text) + beside[sign] for sign, text in map(numbers.p_value, pair))
    assert low <= high


@styles
@given(
    pair=st.tuples(values | st.just(-INF), values | st.just(INF)).map(sorted),
    places=st.integers(0, 2),
)
@example(pair=[-0.5, 0.5], places=1)
@example(pair=[-INF, INF], places=1)
def test_no_dash_stands_beside_a_minus_sign_or_infinity(name: str, pair: list[float], places: int) -> None:
    with using(name):
        low, high = (numbers.decimal(value, places) for value in pair)
        text = numbers.interval(low, high)
        between = current().between_limits
    if {numbers.MINUS, numbers.INFINITY} & set(text):
        assert text == f"{low} to {high}"
    else:
        assert text == f"{low}{between}{high}"


# How a manuscript chooses.


def test_without_a_choice_the_style_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    assert current() is STYLES["default"]
    monkeypatch.setenv(VARIABLE, "")
    assert current() is STYLES["default"]


def test_an_unknown_style_is_answered_with_those_that_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match="no style 'nature'; there are default, jama, lancet, nejm, blood"):
        named("nature")
    monkeypatch.setenv(VARIABLE, "JAMA")
    with pytest.raises(ValueError, match="no style 'JAMA'"):
        numbers.decimal(1.0, 2)


CHAPTER = """\
---
jupytext:
  text_representation:
    format_name: myst
kernelspec:
  display_name: Python 3
  language: python
  name: python3
---
# One page

```{code-cell} ipython3
from analysis import cohort
from analysis.findings import efficacy

burden = efficacy.burden(cohort.load("response"))
```

Failure went with {eval}`burden.ldh.odds.text`.

:::{eval-table} burden.table
:name: tab-burden
Burden.
:::

:::{eval-figure} burden.figure
:name: fig-burden
:alt: Medians: {eval}`burden.medians`.
Burden.
:::
"""


def test_one_setting_changes_text_tables_and_alt_text_and_reads_the_pages_again(tmp_path: Path) -> None:
    book = Book(tmp_path)
    for chapter in (tmp_path / "chapters").glob("*.md"):
        chapter.unlink()
    (tmp_path / "chapters/index.md").write_text(CHAPTER, encoding="utf-8")
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: chapters/index\n", encoding="utf-8")

    def printed() -> list[str]:
        """What the page prints in its sentence, its table and its alt text, in this order."""
        result = book.build()
        assert result.returncode == 0, result.stderr[-3000:]
        page = book.pages()["index"]
        texts = re.findall(r"<data[^>]*>([^<]*)</data>", page) + re.findall(r'alt="(Synthetic[^"]*)"', page)
        return [text for text in texts if re.search(r"\d[.·]\d", text)]

    default = printed()
    assert len(default) > 5
    assert "Medians" in default[-1]
    assert not any("·" in text for text in default)
    book.edit("_config.yml", "manuscript_style: default", "manuscript_style: lancet")
    lancet = printed()
    assert len(lancet) == len(default)
    assert "Medians" in lancet[-1]
    assert not any(re.search(r"\d\.\d", text) for text in lancet)
    book.edit("_config.yml", "manuscript_style: lancet", "manuscript_style: nature")
    assert "manuscript_style: there is no style 'nature'; there are default, jama," in book.build().stderr
