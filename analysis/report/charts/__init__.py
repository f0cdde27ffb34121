"""The kinds of chart the book draws. Each takes data and a source, and returns a finished figure.

A chart whose data are not there returns a figure that says what is not recorded.
"""

from analysis.report.charts.effects import matrix
from analysis.report.charts.groups import by_grade, stacked_grades, strips
from analysis.report.charts.times import calendar, courses, survival_curves

__all__ = ["by_grade", "calendar", "courses", "matrix", "stacked_grades", "strips", "survival_curves"]
