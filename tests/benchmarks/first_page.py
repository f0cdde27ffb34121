"""How heavy a page is and how soon it is read, unthrottled and as a mid-range phone on a slow network would have it.

Run ``python tests/benchmarks/first_page.py`` in the project after a build. Timings differ from machine to machine, so
no test looks at them.
"""

from __future__ import annotations

import shutil
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from playwright.sync_api import Browser, sync_playwright

HTML = Path("_build/html")
PAGES = ("chapters/index.html", "chapters/crs.html")
# What Lighthouse takes for a phone: a slow fourth-generation network, and a processor of a quarter of the speed.
NETWORK = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 0.75e6 / 8}
SLOWER = 4
WATCH = """
window.seen = {lcp: 0, shift: 0, blocked: 0};
const watch = (type, take) => new PerformanceObserver((list) => list.getEntries().forEach(take))
    .observe({type, buffered: true});
watch("largest-contentful-paint", (entry) => { seen.lcp = entry.startTime; });
watch("layout-shift", (entry) => { if (!entry.hadRecentInput) seen.shift += entry.value; });
watch("longtask", (entry) => { seen.blocked += Math.max(0, entry.duration - 50); });
"""
TOLD = """() => ({
    "first contentful paint, ms": performance.getEntriesByName("first-contentful-paint")[0].startTime,
    "largest contentful paint, ms": seen.lcp,
    "DOM content loaded, ms": performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd,
    "blocked by long tasks, ms": seen.blocked,
    "layout shift": seen.shift,
})"""


class Quiet(SimpleHTTPRequestHandler):
    """A server that says nothing of each request, and packs nothing."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def measure(browser: Browser, address: str, *, phone: bool) -> dict[str, float]:
    """Open a page with an empty cache, and give its weight and its timings."""
    context = browser.new_context(viewport={"width": 360, "height": 740} if phone else {"width": 1440, "height": 900})
    page = context.new_page()
    if phone:
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", NETWORK)
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.add_init_script(WATCH)
    weights: list[int] = []
    page.on("response", lambda answer: weights.append(int(answer.headers.get("content-length", 0))))
    page.goto(address, wait_until="networkidle")
    found = {"requests": len(weights), "bytes": sum(weights), **page.evaluate(TOLD)}
    context.close()
    return found


def main() -> None:
    """Print a line a measure, for each page and both ways."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None or not HTML.is_dir():
        sys.exit("no Chromium is on this machine" if chromium is None else f"{HTML} is not built: make book")
    handler = partial(Quiet, directory=str(HTML))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server, sync_playwright() as playwright:
        Thread(target=server.serve_forever, daemon=True).start()
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for page in PAGES:
            for phone in (False, True):
                print(f"{page}, {'phone' if phone else 'desk, unthrottled'}")
                address = f"http://127.0.0.1:{server.server_port}/{page}"
                for name, value in measure(browser, address, phone=phone).items():
                    print(f"  {name:<30}{value:>12,.{3 if name == 'layout shift' else 0}f}")
        browser.close()
        server.shutdown()


if __name__ == "__main__":
    main()
