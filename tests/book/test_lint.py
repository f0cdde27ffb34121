"""The lint: what it refuses and where, what it lets pass, and what it says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from bs4 import BeautifulSoup
from support import PROJECT

from analysis.book import chapter, constant, marks, prose
from analysis.book.evaluation import RefusedError
from analysis.book.lint import Fault, Linter
from analysis.book.wording import Wording

LINTER = Linter(PROJECT)
CHAPTERS = {path: path.read_text(encoding="utf-8") for path in sorted((PROJECT / "chapters").rglob("*.md"))}
INNOCENT = [
    line.replace("\\n", "\n")
    for line in (PROJECT / "tests" / "innocent.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("# ")
]


# Lines that it refuses, by the rule that stands above them.
GUILTY = []
for line in (PROJECT / "tests" / "guilty.txt").read_text(encoding="utf-8").splitlines():
    if line.startswith("# "):
        RULE = line.removeprefix("# ")
    elif line:
        GUILTY.append((line.replace("\\n", "\n"), RULE))

LOADING = "from analysis import cohort\n"


def faults(source: str) -> list[Fault]:
    return LINTER.faults({Path("chapter.md"): source}, whole=False)


def places(source: str) -> list[tuple[int, int, str]]:
    return [(fault.line, fault.column, fault.rule) for fault in faults(source)]


def test_the_chapters_as_shipped_have_no_fault() -> None:
    assert [str(fault) for fault in LINTER.faults(CHAPTERS, whole=True)] == []


def test_there_are_innocent_lines_enough() -> None:
    assert len(set(INNOCENT)) >= 100


@pytest.mark.parametrize("source", INNOCENT)
def test_an_innocent_line_passes(source: str) -> None:
    assert faults(source) == []


@pytest.mark.parametrize(("source", "rule"), GUILTY)
def test_a_guilty_line_is_refused_by_its_rule(source: str, rule: str) -> None:
    assert rule in {fault.rule for fault in faults(source)}


# One passage of each kind that is read, with the place of what is typed in it.
READ = {
    "a sentence": ("It was so in 48.", (1, 14)),
    "the second line of a paragraph": ("Of all these\nit was so in 48.", (2, 14)),
    "a heading": ("# Results in 48", (1, 14)),
    "an underlined heading": ("Results in 48\n=====", (1, 12)),
    "a list": ("- a\n- in 48", (2, 6)),
    "the number at which a list starts": ("48. of them\n49. more", (1, 1)),
    "a quotation": ("> a\n> in 48", (2, 6)),
    "a list in a quotation": ("> - a\n>   in 48", (2, 8)),
    "a cell": ("| a | b |\n|---|---|\n| c | 48 |", (3, 7)),
    "a cell between ticks of two cells": ("| a ` | b | ` |\n|---|---|---|\n| ` | 48 | ` |", (3, 7)),
    "the head of a table": ("| a | 48 |\n|---|---|\n| c | d |", (1, 7)),
    "a term": ("The 48\n: defined", (1, 5)),
    "a definition": ("Term\n: of 48", (2, 6)),
    "a footnote": ("Text[^a].\n\n[^a]: In 48.", (3, 10)),
    "an admonition": (":::{note}\nIn 48.\n:::", (2, 4)),
    "the title of an admonition": (":::{admonition} Of 48\nText.\n:::", (1, 20)),
    "an admonition that starts on its first line": (":::{tip} In 48.\n:::", (1, 13)),
    "an admonition in ticks": ("```{note}\nIn 48.\n```", (2, 4)),
    "an admonition with options": (":::{note}\n:class: a2\n\nIn 48.\n:::", (4, 4)),
    "boxes in boxes": ("::::::{note}\n:::::{eval-if} a.b\n:::{tip}\nIn 48.\n:::\n:::::\n::::::", (4, 4)),
    "a plain box": (":::\nIn 48.\n:::", (2, 4)),
    "conditional prose that begins with a colon": (":::{eval-if} a.b\n:name: in 48\n:::", (2, 11)),
    "the caption of a figure": (":::{eval-figure} a.b\n:alt: {eval}`a.c`\nOf 48.\n:::", (3, 4)),
    "an alt text": (":::{eval-figure} a.b\n:alt: {eval}`a.c` of 48\nText.\n:::", (2, 22)),
    "an alt text of several lines": (
        ":::{figure} a.png\n---\nname: fig-2\nalt: |\n  A map\n  of 48\n---\nText.\n:::",
        (6, 6),
    ),
    "the caption of a table": (":::{eval-table} a.b\n:name: tab-2\nOf 48.\n:::", (3, 4)),
    "the title of a list table": (":::{list-table} Of 48\n* - a\n:::", (1, 20)),
    "a directive in a list": ("- a\n\n  :::{note}\n  In 48.\n  :::", (4, 6)),
    "the text of a link": ("[in 48](methods.md)", (1, 5)),
    "the title of a link": ('[a](b.md "in 48")', (1, 14)),
    "the text of a picture": ("![a map of 48](map.png)", (1, 12)),
    "the title of a reference": ("{numref}`Of 48 <fig-a>`", (1, 13)),
    "a role that prints its text": ("x{sup}`48`", (1, 8)),
    "code that reads as prose": ("It was `48 of 54`.", (1, 9)),
    "code with a sign": ("It was `P<0.01`.", (1, 11)),
    "code by a role": ("It was {code}`48`.", (1, 15)),
    "a block of code": ("```\n48\n```", (2, 1)),
    "a line of a program that holds a result alone": ("```python\nn = 2\n48 of 54\n```", (3, 1)),
    "a block of code by a directive": ("```{code-block} text\nremission in 48\n```", (2, 14)),
    "a block of code in a list": ("- a\n\n  ~~~\n  in 48\n  ~~~", (4, 6)),
    "bold": ("In **48**.", (1, 6)),
    "after code": ("The `n2` is 48.", (1, 13)),
    "between stray ticks": ("- a ` b\n- in 48 ` c", (2, 6)),
    "indented text": ("Text.\n\n    In 48.", (3, 8)),
    "mathematics": ("{math}`p = 48`", (1, 12)),
}


@pytest.mark.parametrize(("source", "place"), READ.values(), ids=READ.keys())
def test_a_number_is_found_wherever_it_is_read(source: str, place: tuple[int, int]) -> None:
    found = [(line, column) for line, column, rule in places(source) if rule == "number"]
    assert place in found
    assert all(line == place[0] for line, _ in found)


DIGITS = [
    *(
        "48",
        "88.9%",
        "0.012",
        "1,234",
        "77.4-95.8",
        "5/54",
        "2026-05-01",
        "28d",
        "day-28",
        "n=5",
        "48.3\N{MIDDLE DOT}2",
    ),
    *(
        "\N{VULGAR FRACTION ONE HALF}",
        "\N{FULLWIDTH DIGIT FIVE}\N{FULLWIDTH DIGIT FOUR}",
        "\N{ARABIC-INDIC DIGIT FOUR}",
    ),
    *("10\N{SUPERSCRIPT NINE}", "x\N{SUPERSCRIPT TWO}", "&frac12;", "&#52;"),
    *("CD4.5", "IL-6.5", "CD19%", "grade 9%"),  # more than a name
]


@pytest.mark.parametrize("written", DIGITS)
def test_digits_of_every_kind_are_refused(written: str) -> None:
    assert [rule for _, _, rule in places(f"It was {written} there.")] == ["number"]


@pytest.mark.parametrize(
    "written",
    [
        "two of nine",
        "forty-eight",
        "a third",
        "three quarters",
        "half",
        "twice",
        "a dozen",
        "threefold",
        "ten-fold",
        "one in five",
        "One hundred and five",
        "doubled",
        "the third day",
        "one patient",
        "one young patient",
        "one of them",
        "one of the patients",
        "only one",
        "more than one",
        "one year",
        "One died",
        "none died",
        "None of the patients",
        "none of these",
        "all patients died",
        "All of the patients",
        "all survived",
        "neither patient",
        "neither died",
        "both patients",
        "Both died",
        "a single death",
        "zero deaths",
        "No patient died",
        "severe in one",
        "a couple of them",
        "several patients",
        "several of them",
        "several died",
        "a handful",
        "a pair of patients",
        "It happened once",
        "at least twice",
        "several-fold",
        "halved",
        "quadrupled",
        "every patient responded",
        "each young patient died",
        "everybody survived",
        "nobody responded",
        "no one relapsed",
        "there were no deaths",
        "there was no fatal infection",
        "we saw no relapse",
        "seen in no patient",
        "without any deaths",
        "the only patient",
        "not one",
        "not a single patient",
        "XII of them",
        "XII patients",
        "VI of XII",
    ],
)
def test_words_that_count_are_refused(written: str) -> None:
    assert [rule for _, _, rule in places(f"{written}.")] == ["number-word"]


@pytest.mark.parametrize(
    "written",
    [
        "higher",
        "lower",
        "increased",
        "decreased",
        "rose",
        "fell",
        "more frequent",
        "less often",
        "fewer",
        "greater",
        "most",
        "the majority",
        "positively",
        "inversely",
        "correlated",
        "associated with it",
        "significant",
        "not significantly so",
        "non-significant",
        "worse",
        "better",
        "longer",
        "shorter",
        "similar",
        "no difference",
        "was highest there",
        "what drops",
        "dropped",
        "exceeds it",
        "exceeded it",
        "seen; it occurred earlier",
        "seen; it began some days later",
        "in groups that differed",
        "what differs",
        "seen when groups differ",
        "predicted",
        "what predicts it",
        "predictive of it",
        "what correlates with it",
        "linked to it",
        "associated",
        "equal to it",
        "equalled",
        "equally so",
        "seen in many patients",
        "seen; few patients died",
        "seen; few died",
        "seen in few cases",
        "seen in almost all",
        "hardly any",
        "rare",
        "common",
        "safe",
        "well tolerated",
        "less favourable",
        "seen in more patients",
        "milder than it",
        "what climbed",
        "a risk factor for it",
        "protective against it",
        "benefited",
        "favoured",
        "a trend towards it",
        "what tended to rise",
        "of clinical significance",
        "what had no effect",
        "identical",
        "outperformed",
        "larger",
    ],
)
def test_words_of_direction_and_significance_are_refused(written: str) -> None:
    assert [rule for _, _, rule in places(f"IL-6 was {written}.")] == ["direction"]


@pytest.mark.parametrize(
    ("source", "column"),
    [
        ("It was more *frequent* so.", 8),
        ("It was high**er** so.", 8),
        ("It was **high**er so.", 10),
        ("It was _less_ **common** so.", 9),
        ("There were **no** patients so.", 1),
        ("It was in t*wo* so.", 11),
        ("It was more [frequent](methods.md) so.", 8),
        ("It was high\N{SOFT HYPHEN}er so.", 8),
        ("It was high\N{ZERO WIDTH SPACE}er so.", 8),
        ("It was &#104;igher so.", 8),
        ("It was more&nbsp;frequent so.", 8),
        ("It was `higher` so.", 9),
    ],
)
def test_emphasis_and_the_like_hide_no_word(source: str, column: int) -> None:
    assert [(line, where) for line, where, _ in places(source)] == [(1, column)]


@pytest.mark.parametrize(
    "hedged",
    [
        "could be higher",
        "may have fallen",
        "might be lower",
        "would rise or be longer",
        "can be worse",
        "if it was higher",
    ],
)
def test_a_hedge_makes_no_result(hedged: str) -> None:
    assert [rule for _, _, rule in places(f"IL-6 {hedged}.")] == ["direction"]


def test_what_is_asked_and_what_is_defined_is_no_result_but_what_follows_it_is() -> None:
    assert places("We asked whether it was higher; it was higher.") == [(1, 40, "direction")]
    assert places("Failure is defined as worse. It was worse.") == [(1, 37, "direction")]
    assert places("Grade 3 or higher was higher.") == [(1, 23, "direction")]


def test_what_is_asked_ends_with_its_clause() -> None:
    assert places("We asked whether it was higher, and it was higher.") == [(1, 44, "direction")]
    assert places("We asked whether it was higher and found it higher.") == [(1, 45, "direction")]
    assert places("Failure was defined as worse and was more frequent.") == [(1, 38, "direction")]


def test_words_in_an_expression_are_typed_too() -> None:
    assert places('It was {eval}`a.b("higher")` in {eval}`a.b("of forty")`.') == [
        (1, 8, "direction"),
        (1, 33, "number-word"),
    ]


COMPUTED = [
    *('"higher"', "f'{a.b} of c'", "a.b + c.d", "a.b[:]", "a.b[0:2]", "round(a.b)", "[x for x in a.b]", "(a.b, c.d)"),
    *("a.b.adjusted(0.01, 'Holm', 'all')", "a.b._face('x')", "a.b or c.d", "-a.b", "a[b]", "str(a.b)", "lambda: a.b"),
    *("a.b if c.d else e.f", "a.b(c.d)", "a.b(*c.d)", "48", "a.b == c.d", "a.__class__"),
]


@pytest.mark.parametrize("expression", COMPUTED)
def test_an_expression_that_computes_is_refused(expression: str) -> None:
    assert (1, 4, "expression") in places(f"In {{eval}}`{expression}`.")
    assert (1, 14, "expression") in places(f":::{{eval-if}} {expression}\nText.\n:::")


@pytest.mark.parametrize("expression", ["a", "a.b", "a.b.c", "a['x'].b", "a[0].b", "a.counted('death')", "a.counted()"])
def test_an_expression_that_names_a_record_passes(expression: str) -> None:
    assert places(f"In {{eval}}`{expression}`.") == []


def test_names_and_nouns_come_from_the_project() -> None:
    mine = Wording(names=["ZUMA-#", "longer arm"], counted=["mouse", "mice"])
    assert mine.typed("ZUMA-3 had a longer arm, which one patient saw.") == []
    assert [typed.text for typed in mine.typed("ZUMA-3.5 had one mouse; all mice died.")] == [
        "ZUMA-3.5",
        "one mouse",
        "all mice died",
    ]


def test_a_name_is_whole() -> None:
    assert places("CD19-48, CD1900%, XCD19 and CD19/48") == [
        (1, 6, "number"),
        (1, 10, "number"),
        (1, 19, "number"),
        (1, 34, "number"),
    ]


@pytest.mark.parametrize(
    "content",
    [
        *("48", "48 |", "48 | protocol", "48 | 1 2 3", "| the protocol says so", "48 | a b"),
        *(
            "48 | protocol protocol",
            "48 | see text",
            "higher | higher because higher",
            "48 | the number",
            "48 | it is fine",
        ),
        *("88.9% | fixed by the protocol", "48 of 54 | fixed by the protocol", "48/54 | fixed by the protocol"),
        *("P = 0.03 | fixed by the protocol", "two of nine | fixed by the protocol", "ten per cent | set by protocol"),
        *("95 CI | fixed by the protocol", "HR 2.0 (CI) | fixed by the protocol"),
    ],
)
def test_a_constant_without_a_reason_or_with_a_result_is_refused(content: str) -> None:
    assert places(f"On day {{constant}}`{content}`.") == [(1, 8, "constant")]


def test_a_constant_prints_its_text_in_an_alt_text_too() -> None:
    assert constant.unmarked("By day {constant}`30 | the window` {eval}`a.b` so.") == "By day 30 {eval}`a.b` so."


@pytest.mark.parametrize("blank", ["{eval}``", "{eval}` `", "{eval}", "{eval}``a.b``"])
def test_an_expression_that_prints_nothing_is_refused(blank: str) -> None:
    assert [rule for _, _, rule in places(f"There were {blank} of them.")] == ["blank"]


@pytest.mark.parametrize("directive", ["eval-table", "eval-figure", "eval-if"])
def test_a_directive_that_shows_nothing_is_refused(directive: str) -> None:
    assert (1, "blank") in [(line, rule) for line, _, rule in places(f":::{{{directive}}}\nText.\n:::")]


UNDESCRIBED = {
    "a figure without alt text": (":::{eval-figure} a.b\n:name: x\nText.\n:::", 1),
    "a figure with a blank alt text": (":::{eval-figure} a.b\n:alt:\n:name: x\nText.\n:::", 1),
    "a figure whose alt text has no number": (":::{eval-figure} a.b\n:name: x\n:alt: Points.\nText.\n:::", 3),
}


@pytest.mark.parametrize(("source", "line"), UNDESCRIBED.values(), ids=UNDESCRIBED.keys())
def test_a_figure_that_nothing_describes_is_refused(source: str, line: int) -> None:
    assert [(found, rule) for found, _, rule in places(source)] == [(line, "alt")]


BROUGHT_IN = {
    "a picture": ("Text.\n![A map](map.png)", (2, 1), "picture"),
    "a picture by its label": ("Text ![A map][map].", (1, 6), "picture"),
    "a picture by directive": (":::{image} map.png\n:alt: A map\n:::", (1, 1), "picture"),
    "a picture with a caption": (":::{figure} map.png\n:alt: A map\n\nText.\n:::", (1, 1), "picture"),
    "a directive to the end": (":::{note}\nText.", (1, 1), "unclosed"),
    "a directive that ends with another": (":::{note}\nText.\n\n:::{tip}\nText.\n:::", (4, 1), "unclosed"),
    "a picture on a card": (":::{card} Text\n:img-top: map.png\n:::", (2, 11), "picture"),
    "another chapter": ("```{include} other.md\n```", (1, 1), "elsewhere"),
    "a file as code": ("Text.\n\n```{literalinclude} other.txt\n```", (3, 1), "elsewhere"),
    "a table from a file": (":::{csv-table} Title\n:file: table.csv\n:::", (2, 1), "elsewhere"),
    "a table from an address": ("```{csv-table} Title\n:url: https://example.org/a\n```", (2, 1), "elsewhere"),
    "raw output": ("```{raw} html\ntext\n```", (1, 1), "elsewhere"),
    "a raw cell": ("```{raw-cell}\ntext\n```", (1, 1), "elsewhere"),
    "another language of markup": ("```{eval-rst}\ntext\n```", (1, 1), "elsewhere"),
    "code from a file": ("```{code-cell} ipython3\n:load: code.py\n```", (2, 1), "elsewhere"),
    "a paragraph in HTML": ("<p>Text.</p>", (1, 1), "html"),
    "HTML in a sentence": ("It is <b>so</b>.", (1, 7), "html"),
    "a list in HTML": ("<ol start=48>\n<li>Text.\n</ol>", (1, 1), "html"),
    "a bar in HTML": ("It is <progress value=48 max=54>", (1, 7), "html"),
    "a picture in HTML": ("<img src=map.png alt=48>", (1, 1), "html"),
    "a key in the head": ("---\njupytext:\n  a: b\nmyst:\n  substitutions:\n    n: 48\n---\n\nText.", (4, 1), "head"),
}


@pytest.mark.parametrize(("source", "place", "rule"), BROUGHT_IN.values(), ids=BROUGHT_IN.keys())
def test_what_cannot_be_read_is_refused(source: str, place: tuple[int, int], rule: str) -> None:
    found = places(source)
    assert {what for _, _, what in found} == {rule}
    assert found[0][0] == place[0]
    assert (*place, rule) in found or rule in {"picture", "elsewhere"}


# The code of chapters.

IMPORTS = "from analysis import cohort\nfrom analysis.findings import efficacy\n"
WORKING = {
    "another library": "import numpy as np",
    "a part of a library": "from math import pi",
    "the records": "from analysis.report.printed import Text",
    "the records by a module of findings": "from analysis.findings.efficacy import Finding",
    "everything": "from analysis.findings.efficacy import *",
    "a module beside the chapters": "from helper import cr",
    "a relative module": "from .analysis import cohort",
    "a print": "print(cohort)",
    "a display": "display(cohort)",
    "a name to show": "cohort",
    "words to show": "'Remission'",
    "a number": "n = 1",
    "a text by hand": "t = efficacy.Text('so')",
    "a changed record": "r = replace(r, n=1)",
    "a number given to a question": "r = efficacy.response(s, day=3)",
    "words given to a question": "r = efficacy.response('so')",
    "a calculation": "r = efficacy.response(s) + s",
    "a choice": "r = efficacy.response(s) if s else s",
    "a field": "r = s.patients",
    "a private function": "r = efficacy._measurement(s)",
    "a changed module": "efficacy.response = s",
    "a changed item": "s['a'] = efficacy.response(s)",
    "a name that was imported": "cohort = efficacy.response(s)",
    "a loop": "for x in s:\n    r = efficacy.response(x)",
    "a function": "def f():\n    return s",
    "a condition": "if s:\n    r = efficacy.response(s)",
    "a change in place": "s += s",
    "a command of the notebook": "%matplotlib inline",
    "a command of the shell": "!ls",
}


@pytest.mark.parametrize("code", WORKING.values(), ids=WORKING.keys())
def test_a_cell_that_does_more_than_ask_is_refused_with_what_to_do(code: str) -> None:
    found = faults(f"Text.\n\n```{{code-cell}} ipython3\n:tags: [hide-input]\n{IMPORTS}{code}\n```\n")
    cells = [fault for fault in found if fault.rule == "cell"]
    assert {fault.line for fault in cells} in ({7}, {8}, {3}), found
    assert all("analysis" in fault.message or "otherwise" in fault.message for fault in cells)


def test_words_that_a_cell_types_are_told() -> None:
    found = places(f"```{{code-cell}} ipython3\n{IMPORTS}r = efficacy.response({{'higher': s}})\n```\n")
    assert (4, 24, "direction") in found


# What the project may name.


@pytest.mark.parametrize(
    "name",
    [
        *(
            "#",
            "# of #",
            "48",
            "48 of 54",
            "#%",
            "P = 0.03",
            "remission in 48",
            "higher",
            "half",
            "more frequent",
            "n #",
        ),
        *("Forty-eight patients", "the 55 patients", "median 14 months", "was higher", "significantly more"),
        *("associated with", "all patients responded", "12-month survival", "a doubling of", "48/54 patients"),
    ],
)
def test_a_name_that_would_let_results_pass_is_refused_at_its_place_and_names_nothing(
    tmp_path: Path, name: str
) -> None:
    text = f'[tool.manuscript]\nnames = [\n  "CD#",\n  "{name}",\n]\ncounted = ["patient"]\n'
    (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")
    (tmp_path / "analysis" / "findings").mkdir(parents=True)
    mine = Linter(tmp_path)
    found = mine.faults({Path("a.md"): "CD19 was higher in 48 of 54, P = 0.03."}, whole=False)
    assert [(fault.file.name, fault.line, fault.column) for fault in found if fault.rule == "name"] == [
        ("pyproject.toml", 4, 3)
    ]
    assert {fault.rule for fault in found} == {"name", "direction", "number"}


@pytest.mark.parametrize(
    "cell",
    [
        f"```{{code-cell}} ipython3\n:tags: [hide-input, remove-cell]\n{LOADING}```",
        f"```{{code-cell}} ipython3\n---\ntags:\n  - remove-cell\n---\n{LOADING}```",
        '+++ {"tags": ["remove_cell"]}',
    ],
)
def test_a_cell_taken_off_the_page_is_refused(cell: str) -> None:
    found = faults(cell)
    assert [fault.rule for fault in found] == ["remove-cell"]
    assert cell.splitlines()[found[0].line - 1][found[0].column - 1 :].startswith("remove")


# Records, on a package of findings small enough to see through.

FINDINGS = """
@dataclass(frozen=True)
class Arm(Findings):
    alive: Finding
    dead: Finding

@dataclass(frozen=True)
class Trial(Arm):
    arms: dict[str, Arm]
    printed: Finding
    forgotten: Finding
    table: Table

def trial(cohort) -> Trial:
    arms = {"a": Arm(alive=1, dead=2)}
    parts = {"printed": 1}
    return Trial(**parts, forgotten=2, arms=arms, table=Table(rows=[parts]))

class NoGroup:
    never: Finding
"""
CELL = "```{{code-cell}} ipython3\nfrom analysis.findings import trials\n{}\n```\n"


@pytest.fixture
def linter(tmp_path: Path) -> Linter:
    folder = tmp_path / "analysis" / "findings"
    folder.mkdir(parents=True)
    (folder / "trials.py").write_text(FINDINGS, encoding="utf-8")
    return Linter(tmp_path)


def unquoted(linter: Linter, code: str, prose: str) -> list[str]:
    found = linter.faults({Path("a.md"): CELL.format(code) + prose}, whole=True)
    return [fault.message.split(" is made")[0] for fault in found if fault.rule == "unquoted"]


def test_fields_that_no_chapter_and_no_table_prints_are_told_by_their_place(linter: Linter, tmp_path: Path) -> None:
    source = CELL.format("found = trials.trial(x)") + '{eval}`found.arms["a"].alive`'
    found = linter.faults({Path("a.md"): source}, whole=True)
    assert [(fault.line, fault.column, fault.message.split(" is made")[0]) for fault in found] == [
        (5, 5, "Arm.dead"),
        (11, 5, "Trial.forgotten"),
        (12, 5, "Trial.table"),
    ]
    assert {fault.file for fault in found} == {tmp_path / "analysis" / "findings" / "trials.py"}


QUOTED = {
    "Trial.forgotten": "In a sentence {eval}`found.forgotten.percent`.\n\n",
    "Trial.table": ":::{eval-table} found.table\nText.\n:::\n\n",
    "Arm.alive": ":::{eval-if} found.arms['a'].alive\nText.\n:::\n\n",
    "Arm.dead": ":::{eval-figure} x\n:alt: {eval}`found.arms['a'].dead`\nText.\n:::\n\n",
}


@pytest.mark.parametrize("field", QUOTED)
def test_every_way_to_quote_a_field_counts(linter: Linter, field: str) -> None:
    whole = "".join(QUOTED.values())
    assert unquoted(linter, "found = trials.trial(x)", whole) == []
    assert unquoted(linter, "found = trials.trial(x)", whole.replace(QUOTED[field], "")) == [field]


@pytest.mark.parametrize(
    "code",
    [
        "found, spare = trials.trial(x), trials.trial(y)",
        "found = trials.trial(x)\nspare: object = trials.trial(y)",
        "from analysis.findings.trials import trial as ask\nfound = trials.trial(x)\nspare = ask(y)",
        "import analysis.findings.trials as t\nfound = trials.trial(x)\nspare = t.trial(y)",
    ],
)
def test_an_answer_that_a_chapter_never_quotes_is_told(linter: Linter, code: str) -> None:
    source = CELL.format(code) + "{eval}`found.alive`"
    found = linter.faults({Path("a.md"): source}, whole=False)
    assert [fault.message.split(" is made")[0] for fault in found] == ["spare"]
    line = source.splitlines()[found[0].line - 1]
    assert line[found[0].column - 1 :].startswith("spare")


def test_an_answer_that_a_later_line_uses_is_quoted_by_it(linter: Linter) -> None:
    code = "first = trials.trial(x)\nsecond = trials.trial(first)"
    assert "first" not in unquoted(linter, code, "{eval}`second.alive`")


# What frames the chapters.

FRAMED = {
    "a page of another kind": ("_toc.yml", "root: chapters/a\nchapters:\n  - file: chapters/b\n", 3, "page"),
    "pages by pattern": ("_toc.yml", "root: chapters/a\nchapters:\n  - glob: chapters/*\n", 3, "page"),
    "a caption": ("_toc.yml", "root: chapters/a\nparts:\n  - caption: CRS in 48 of 54\n", 3, "number"),
    "a title of a page": ("_toc.yml", "root: chapters/a\nchapters:\n  - title: LDH was higher\n", 3, "direction"),
    "the title of the book": ("_config.yml", "author: A\ntitle: Remission in 88.9%\n", 2, "number"),
    "a note": ("references.bib", "@misc{a,\n  note = {48 of 54 patients},\n}\n", 2, "number"),
    "words in a note": ("references.bib", "@misc{a,\n  note = {LDH was higher},\n}\n", 2, "direction"),
    "the style sheet": ("_static/book.css", "p { margin: 0; }\np::after { content: '48 of 54'; }\n", 2, "elsewhere"),
}


@pytest.mark.parametrize(("name", "text", "line", "rule"), FRAMED.values(), ids=FRAMED.keys())
def test_what_is_printed_around_the_chapters_is_read_too(
    linter: Linter, tmp_path: Path, name: str, text: str, line: int, rule: str
) -> None:
    chapters = {tmp_path / "chapters" / "a.md": "Text."}
    for file in (tmp_path / name, tmp_path / "chapters" / "a.md", tmp_path / "chapters" / "b.rst"):
        file.parent.mkdir(exist_ok=True)
        file.write_text("Text.\n", encoding="utf-8")
    (tmp_path / name).write_text(text, encoding="utf-8")
    found = [fault for fault in linter.faults(chapters, whole=True) if fault.rule != "unquoted"]
    assert [(fault.file, fault.line, fault.rule) for fault in found] == [(tmp_path / name, line, rule)]


def test_a_page_beside_a_chapter_of_the_same_name_is_refused(linter: Linter, tmp_path: Path) -> None:
    (tmp_path / "chapters").mkdir()
    (tmp_path / "_toc.yml").write_text("root: chapters/a\n", encoding="utf-8")
    chapter_file = tmp_path / "chapters" / "a.md"
    chapter_file.write_text("Text.\n", encoding="utf-8")
    assert linter.faults({chapter_file: "Text."}, whole=True) == []
    chapter_file.with_suffix(".ipynb").write_text("{}", encoding="utf-8")
    assert [fault.rule for fault in linter.faults({chapter_file: "Text."}, whole=True)] == ["page"]


# The parser and the command.


def test_the_parser_knows_the_same_syntax_as_the_book() -> None:
    configuration = yaml.safe_load((PROJECT / "_config.yml").read_text(encoding="utf-8"))
    assert set(configuration["parse"]["myst_enable_extensions"]) == chapter.EXTENSIONS


@pytest.mark.parametrize("source", CHAPTERS.values(), ids=[path.stem for path in CHAPTERS])
def test_every_passage_stands_where_it_says(source: str) -> None:
    lines = source.split("\n")
    passages = chapter.parse(source).passages
    assert passages
    for passage in passages:
        words = prose.words(passage.text)
        assert len(words) == len(passage.text)
        for offset, character in enumerate(passage.text):
            if character != "\n":
                line, column = passage.place(offset)
                assert lines[line - 1][column - 1] == character


def lint(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "analysis", "lint", *map(str, arguments)]
    return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)


def test_the_command_is_silent_about_the_chapters() -> None:
    result = lint()
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def test_the_command_loads_nothing_heavy() -> None:
    heavy = ("pandas", "numpy", "sphinx", "matplotlib", "jupyter_book", "myst_nb")
    program = (
        "import sys; from analysis.__main__ import main; sys.argv = ['x', 'lint']; main(); "
        f"print([m for m in {heavy} if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", program], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[-1] == "[]"


def test_the_command_tells_place_rule_and_remedy_in_order(tmp_path: Path) -> None:
    (tmp_path / "b.md").write_text("It was higher.\n", encoding="utf-8")
    (tmp_path / "a.md").write_text("First.\n\nOf 54, 48 did.\n", encoding="utf-8")
    result = lint(tmp_path)
    assert result.returncode == 1
    a, b = tmp_path / "a.md", tmp_path / "b.md"
    remedy = "is typed; print it from a record with {eval}`...`, or mark a constant with {constant}`"
    first, second, third = result.stdout.splitlines()
    assert first == f"{a}:3:4: 54 {remedy}54 | reason` [number]"
    assert second == f"{a}:3:8: 48 {remedy}48 | reason` [number]"
    assert third.startswith(f'{b}:1:8: "higher" is typed; print it from a record with {{eval}}`finding.direction`')


def test_a_path_that_is_not_there_is_told(tmp_path: Path) -> None:
    result = lint(tmp_path / "none.md")
    assert result.returncode == 1
    assert "none.md" in result.stderr
    assert "Traceback" not in result.stderr


def test_the_command_line_still_tells_faults_of_a_dataset(tmp_path: Path) -> None:
    (tmp_path / "cohort.toml").write_text('title = "Ours"\n', encoding="utf-8")
    (tmp_path / "patients.csv").write_text("patient_id\nA\n", encoding="utf-8")
    command = [sys.executable, "-m", "analysis", "book", str(tmp_path)]
    result = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert "cohort.toml" in result.stderr
    assert "Traceback" not in result.stderr


def test_each_constant_stands_on_its_page_with_its_reason(site) -> None:
    marked = set()
    for path, source in CHAPTERS.items():
        parsed = chapter.parse(source)
        alts = [directive.options.get("alt") for directive in parsed.directives]
        for passage in parsed.passages:
            for _, content in prose.roles(passage.text, "constant"):
                marked.add((path.stem, *marks.split(content), passage in alts))
    assert marked
    for page, text, reason, in_alt in marked:
        soup = BeautifulSoup(site.pages[page], "html.parser")
        if in_alt:
            assert any(text in image["alt"] for image in soup.select("figure img")), (page, text)
        else:
            spans = [(span.get_text(), span["title"]) for span in soup.select("span.constant")]
            # A block whose finding the dataset does not record is not on the page, and the page says so.
            assert (text, reason) in spans or soup.select(".not-recorded"), (page, text)


def test_a_constant_without_a_reason_ends_an_alt_text() -> None:
    with pytest.raises(RefusedError, match="a constant states its reason"):
        constant.unmarked("By day {constant}`30` so.")
