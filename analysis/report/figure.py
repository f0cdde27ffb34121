"""The look that all figures share, and the record that a page shows."""

from __future__ import annotations

import io
import math
import textwrap
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, wraps
from pathlib import Path
from typing import Any, ParamSpec

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.patheffects import AbstractPathEffect, withStroke
from matplotlib.text import Text

from analysis.report import mime
from analysis.report.record import Finding
from analysis.report.source import Source

STAMP = "SYNTHETIC DATA"

# The colours of Okabe and Ito, which colour-blind readers tell apart; each pair keeps its meaning through the book.
MILD, SEVERE = "#0072B2", "#D55E00"
REMISSION, FAILURE = "#009E73", "#CC79A7"
CURVES = ("#222222", "#8C6BB1")
KINDS = ("#E69F00", "#56B4E9", "#009E73", "#8a8a8a")
GRADES = ("#f0f0f0", "#fdd9a5", "#fdae6b", "#e6550d", "#8c2d04", "#3f1402")
INK, FAINT = "#222222", "#8a8a8a"
STAMP_COLOUR = "#6b6b6b"

WIDTH = 7.0  # inches; two columns of a journal, and the measure of a page
TITLE: dict[str, Any] = {"fontsize": 9, "fontweight": "bold", "loc": "left"}  # of a panel
HALO: list[AbstractPathEffect] = [withStroke(linewidth=2.5, foreground="white")]  # lets a label lie over a line
MESSAGE = 80  # characters of a line that says why nothing could be drawn
COARSE_DIGITS = 3  # figures of a number in data that nobody may look into, about what a reader sees in the picture


def _add_fonts() -> None:
    """Draw with the fonts that come with the book, so that every machine draws the same."""
    for path in sorted((Path(__file__).parent / "fonts").glob("*.otf")):
        face = font_manager.ttfFontProperty(font_manager.get_font(path))
        # The semi-bold cut calls itself a family of its own; here it is the bold one.
        font_manager.fontManager.ttflist.append(replace(face, name="Inter", weight=700 if "Bold" in path.stem else 400))


_add_fonts()

STYLE: dict[Any, Any] = {
    "axes.edgecolor": FAINT,
    "axes.labelcolor": INK,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlecolor": INK,
    "axes.labelsize": 9,
    "font.family": ["Inter", "DejaVu Sans"],  # the second, which comes with matplotlib, for signs that Inter lacks
    "font.size": 9,
    "legend.frameon": False,
    "legend.fontsize": 9,
    "lines.linewidth": 1.6,
    "text.color": INK,
    "svg.hashsalt": "cart-manuscript",  # without it the element ids differ in every run
    "xtick.color": INK,
    "xtick.labelsize": 8.5,
    "ytick.color": INK,
    "ytick.labelsize": 8.5,
}


Cell = str | int | float | bool | None
Row = Mapping[str, Cell]  # a mark in the picture: what it stands for, and its numbers


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A drawn figure, or the reason why there is none.

    Attributes:
        svg: the picture; for a missing figure, one that says why.
        texts: every word and number written in it, in the order drawn.
        rows: what is drawn, a row a mark; a name that a row lacks has no value there. Nothing else about the patients.
        why_not: why nothing could be drawn, empty where it could.
        source: the dataset.
    """

    svg: str
    texts: tuple[str, ...]
    source: Source
    rows: tuple[Row, ...] = ()
    why_not: str = ""


class Figure:
    """A figure that is drawn when it is first looked at: of all that a chapter asks, drawing takes longest.

    Attributes:
        drawn: what it shows.
    """

    def __init__(self, draw: Callable[[], Drawn]) -> None:
        """Keep how it is drawn."""
        self._draw = draw

    @cached_property
    def drawn(self) -> Drawn:
        """The figure, drawn once."""
        return self._draw()

    @property
    def svg(self) -> str:
        """The picture."""
        return self.drawn.svg

    @property
    def texts(self) -> tuple[str, ...]:
        """Every word and number written in it."""
        return self.drawn.texts

    @property
    def rows(self) -> tuple[Row, ...]:
        """What is drawn, a row a mark."""
        return self.drawn.rows

    @property
    def why_not(self) -> str:
        """Why nothing could be drawn, empty where it could."""
        return self.drawn.why_not

    def __str__(self) -> str:
        """What is written in the figure."""
        return " | ".join(self.texts)

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        columns = list(dict.fromkeys(name for row in self.rows for name in row))
        data = {
            "svg": self.svg,
            "why_not": self.why_not,
            "columns": columns,
            "rows": [[row.get(name) for name in columns] for row in self.rows],
            "dataset": self.drawn.source.title,
            "synthetic": self.drawn.source.synthetic,
        }
        return {"text/plain": str(self), mime.FIGURE: data}


Arguments = ParamSpec("Arguments")


def chart(draw: Callable[Arguments, Drawn]) -> Callable[Arguments, Figure]:
    """Let a function that draws, in the shared style, return a figure that is yet to be drawn."""

    @wraps(draw)
    def later(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Figure:
        def styled() -> Drawn:
            with mpl.rc_context(STYLE):
                return draw(*args, **kwargs)

        return Figure(styled)

    return later


def canvas(height: float = 3.6) -> Canvas:
    """An empty figure of the shared width; the height in inches."""
    return Canvas(figsize=(WIDTH, height), layout="constrained")


def panels(figure: Canvas, rows: int, columns: int, **options: Any) -> list[Axes]:
    """The axes of a grid, in reading order."""
    return list(figure.subplots(rows, columns, squeeze=False, **options).flat)


def finish(figure: Canvas, source: Source, rows: Iterable[Row] = (), why_not: str = "") -> Drawn:
    """Stamp the figure where its data are synthetic, and render it to the same bytes each time.

    Args:
        figure: what was drawn.
        source: the dataset.
        rows: what was drawn, a row a mark.
        why_not: why nothing could be drawn.
    """
    if source.synthetic:
        figure.suptitle(STAMP, x=0.995, ha="right", fontsize=8, color=STAMP_COLOUR, weight="bold")
    stream = io.StringIO()
    with mpl.rc_context(STYLE):
        figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
    written = (text for text in figure.findobj(Text) if isinstance(text, Text) and text.get_visible())
    texts = tuple(" ".join(text.get_text().split()) for text in written if text.get_text().strip())
    told = tuple({name: _plain(cell, source) for name, cell in row.items()} for row in rows)
    return Drawn(svg=stream.getvalue(), texts=texts, source=source, rows=told, why_not=why_not)


def _plain(cell: Any, source: Source) -> Cell:
    """A cell as plain Python has it, none where it is no number, and no more exact than the dataset allows."""
    cell = cell.item() if hasattr(cell, "item") else cell
    if not isinstance(cell, float):
        return " ".join(cell.split()) if isinstance(cell, str) else cell
    if not math.isfinite(cell):
        return None if math.isnan(cell) else str(cell)
    return float(f"{cell:.{COARSE_DIGITS}g}") if source.coarse else cell


def estimated(finding: Finding) -> Row:
    """The numbers of an estimate that is drawn with its interval."""
    e = finding.estimate
    return {"estimate": e.value, "low": e.low, "high": e.high, "level": e.level}


def missing(source: Source, why_not: str) -> Drawn:
    """A figure that stands for one which the dataset does not allow, and says why."""
    lines = textwrap.wrap(why_not, MESSAGE)
    figure = canvas(height=0.95 + 0.15 * len(lines))
    frame = {"boxstyle": "round,pad=0.8", "facecolor": "none", "edgecolor": FAINT, "linestyle": "--"}
    figure.text(0.5, 0.45, "\n".join(lines), ha="center", va="center", color=INK, fontsize=10, bbox=frame)
    return finish(figure, source, why_not=why_not)
