"""The Word template: pandoc's own, made into a journal's page with double spacing, numbered lines and page numbers."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

from lxml import etree

from analysis.book.manuscript import pandoc

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NS = {"w": W, "r": R}
FONT = "Times New Roman"
# Style: size in half points, line spacing in 240ths of a line, space before and after in twentieths of a point, and
# whether it stands with the next paragraph.
STYLES = {
    "Normal": (24, 480, 0, 0, False),
    "BodyText": (24, 480, 0, 120, False),
    "FirstParagraph": (24, 480, 0, 120, False),
    "Compact": (18, 240, 20, 20, False),
    "Title": (36, 240, 0, 240, True),
    "Heading1": (30, 240, 360, 160, True),
    "Heading2": (26, 240, 300, 120, True),
    "Heading3": (24, 240, 240, 100, True),
    "TableCaption": (20, 240, 240, 80, True),
    "ImageCaption": (20, 240, 60, 240, False),
    "CaptionedFigure": (20, 240, 240, 0, True),
    "Bibliography": (24, 480, 0, 60, False),
    "FrontMatter": (24, 300, 0, 120, False),
    "TableNote": (18, 240, 60, 280, False),
    "FootnoteText": (20, 240, 0, 40, False),
}
NEW = {"FrontMatter": "Front Matter", "TableNote": "Table Note"}
# What journals do not count among the lines.
UNNUMBERED = {"Compact", "TableCaption", "ImageCaption", "CaptionedFigure", "TableNote", "FootnoteText"}
BOLD = {"Title", "Heading1", "Heading2", "Heading3"}
MARGIN = 1418  # twentieths of a point: 2.5 cm
A4 = (11906, 16838)
LINE = A4[0] - 2 * MARGIN
PARTS = {"header": "header1.xml", "footer": "footer1.xml"}


def w(name: str) -> str:
    """A name of Word's in its name space."""
    return f"{{{W}}}{name}"


def template(head: str, label: str) -> bytes:
    """The template as a file.

    Args:
        head: what stands at the left of each page's head.
        label: what stands at its right.
    """
    given = zipfile.ZipFile(io.BytesIO(pandoc.run(["--print-default-data-file=reference.docx"])))
    parts = {name: given.read(name) for name in given.namelist()}
    parts["word/styles.xml"] = _styles(parts["word/styles.xml"])
    parts["word/header1.xml"] = _part("hdr", "left", _text(head) + _run_of("<w:tab/>") + _text(label, bold=True))
    parts["word/footer1.xml"] = _part("ftr", "center", _field("PAGE") + _text(" / ") + _field("NUMPAGES"))
    parts["[Content_Types].xml"] = _registered(parts["[Content_Types].xml"])
    parts["word/_rels/document.xml.rels"] = _related(parts["word/_rels/document.xml.rels"])
    parts["word/document.xml"] = _page(parts["word/document.xml"])
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return written.getvalue()


def _run_of(inside: str, *, bold: bool = False) -> str:
    return f'<w:r><w:rPr>{"<w:b/>" if bold else ""}<w:sz w:val="18"/></w:rPr>{inside}</w:r>'


def _text(text: str, *, bold: bool = False) -> str:
    return _run_of(f'<w:t xml:space="preserve">{escape(text)}</w:t>', bold=bold)


def _field(name: str) -> str:
    return f'<w:fldSimple w:instr=" {name} ">{_text("1")}</w:fldSimple>'


def _part(kind: str, side: str, inside: str) -> bytes:
    told = (
        f'<w:suppressLineNumbers/><w:tabs><w:tab w:val="right" w:pos="{LINE}"/></w:tabs>'
        f'<w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/><w:jc w:val="{side}"/>'
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<w:{kind} xmlns:w="{W}"><w:p><w:pPr>{told}</w:pPr>{inside}</w:p></w:{kind}>'
    ).encode()


def _registered(content: bytes) -> bytes:
    tree = etree.fromstring(content)
    for kind, file in PARTS.items():
        told = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml"
        etree.SubElement(tree, f"{{{tree.nsmap[None]}}}Override", PartName=f"/word/{file}", ContentType=told)
    return bytes(etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True))


def _related(content: bytes) -> bytes:
    tree = etree.fromstring(content)
    for kind, file in PARTS.items():
        etree.SubElement(tree, f"{{{tree.nsmap[None]}}}Relationship", Id=f"rId{kind}", Type=f"{R}/{kind}", Target=file)
    return bytes(etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True))


def _page(content: bytes) -> bytes:
    """The size of the page, its margins, its head and foot, and the numbers of its lines."""
    tree = etree.fromstring(content)
    section = tree.find(".//w:sectPr", NS)
    for child in list(section):
        section.remove(child)
    for kind in PARTS:
        etree.SubElement(section, w(f"{kind}Reference"), {w("type"): "default", f"{{{R}}}id": f"rId{kind}"})
    etree.SubElement(section, w("pgSz"), {w("w"): str(A4[0]), w("h"): str(A4[1])})
    sides = dict.fromkeys(("top", "right", "bottom", "left"), MARGIN) | {"header": 709, "footer": 709, "gutter": 0}
    etree.SubElement(section, w("pgMar"), {w(side): str(width) for side, width in sides.items()})
    etree.SubElement(section, w("lnNumType"), {w("countBy"): "1", w("restart"): "continuous"})
    return bytes(etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True))


def _styles(content: bytes) -> bytes:
    tree = etree.fromstring(content)
    for fonts in tree.iter(w("rFonts")):
        fonts.attrib.clear()
        fonts.attrib.update({w(script): FONT for script in ("ascii", "hAnsi", "cs", "eastAsia")})
    for lang in tree.iter(w("lang")):
        lang.set(w("val"), "en-GB")
    # Links inside a manuscript look like its text.
    for colour in list(tree.iter(w("color"))):
        colour.getparent().remove(colour)
    known = {style.get(w("styleId")): style for style in tree.findall("w:style", NS)}
    for name, (size, line, before, after, together) in STYLES.items():
        style = known.get(name)
        if style is None:
            style = etree.SubElement(
                tree, w("style"), {w("type"): "paragraph", w("customStyle"): "1", w("styleId"): name}
            )
            etree.SubElement(style, w("name"), {w("val"): NEW[name]})
            etree.SubElement(style, w("basedOn"), {w("val"): "Normal"})
        _paragraph(style, line, before, after, together=together, numbered=name not in UNNUMBERED)
        _run(style, size, bold=name in BOLD, italic=name == "Heading3")
    _ruled(known["Table"])
    return bytes(etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True))


def _replaced(style: etree._Element, name: str, before: tuple[str, ...]) -> etree._Element:
    """An empty child of a style, where Word's order wants it: ahead of some others."""
    old = style.find(f"w:{name}", NS)
    if old is not None:
        style.remove(old)
    new = etree.Element(w(name))
    followers = [child for child in style if etree.QName(child).localname in before]
    if followers:
        followers[0].addprevious(new)
    else:
        style.append(new)
    return new


def _paragraph(style: etree._Element, line: int, before: int, after: int, *, together: bool, numbered: bool) -> None:
    outline = style.find("w:pPr/w:outlineLvl", NS)
    told = _replaced(style, "pPr", ("rPr", "tblPr", "tblStylePr"))
    if together:
        etree.SubElement(told, w("keepNext"))
    if together or not numbered:
        etree.SubElement(told, w("keepLines"))
    if not numbered:
        etree.SubElement(told, w("suppressLineNumbers"))
    spacing = {"before": before, "after": after, "line": line}
    etree.SubElement(told, w("spacing"), {w("lineRule"): "auto"} | {w(key): str(n) for key, n in spacing.items()})
    if style.get(w("styleId")) == "Bibliography":
        etree.SubElement(told, w("ind"), {w("left"): "567", w("hanging"): "567"})
    if outline is not None:
        told.append(outline)


def _run(style: etree._Element, size: int, *, bold: bool, italic: bool) -> None:
    told = _replaced(style, "rPr", ("tblPr", "tblStylePr"))
    etree.SubElement(told, w("rFonts"), {w(script): FONT for script in ("ascii", "hAnsi", "cs")})
    if bold:  # elsewhere it is left to the table, whose head is bold
        etree.SubElement(told, w("b"))
    etree.SubElement(told, w("i"), {w("val"): "1" if italic else "0"})
    for name in ("sz", "szCs"):
        etree.SubElement(told, w(name), {w("val"): str(size)})


def _ruled(style: etree._Element) -> None:
    """Lines above, under the head and below, as journals set tables."""
    for old in style.findall("w:tblStylePr", NS) + style.findall("w:tblPr", NS):
        style.remove(old)
    table = etree.SubElement(style, w("tblPr"))
    borders = etree.SubElement(table, w("tblBorders"))
    for side in ("top", "bottom"):
        etree.SubElement(borders, w(side), {w("val"): "single", w("sz"): "8", w("space"): "0", w("color"): "000000"})
    margins = etree.SubElement(table, w("tblCellMar"))
    for side in ("left", "right"):
        etree.SubElement(margins, w(side), {w("w"): "80", w("type"): "dxa"})
    head = etree.SubElement(style, w("tblStylePr"), {w("type"): "firstRow"})
    etree.SubElement(etree.SubElement(head, w("rPr")), w("b"))
    below = etree.SubElement(etree.SubElement(head, w("tcPr")), w("tcBorders"))
    etree.SubElement(below, w("bottom"), {w("val"): "single", w("sz"): "4", w("space"): "0", w("color"): "000000"})
