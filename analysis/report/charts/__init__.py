"""The kinds of chart the book draws. Each takes data and a source, and returns a finished figure.

A chart whose data are not there returns a figure that says what is not recorded.
"""

from analysis.report.charts.curves import LEAST_AT_RISK, incidence_curves, survival_curves
from analysis.report.charts.daily import ratios_by_day
from analysis.report.charts.effects import forest, matrix
from analysis.report.charts.groups import by_grade, stacked_grades, strips
from analysis.report.charts.times import LEAST_PATIENTS, calendar, courses

__all__ = [
    "LEAST_AT_RISK",
    "LEAST_PATIENTS",
    "by_grade",
    "calendar",
    "courses",
    "forest",
    "incidence_curves",
    "matrix",
    "ratios_by_day",
    "stacked_grades",
    "strips",
    "survival_curves",
]
