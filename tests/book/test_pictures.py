"""The formats that journals ask for hold the picture of the page, in the size and fineness that they ask for."""

import io
import re

import pytest
from PIL import Image

from analysis.book import pictures
from analysis.report import figure
from analysis.report.source import Source

INCHES = 1.1  # the height of the figure


@pytest.fixture(scope="module")
def svg() -> str:
    canvas = figure.canvas(height=INCHES)
    (axes,) = figure.panels(canvas, 1, 1)
    axes.plot([1, 2], [3, 4], color=figure.SEVERE)
    return figure.finish(canvas, Source(title="t", digest="d", synthetic=True)).svg


@pytest.fixture(scope="module")
def files(svg: str) -> dict[str, bytes]:
    return pictures.derive(svg, title="A line", alt="A line that climbs.")


@pytest.mark.parametrize("ending", ["png", "tiff"])
def test_pixels_are_300_to_the_inch(files: dict[str, bytes], ending: str) -> None:
    with Image.open(io.BytesIO(files[ending])) as image:
        assert tuple(round(dots) for dots in image.info["dpi"]) == (300, 300)
        assert image.size == (round(300 * figure.WIDTH), round(300 * INCHES))
        assert image.mode == "RGB"
        colours = {colour for _, colour in image.getcolors(1 << 20) or []}
    assert (255, 255, 255) in colours
    assert (0xD5, 0x5E, 0x00) in colours


def test_a_tiff_is_packed_without_loss_and_shows_what_the_png_does(files: dict[str, bytes]) -> None:
    with Image.open(io.BytesIO(files["tiff"])) as tiff, Image.open(io.BytesIO(files["png"])) as png:
        assert tiff.info["compression"] == "tiff_lzw"
        assert tiff.tobytes() == png.tobytes()


def test_a_pdf_has_one_page_of_the_size_of_the_figure(files: dict[str, bytes]) -> None:
    pdf = files["pdf"]
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    (box,) = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert [round(float(side)) for side in box] == [round(72 * figure.WIDTH), round(72 * INCHES)]
    assert not re.search(rb"/Subtype\s*/Image", pdf), "lines stay lines"


def test_the_same_picture_gives_the_same_bytes(files: dict[str, bytes], svg: str) -> None:
    assert pictures.derive(svg, title="A line", alt="A line that climbs.") == files
