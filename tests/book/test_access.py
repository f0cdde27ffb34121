"""What a screen reader is told of a page; tests in a browser check the rest."""

from bs4 import BeautifulSoup


def test_references_are_one_list(site) -> None:
    soup = BeautifulSoup(site.pages["references"], "html.parser")
    lists = soup.select(".citation-list[role=list]")
    assert len(lists) == 1
    entries = [child for child in lists[0].children if getattr(child, "name", None)]
    assert entries
    assert all(entry.get("role") == "listitem" for entry in entries)


def test_the_first_column_of_a_table_names_its_rows(site) -> None:
    for name, page in site.pages.items():
        for table in BeautifulSoup(page, "html.parser").select("table.findings"):
            for row in table.select("tbody tr"):
                # A table in which nothing is recorded has one cell.
                if len(row.select("td, th")) > 1:
                    assert row.select_one(":first-child").name == "th", (name, table.caption)  # type: ignore[union-attr]


def test_no_head_of_a_table_is_empty(site) -> None:
    for page in site.pages.values():
        for head in BeautifulSoup(page, "html.parser").select("table thead th"):
            assert head.get_text().strip()


def test_what_a_fold_is_called_is_what_stands_there(site) -> None:
    folds = [fold for page in site.pages.values() for fold in BeautifulSoup(page, "html.parser").select("summary")]
    assert folds
    assert not [fold for fold in folds if fold.has_attr("aria-label")]


def test_the_switch_of_a_side_note_has_the_name_of_its_mark(site) -> None:
    soups = [BeautifulSoup(page, "html.parser") for page in site.pages.values()]
    switches = [switch for soup in soups for switch in soup.select("input.margin-toggle")]
    assert switches
    for switch in switches:
        mark = switch.find_previous_sibling("label")
        assert mark is not None
        assert mark["for"] == switch["id"]
        assert switch["aria-label"] == f"Note {mark.get_text(strip=True)}"
