"""What a browser can say of a page: each check gives the faults it saw, and none where all is well."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
    "preload": False,  # axe would ask for style sheets again, which a browser refuses for files
}
LOCAL = ("file:", "data:", "blob:", "http://127.0.0.1:")


@dataclass
class Shown:
    """A page in a tab of its own, with what it complained of and whom it asked for anything."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    @property
    def outside(self) -> list[str]:
        """Requests that would leave the machine."""
        return [address for address in self.asked if not address.startswith(LOCAL)]


@contextmanager
def shown(browser: Browser, address: str, *, width: int = 1280, height: int = 900, **options: Any) -> Iterator[Shown]:
    """Open a page; the network is off unless the options say otherwise."""
    context = browser.new_context(viewport={"width": width, "height": height}, **{"offline": True, **options})
    seen = Shown(context.new_page())
    seen.page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    seen.page.on("console", lambda told: told.type in {"error", "warning"} and seen.complaints.append(told.text))
    seen.page.on("request", lambda asked: seen.asked.append(asked.url))
    try:
        seen.page.goto(address)
        yield seen
    finally:
        context.close()


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a folder on this machine's own network, as a web server would give it."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing of each request."""

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def barriers(page: Page) -> list[str]:
    """What breaks the rules for accessible pages."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]


def overflow(page: Page) -> list[str]:
    """By how much the document is wider than the window."""
    over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return [f"{over} px too wide at {page.viewport_size}"] if over > 0 else []


def stops(page: Page, most: int) -> list[dict[str, Any]]:
    """Where the key Tab leads, one after the other, and whether a ring shows it."""
    found = []
    for _ in range(most):
        page.keyboard.press("Tab")
        found.append(
            page.evaluate(
                """() => {
                    const at = document.activeElement, style = getComputedStyle(at);
                    return {
                        of: [at, at.parentElement].map(e => `${e.localName}.${e.className}#${e.id}`).join(" in "),
                        ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
                    };
                }"""
            )
        )
    return found


def unseen(found: list[dict[str, Any]]) -> list[str]:
    """Stops that a reader would not see."""
    return [stop["of"] for stop in found if not stop["ring"]]


def collisions(page: Page) -> list[str]:
    """Side notes that lie over something else, or leave the column of the text."""
    return page.evaluate(
        """() => {
            const column = document.querySelector("article.bd-article").getBoundingClientRect();
            const others = [...document.querySelectorAll(
                "article :is(p, li, figure, table, pre, .key-points, .sidenote), #pst-secondary-sidebar")];
            return [...document.querySelectorAll("article .sidenote")].flatMap((note) => {
                const at = note.getBoundingClientRect();
                const hit = others.filter((other) => {
                    if (other.contains(note) || note.contains(other) || !other.checkVisibility()) return false;
                    const its = other.getBoundingClientRect();
                    return at.left < its.right && its.left < at.right && at.top < its.bottom && its.top < at.bottom;
                }).map((other) => `${note.textContent.slice(0, 30)} lies over ${other.localName}: ${
                    other.textContent.slice(0, 30)}`);
                const own = note.closest("p");
                const measure = own.getBoundingClientRect().right;
                if (at.right > column.right || at.left < measure) hit.push(`${note.textContent} leaves its column`);
                return hit;
            });
        }"""
    )


def off_paper(page: Page) -> list[str]:
    """What a sheet would cut off at its edge, split over two sheets, or had better left out."""
    return page.evaluate(
        """() => {
            const seen = (found) => [...document.querySelectorAll(found)].filter((e) => {
                const box = e.getBoundingClientRect();
                return e.checkVisibility() && box.width > 1 && box.height > 1;
            });
            const name = (e) => `${e.localName} ${e.id || e.className}`;
            const cut = seen("article :is(figure, img, table)").filter((e) => {
                const box = e.getBoundingClientRect();
                return box.left < 0 || box.right > document.documentElement.clientWidth + 1;
            }).map((e) => `${name(e)} is cut off`);
            const split = seen("article :is(figure, table.findings)")
                .filter((e) => getComputedStyle(e).breakInside !== "avoid").map((e) => `${name(e)} may be split`);
            const useless = seen("nav, button, .bd-sidebar-primary, .bd-sidebar-secondary, .prev-next-footer, " +
                "div.cell, .downloads, .headerlink").map((e) => `${name(e)} is printed`);
            return [...cut, ...split, ...useless];
        }"""
    )
