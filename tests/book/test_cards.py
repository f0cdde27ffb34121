"""A reader asks a number where it comes from: by mouse, by touch, by key, on paper and without scripts."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from support import Site

CR = "48 of 54"


def opened(browser: Browser, site: Site, page: str, **options: object) -> Page:
    """A page of the site with nothing but its own files to load."""
    context = browser.new_context(offline=True, **options)  # type: ignore[arg-type]
    shown = context.new_page()
    shown.goto((site.html / "chapters" / f"{page}.html").as_uri())
    return shown


@pytest.fixture
def efficacy(browser: Browser, site: Site) -> Iterator[Page]:
    page = opened(browser, site, "efficacy")
    yield page
    page.context.close()


def number(page: Page, text: str):
    return page.locator("article a.number", has_text=text).first


def card(page: Page):
    return page.locator("#number-card")


def test_hover_opens_the_card_and_leaving_closes_it(efficacy: Page) -> None:
    number(efficacy, CR).hover()
    card(efficacy).wait_for(state="visible")
    efficacy.mouse.move(2, 2)
    card(efficacy).wait_for(state="hidden")


def test_the_card_says_what_the_ledger_says(efficacy: Page, site: Site) -> None:
    number(efficacy, CR).hover()
    told = card(efficacy).inner_text()
    ledger = json.loads((site.html / "numbers.json").read_text(encoding="utf-8"))["numbers"]
    (entry,) = [e for e in ledger if e["page"] == "chapters/efficacy" and e["id"].endswith(": response.cr.n_of_N")]
    (facts,) = entry["facts"]
    for part in (facts["what"], facts["method"], facts["dataset"], facts["digest"], facts["code"], "88.9%", CR):
        assert part in told, part


def test_a_key_opens_it_and_escape_closes_it(efficacy: Page) -> None:
    number(efficacy, CR).focus()
    card(efficacy).wait_for(state="visible")
    assert number(efficacy, CR).get_attribute("aria-describedby") == "number-card"
    efficacy.keyboard.press("Escape")
    card(efficacy).wait_for(state="hidden")
    efficacy.keyboard.press("Enter")
    card(efficacy).wait_for(state="visible")
    efficacy.keyboard.press("Enter")
    card(efficacy).wait_for(state="hidden")


def test_a_key_leads_into_the_card_and_out_again(efficacy: Page) -> None:
    number(efficacy, CR).focus()
    efficacy.keyboard.press("Enter")
    efficacy.keyboard.press("Tab")
    assert card(efficacy).locator("a").first.evaluate("link => link === document.activeElement")
    efficacy.keyboard.press("Escape")
    card(efficacy).wait_for(state="hidden")
    assert number(efficacy, CR).evaluate("link => link === document.activeElement")
    efficacy.keyboard.press("Enter")
    for _ in range(card(efficacy).locator("a").count() + 1):
        efficacy.keyboard.press("Tab")
    card(efficacy).wait_for(state="hidden")
    assert number(efficacy, CR).evaluate("link => link === document.activeElement")


def test_a_tap_opens_it_and_a_tap_elsewhere_closes_it(browser: Browser, site: Site) -> None:
    page = opened(browser, site, "efficacy", has_touch=True, is_mobile=True, viewport={"width": 360, "height": 740})
    number(page, CR).tap()
    card(page).wait_for(state="visible")
    box = card(page).bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    page.locator("article h1").first.tap()
    card(page).wait_for(state="hidden")
    page.context.close()


def test_the_card_leads_to_the_line_of_code(efficacy: Page) -> None:
    number(efficacy, CR).click()
    card(efficacy).locator("a").first.click()
    efficacy.wait_for_url("**/code/analysis/findings/efficacy.html#line-*")
    line = efficacy.url.rpartition("#")[2]
    assert efficacy.locator(f"#{line}").count() == 1
    assert "complete remission" in efficacy.locator("pre").inner_text()


def test_every_number_leads_to_a_row_of_the_table_of_its_page(browser: Browser, site: Site) -> None:
    for name in site.pages:
        page = opened(browser, site, name)
        unled = page.evaluate(
            "[...document.querySelectorAll('a.number')].filter(a => a.dataset.records.split(' ')"
            ".some(id => !document.getElementById(id)?.closest('details.numbers'))).map(a => a.textContent)"
        )
        assert unled == [], name
        page.context.close()


def test_on_paper_the_table_is_open(efficacy: Page) -> None:
    table = efficacy.locator("details.numbers")
    assert table.get_attribute("open") is None
    efficacy.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert table.get_attribute("open") is not None
    efficacy.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert table.get_attribute("open") is None


def test_without_scripts_the_link_leads_to_the_row(browser: Browser, site: Site) -> None:
    page = opened(browser, site, "efficacy", java_script_enabled=False)
    number(page, CR).click()
    row = page.locator("details.numbers tr:target")
    assert "complete remission among evaluable patients" in row.inner_text()
    page.context.close()
