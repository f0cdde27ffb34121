"""The look that all figures share, and the record that a page shows."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any, ParamSpec

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.text import Text

from analysis.report.record import Source

MIME = "application/x.figure+json"
STAMP = "SYNTHETIC DATA"

# The colours of Okabe and Ito, which colour-blind readers tell apart; each pair keeps its meaning through the book.
MILD, SEVERE = "#0072B2", "#D55E00"
REMISSION, FAILURE = "#009E73", "#CC79A7"
CURVES = ("#222222", "#56B4E9")
KINDS = ("#E69F00", "#56B4E9", "#009E73", "#8a8a8a")
GRADES = ("#f0f0f0", "#fdd9a5", "#fdae6b", "#e6550d", "#8c2d04", "#3f1402")
INK, FAINT = "#222222", "#8a8a8a"

STYLE: dict[Any, Any] = {
    "axes.edgecolor": FAINT,
    "axes.labelcolor": INK,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlesize": 10,
    "axes.labelsize": 9,
    "figure.constrained_layout.use": True,
    "font.family": "DejaVu Sans",  # comes with matplotlib, so every machine draws the same
    "font.size": 9,
    "legend.frameon": False,
    "legend.fontsize": 9,
    "lines.linewidth": 1.6,
    "svg.hashsalt": "cart-manuscript",  # without it the element ids differ in every run
    "xtick.color": INK,
    "xtick.labelsize": 8.5,
    "ytick.color": INK,
    "ytick.labelsize": 8.5,
}


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A drawn figure, or the reason why there is none.

    Attributes:
        svg: the picture; for a missing figure, one that says why.
        texts: every word and number written in it, in the order drawn.
        why_not: why nothing could be drawn, empty where it could.
        source: the dataset.
    """

    svg: str
    texts: tuple[str, ...]
    source: Source
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
    def why_not(self) -> str:
        """Why nothing could be drawn, empty where it could."""
        return self.drawn.why_not

    def __str__(self) -> str:
        """What is written in the figure."""
        return " | ".join(self.texts)

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        data = {"svg": self.svg, "why_not": self.why_not, "synthetic": self.drawn.source.synthetic}
        return {"text/plain": str(self), MIME: data}


Arguments = ParamSpec("Arguments")


def chart(draw: Callable[Arguments, Drawn]) -> Callable[Arguments, Figure]:
    """Let a function that draws return a figure that is yet to be drawn."""

    @wraps(draw)
    def later(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Figure:
        return Figure(lambda: draw(*args, **kwargs))

    return later


def canvas(width: float = 7.0, height: float = 3.6) -> Canvas:
    """An empty figure in the shared style; sizes in inches."""
    with mpl.rc_context(STYLE):
        return Canvas(figsize=(width, height), layout="constrained")


def panels(figure: Canvas, rows: int, columns: int, **options: Any) -> list[Axes]:
    """The axes of a grid, in reading order, in the shared style."""
    with mpl.rc_context(STYLE):
        return list(figure.subplots(rows, columns, squeeze=False, **options).flat)


def finish(figure: Canvas, source: Source, why_not: str = "") -> Drawn:
    """Stamp the figure where its data are synthetic, and render it to the same bytes each time."""
    if source.synthetic:
        figure.suptitle(STAMP, x=0.995, ha="right", fontsize=7.5, color=FAINT, weight="bold")
    stream = io.StringIO()
    with mpl.rc_context(STYLE):
        figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
    written = (text for text in figure.findobj(Text) if isinstance(text, Text) and text.get_visible())
    texts = tuple(" ".join(text.get_text().split()) for text in written if text.get_text().strip())
    return Drawn(svg=stream.getvalue(), texts=texts, source=source, why_not=why_not)


def missing(source: Source, why_not: str) -> Drawn:
    """A figure that stands for one which the dataset does not allow, and says why."""
    figure = canvas(height=1.1)
    frame = {"boxstyle": "round,pad=0.8", "facecolor": "none", "edgecolor": FAINT, "linestyle": "--"}
    figure.text(0.5, 0.45, why_not, ha="center", va="center", color=INK, fontsize=10, bbox=frame)
    return finish(figure, source, why_not)
