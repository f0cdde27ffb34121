"""A figure in the formats that journals ask for, made from the picture that the page shows."""

from __future__ import annotations

import io
from typing import Final

import typst
from PIL import Image

DPI: Final = 300
PICTURES = ("png", "pdf", "tiff")

# A page that is as large as the picture.
PAGE = b"""
#set document(title: sys.inputs.title, date: none)
#set page(width: auto, height: auto, margin: 0pt, fill: white)
#image(bytes(sys.inputs.svg), format: "svg", alt: sys.inputs.alt)
"""


def derive(svg: str, *, title: str, alt: str) -> dict[str, bytes]:
    """The picture as PNG and TIFF at 300 dots per inch, and as a PDF of one page, by ending.

    The same picture gives the same bytes.

    Args:
        svg: the picture.
        title: what the PDF calls itself.
        alt: what the PDF tells those who cannot see it.
    """
    inputs = {"svg": svg, "title": title, "alt": alt}
    pdf = typst.compile(PAGE, format="pdf", sys_inputs=inputs, ignore_system_fonts=True, timestamp=0)
    if not isinstance(pdf, bytes):
        raise TypeError(f"{title}: one picture gave more than one page")
    image = _raster(svg)
    return {"png": _saved(image, "PNG"), "pdf": pdf, "tiff": _saved(image, "TIFF", compression="tiff_lzw")}


def png(svg: str) -> bytes:
    """The picture as PNG at 300 dots per inch."""
    return _saved(_raster(svg), "PNG")


def _raster(svg: str) -> Image.Image:
    inputs = {"svg": svg, "title": "", "alt": ""}
    drawn = typst.compile(PAGE, format="png", sys_inputs=inputs, ignore_system_fonts=True, ppi=DPI)
    if not isinstance(drawn, bytes):
        raise TypeError("one picture gave more than one page")
    with Image.open(io.BytesIO(drawn)) as opened:
        return opened.convert("RGB")


def _saved(image: Image.Image, kind: str, **options: str) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, dpi=(DPI, DPI), **options)
    return stream.getvalue()
