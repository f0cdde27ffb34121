"""The kinds of chart the book draws. Each takes data and a source, and returns a finished figure.

A chart whose data are not there returns a figure that says what is not recorded.
"""

from analysis.report.charts.curves import incidence_curves, least_at_risk, survival_curves
from analysis.report.charts.daily import ratios_by_day
from analysis.report.charts.effects import forest, matrix, proportions
from analysis.report.charts.flow import Box, flow
from analysis.report.charts.groups import by_grade, stacked_grades, strips
from analysis.report.charts.swimmer import swimmer
from analysis.report.charts.times import calendar, courses, least_patients

__all__ = [
    "Box",
    "by_grade",
    "calendar",
    "courses",
    "flow",
    "forest",
    "incidence_curves",
    "least_at_risk",
    "least_patients",
    "matrix",
    "proportions",
    "ratios_by_day",
    "stacked_grades",
    "strips",
    "survival_curves",
    "swimmer",
]
