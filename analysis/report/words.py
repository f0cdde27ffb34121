"""Words that depend on data. They follow the interval, by one rule, and are never typed in a chapter."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

# What the tables of the book abbreviate.
ABBREVIATIONS = {
    "APTT": "activated partial thromboplastin time",
    "ASTCT": "American Society for Transplantation and Cellular Therapy",
    "AUC": "area under the receiver operating characteristic curve",
    "CI": "confidence interval",
    "CRP": "C-reactive protein",
    "CRS": "cytokine release syndrome",
    "DIC": "disseminated intravascular coagulation",
    "EASIX": "endothelial activation and stress index",
    "FC": "fludarabine with cyclophosphamide",
    "FEU": "fibrinogen-equivalent units",
    "HSCT": "haematopoietic stem-cell transplant",
    "ICANS": "immune effector cell-associated neurotoxicity syndrome",
    "IFN": "interferon",
    "IL": "interleukin",
    "IQR": "interquartile range",
    "LDH": "lactate dehydrogenase",
    "m-EASIX": "modified EASIX",
    "PT": "prothrombin time",
}


def clearly(sign: int, up: str, down: str) -> str:
    """The word for an effect above (1), below (-1) or not clearly on either side of (0) the null."""
    return {1: up, -1: down, 0: f"neither clearly {up} nor clearly {down}"}[sign]


def correlated(sign: int) -> str:
    """The adverb for a correlation of this sign."""
    return {1: "positively", -1: "negatively", 0: "not clearly"}[sign]


def misspelt(name: str, names: Iterable[str]) -> str:
    """What an author who misspells a name is told of those that there are."""
    known = sorted(names)
    near = get_close_matches(name, known, n=1)
    return (f"did you mean {near[0]}? " if near else "") + f"there are {', '.join(known)}"


def share(proportion: float) -> str:
    """The word for a part of a whole; it describes the count and infers nothing."""
    if proportion in (0.0, 1.0):
        return "all" if proportion else "none"
    return "half" if proportion == 0.5 else "most" if proportion > 0.5 else "fewer than half"


def abbreviations(text: str) -> str:
    """What each abbreviation in a text means, in a note: "CI: confidence interval; PT: prothrombin time."; or nothing.

    A number may follow by a hyphen, as in IL-6.
    """
    used = [short for short in ABBREVIATIONS if re.search(rf"(?<![\w-]){re.escape(short)}(?!\w)", text)]
    return "; ".join(f"{short}: {ABBREVIATIONS[short]}" for short in used) + "." if used else ""


def listed(items: list[str]) -> str:
    """Items as a sentence lists them: "a, b and c"."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else "none"


def grouped(names: dict[str, list[str]]) -> str:
    """Who did what, by word: "A and B were higher, and C was lower"; words without names are left out."""
    parts = [f"{listed(who)} {'was' if len(who) == 1 else 'were'} {word}" for word, who in names.items() if who]
    return parts[0] if len(parts) == 1 else ", and ".join([", ".join(parts[:-1]), parts[-1]]) if parts else ""
