"""Figures: the same bytes each time, stamped when synthetic."""

import dataclasses
import subprocess
import sys

from analysis.report import figure
from analysis.report.source import Source


def drawn(source: Source) -> figure.Figure:
    canvas = figure.canvas()
    (axes,) = figure.panels(canvas, 1, 1)
    axes.plot([1, 2], [3, 4])
    axes.set_title("A title")
    return figure.finish(canvas, source)


def test_synthetic_figures_are_stamped_and_real_ones_are_not(source: Source) -> None:
    assert figure.STAMP not in drawn(source).texts
    assert figure.STAMP in drawn(dataclasses.replace(source, synthetic=True)).texts


def test_the_same_bytes_in_another_process() -> None:
    program = (
        "import hashlib\n"
        "from analysis.report import figure\n"
        "from analysis.report.source import Source\n"
        "figure_ = figure.missing(Source(title='t', digest='d', synthetic=True), 'nothing')\n"
        "print(hashlib.sha256(figure_.svg.encode()).hexdigest())\n"
    )
    runs = {subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout for _ in range(2)}
    assert len(runs) == 1


def test_a_missing_figure_says_why(source: Source) -> None:
    missing = figure.Figure(lambda: figure.missing(source, "Not recorded: survival"))
    assert missing.why_not == "Not recorded: survival"
    assert "Not recorded: survival" in missing.texts
    assert str(missing) == "Not recorded: survival"


def test_what_is_written_is_told(source: Source) -> None:
    assert "A title" in str(drawn(source))
