"""What a dataset is: schema, loading and checks."""

from analysis.cohort.dataset import Cohort, load, read
from analysis.cohort.faults import DatasetError, Fault

__all__ = ["Cohort", "DatasetError", "Fault", "load", "read"]
