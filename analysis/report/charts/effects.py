"""Estimates side by side."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from analysis.report.figure import INK, Figure, canvas, finish, missing, panels
from analysis.report.record import Finding, Source


def matrix(cells: Mapping[str, Mapping[str, Finding]], *, source: Source) -> Figure:
    """Correlations as a grid of coloured cells, the coefficient and its interval written in each.

    Args:
        cells: rows of columns of correlations, by label.
        source: the dataset.
    """
    rows = {label: row for label, row in cells.items() if any(f.estimate.value is not None for f in row.values())}
    if not rows:
        return missing(source, f"Not recorded: {', '.join(cells)}")
    columns = list(next(iter(rows.values())))
    values = np.array(
        [
            [row[c].estimate.value if row[c].estimate.value is not None else np.nan for c in columns]
            for row in rows.values()
        ]
    )
    figure = canvas(width=6.4, height=0.9 + 0.62 * len(rows))
    (axes,) = panels(figure, 1, 1)
    axes.imshow(values, cmap="PuOr_r", vmin=-1, vmax=1, aspect="auto")
    for y, row in enumerate(rows.values()):
        for x, column in enumerate(columns):
            finding = row[column]
            strong = finding.estimate.value is not None and abs(finding.estimate.value) > 0.7
            interval = f"\n{finding.ci}" if finding.estimate.low is not None else ""
            axes.text(
                x,
                y,
                f"{finding.value}{interval}",
                ha="center",
                va="center",
                fontsize=8,
                color="white" if strong else INK,
            )
    axes.set_xticks(range(len(columns)), columns)
    axes.set_yticks(range(len(rows)), list(rows))
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)
    return finish(figure, source)
