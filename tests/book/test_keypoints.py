"""The points that begin a chapter."""

import pandas as pd
import pytest
from bs4 import BeautifulSoup

CHAPTERS = ["efficacy", "crs", "markers", "infection"]


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_each_chapter_begins_with_its_points(site, chapter: str) -> None:
    article = BeautifulSoup(site.pages[chapter], "html.parser").select_one("article")
    assert article is not None
    box = article.select_one(".key-points")
    assert box is not None
    assert box.select_one("p.rubric").get_text() == "Key points"  # type: ignore[union-attr]
    points = box.select("li")
    assert 3 <= len(points) <= 4
    assert all(point.select("a.number") for point in points)
    assert article.select(".key-points, section > section > h2").index(box) == 0


def test_a_point_that_the_data_do_not_hold_is_left_out(book) -> None:
    """Without days of CRS the point on its onset goes, and the others stay."""
    file = book.folder / "data" / "response" / "patients.csv"
    patients = pd.read_csv(file, dtype=str, keep_default_na=False)
    patients.drop(columns=["crs_onset_day", "severe_crs_day", "crs_end_day"]).to_csv(file, index=False)
    result = book.build()
    assert result.returncode == 0, result.stderr[-3000:]
    told = [point.get_text() for point in BeautifulSoup(book.pages()["crs"], "html.parser").select(".key-points li")]
    assert len(told) == 2
    assert not any("began" in point for point in told)
    assert "severe CRS in" in told[0]


def test_what_is_no_list_is_refused(book) -> None:
    chapter = book.folder / "chapters" / "crs.md"
    text = chapter.read_text(encoding="utf-8")
    wrong = ":::{key-points}\nA sentence.\n:::\n"
    chapter.write_text(text.replace("\n## Onset\n", f"\n{wrong}\n## Onset\n"), encoding="utf-8")
    result = book.build()
    assert result.returncode != 0
    assert "{key-points} holds one list and nothing else" in result.stdout + result.stderr
