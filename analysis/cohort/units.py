"""Named units and the factors between them, exact in decimals.

A factor within one kind of quantity is a matter of prefixes. Three are not:

- D-dimer counts in units of fibrinogen (FEU) or of D-dimer (DDU). One DDU is taken for two FEU, which is the
  convention; assays differ. A unit that says neither is refused.
- Creatinine in mg/dL times 88.42 is in umol/L, as laboratories print it. A molar mass of 113.12 g/mol gives 88.40; the
  difference, one part in 4000, is below the last digit that a laboratory reports.
- One katal is one mole a second, one unit one micromole a minute; so 1 ukat is 60 U. IU and U are the same for enzymes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache

from analysis.cohort.notation import folded
from analysis.cohort.schema import ANALYTES

CREATININE = Decimal("88.42")  # umol/L for each mg/dL
DDU = Decimal(2)  # FEU for each DDU

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_MASSES = {"g": 0, "mg": -3, "ug": -6, "mcg": -6, "ng": -9, "pg": -12}
_AMOUNTS = {"mol": 0, "mmol": -3, "umol": -6, "nmol": -9, "pmol": -12}
_ACTIVITIES = {"u": Decimal(1), "iu": Decimal(1), "ukat": Decimal(60), "nkat": Decimal("0.06")}
_VOLUMES = {"l": 0, "dl": -1, "100ml": -1, "ml": -3, "ul": -6, "mm3": -6, "mm^3": -6}
_SECONDS = ("s", "sec", "sec.", "secs", "second", "seconds", "秒")
_COUNT = re.compile(r"(?:[x\u00d7*]?10(?:\^|\*{1,2}|e\+?|(?=\())\(?([0-9]{1,2})\)?|([kg]?))(?:cells?|个)?/([a-z0-9^]+)")


def _spelled(unit: str) -> str:
    """A unit in one spelling: small letters, no spaces, ``u`` for micro, ``^`` before an exponent."""
    text = re.sub("[⁰¹²³⁴⁵⁶⁷⁸⁹]+", lambda power: "^" + power[0].translate(_SUPERSCRIPTS), unit)
    return re.sub(r"\s", "", folded(text)).casefold()


def _power(exponent: int) -> Decimal:
    return Decimal(1).scaleb(exponent)


def _per_volume(text: str, tops: dict[str, Decimal]) -> Decimal | None:
    top, _, bottom = text.partition("/")
    return tops[top] / _power(_VOLUMES[bottom]) if top in tops and bottom in _VOLUMES else None


def _mass(text: str) -> Decimal | None:
    """In g/L."""
    return _per_volume(text, {name: _power(exponent) for name, exponent in _MASSES.items()})


def _amount(text: str) -> Decimal | None:
    """In mol/L."""
    return _per_volume(text, {name: _power(exponent) for name, exponent in _AMOUNTS.items()})


def _activity(text: str) -> Decimal | None:
    """In U/L."""
    return _per_volume(text, _ACTIVITIES)


def _fibrinogen_units(text: str) -> Decimal | None:
    """In g/L FEU. The three letters stand behind the unit or in its midst, with or without brackets."""
    bare, count = re.subn(r"[(\[]?(?:feu|ddu)[)\]]?", "", text)
    mass = _mass(bare) if count == 1 else None
    return mass if mass is None or "feu" in text else mass * DDU


def _count(text: str) -> Decimal | None:
    """In cells a litre, or a kilogram. ``G/L`` and ``K/uL`` are thousands of millions and thousands."""
    parts = _COUNT.fullmatch(text)
    if parts is None or (parts[3] not in _VOLUMES and parts[3] != "kg"):
        return None
    exponent = int(parts[1]) if parts[1] else {"": 0, "k": 3, "g": 9}[parts[2]]
    return _power(exponent) / _power(_VOLUMES.get(parts[3], 0))


def _per_kilogram(text: str) -> Decimal | None:
    return _count(text) if text.endswith("/kg") else None


def _per_litre(text: str) -> Decimal | None:
    return None if text.endswith("/kg") else _count(text)


def _time(text: str) -> Decimal | None:
    """In seconds."""
    return Decimal(1) if text in _SECONDS else None


# Which kind of quantity a unit of the schema is; G/L is grams here and giga only where cells are counted, so mass comes
# first. Beside each, what a message names.
_KINDS: tuple[tuple[Callable[[str], Decimal | None], str], ...] = (
    (_fibrinogen_units, "mg/L FEU, ug/mL FEU, ug/L FEU, ng/mL FEU, mg/L DDU, ug/mL DDU, ug/L DDU, ng/mL DDU"),
    (_mass, "g/L, mg/dL, mg/L, ug/mL, ug/L, ng/mL, ng/L, pg/mL"),
    (_amount, "mmol/L, umol/L, nmol/L"),
    (_activity, "U/L, IU/L, U/mL, ukat/L, nkat/L"),
    (_per_kilogram, "10^6/kg, 10^5/kg, /kg"),
    (_per_litre, "10^9/L, 10^6/L, K/uL, 10^3/uL, /uL, /mm3"),
    (_time, "s, sec"),
)


@lru_cache
def factor(unit: str, own: str, analyte: str = "") -> Decimal:
    """What a value in one unit is multiplied by to be in another.

    Args:
        unit: a unit as a laboratory spells it.
        own: the unit asked for, as the schema spells it.
        analyte: what is measured, where that matters (``"creatinine"``).

    Raises:
        ValueError: the unit is not known for this quantity; the message lists those that are.
    """
    if unit == own:
        return Decimal(1)
    if not unit:
        raise ValueError("is empty; every value needs its unit")
    text, goal = _spelled(unit), _spelled(own)
    for scale, listed in _KINDS:
        target = scale(goal)
        if target is None:
            continue
        given, names = scale(text), listed
        if analyte == "creatinine":
            names, mass = f"{listed}, mg/dL", _mass(text)
            given = given if mass is None else mass / _power(-2) * CREATININE * _power(-6)
        if given is not None:
            return given / target
        if scale is _fibrinogen_units and _mass(text) is not None:
            raise ValueError(f"must say whether it is FEU or DDU; known are {names}")
        raise ValueError(f"is not a unit that is known{f' for {analyte}' if analyte else ''}; known are {names}")
    raise ValueError(f"is not a unit that is known; {own} has no others")


def into_own(analyte: str, unit: str) -> Decimal:
    """What a measurement in this unit is multiplied by to be in the analyte's own.

    Raises:
        ValueError: the unit is not known for the analyte; the message lists those that are.
    """
    return factor(unit, ANALYTES[analyte].unit, analyte)


@lru_cache
def same(one: str, two: str, analyte: str) -> bool:
    """Whether two spellings are of one unit of the analyte, as ``ug/mL DDU`` and ``mg/l (DDU)`` are."""
    if _spelled(one) == _spelled(two):
        return True
    try:
        return into_own(analyte, one) == into_own(analyte, two)
    except ValueError:
        return False
