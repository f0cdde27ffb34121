"""Columns that may say who a patient is: names, numbers of records, addresses and calendar dates.

What a study needs is the order of days, so a dataset holds days from infusion and its own codes for patients. A header
is judged by its words, in English, German and Chinese, and cells by their form.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from analysis.cohort.faults import Fault

if TYPE_CHECKING:
    from analysis.cohort.plan import Source
    from analysis.cohort.sheets import Sheet

# What a header says, by the kind of identifier; the words must be the whole of it.
HEADERS: Mapping[str, Sequence[str]] = {
    "a name": (
        r"(?:patient|first|last|sur|family|given|middle|full|maiden|mother|father)? ?names?|initials?",
        r"(?:vor|nach|familien|geburts|patienten)name|initialen",
        r"(?:患者|病人)?姓名|名字",
    ),
    "a national or insurance number": (
        r"(?:national|identity|insurance|social security|passport|nhs|tax) ?(?:id|card|no|number)?|ssn",
        r"(?:kranken)?versicherte?n?(?:ungs)?(?:nummer|nr)|ausweis(?:nummer|nr)?|sozialversicherungs(?:nummer|nr)",
        r"身份证号?码?|(?:医保|社保)卡?号?|护照号?码?",
    ),
    "a number of medical records": (
        r"mrn|medical record.*|(?:hospital|chart|case|admission|encounter|inpatient) ?(?:id|no|number)",
        r"(?:fall|patienten|akten)(?:nummer|nr)|aktenzeichen",
        r"(?:病历|住院|门诊|病案|就诊)号",
    ),
    "a telephone number": (
        r"(?:tele|mobile |home )?phone(?: no| number)?|mobile|fax|tel",
        r"(?:telefon|handy)(?:nummer|nr)?",
        r"(?:联系)?电话|手机号?码?|联系方式",
    ),
    "an e-mail address": (r"e ?mail(?: address)?|mail", r"电子邮件|邮箱"),
    "an address": (
        r"(?:home )?address|street|post ?code|zip(?: code)?",
        r"adresse|anschrift|stra(?:ss|ß)e|plz|postleitzahl|wohnort",
        r"地址|住址|邮编",
    ),
    "a date of birth": (
        r"dob|birth ?(?:day|date)|date of birth|born",
        r"geburts(?:datum|tag)|geb(?:oren)?(?: am)?",
        r"出生(?:日期|年月)|生日",
    ),
    "a calendar date": (r"(?:.* )?dates?|date of .*", r"(?:.* )?\w*datum", r".*日期"),
}
_CLEAN = re.compile(r"[\W_]+")
_DAY, _MONTH, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:19|20)\d\d"
_SOLID = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_BORN = r"(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d\d"
_NAMED = r"(?:jan|feb|m[aä]r|apr|ma[yi]|jun|jul|aug|sep|o[ck]t|nov|de[cz])[a-zäöü]*\.?"
# What a cell looks like, by the kind of identifier.
CELLS: Mapping[str, Sequence[str]] = {
    "a calendar date": (
        rf"{_YEAR}[-/.]{_MONTH}[-/.]{_DAY}(?:[T ].*)?",
        rf"(?:{_DAY}[-/.]{_MONTH}|{_MONTH}[-/.]{_DAY})[-/.](?:{_YEAR}|\d\d)(?:[T ].*)?",
        rf"{_YEAR}{_SOLID}",
        rf"{_DAY}\.?[- ]{_NAMED}[- ](?:{_YEAR}|\d\d)|{_NAMED} {_DAY},? {_YEAR}",
        rf"{_YEAR}年{_MONTH}月(?:{_DAY}日)?",
    ),
    "an e-mail address": (r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+",),
    "a national or insurance number": (
        rf"[1-9]\d{{5}}{_YEAR}{_SOLID}\d{{3}}[\dXx]",  # of residents of China
        r"\d{3}-\d{2}-\d{4}",  # of social security in the United States
        r"\d{3} \d{3} \d{4}",  # of the National Health Service
        r"[A-Z]\d{9}",  # of the insured in Germany
        rf"{_BORN}[-+A]\d{{3}}[\dA-Z]",  # of residents of the Nordic countries
    ),
    "a telephone number": (
        r"(?:\+|00)\d[\d ()/-]{7,16}\d",
        r"1[3-9]\d{9}",
        r"0\d{2,4}[ /-]\d[\d -]{4,9}",
        r"\(\d{3}\) ?\d{3}-\d{4}|\d{3}[-.]\d{3}[-.]\d{4}",
    ),
    "a number of medical records": (r"\d{7,}", r"(?i:mrn|pid|fall|case)[-_ #:]?\d{5,}"),
}
# Sought among codes for patients only: organisms are two words with a capital, too.
_LETTERS = r"[^\W\d_](?:[^\W\d_]|['-])*"
_NO_NAME = r"(?!(?i:patient|participant|subject|case|pat|pt|upn|donor|id|no)\b)"
NAMES: Mapping[str, Sequence[str]] = {
    "a name": (
        rf"{_NO_NAME}{_LETTERS}\.?(?:, ?| ){_LETTERS}\.?(?: {_LETTERS}\.?)?",
        r"[\u4e00-\u9fff]{2,4}|[\uac00-\ud7a3]{2,4}|[\u3040-\u30ff]{2,}",
        r"[A-Z][a-z]{2,}",
    ),
    "a calendar date": (rf".*(?<!\d){_YEAR}[-/.]{_MONTH}[-/.]{_DAY}(?!\d).*",),
}
REMEDY = {
    "id": "give each patient a code that means nothing outside the study, such as P01, and keep the key elsewhere",
    "text": "leave it out, or put in its place what does not point at a patient",
}
SHARE = 0.5  # of the cells of a column: what few look like is an accident


def suspicious(header: str, cells: Iterable[str], *, codes: bool = False) -> str | None:
    """What a column seems to hold that says who a patient is.

    Args:
        header: the name of the column, in any of the languages.
        cells: what stands in it; empty cells do not count.
        codes: whether it should hold codes for patients, which are looked at for names as well.

    Returns:
        The kind, such as "a date of birth", or ``None``.
    """
    words = _CLEAN.sub(" ", unicodedata.normalize("NFKC", header)).strip().lower()
    given = [cell for cell in map(_plain, cells) if cell]
    by_form = _by_form(CELLS, given) or (_by_form(NAMES, given) if codes else None)
    return _by_header(words) or by_form


def _plain(cell: str) -> str:
    """The cell as it looks: without signs that nobody sees, one space for several, digits as we write them."""
    seen = (c for c in unicodedata.normalize("NFKC", cell) if unicodedata.category(c) != "Cf")
    return " ".join("".join(str(unicodedata.decimal(c, c)) for c in seen).split())


def _by_header(words: str) -> str | None:
    return next((kind for kind, forms in HEADERS.items() if any(re.fullmatch(form, words) for form in forms)), None)


def _by_form(kinds: Mapping[str, Sequence[str]], cells: Sequence[str]) -> str | None:
    for kind, forms in kinds.items():
        alike = re.compile("|".join(forms), re.IGNORECASE if kind == "a calendar date" else 0).fullmatch
        if cells and sum(alike(cell) is not None for cell in cells) >= SHARE * len(cells):
            return kind
    return None


def check_source(source: Source, sheet: Sheet, _name: str) -> list[Fault]:
    """Columns of a centre's own table that go into a dataset as they stand, and seem to say who the patients are.

    What a mapping does not take is dropped, and what it turns into numbers or choices holds no identifier any more.
    """
    kinds = {column.name: column.kind for column in source.table.columns}
    row = source.form.skip_rows + 1
    faults = []
    for name, how in source.fields.items():
        if how.column in sheet.header and how.values is None and kinds[name] in REMEDY:
            kind = suspicious(how.column, sheet.column(how.column), codes=kinds[name] == "id")
            if kind is not None:
                rule = f"seems to hold {kind} and would be written as {name}"
                faults.append(Fault(source.place, row, how.column, "", rule, REMEDY[kinds[name]]))
    return faults
