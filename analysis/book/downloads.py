"""The files that stand under a figure or a table: the picture in the formats of journals, and the data as a table."""

from __future__ import annotations

import functools
import hashlib
import html
import json
import os
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.osutil import relative_uri

from analysis.book import pictures, spreadsheets
from analysis.book.per_page import PerPage

FOLDER = "downloads"
FORMATS = {
    "figure": {"png": "PNG", "svg": "SVG", "pdf": "PDF", "tiff": "TIFF", "csv": "data (CSV)"},
    "table": {"csv": "CSV", "xlsx": "XLSX"},
}
MADE = "downloads.json"  # in the folder of the doctrees: what each file was made from


@dataclass(frozen=True, kw_only=True)
class Download:
    """What the files of one figure or table are made from.

    Attributes:
        kind: ``figure`` or ``table``.
        name: its name in the chapter, which the files have too.
        title: what it shows, in one line.
        shown: what the record shows to the page.
        alt: the text for those who cannot see a figure.
    """

    kind: str
    name: str
    title: str
    shown: Mapping[str, Any]
    alt: str = ""

    @property
    def digest(self) -> str:
        """Changes with what the files hold and with the programs that make them."""
        return hashlib.sha256(json.dumps([*_makers(), self.__dict__], sort_keys=True).encode()).hexdigest()

    def files(self) -> dict[str, bytes]:
        """The files by ending."""
        data, synthetic = self.shown, bool(self.shown["synthetic"])
        if self.kind == "table":
            texts = [[cell["text"] for cell in row] for row in data["rows"]]
            sheet = spreadsheets.as_csv(data["columns"], texts, data["dataset"], synthetic=synthetic)
            return {"csv": sheet, "xlsx": spreadsheets.as_workbook(data, self.title)}
        sheet = spreadsheets.as_csv(data["columns"], data["rows"], data["dataset"], synthetic=synthetic)
        made = pictures.derive(data["svg"], title=self.title, alt=self.alt)
        return {**made, "svg": data["svg"].encode(), "csv": sheet}


DOWNLOADS: PerPage[list[Download]] = PerPage("downloads")


class downloads(nodes.General, nodes.Element):  # noqa: N801 - docutils names its nodes so
    """The line of links. Attributes: ``kind``, ``name``, and ``of``, the id of the figure or table."""


def offer(env: Any, node: nodes.Element, download: Download) -> downloads:
    """Keep what the files are made from, and give the line of links to them."""
    DOWNLOADS.of(env).setdefault(env.docname, []).append(download)
    return downloads(kind=download.kind, name=download.name, of=node["ids"][0])


def visit(translator: Any, node: downloads) -> None:
    """Links that work from a server and from a folder, each named for those who hear it out of its place."""
    builder = translator.builder
    docname: str = builder.current_docname
    numbers = builder.env.toc_fignumbers.get(docname, {}).get(node["kind"], {}).get(node["of"], ())
    which = " ".join([node["kind"].capitalize(), ".".join(map(str, numbers))]).strip()
    links = []
    for ending, label in FORMATS[node["kind"]].items():
        target = relative_uri(builder.get_target_uri(docname), f"{FOLDER}/{docname}/{node['name']}.{ending}")
        name = html.escape(f"{which} as {label}", quote=True)
        links.append(f'<a href="{html.escape(target, quote=True)}" aria-label="{name}" download>{label}</a>')
    translator.body.append(f'<p class="downloads">Download: {", ".join(links)}</p>\n')
    raise nodes.SkipNode


def write(app: Sphinx, failure: Exception | None) -> None:
    """Make the files of what is new or has changed, and remove those of what is gone."""
    if app.builder.format != "html" or failure is not None or app._warncount:
        return
    folder, marks = Path(app.outdir) / FOLDER, Path(app.doctreedir) / MADE
    wanted = dict(_wanted(app))
    digests = {place: one.digest for place, one in wanted.items()}
    made: dict[str, str] = json.loads(marks.read_text(encoding="utf-8")) if marks.is_file() else {}
    marks.unlink(missing_ok=True)
    kept = {folder / f"{place}.{ending}" for place, one in wanted.items() for ending in FORMATS[one.kind]}
    stale = [
        (folder / place, one)
        for place, one in wanted.items()
        if made.get(place) != digests[place]
        or not all((folder / f"{place}.{ending}").is_file() for ending in FORMATS[one.kind])
    ]
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        list(pool.map(lambda each: _write(*each), stale))
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_file() and path not in kept:
            path.unlink()
        elif path.is_dir() and not any(path.iterdir()):
            path.rmdir()
    marks.write_text(json.dumps(digests, indent=1), encoding="utf-8")


def _wanted(app: Sphinx) -> Iterator[tuple[str, Download]]:
    """The downloads of every page, by where their files lie, without the ending."""
    for docname in sorted(app.env.found_docs):
        for one in DOWNLOADS.of(app.env).get(docname, []):
            yield f"{docname}/{one.name}", one


def _write(place: Path, download: Download) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    for ending, content in download.files().items():
        Path(f"{place}.{ending}").write_bytes(content)


@functools.cache
def _makers() -> list[str]:
    """The versions of what makes the files, ours by its text."""
    own = [Path(str(module.__file__)).read_text(encoding="utf-8") for module in (pictures, spreadsheets)]
    return [*own, *(metadata.version(library) for library in ("typst", "pillow", "openpyxl"))]
