"""Cells of a source and what they become."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.cohort.filling import fill, filled, limited, scaled
from analysis.cohort.notation import Notation
from analysis.cohort.plan import Assay, Field, Source
from analysis.cohort.rows import Filling
from analysis.cohort.schema import LABS, PATIENTS
from analysis.cohort.sheets import Sheet

ID = {"patient_id": Field(column="ID"), "day": Field(column="Day")}
IL6 = Assay(analyte="IL-6", units={"pg/mL": Decimal(1), "ng/mL": Decimal(1000)})
PLAIN, SEX = Notation(), PATIENTS["sex"]
CRP = Assay(analyte="CRP", units={"mg/dL": Decimal(10)})


def sheet(text: str) -> Sheet:
    header, *lines = (line.split(",") for line in text.splitlines())
    return Sheet(header, dict(enumerate(lines, start=2)))


def long(**extra: object) -> Source:
    given = {"key": "labs[1]", "table": LABS, "file": "l.csv", "fields": ID, "layout": "long"}
    given |= {"label": "Test", "value": "Result", "assays": {"crp": CRP}}
    return Source(**(given | extra))


def cells(filling: Filling) -> list[tuple[str, ...]]:
    return [tuple(row.cells.get(c.name, "-") for c in LABS.columns) for row in filling.rows]


@pytest.mark.parametrize(
    ("text", "factor", "rounding", "number"),
    [
        ("0.30", "1", "", "0.30"),
        ("0.1", "3", "", "0.3"),
        ("4.2", "60", "", "252"),
        ("1200", "0.001", "", "1.2"),
        ("100", "10", "", "1000"),
        ("0", "88.4", "", "0"),
        ("0.000001", "0.001", "", "0.000000001"),
        ("5.9", "1", "down", "5"),
        ("-0.2", "1", "down", "-1"),
        ("5.49", "1", "nearest", "5"),
        ("5.5", "1", "nearest", "6"),
        ("-0.5", "1", "nearest", "0"),
        ("10.0", "1", "nearest", "10"),
        ("36", "0.0416666666666667", "nearest", "2"),
    ],
)
def test_numbers_are_scaled_and_rounded_exactly(text: str, factor: str, rounding: str, number: str) -> None:
    assert scaled(Decimal(factor), text, rounding) == number


@settings(deadline=None, derandomize=True, database=None)
@given(st.decimals(min_value=-1000, max_value=1000, places=6))
def test_a_rounded_day_is_within_its_bounds(day: Decimal) -> None:
    down, nearest = (int(scaled(Decimal(1), format(day, "f"), rounding)) for rounding in ("down", "nearest"))
    assert 0 <= day - down < 1
    assert Decimal("-0.5") <= nearest - day <= Decimal("0.5")


def test_a_value_is_recoded_exactly_as_it_is_written() -> None:
    how = Field(column="S", values={"F": "female", "": "male"})
    assert [filled(how, SEX, text, PLAIN) for text in ("F", "")] == ["female", "male"]
    with pytest.raises(ValueError, match=r"^is not among the mapping's values: F$"):
        filled(how, SEX, "f", PLAIN)


def test_otherwise_takes_what_is_not_listed_but_not_what_is_empty() -> None:
    how = Field(column="S", values={"B": "bacterial"}, otherwise="unknown")
    assert [filled(how, SEX, text, PLAIN) for text in ("B", "?", "", "NA")] == ["bacterial", "unknown", "", ""]
    assert filled(Field(column="S", values={"B": "bacterial"}, otherwise=""), SEX, "?", PLAIN) == ""


def test_a_value_that_the_mapping_recodes_is_never_nothing() -> None:
    how = Field(column="S", values={"NA": "female", "-": "male"})
    assert [filled(how, SEX, text, PLAIN) for text in ("NA", "-")] == ["female", "male"]


@pytest.mark.parametrize(
    ("column", "text", "cell"),
    [
        ("age", "NA", ""),
        ("age", "-", ""),
        ("age", "\uff0d", ""),
        ("age", "\u2014", ""),
        ("age", "\uff16\uff11\uff0e\uff15", "61.5"),
        ("crs_onset_day", "\u22122", "-2"),
        ("marrow_blasts", "35%", "35"),
        ("marrow_blasts", "35 \uff05", "35"),
        ("patient_id", "-", "-"),
        ("patient_id", "nan", ""),
        ("patient_id", "\uff21\uff11", "\uff21\uff11"),
        ("mrd", "-", "-"),
        ("mrd", "N/A", ""),
    ],
)
def test_a_cell_is_read_as_its_column_asks(column: str, text: str, cell: str) -> None:
    assert filled(Field(column="C"), PATIENTS[column], text, PLAIN) == cell


@pytest.mark.parametrize(("column", "text"), [("age", "61%"), ("age", "ND"), ("age", "61 y"), ("crs_grade", "II")])
def test_words_in_a_column_of_numbers_are_faults(column: str, text: str) -> None:
    with pytest.raises(ValueError, match=r"^must be a number such as 12\.5(;|$)"):
        filled(Field(column="C"), PATIENTS[column], text, PLAIN)


def test_a_constant_stands_in_every_row() -> None:
    assert filled(Field(constant="CD19"), PATIENTS["product"], "", PLAIN) == "CD19"


def test_the_mark_of_a_censored_value_is_taken_off() -> None:
    assert limited("<", Decimal(10), "< 0.5", notation=PLAIN) == "5"
    assert limited("\u2264", Decimal(10), "\u2266\uff10\uff0c\uff15", notation=Notation(decimal=",")) == "5"
    with pytest.raises(ValueError, match=r"^must have a limit after <$"):
        limited("<", Decimal(1), "< ", notation=PLAIN, limit="3")


def test_a_mark_in_words_stands_for_the_limit_of_detection() -> None:
    assert limited("below detection", Decimal(10), "below detection", notation=PLAIN, limit="1.5") == "1.5"
    assert limited("below", Decimal(10), "below 2", notation=PLAIN, limit="1.5") == "20"
    with pytest.raises(ValueError, match=r"^has no limit; give the analyte's under cohort\.detection_limits$"):
        limited("below detection", Decimal(10), "below detection", notation=PLAIN)


def test_cells_that_mean_nothing_are_empty_in_every_column() -> None:
    fields = {"patient_id": Field(column="ID"), "sex": Field(column="S", values={"F": "female"})}
    source = Source(key="patients", table=PATIENTS, file="p.csv", missing=frozenset({"NA"}), fields=fields)
    filling = fill(source, sheet("ID,S\nA,F\nNA,NA"))
    assert [row.cells for row in filling.rows] == [{"patient_id": "A", "sex": "female"}, {"patient_id": "", "sex": ""}]
    assert (filling.read, filling.faults) == (2, [])


def test_a_long_table_gives_a_measurement_a_row() -> None:
    filling = fill(long(), sheet("ID,Day,Test,Result\nA,1,crp,0.5\nA,2,crp,\nA,2,Na,138"))
    assert cells(filling) == [("A", "1", "CRP", "5", "mg/L", "-")]
    assert (filling.read, filling.skipped, filling.left_out) == (3, {"no value": 1}, {"Na": 1})


def test_a_wide_table_gives_a_measurement_a_cell() -> None:
    source = Source(key="labs[1]", table=LABS, file="w.csv", fields=ID, layout="wide", assays={"crp": CRP, "il": IL6})
    filling = fill(source, sheet("ID,Day,crp,il\nA,1,0.5,7\nB,1,,8"))
    assert [row[:4] for row in cells(filling)] == [
        ("A", "1", "CRP", "5"),
        ("A", "1", "IL-6", "7"),
        ("B", "1", "IL-6", "8"),
    ]
    assert (filling.read, filling.skipped) == (4, {"no value": 1})
    assert [row.line for row in filling.rows] == [2, 2, 3]


def test_the_unit_of_each_row_tells_its_factor() -> None:
    source = long(unit="U", assays={"il6": IL6, "crp": CRP})
    filling = fill(
        source,
        sheet(
            "ID,Day,Test,Result,U\nA,1,il6,7,pg/mL\nA,2,il6,7,ng/mL\nA,3,crp,7,mg/L\nA,4,crp,7,mg/dl\nA,5,crp,7,mol\nA,6,crp,7,"
        ),
    )
    assert [row[3] for row in cells(filling)] == ["7", "7000", "7", "70", "7", "7"]
    assert [str(fault).split(";")[0] for fault in filling.faults] == [
        "l.csv, row 6, column U (as unit): 'mol': is not a unit that is known for CRP",
        "l.csv, row 7, column U (as unit): is empty",
    ]


def test_factors_of_the_mapping_hold_for_every_spelling_and_exclude_other_units() -> None:
    dimer = Assay(analyte="D-dimer", units={"mg/L DDU": Decimal("1.8")}, only=True)
    rows = ["mg/L DDU", "mg/l (ddu)", "ug/mL DDU", "mg/L FEU", "mg FEU/L", "ug/L DDU", "ug/L FEU"]
    text = "ID,Day,Test,Result,U\n" + "\n".join(f"A,{day},dd,2,{unit}" for day, unit in enumerate(rows))
    filling = fill(long(unit="U", assays={"dd": dimer}), sheet(text))
    assert [row[3] for row in cells(filling)][:5] == ["3.6", "3.6", "3.6", "2", "2"]
    rule = "is not a unit that the mapping gives for D-dimer: mg/L DDU"
    assert [str(fault) for fault in filling.faults] == [
        f"l.csv, row 7, column U (as unit): 'ug/L DDU': {rule}",
        f"l.csv, row 8, column U (as unit): 'ug/L FEU': {rule}",
    ]


def test_marked_values_are_censored_at_their_limit() -> None:
    source = long(censored={"<": "below", "<=": "below", ">": "above"})
    filling = fill(source, sheet("ID,Day,Test,Result\nA,1,crp,<0.5\nA,2,crp,<= 0.5\nA,3,crp,>30\nA,4,crp,2\nA,5,crp,<"))
    assert [row[3:] for row in cells(filling)] == [
        ("5", "mg/L", "below"),
        ("5", "mg/L", "below"),
        ("300", "mg/L", "above"),
        ("20", "mg/L", ""),
        ("", "mg/L", "below"),
    ]
    assert [str(fault) for fault in filling.faults] == [
        "l.csv, row 6, column Result (as value): '<': must have a limit after <"
    ]


def test_a_mark_that_the_mapping_names_is_not_nothing() -> None:
    text = "ID,Day,Test,Result\nA,1,crp,N/A\nA,2,crp,-"
    filling = fill(long(censored={"N/A": "below"}), sheet(text), limits={"CRP": "3"})
    assert [row[3:] for row in cells(filling)] == [("3", "mg/L", "below")]
    assert filling.skipped == {"marked -": 1}


def test_a_mark_that_the_mapping_does_not_name_is_no_number() -> None:
    filling = fill(long(), sheet("ID,Day,Test,Result\nA,1,crp,<0.5"))
    assert [str(fault) for fault in filling.faults] == [
        "l.csv, row 2, column Result (as value): '<0.5': must be a number such as 12.5"
    ]


def test_a_column_of_the_source_may_tell_what_is_censored() -> None:
    flag = {"censored": Field(column="F", values={"L": "below"})}
    filling = fill(long(fields=ID | flag), sheet("ID,Day,Test,Result,F\nA,1,crp,0.5,L\nA,2,crp,3,"))
    assert [row[3:] for row in cells(filling)] == [("5", "mg/L", "below"), ("30", "mg/L", "")]
