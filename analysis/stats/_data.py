"""Arrays in: one way to read them, to drop what is missing and to refuse what is wrong."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from pandas.api import types

Values: TypeAlias = "ArrayLike | pd.Series"
Floats: TypeAlias = NDArray[np.float64]
Bools: TypeAlias = NDArray[np.bool_]


def numbers(values: Values, name: str) -> Floats:
    """One column as floats, with NaN where a value is missing.

    Args:
        values: shape (n,); numbers or booleans, pandas' nullable types included.
        name: what the caller calls it, for the message.

    Raises:
        ValueError: it has another shape, holds text or is infinite somewhere.
    """
    series = column(values, name)
    if series.dtype == object:
        series = series.convert_dtypes()
    if series.isna().all():
        return np.full(len(series), np.nan)
    if not (types.is_numeric_dtype(series.dtype) or types.is_bool_dtype(series.dtype)):
        raise ValueError(f"{name} must hold numbers, not {series.dtype}")
    array = np.asarray(series.astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan), dtype=np.float64)
    if np.isinf(array).any():
        raise ValueError(f"{name} must be finite")
    return array


def column(values: Values, name: str) -> pd.Series:
    """One column as a Series; a Series keeps its index."""
    if isinstance(values, pd.Series):
        return values
    array = values if isinstance(values, pd.api.extensions.ExtensionArray) else np.asarray(values)
    if array.ndim != 1:
        raise ValueError(f"{name} must have one dimension, not {array.ndim}")
    return pd.Series(array)


def aligned(**columns: Values) -> None:
    """Check that columns describe the same subjects in the same order.

    Raises:
        ValueError: lengths differ, or two Series carry different indexes.
    """
    lengths = {name: len(column(values, name)) for name, values in columns.items()}
    if len(set(lengths.values())) > 1:
        raise ValueError("lengths differ: " + ", ".join(f"{name} {length}" for name, length in lengths.items()))
    indexed = [values for values in columns.values() if isinstance(values, pd.Series)]
    if any(not values.index.equals(indexed[0].index) for values in indexed[1:]):
        raise ValueError(f"indexes differ between {', '.join(columns)}")


def complete(**columns: Values) -> tuple[list[Floats], int]:
    """The rows in which no column is missing, and how many were left out.

    Raises:
        ValueError: as in ``numbers`` and ``aligned``.
    """
    aligned(**columns)
    arrays = [numbers(values, name) for name, values in columns.items()]
    keep = ~np.any([np.isnan(array) for array in arrays], axis=0)
    return [array[keep] for array in arrays], int((~keep).sum())


def present(values: Values, name: str) -> tuple[Floats, int]:
    """The values of one sample that are not missing, and how many are."""
    (array,), missing = complete(**{name: values})
    return array, missing


def yes_no(array: Floats, name: str) -> Bools:
    """A column of zeros and ones as booleans.

    Raises:
        ValueError: it holds anything else.
    """
    if not np.isin(array, (0, 1)).all():
        raise ValueError(f"{name} must be 0 or 1, or false or true")
    return np.asarray(array == 1, dtype=np.bool_)


def codes(values: Values, name: str) -> Floats:
    """Group labels as codes 0, 1, ... with NaN where missing.

    The order is that of the categories for a categorical, else the sorted one.
    """
    series = column(values, name)
    if isinstance(series.dtype, pd.CategoricalDtype):
        places = series.cat.codes.to_numpy()
    else:
        places = pd.factorize(series, sort=True)[0]
    return np.where(places < 0, np.nan, places).astype(np.float64)


def counts(**given: int) -> list[int]:
    """Whole numbers of 0 or more, as Python integers.

    Raises:
        ValueError: one is negative or not whole.
    """
    for name, value in given.items():
        if not 0 <= value < np.inf or value != int(value):
            raise ValueError(f"{name} must be a whole number of 0 or more, not {value}")
    return [int(value) for value in given.values()]


def check_level(level: float) -> None:
    """Refuse a confidence level outside 0 to 1.

    Raises:
        ValueError: it is not between the two.
    """
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1, not {level}")


def check_times(times: Floats) -> None:
    """Refuse a time below 0.

    Raises:
        ValueError: there is one.
    """
    if not (times >= 0).all():
        raise ValueError("times must be 0 or more")


def known(number: float) -> float | None:
    """A number as a Python float, ``None`` where it is NaN."""
    return None if np.isnan(number) else float(number)
