"""The files under figures and tables: what they hold, and when they are made anew."""

from __future__ import annotations

import csv
import dataclasses
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
from bs4 import BeautifulSoup
from support import Site

from analysis.book import downloads
from analysis.book.downloads import Download
from analysis.report import charts, mime
from analysis.report.source import Source

EPISODES = {
    "patient_id": list("abcdefg"),
    "day": [2, 3, 4, 5, 6, 7, 9],
    "kind": ["viral"] * 6 + ["fungal"],
    "fatal": [False] * 6 + [True],
}


def calendar(days: int, *, coarse: bool = False) -> Download:
    """The download of a calendar up to a day."""
    source = Source(title="Invented", digest="0" * 12, synthetic=False, coarse=coarse)
    kinds = ("bacterial", "viral", "fungal", "unknown")
    figure = charts.calendar(pd.DataFrame(EPISODES), kinds, (0, days), source=source)
    return Download(kind="figure", name="fig-a", title="A", shown=figure._repr_mimebundle_()[mime.FIGURE], alt="Seven.")


def make(folder: Path, *wanted: Download) -> Path:
    """Make the downloads of a page, and give the folder of its files."""
    env: Any = SimpleNamespace(found_docs={"chapters/a"})
    downloads.DOWNLOADS.of(env)["chapters/a"] = list(wanted)
    (folder / "doctrees").mkdir(exist_ok=True)
    builder = SimpleNamespace(format="html")
    app: Any = SimpleNamespace(builder=builder, env=env, outdir=folder, doctreedir=folder / "doctrees", _warncount=0)
    downloads.write(app, None)
    return folder / "downloads" / "chapters" / "a"


def state(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()}


def test_only_what_has_changed_is_made_anew_and_what_is_gone_goes(tmp_path: Path) -> None:
    folder = make(tmp_path, calendar(30))
    first = state(folder)
    assert set(first) == {"fig-a.png", "fig-a.svg", "fig-a.pdf", "fig-a.tiff", "fig-a.csv"}
    assert state(make(tmp_path, calendar(30))) == first
    (folder / "fig-a.png").unlink()
    again = state(make(tmp_path, calendar(30)))
    assert {name: content for name, (content, _) in again.items()} == {name: c for name, (c, _) in first.items()}
    longer = state(make(tmp_path, calendar(60)))
    for ending in ("png", "svg", "pdf", "tiff"):
        assert longer[f"fig-a.{ending}"][0] != first[f"fig-a.{ending}"][0], ending
    renamed = dataclasses.replace(calendar(60), name="fig-b")
    assert {path.stem for path in make(tmp_path, renamed).iterdir()} == {"fig-b"}
    make(tmp_path)
    assert not list((tmp_path / "downloads").iterdir())


def test_the_data_of_a_private_figure_hold_what_it_shows_and_no_row(tmp_path: Path) -> None:
    with (make(tmp_path, calendar(30)) / "fig-a.csv").open(encoding="utf-8", newline="") as stream:
        assert [row["day"] for row in csv.DictReader(stream)] == ["2", "3", "4", "5", "6", "7", "9"]
    with (make(tmp_path, calendar(30, coarse=True)) / "fig-a.csv").open(encoding="utf-8", newline="") as stream:
        (row,) = csv.DictReader(stream)
    assert (row["mark"], row["day"], row["low"], row["high"]) == ("median with quartiles", "4.5", "3.25", "5.75")


def test_every_figure_and_table_has_its_files_by_links_that_work_from_a_folder(site: Site) -> None:
    linked = set()
    for name, page in site.pages.items():
        article = BeautifulSoup(page, "html.parser").find("article")
        assert article is not None
        for line in article.select("p.downloads"):
            links = line.select("a")
            above = line.find_previous(class_="caption-number")
            assert above is not None
            number = above.get_text().split()[-1]
            assert {str(link["aria-label"]).split(" as ")[0].split()[1] for link in links} == {number}
            for link in links:
                assert link["aria-label"].endswith(f" as {link.get_text()}")
                target = (site.html / "chapters" / f"{name}.html").parent / str(link["href"])
                assert target.is_file(), link["href"]
                linked.add(target.resolve())
        figures = [f for f in article.select("figure") if "Not recorded" not in f.get_text()]
        assert len(article.select("p.downloads a[href$='.png']")) == len(figures)
        assert len(article.select("p.downloads a[href$='.xlsx']")) == len(article.select("table.findings"))
    assert linked == {path.resolve() for path in (site.html / "downloads").rglob("*") if path.is_file()}
    assert "Figure 1 as PNG" in site.pages["index"]


def test_the_svg_is_that_of_the_page(site: Site) -> None:
    folder = site.html / "downloads" / "chapters"
    for name, image in site.images.items():
        page, _, figure = name.partition("-fig-")
        assert (folder / page / f"fig-{figure}").read_text(encoding="utf-8") == image


def test_the_data_of_a_figure_are_the_numbers_of_the_ledger(site: Site) -> None:
    numbers = json.loads((site.html / "numbers.json").read_text(encoding="utf-8"))["numbers"]
    facts = [facts for entry in numbers for facts in entry["facts"]]
    known = {tuple(fact[name] for name in ("value", "low", "high")) for fact in facts}
    for page, figure in (("index", "key"), ("index", "effects"), ("crs", "thresholds"), ("markers", "matrix")):
        path = site.html / "downloads" / "chapters" / page / f"fig-{figure}.csv"
        with path.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        assert rows
        for row in rows:
            assert tuple(float(row[name]) for name in ("estimate", "low", "high")) in known, (figure, row)
            assert row["synthetic"] == "true"
