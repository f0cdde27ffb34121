"""The PDF: tagged, with bookmarks, alt texts and numbered lines, by typst, which comes as a wheel."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal, cast

import panflute as pf
import typst

from analysis.book.manuscript import pandoc
from analysis.book.manuscript.faults import ManuscriptError

TEMPLATE = "template.typ"
STANDARD: Literal["ua-1"] = "ua-1"  # PDF/UA-1: what a screen reader needs
LANDSCAPE = ("#page(flipped: true)[", "]")
WRAPPED = {
    "title": ("#title-block[", "]"),
    "front": ("#front[", "]"),
    "notes": ("#notes[", "]"),
}


def source(document: pf.Doc, *, title: str, authors: str, keywords: list[str], head: str, label: str) -> str:
    """A document as typst.

    Args:
        document: the document, its citations resolved.
        title: for the metadata.
        authors: the same.
        keywords: the same.
        head: what stands at the left of each page.
        label: what stands at its right.
    """
    copied = pandoc.from_json(pandoc.as_json(document))
    copied.walk(_written)
    body = pandoc.run(["--from=json", "--to=typst-citations", "--wrap=none"], pandoc.as_json(copied)).decode()
    given: dict[str, str | list[str]] = {
        "title": title,
        "author": authors,
        "keywords": keywords,
        "head": head,
        "label": label,
    }
    told = ", ".join(f"{key}: {_literal(value)}" for key, value in given.items())
    return f'#import "{TEMPLATE}": *\n#show: manuscript.with({told})\n\n{body}'


def anchors(document: pf.Doc) -> list[str]:
    """The places whose page a document tells."""
    found: dict[str, None] = {}

    def note(element: pf.Element, _: pf.Doc) -> None:
        if isinstance(element, pf.Span) and "page-of" in element.classes:
            found[element.attributes["target"]] = None

    document.walk(note)
    return list(found)


def _literal(value: str | list[str]) -> str:
    if isinstance(value, list):
        return "(" + "".join(f"{_literal(one)}, " for one in value) + ")"
    return json.dumps(value, ensure_ascii=False)


def _raw(text: str) -> pf.RawBlock:
    return pf.RawBlock(text, format="typst")


def _written(element: pf.Element, _: pf.Doc) -> pf.Element | list[pf.Element] | None:
    """What a document means, in typst."""
    if isinstance(element, pf.Figure):
        image = element.content[0].content[0]
        told = _literal(pf.stringify(image))
        opened = f"#figure(image({_literal(Path(image.url).name)}, width: 100%, alt: {told}), alt: {told}, caption: ["
        return [_raw(opened), pf.Plain(*element.caption.content[0].content), _raw("])")]
    if isinstance(element, pf.Span) and "page-of" in element.classes:
        return pf.RawInline(f"#page-of(<{element.attributes['target']}>)", format="typst")
    if not isinstance(element, pf.Div):
        return None
    if "page-break" in element.classes:
        return _raw("#pagebreak(weak: true)")
    blocks = list(element.content)
    for name, (before, after) in WRAPPED.items():
        if name in element.classes:
            blocks = [_raw(before), *blocks, _raw(after)]
    if "table" in element.classes:
        long = any(isinstance(block, pf.Table) and "long" in block.classes for block in blocks)
        told = str(long).lower()
        rules = f"#show figure: set block(breakable: {told})"
        table, rest = blocks[:1], blocks[1:]
        blocks = [_raw(f"#ruled(long: {told})[\n{rules}"), *table, _raw("]"), *rest]
    if blocks == list(element.content):
        return None
    found = [pf.Div(*blocks, identifier=element.identifier)] if element.identifier else blocks
    return [_raw(LANDSCAPE[0]), *found, _raw(LANDSCAPE[1])] if "landscape" in element.classes else found


def compile_pdf(text: str, images: dict[str, Path], anchors: list[str]) -> tuple[bytes, dict[str, int]]:
    """The PDF of a typst source, and the page of each anchor.

    Args:
        text: the source.
        images: the SVG files that it names.
        anchors: places in it.

    Raises:
        ManuscriptError: typst has a fault or a warning.
    """
    with TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copyfile(Path(__file__).with_name(TEMPLATE), folder / TEMPLATE)
        for image, path in images.items():
            shutil.copyfile(path, folder / image)
        file = folder / "manuscript.typ"
        file.write_text(text, encoding="utf-8")
        fonts = typst.Fonts(include_system_fonts=False)
        compiler = typst.Compiler(file, root=folder, font_paths=fonts)
        try:
            made, warnings = compiler.compile_with_warnings(
                format="pdf", pdf_standards=STANDARD, timestamp=pandoc.EPOCH
            )
            asked = f"{_literal(anchors)}.map(name => query(label(name)).first().location().page())"
            pages: list[int] = json.loads(compiler.eval(asked))
        except typst.TypstError as error:
            raise ManuscriptError([f"typst: {error.diagnostic or error.message}"]) from error
    if warnings:
        raise ManuscriptError([f"typst: {warning.diagnostic or warning.message}" for warning in warnings])
    return cast("bytes", made), dict(zip(anchors, pages, strict=True))
