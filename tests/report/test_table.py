"""Tables print their findings, and say so when there is nothing to print."""

from collections.abc import Callable

from analysis.report import mime
from analysis.report.record import Finding
from analysis.report.source import Source
from analysis.report.table import Table


def test_cells_are_the_faces_of_findings(finding: Callable[..., Finding], source: Source) -> None:
    found = finding("proportion", value=0.5, low=0.1, high=0.9, n=2, events=1)
    table = Table(
        columns=["Result", "Share"], rows=[["Half", found.percent], ["All", found]], notes=["A note."], source=source
    )
    shown = table._repr_mimebundle_()[mime.TABLE]
    cells = [[cell["text"] for cell in row] for row in shown["rows"]]
    assert cells == [["Half", "50.0%"], ["All", "1 of 2 (50.0%; 95% CI 10.0% to 90.0%)"]]
    assert [[len(cell["facts"]) for cell in row] for row in shown["rows"]] == [[0, 1], [0, 1]]
    assert shown["why_not"] == ""
    assert str(table).splitlines() == [
        "Result | Share",
        "Half | 50.0%",
        "All | 1 of 2 (50.0%; 95% CI 10.0% to 90.0%)",
        "A note.",
        "CI: confidence interval.",
    ]


def test_a_table_of_nothing_says_so(finding: Callable[..., Finding], source: Source) -> None:
    absent = finding("proportion", n=0, missing=5)
    table = Table(columns=["Result", "Share"], rows=[["Half", absent], ["All", absent.n]], notes=[], source=source)
    assert table._repr_mimebundle_()[mime.TABLE]["why_not"] == "not recorded"


def test_a_row_of_which_nothing_is_recorded_is_named_in_a_note(finding: Callable[..., Finding], source: Source) -> None:
    found, absent = finding("proportion", value=0.5, n=2, events=1), finding("proportion", n=0, missing=5)
    rows = [["PT", absent, "not recorded"], ["IL-6", found.percent, absent.n], ["APTT", absent, absent.percent]]
    table = Table(columns=["Marker", "Share", "n"], rows=rows, notes=["A note."], source=source)
    shown = table._repr_mimebundle_()[mime.TABLE]
    assert [[cell["text"] for cell in row] for row in shown["rows"]] == [["IL-6", "50.0%", "not recorded"]]
    assert shown["notes"][:2] == ["A note.", "Not recorded: PT; APTT."]
    assert shown["notes"][2].startswith("APTT: activated partial thromboplastin time; IL: interleukin; PT: prothrombin")


def test_abbreviations_are_explained_where_they_are_used(finding: Callable[..., Finding], source: Source) -> None:
    found = finding("proportion", value=0.5, low=0.1, high=0.9, n=2, events=1)
    table = Table(columns=["CRS", "Patients"], rows=[["Severe", found.n_of_N]], notes=["Of 2."], source=source)
    assert table._repr_mimebundle_()[mime.TABLE]["notes"] == ["Of 2.", "CRS: cytokine release syndrome."]
    with_interval = Table(columns=["CRS", "Share"], rows=[["Severe", found]], notes=[], source=source)
    assert str(with_interval).endswith("CI: confidence interval; CRS: cytokine release syndrome.")
