"""What each column of REDCap's flat export is.

A raw export has field names as headers and codes as values, a labelled one has labels; headers and values are chosen
apart, and the dictionary tells both. Names and labels of REDCap's own columns are from its help on exports.
"""

from __future__ import annotations

import csv
import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Literal

from analysis.cohort.faults import Fault
from analysis.cohort.schema import PATIENT_ID
from analysis.exchange.redcap_dictionary import INFUSION, PATIENT_FORMS, REPEATING, Field, fields, form_title

DELIMITERS = (",", ";", "\t", "|", "^")  # REDCap offers these
COMPLETE = "Complete?"  # one header for every form
Kind = Literal["record", "value", "box", "status", "instrument", "instance", "event", "left out"]


@dataclass(frozen=True, kw_only=True)
class Role:
    """What one column of an export is.

    Attributes:
        kind: the record's id, the value of a field, one box of a field of check boxes, the status of a form, the
            repeating instrument, its instance, the event, or nothing that the dataset holds.
        header: how the column is headed.
        form: the form it belongs to.
        field: the field of the dictionary, where it is one.
        answer: the dataset's value for a ticked box.
        codes: by code, what the cell means; empty where cells are no choice.
        labels: by label, the same.
    """

    kind: Kind = "left out"
    header: str = ""
    form: str = ""
    field: Field | None = None
    answer: str = ""
    codes: Mapping[str, str] = dataclasses.field(default_factory=dict)
    labels: Mapping[str, str] = dataclasses.field(default_factory=dict)

    @property
    def fills(self) -> tuple[str, ...]:
        """What the column fills; no two columns may fill the same, though a field has several boxes."""
        if self.field is None:
            return (self.kind, self.form)
        return (self.field.table.name, self.field.column.name if self.field.column else INFUSION)


STATUS = Role(
    kind="status",
    codes={"0": "Incomplete", "1": "Unverified", "2": "Complete"},
    labels={"Incomplete": "Incomplete", "Unverified": "Unverified", "Complete": "Complete"},
)
BOX = Role(kind="box", codes={"0": "0", "1": "1"}, labels={"Unchecked": "0", "Checked": "1"})
INSTRUMENT = Role(
    kind="instrument", codes={form: form for form in REPEATING}, labels={form_title(form): form for form in REPEATING}
)


def _catalogue() -> tuple[dict[str, Role], dict[str, Role]]:
    """Every column that an export of the dictionary's project may have, by name and by label."""
    roles: list[tuple[str, str, Role]] = [
        ("redcap_event_name", "Event Name", Role(kind="event")),
        ("redcap_repeat_instrument", "Repeat Instrument", INSTRUMENT),
        ("redcap_repeat_instance", "Repeat Instance", Role(kind="instance")),
        ("redcap_data_access_group", "Data Access Group", Role()),
        ("redcap_survey_identifier", "Survey Identifier", Role()),
    ]
    for form in (*PATIENT_FORMS, *REPEATING):
        roles.append((f"{form}_timestamp", "Survey Timestamp", Role(form=form)))
        roles.append((f"{form}_complete", COMPLETE, replace(STATUS, form=form)))
    for each in (*fields(dates=False), *fields(dates=True)):
        plain = Role(
            kind="record" if each.column is PATIENT_ID else "value",
            form=each.form,
            field=each,
            codes={c.code: c.value for c in each.choices},
            labels={c.label: c.value for c in each.choices},
        )
        roles.append((each.name, each.label, plain))
        for choice in each.choices:
            box = replace(BOX, form=each.form, field=each, answer=choice.value)
            roles.append((f"{each.name}___{choice.code}", f"{each.label} (choice={choice.label})", box))
    return {name: role for name, _, role in roles}, {label: role for _, label, role in roles}


NAMES, LABELS = _catalogue()


def delimiter(path: Path) -> str:
    """What stands between the cells of an export: that of REDCap's choices which shows most of its columns."""

    def shown(mark: str) -> int:
        try:
            with path.open(encoding="utf-8-sig", newline="") as handle:
                header = next(csv.reader(handle, delimiter=mark), [])
        except (UnicodeDecodeError, csv.Error):  # reading the whole says what is wrong
            return 0
        return sum(cell.strip() in NAMES or cell.strip() in LABELS for cell in header)

    return max(DELIMITERS, key=shown)


def identify(header: Sequence[str], ignored: Sequence[str], file: str) -> tuple[list[Role], list[Fault]]:
    """Say what each column is.

    Args:
        header: the names or labels over the columns.
        ignored: columns that are none of the dictionary's and are left out on purpose, as patterns with ``*``.
        file: the export's name, for messages.

    Returns:
        A role for each column, and every column that breaks a rule.
    """
    by_name = sum(cell in NAMES for cell in header) >= sum(cell in LABELS for cell in header)
    known, other, noun = (NAMES, LABELS, "name") if by_name else (LABELS, NAMES, "label")
    faults: list[Fault] = []
    roles: list[Role] = []
    for number, cell in enumerate(header, start=1):
        role = known.get(cell, Role())
        if cell == COMPLETE and not by_name:
            # The status stands behind the form's own fields.
            before = roles[-1] if roles else role
            role = replace(role, form=before.form) if before.form else Role()
        elif cell in other and cell not in known:
            rule = f"is a {'label' if by_name else 'name'} where the rest of the header holds {noun}s"
            faults.append(Fault(file, 1, cell, "", f"{rule}; export it again as raw or as labels"))
        elif cell not in known and not any(fnmatchcase(cell, pattern) for pattern in ignored):
            rule = f"is not the {noun} of a field of the dictionary; to leave it out on purpose: --ignore '{cell}'"
            faults.append(Fault(file, 1, cell or f"number {number}", "", rule if cell else "has no header"))
        roles.append(replace(role, header=cell))
    faults += _doubled(roles, file)
    kinds = Counter(role.kind for role in roles)
    if not kinds["record"]:
        rule = f"is missing; an export of the dictionary's project begins with {PATIENT_ID.name}"
        faults.insert(0, Fault(file, 1, PATIENT_ID.name, "", rule))
    if bool(kinds["instrument"]) != bool(kinds["instance"]):
        faults.append(Fault(file, 1, "redcap_repeat_instrument", "", "and redcap_repeat_instance must stand together"))
    dated = [role for role in roles if role.field and role.field.date and role.field.name != INFUSION]
    if dated and not any(role.field and role.field.name == INFUSION for role in roles):
        faults.append(Fault(file, 1, INFUSION, "", f"is missing; {dated[0].header} and other dates count from it"))
    return roles, faults


def _doubled(roles: Sequence[Role], file: str) -> list[Fault]:
    """Columns that fill what another one fills already."""
    faults = []
    taken: dict[tuple[str, ...], Role] = {}
    for role in roles:
        if role.kind == "left out" or role.header == COMPLETE:
            continue
        first = taken.setdefault(role.fills, role)
        key = (*role.fills, role.answer)
        if first is not role and (role.kind != "box" or first.kind != "box" or key in taken):
            faults.append(Fault(file, 1, role.header, "", f"fills what {first.header} fills; keep one of the two"))
        taken[key] = role
    return faults


def holds_codes(roles: Sequence[Role], rows: Mapping[int, Sequence[str]]) -> bool:
    """Whether the choices stand as codes, by what most cells hold."""
    codes = labels = 0
    for cells in rows.values():
        for role, cell in zip(roles, cells, strict=True):
            codes += cell in role.codes
            labels += cell in role.labels
    return codes >= labels
