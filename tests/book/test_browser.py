"""The pages in a browser: on a phone, a desk and paper, light and dark, by key and without scripts or a network."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import browsing
import pytest
from browsing import shown
from playwright.sync_api import Browser, Page
from support import Site

WIDTHS = (320, 360, 768, 1024, 1440)  # 320 is what a zoom of 400% leaves of 1280
HEAVIEST = 1_000_000  # bytes of the first page with all it loads, not compressed
PAPER = 718  # pixels: the width of A4 within margins of 1 cm


def addresses(html: Path) -> dict[str, str]:
    """Every page by name, and one listing of code for all."""
    pages = [*sorted(html.glob("chapters/*.html")), html / "index.html", html / "search.html", html / "genindex.html"]
    pages.append(html / "code" / "analysis" / "findings" / "crs.html")
    return {str(page.relative_to(html)): page.as_uri() for page in pages}


def chapter(site: Site, name: str) -> str:
    return (site.html / "chapters" / f"{name}.html").as_uri()


# One rule of light and dark at one width each: the narrow one has the tables that are drawn as lists.
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 320)])
def test_every_page_fits_is_quiet_and_has_no_barrier(browser: Browser, site: Site, scheme: str, width: int) -> None:
    faults: dict[str, list[str]] = {}
    for name, address in addresses(site.html).items():
        with shown(browser, address, width=width, color_scheme=scheme) as seen:
            seen.page.wait_for_load_state("networkidle")
            found = browsing.barriers(seen.page)
            for other in WIDTHS:
                seen.page.set_viewport_size({"width": other, "height": 900})
                found += browsing.overflow(seen.page)
            faults[name] = found + seen.complaints + seen.outside
    assert {name: found for name, found in faults.items() if found} == {}


PLANTED: dict[str, tuple[str, Callable[[browsing.Shown], list[str]]]] = {
    "an image without words": ("add('<img src=\"../_static/site.png\">')", lambda seen: browsing.barriers(seen.page)),
    "faint letters": ("add('<p style=\"color: #bbb\">Faint</p>')", lambda seen: browsing.barriers(seen.page)),
    "a wide block": ("add('<div style=\"width: 3000px\">wide</div>')", lambda seen: browsing.overflow(seen.page)),
    "an address elsewhere": ('add(\'<img alt="" src="https://example.org/x.png">\')', lambda seen: seen.outside),
    "an error": ("setTimeout(() => undefined.x)", lambda seen: seen.complaints),
    "no ring": (
        "add('<style>:focus-visible { outline: none !important }</style>')",
        lambda seen: browsing.unseen(browsing.stops(seen.page, 2)),
    ),
    "a wide note": (
        "add('<style>article p span.sidenote { width: 30rem !important }</style>')",
        lambda seen: browsing.collisions(seen.page),
    ),
    "a table off the paper": (
        "add('<table style=\"width: 3000px\"><tr><td>x</td></tr></table>')",
        lambda seen: browsing.off_paper(seen.page),
    ),
}


@pytest.mark.parametrize("fault", PLANTED)
def test_each_check_sees_a_planted_fault(browser: Browser, site: Site, fault: str) -> None:
    plant, check = PLANTED[fault]
    with shown(browser, chapter(site, "methods"), width=1440) as seen:
        add = "const add = html => document.querySelector('article').insertAdjacentHTML('beforeend', html);"
        seen.page.evaluate(f"() => {{ {add} {plant}; }}")
        seen.page.wait_for_timeout(100)
        assert check(seen)


def test_keys_reach_all_there_is_and_show_where_they_are(browser: Browser, site: Site) -> None:
    with shown(browser, chapter(site, "crs")) as seen:
        found = browsing.stops(seen.page, 30)
        reached = "\n".join(stop["of"] for stop in found)
        for part in ("skip-link", "search-button", "toctree-l1", "theme-switch-button", "summary", "a.number"):
            assert part in reached, part
        assert browsing.unseen(found) == []
        # The rest of a long page has many numbers: the key goes on from the last of them.
        seen.page.locator("article a.number").last.focus()
        reached = "\n".join(stop["of"] for stop in browsing.stops(seen.page, 12))
        for part in ("details.numbers", "prev", "toc-entry"):
            assert part in reached, part


def test_the_skip_link_skips_and_the_theme_switch_switches(browser: Browser, site: Site) -> None:
    with shown(browser, chapter(site, "crs"), color_scheme="light") as seen:
        page = seen.page
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.url.endswith("#main-content")
        page.locator(".theme-switch-button").focus()
        themes = set()
        for _ in range(3):
            page.keyboard.press("Enter")
            page.wait_for_function("document.activeElement.matches('.theme-switch-button')")
            themes.add(page.locator("html").get_attribute("data-theme"))
        assert themes == {"light", "dark"}


def test_folded_code_opens_by_key(browser: Browser, site: Site) -> None:
    with shown(browser, chapter(site, "crs")) as seen:
        fold = seen.page.locator("div.cell details").first
        fold.locator("summary").focus()
        seen.page.keyboard.press("Enter")
        fold.locator("pre").wait_for(state="visible")


def results(page: Page) -> list[str]:
    page.locator("#search-results li a").first.wait_for()
    return page.locator("#search-results li > a").all_inner_texts()


def test_search_finds_from_a_server_and_from_the_disk(browser: Browser, site: Site) -> None:
    with browsing.served(site.html) as address, shown(browser, f"{address}/index.html", offline=False) as seen:
        seen.page.wait_for_url("**/chapters/index.html")
        seen.page.keyboard.press("Control+k")
        seen.page.keyboard.type("fibrinogen")
        seen.page.keyboard.press("Enter")
        seen.page.wait_for_url("**/search.html?q=fibrinogen")
        assert "Cytokines and coagulation" in results(seen.page)
        assert seen.outside == []
    with shown(browser, f"{(site.html / 'search.html').as_uri()}?q=fibrinogen") as seen:
        assert "Cytokines and coagulation" in results(seen.page)


def test_previous_and_next_lead_through_the_book_and_back(browser: Browser, site: Site) -> None:
    with shown(browser, chapter(site, "index")) as seen:
        page, way = seen.page, ["index"]
        while page.locator("a.right-next").count():
            page.locator("a.right-next").click()
            page.wait_for_load_state("domcontentloaded")
            way.append(Path(page.url).stem)
        assert set(way) == set(site.pages)
        assert len(way) == len(site.pages)
        page.locator("a.left-prev").click()
        page.wait_for_url(f"**/{way[-2]}.html")


def test_a_chapter_is_read_without_scripts(browser: Browser, site: Site) -> None:
    with shown(browser, chapter(site, "crs"), width=360, java_script_enabled=False) as seen:
        article = seen.page.locator("article")
        for part in ("h1", "h2", ".key-points li", "p", "table.findings tbody tr", "figure img", "figcaption"):
            found = article.locator(f"{part}:not(details *)").all()
            assert found, part
            assert all(one.is_visible() for one in found), part
        assert browsing.overflow(seen.page) == []


READ = 8.0  # pixels of the smallest letters in a figure, of which there are 8 points on the paper
POINT = 1 / (7 * 72)  # of the width of a figure


def test_the_letters_of_a_figure_are_read_on_a_phone_and_keys_move_it_in_its_box(browser: Browser, site: Site) -> None:
    for name in ("index", "efficacy", "crs", "markers", "infection"):
        with shown(browser, chapter(site, name), width=360) as seen:
            boxes = seen.page.locator("figure .picture").all()
            assert boxes
            for box in boxes:
                width = box.locator("img").evaluate("image => image.clientWidth")
                assert 8 * POINT * width >= READ, (name, width)
                box.focus()
                seen.page.keyboard.press("ArrowRight")
                seen.page.wait_for_function("document.activeElement.scrollLeft > 0")
                assert str(box.get_attribute("aria-label")).endswith("scrolls sideways")
            assert browsing.unseen(browsing.stops(seen.page, 3)) == []
            assert browsing.overflow(seen.page) == []


def test_a_figure_that_fits_is_no_stop_for_keys(browser: Browser, site: Site) -> None:
    with shown(browser, chapter(site, "crs")) as seen:
        seen.page.wait_for_load_state("networkidle")
        assert seen.page.locator("figure .picture").count()
        assert seen.page.locator("figure .picture[tabindex]").count() == 0


def test_the_first_page_is_light(browser: Browser, site: Site, record_property: Callable[[str, object], None]) -> None:
    weight: dict[str, int] = {}
    with browsing.served(site.html) as address, shown(browser, "about:blank", offline=False) as seen:
        seen.page.on("response", lambda answer: weight.update({answer.url: len(answer.body())}))
        seen.page.goto(f"{address}/chapters/index.html", wait_until="networkidle")
        timing = seen.page.evaluate(
            "(({domContentLoadedEventEnd: read, loadEventEnd: all}) => ({read, all}))"
            "(performance.getEntriesByType('navigation')[0])"
        )
    total = sum(weight.values())
    record_property("bytes of the first page", total)
    record_property("milliseconds until it is read and all is there", timing)
    assert 0 < total < HEAVIEST, sorted(weight.items(), key=lambda item: -item[1])[:5]


def test_a_table_on_a_phone_keeps_its_heads_and_its_roles(browser: Browser, site: Site) -> None:
    with shown(browser, chapter(site, "dictionary"), width=360) as seen:
        table = seen.page.locator("table.stacked").first
        heads = [head.strip() for head in table.locator("thead th").all_text_contents()]
        row = table.locator("tbody tr").first
        cells = row.locator("td")
        assert cells.count() == len(heads) - 1
        for i in range(cells.count()):
            assert cells.nth(i).evaluate("cell => getComputedStyle(cell, '::before').content") == f'"{heads[i + 1]}"'
        told = table.aria_snapshot()
        for part in ("table", f'columnheader "{heads[0]}"', "rowheader", "cell"):
            assert part in told, part


NOTED = ("crs", "efficacy", "infection", "markers", "methods")


def test_side_notes_stand_beside_the_text_where_there_is_room(browser: Browser, site: Site) -> None:
    for name in NOTED:
        with shown(browser, chapter(site, name), width=1440) as seen:
            assert seen.page.locator(".sidenote").first.is_visible()
            assert browsing.collisions(seen.page) == [], name


def test_a_side_note_opens_by_tap_and_by_key_on_a_phone(browser: Browser, site: Site) -> None:
    with shown(browser, chapter(site, "crs"), width=360, has_touch=True) as seen:
        switch = seen.page.get_by_role("checkbox", name="Note 1")
        note = seen.page.locator(".sidenote").first
        assert note.is_hidden()
        switch.tap()
        note.wait_for(state="visible")
        box = note.bounding_box()
        assert box is not None
        assert box["width"] > 250
        assert box["x"] + box["width"] <= 360
        assert note.evaluate("note => parseFloat(getComputedStyle(note).fontSize)") >= 12
        switch.focus()
        seen.page.keyboard.press("Space")
        note.wait_for(state="hidden")


def test_paper_has_the_text_and_nothing_to_click(browser: Browser, site: Site) -> None:
    faults = {}
    for name in site.pages:
        with shown(browser, chapter(site, name), width=PAPER) as seen:
            seen.page.emulate_media(media="print")
            seen.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
            faults[name] = browsing.off_paper(seen.page)
            if name == "crs":
                assert seen.page.locator(".sidenote").first.is_visible()
                assert seen.page.pdf(format="A4").startswith(b"%PDF")
    assert {name: found for name, found in faults.items() if found} == {}
