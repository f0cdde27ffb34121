"""Named units: every factor against one worked out by hand, and what must be refused."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.cohort.schema import ANALYTES, PATIENTS
from analysis.cohort.units import factor, into_own, same

MASSES = ("g/L", "mg/dL", "mg/L", "ug/mL", "ug/L", "ng/mL", "ng/L", "pg/mL")
COUNTS = ("10^9/L", "10^6/L", "K/uL", "/uL", "10^6/mL")


@pytest.mark.parametrize(
    ("analyte", "unit", "times"),
    [
        ("CRP", "mg/dL", "10"),
        ("CRP", "ug/mL", "1"),
        ("CRP", "g/L", "1000"),
        ("fibrinogen", "mg/dL", "0.01"),
        ("fibrinogen", "G/L", "1"),
        ("ferritin", "ng/mL", "1"),
        ("ferritin", "mg/L", "1000"),
        ("IL-6", "ng/mL", "1000"),
        ("IL-6", "ng/L", "1"),
        ("IL-6", "ug/L", "1000"),
        ("LDH", "IU/L", "1"),
        ("LDH", "ukat/L", "60"),
        ("LDH", "nkat/L", "0.06"),
        ("creatinine", "mg/dL", "88.42"),
        ("creatinine", "mg/L", "8.842"),
        ("creatinine", "mmol/L", "1000"),
        ("platelets", "/uL", "0.001"),
        ("platelets", "K/uL", "1"),
        ("platelets", "10^3/uL", "1"),
        ("platelets", "G/L", "1"),
        ("neutrophils", "10^6/L", "0.001"),
        ("neutrophils", "cells/uL", "0.001"),
        ("D-dimer", "ug/mL FEU", "1"),
        ("D-dimer", "ng/mL FEU", "0.001"),
        ("D-dimer", "mg/L DDU", "2"),
        ("D-dimer", "ng/mL DDU", "0.002"),
        ("PT", "sec", "1"),
        *((analyte.name, analyte.unit, "1") for analyte in ANALYTES.values()),
    ],
)
def test_a_unit_has_the_factor_that_is_worked_out_by_hand(analyte: str, unit: str, times: str) -> None:
    assert into_own(analyte, unit) == Decimal(times)


@pytest.mark.parametrize(
    ("analyte", "spellings"),
    [
        (
            "platelets",
            "10^9/L 10^9/l 10**9/L 10*9/L x10^9/L X10E9/L 10E9/L 10e+9/L *10^9/L \u00d710^9/L 10\u2079/L x10(9)/L "
            "10^09/L G/l 10^9cells/L \uff11\uff10\uff3e\uff19\uff0f\uff2c K/\u00b5L k/\u03bcl 10^3/mm3 "
            "10^3/mm\u00b3 10^9\u4e2a/L",
        ),
        ("ferritin", "ug/L \u00b5g/L \u03bcg/L mcg/L UG/L \u338d/L ng/ml ng/mL NG/ML \uff4e\uff47\uff0f\uff4d\uff2c"),
        ("creatinine", "umol/L \u00b5mol/L \u03bcmol/l UMOL/L nmol/mL"),
        ("LDH", "U/L u/l IU/L iu/l"),
        ("D-dimer", "mg/LFEU mg/L(FEU) mgFEU/L FEUmg/L ug/mlFEU mg/L[FEU] \u00b5gFEU/mL"),
        ("APTT", "s S sec Secs sec. seconds \u79d2"),
    ],
)
def test_a_unit_may_be_spelt_in_many_ways(analyte: str, spellings: str) -> None:
    assert {spelling: into_own(analyte, spelling) for spelling in spellings.split()} == dict.fromkeys(
        spellings.split(), Decimal(1)
    )


def test_spaces_within_a_unit_do_not_matter() -> None:
    assert into_own("D-dimer", " mg / L  FEU ") == 1
    assert into_own("platelets", "x 10^9 / L") == 1
    assert into_own("fibrinogen", "mg/100 mL") == Decimal("0.01")


@pytest.mark.parametrize("unit", ["mg/L", "ug/mL", "ng/mL"])
def test_d_dimer_without_its_kind_of_unit_is_refused(unit: str) -> None:
    with pytest.raises(ValueError, match=r"^must say whether it is FEU or DDU; known are mg/L FEU, .*mg/L DDU"):
        into_own("D-dimer", unit)


@pytest.mark.parametrize(
    ("analyte", "unit", "known"),
    [
        ("CRP", "mg", "mg/dL"),
        ("CRP", "nmol/L", "mg/dL"),
        ("CRP", "U/L", "mg/dL"),
        ("IL-6", "IU/mL", "pg/mL"),
        ("LDH", "mg/L", "ukat/L"),
        ("platelets", "109/L", "10^9/L"),
        ("platelets", "10^9/kg", "10^9/L"),
        ("PT", "%", "sec"),
        ("PT", "min", "sec"),
        ("D-dimer", "mg/L FEU DDU", "mg/L FEU"),
        ("creatinine", "U/L", "mg/dL"),
    ],
)
def test_an_unknown_unit_is_refused_with_those_that_are_known(analyte: str, unit: str, known: str) -> None:
    with pytest.raises(ValueError, match=rf"^is not a unit that is known for {analyte}; known are ") as caught:
        into_own(analyte, unit)
    assert known in str(caught.value).split("known are ")[1].split(", ")


def test_an_empty_unit_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^is empty; every value needs its unit$"):
        into_own("CRP", "")


def test_every_unit_that_a_message_lists_is_known() -> None:
    for analyte in ANALYTES:
        with pytest.raises(ValueError, match="known are") as caught:
            into_own(analyte, "?")
        for unit in str(caught.value).split("known are ")[1].split(", "):
            assert into_own(analyte, unit) > 0


def test_one_unit_in_two_spellings_is_the_same() -> None:
    assert same("mg/L DDU", "ug/mL (ddu)", "D-dimer")
    assert same("aU/mL", "au / ml", "IL-6")
    assert not same("mg/L DDU", "mg/L FEU", "D-dimer")
    assert not same("aU/mL", "bU/mL", "IL-6")


def test_columns_of_patients_have_units_too() -> None:
    assert factor("ukat/L", PATIENTS["ldh"].unit) == 60
    assert factor("10^5/kg", PATIENTS["dose"].unit) == Decimal("0.1")
    assert factor("cells/kg", PATIENTS["dose"].unit) == Decimal("0.000001")
    with pytest.raises(ValueError, match=r"^is not a unit that is known; years has no others$"):
        factor("months", PATIENTS["age"].unit)


@pytest.mark.parametrize("names", [MASSES, COUNTS])
def test_there_and_back_is_once(names: tuple[str, ...]) -> None:
    for one, two in product(names, repeat=2):
        assert factor(one, two) * factor(two, one) == 1


@settings(deadline=None, derandomize=True, database=None)
@given(st.decimals(min_value=0, max_value=10**6, places=4), st.permutations(MASSES))
def test_a_value_comes_back_exactly_from_a_round_trip(value: Decimal, units: list[str]) -> None:
    there = value
    for one, two in zip(units, [*units[1:], units[0]], strict=True):
        there *= factor(one, two)
    assert there == value
