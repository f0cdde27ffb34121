"""Building again on each save."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from support import PROJECT

from analysis.book.preview.building import Outcome, Rebuilds, sources

FAILED = "\x1b[91mchapters/crs.md:31: 'response.cr.percnt' fails: a finding has no 'percnt'\x1b[39;49;00m\n"


class Builder:
    """Builds that go as they are told, and counts them."""

    def __init__(self, *results: tuple[int, str]) -> None:
        self.results = list(results)
        self.count = 0

    async def __call__(self) -> tuple[int, str]:
        self.count += 1
        return self.results[min(self.count, len(self.results)) - 1]


async def followed(rebuilds: Rebuilds, until: Callable[[Outcome], bool], act: Callable[[], object]) -> list[Outcome]:
    """The outcomes up to the one that is waited for; the act follows the first that is none of "building"."""
    running = asyncio.create_task(rebuilds.run())
    seen: list[Outcome] = []
    acted = False
    try:
        async with asyncio.timeout(20):
            async for outcome in rebuilds.outcomes():
                seen.append(outcome)
                if until(outcome):
                    return seen
                if outcome.state != "building" and not acted:
                    await asyncio.sleep(0.3)  # for the watcher to have begun
                    act()
                    acted = True
    finally:
        running.cancel()
    return seen


def test_a_save_builds_again(tmp_path: Path) -> None:
    (tmp_path / "chapter.md").write_text("one\n")
    builder = Builder((0, ""))

    def second(_outcome: Outcome) -> bool:
        return builder.count == 2 and _outcome.state == "ready"

    rebuilds = Rebuilds(builder, [tmp_path])
    seen = asyncio.run(followed(rebuilds, second, lambda: (tmp_path / "chapter.md").write_text("two\n")))
    assert [outcome.state for outcome in seen[-4:]] == ["building", "ready", "building", "ready"]


def test_a_fault_is_told_with_its_place(tmp_path: Path) -> None:
    rebuilds = Rebuilds(Builder((1, FAILED)), [tmp_path])
    seen = asyncio.run(followed(rebuilds, lambda outcome: outcome.state == "failed", lambda: None))
    assert seen[-1].told == "chapters/crs.md:31: 'response.cr.percnt' fails: a finding has no 'percnt'"


def test_what_the_lint_finds_is_told_beside_pages_that_are_ready(tmp_path: Path) -> None:
    rebuilds = Rebuilds(Builder((0, "chapters/crs.md:31:4: '14' is typed [number]\n")), [tmp_path])
    seen = asyncio.run(followed(rebuilds, lambda outcome: outcome.state == "ready", lambda: None))
    assert seen[-1].told == "chapters/crs.md:31:4: '14' is typed [number]"


def test_who_comes_late_gets_the_last_outcome(tmp_path: Path) -> None:
    rebuilds = Rebuilds(Builder((1, FAILED)), [tmp_path])
    asyncio.run(followed(rebuilds, lambda outcome: outcome.state == "failed", lambda: None))

    async def first() -> Outcome:
        async for outcome in rebuilds.outcomes():
            return outcome
        raise AssertionError

    assert asyncio.run(first()).state == "failed"


def test_the_dataset_is_watched_too(tmp_path: Path) -> None:
    watched = sources(tmp_path)
    assert tmp_path in watched
    assert {PROJECT / name for name in ("chapters", "analysis", "references.bib")} <= set(watched)
