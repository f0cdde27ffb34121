"""The seeded generator of the two synthetic cohorts that the book ships with; none of their rows is a patient."""

from analysis.synthetic.files import write

__all__ = ["write"]
