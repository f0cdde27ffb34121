"""The Word file: real tables, pictures of 300 dots an inch with alt texts, page references that Word counts itself."""

from __future__ import annotations

import copy
import io
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import panflute as pf
from lxml import etree

from analysis.book import pictures
from analysis.book.manuscript import pandoc, reference
from analysis.book.manuscript.reference import NS, w

STYLES = {"title": "Title", "front": "Front Matter", "notes": "Table Note"}
SHORT = 30  # rows of a table that is kept on one page
DC, CP = (
    "{http://purl.org/dc/elements/1.1/}",
    "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}",
)
MARK = "manuscript-section"  # where a page turns, until the page is known


def write(
    document: pf.Doc,
    images: dict[str, Path],
    pages: dict[str, int],
    *,
    title: str,
    authors: list[str],
    keywords: list[str],
    head: str,
    label: str,
) -> bytes:
    """The file.

    Args:
        document: the document, its citations resolved.
        images: the SVG files that it names.
        pages: the page of each anchor in the PDF, which stands until Word counts its own.
        title: for the metadata.
        authors: the same.
        keywords: the same.
        head: what stands at the left of each page's head.
        label: what stands at its right.
    """
    copied = pandoc.from_json(pandoc.as_json(document))
    copied.walk(lambda element, _: _written(element, pages))
    with TemporaryDirectory() as name:
        folder = Path(name)
        for image, svg in images.items():
            (folder / image).with_suffix(".png").write_bytes(pictures.png(svg.read_text(encoding="utf-8")))
        (folder / "reference.docx").write_bytes(reference.template(head, label))
        made = folder / "made.docx"
        arguments = ["--from=json", "--to=docx", f"--reference-doc={folder / 'reference.docx'}"]
        pandoc.run([*arguments, f"--resource-path={folder}", f"--output={made}"], pandoc.as_json(copied))
        about = {DC + "title": title, DC + "creator": "; ".join(authors), CP + "keywords": "; ".join(keywords)}
        return _finished(made.read_bytes(), about)


def read_back(content: bytes) -> pf.Doc:
    """What stands in a Word file."""
    return pandoc.from_json(pandoc.run(["--from=docx", "--to=json"], content))


def _bookmark(name: str) -> str:
    """The name of a place as Word allows it."""
    return name.replace("-", "_")


def _raw(text: str) -> pf.RawBlock:
    return pf.RawBlock(text, format="openxml")


def _mark(kind: str) -> pf.RawBlock:
    return _raw(f'<w:p><w:pPr><w:sectPr w:rsidR="{MARK}-{kind}"/></w:pPr></w:p>')


def _written(element: pf.Element, pages: dict[str, int]) -> pf.Element | list[pf.Element] | None:
    """What a document means, in Word."""
    if isinstance(element, pf.Image):
        element.url = Path(element.url).with_suffix(".png").name
    elif isinstance(element, pf.Span) and "page-of" in element.classes:
        target = element.attributes["target"]
        told = f' PAGEREF {_bookmark(target)} \\h " w:dirty="true">'
        field = f'<w:fldSimple w:instr="{told}<w:r><w:t>{pages[target]}</w:t></w:r></w:fldSimple>'
        return pf.RawInline(field, format="openxml")
    elif isinstance(element, pf.Div):
        return _division(element)
    return None


def _division(element: pf.Div) -> pf.Element | list[pf.Element] | None:
    if "page-break" in element.classes:
        return _raw("<w:p><w:pPr><w:pageBreakBefore/></w:pPr></w:p>")
    for name, style in STYLES.items():
        if name in element.classes:
            element.attributes["custom-style"] = style
    if "landscape" in element.classes:
        element.classes.remove("landscape")
        return [_mark("portrait"), element, _mark("landscape")]
    return None


def _finished(content: bytes, about: dict[str, str]) -> bytes:
    """The file with its properties, its pages turned and its tables kept together; always the same bytes."""
    changes: dict[str, Callable[[bytes], bytes]] = {
        "word/document.xml": _arranged,
        "docProps/core.xml": partial(_described, about=about),
    }
    given = zipfile.ZipFile(io.BytesIO(content))
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(given.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            part = given.read(name)
            info = zipfile.ZipInfo(name)  # the archive's first moment
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, changes[name](part) if name in changes else part)
    return written.getvalue()


def _described(content: bytes, about: dict[str, str]) -> bytes:
    tree = etree.fromstring(content)
    for name, told in about.items():
        found = tree.find(name)
        (etree.SubElement(tree, name) if found is None else found).text = told
    return bytes(etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True))


def _arranged(content: bytes) -> bytes:
    tree = etree.fromstring(content)
    last = tree.find("w:body/w:sectPr", NS)
    for mark in tree.findall(".//w:sectPr[@w:rsidR]", NS):
        kind = mark.get(w("rsidR"))
        if kind.startswith(MARK):
            section = copy.deepcopy(last)
            if kind.endswith("landscape"):
                size = section.find("w:pgSz", NS)
                size.attrib.update({w("w"): size.get(w("h")), w("h"): size.get(w("w")), w("orient"): "landscape"})
            mark.getparent().replace(mark, section)
    # An empty paragraph would stand on the new page, or fill one of its own after a page on its side.
    for empty in [one for one in tree.iter(w("p")) if one.find("w:pPr/w:pageBreakBefore", NS) is not None]:
        following = empty.xpath("following-sibling::w:p[1]/w:pPr/w:pStyle", namespaces=NS)
        following[0].addnext(etree.Element(w("pageBreakBefore")))
        empty.getparent().remove(empty)
    for place, name in (("bookmarkStart", "name"), ("hyperlink", "anchor")):
        for one in tree.iter(w(place)):
            if one.get(w(name)):
                one.set(w(name), _bookmark(one.get(w(name))))
    for table in tree.iter(w("tbl")):
        _kept(table)
    return bytes(etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True))


def _kept(table: etree._Element) -> None:
    """No row of a table breaks, and a short table stands on one page with its notes."""
    rows = table.findall("w:tr", NS)
    for row in rows:
        told = row.find("w:trPr", NS)
        if told is None:
            told = etree.Element(w("trPr"))
            row.insert(0, told)
        told.insert(0, etree.Element(w("cantSplit")))
        if len(rows) <= SHORT:
            for paragraph in row.iter(w("pPr")):
                style = paragraph.find("w:pStyle", NS)
                style.addnext(etree.Element(w("keepNext")))
