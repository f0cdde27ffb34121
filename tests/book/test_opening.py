"""The files under figures and tables, opened as readers would open them, and saved by a click."""

from __future__ import annotations

from pathlib import Path

import pytest
from browsing import served, shown
from opening import OPENS, offered
from playwright.sync_api import Browser
from support import Site

from analysis.book import downloads


def test_every_kind_of_file_is_opened() -> None:
    assert set(OPENS) == {ending for endings in downloads.FORMATS.values() for ending in endings}


def test_every_link_leads_to_a_file_that_opens(site: Site) -> None:
    files = offered(site.html)
    assert files
    assert [path.name for path in files if not (path.is_file() and OPENS[path.suffix[1:]](path))] == []


@pytest.mark.parametrize("ending", OPENS)
def test_a_click_saves_a_file_that_opens(browser: Browser, site: Site, tmp_path: Path, ending: str) -> None:
    path, page = next((path, page) for path, page in offered(site.html).items() if path.suffix == f".{ending}")
    # From the disk a browser opens a picture in place of saving it; from a server it saves all.
    with served(site.html) as address, shown(browser, f"{address}/{page}", offline=False) as seen:
        with seen.page.expect_download() as saving:
            seen.page.locator(f"a[download][href$='{path.name}']").click()
        assert saving.value.suggested_filename == path.name
        saved = tmp_path / path.name
        saving.value.save_as(saved)
    assert saved.read_bytes() == path.read_bytes()
    assert OPENS[ending](saved)
