"""Scores of coagulation and of the endothelium, where their inputs were measured."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.cohort import Cohort
from analysis.findings import definitions, levels
from analysis.findings.questions import UNADJUSTED, Questions, holm, source, told
from analysis.report.printed import Text
from analysis.report.record import Finding, Findings
from analysis.report.table import Table

# The score of the ISTH for overt disseminated intravascular coagulation (DIC). Sources differ on the side to which a
# threshold itself belongs, so ours is stated: ">=" and "<" below are the definition.
PLATELETS = (100, 50)  # 10^9/L: a point below each
D_DIMER_LIMIT = 0.5  # mg/L FEU, the usual upper limit of normal
D_DIMER = (2, 4)  # multiples of it: two points from the first on, a third above the second
PROLONGATION = (3, 6)  # s beyond the patient's own value before infusion: a point from each on
FIBRINOGEN = 1.0  # g/L: a point below
OVERT = 5
# What the dataset's units are divided by to give mg/dL.
CREATININE = 88.4
CRP = 10.0


def isth(cohort: Cohort) -> pd.Series:
    """The highest ISTH score of a patient, over the days of the marker window on which all four tests were made."""
    return _daily(cohort).max(axis=1).astype("float64")


def first_overt(cohort: Cohort) -> pd.Series:
    """The first of these days on which the score was overt; missing where it never was."""
    overt = _daily(cohort) >= OVERT
    return overt.idxmax(axis=1).astype("float64").where(overt.any(axis=1))


def _daily(cohort: Cohort) -> pd.DataFrame:
    """The score: a row a patient, a column a day of the marker window; missing where a test was not made."""
    window = cohort.settings.marker_window
    platelets, d_dimer, pt, fibrinogen = (
        levels.by_day(cohort, analyte, window) for analyte in ("platelets", "D-dimer", "PT", "fibrinogen")
    )
    multiple, longer = d_dimer / D_DIMER_LIMIT, pt.sub(levels.baseline(cohort, "PT"), axis=0)
    points = (
        (platelets < PLATELETS[0]).astype(int)
        + (platelets < PLATELETS[1])
        + 2 * (multiple >= D_DIMER[0])
        + (multiple > D_DIMER[1])
        + (longer >= PROLONGATION[0])
        + (longer >= PROLONGATION[1])
        + (fibrinogen < FIBRINOGEN)
    )
    tested = platelets.notna() & multiple.notna() & longer.notna() & fibrinogen.notna()
    return points.where(tested)


def easix(cohort: Cohort) -> pd.Series:
    """EASIX before infusion: LDH in U/L times creatinine in mg/dL over platelets in 10^9/L."""
    return _over_platelets(cohort, levels.baseline(cohort, "creatinine") / CREATININE)


def m_easix(cohort: Cohort) -> pd.Series:
    """m-EASIX before infusion, with C-reactive protein in mg/dL in place of creatinine."""
    return _over_platelets(cohort, levels.baseline(cohort, "CRP") / CRP)


def _over_platelets(cohort: Cohort, factor: pd.Series) -> pd.Series:
    platelets = levels.baseline(cohort, "platelets")
    return levels.baseline(cohort, "LDH") * factor / platelets.where(platelets > 0)


@dataclass(frozen=True, kw_only=True)
class OvertDic(Findings):
    """Overt DIC by the ISTH score, at each patient's worst."""

    overt: Finding
    none: Finding
    mild: Finding
    severe: Finding
    odds: Finding
    both: Finding
    before: Finding
    same_day: Finding
    after: Finding
    low_platelets: Text
    threshold: Finding
    limit: Finding
    points: Table
    table: Table


def overt_dic(cohort: Cohort) -> OvertDic:
    """How many patients reached an overt score, by the severity of CRS."""
    ask = Questions(cohort)
    score = isth(cohort)
    overt = (score >= OVERT).astype("boolean").where(score.notna())
    crs, severe = definitions.any_crs(cohort), definitions.severe_not_mild(cohort)
    found = {
        "none": ask.proportion("overt DIC without CRS", definitions.among(~crs, overt)),
        "mild": ask.proportion("overt DIC in mild CRS", definitions.among(~severe, overt)),
        "severe": ask.proportion("overt DIC in severe CRS", definitions.among(severe, overt)),
        "overt": ask.proportion("overt DIC by the ISTH score", overt),
    }
    labels = {"none": "No CRS", "mild": "Mild CRS", "severe": "Severe CRS", "overt": "All patients"}
    return OvertDic(
        **found,
        odds=ask.odds_ratio("overt DIC, severe against mild CRS", overt[severe.index], severe),
        **_order(ask, overt),
        low_platelets=_low_platelets(ask),
        threshold=ask.constant("overt DIC, from this ISTH score on", OVERT),
        limit=ask.constant("upper limit of normal of D-dimer", D_DIMER_LIMIT, "mg/L FEU", places=1),
        points=_points(cohort),
        table=Table(
            columns=["Patients", "Overt DIC", "Percentage", "95% CI"],
            rows=[[labels[key], f.n_of_N, f.percent, f.limits] for key, f in found.items()],
            notes=[
                "Patients with a day on which all four tests were made; exact intervals.",
            ],
            source=source(cohort),
        ),
    )


def _order(ask: Questions, overt: pd.Series) -> dict[str, Finding]:
    """Which came first in patients with overt DIC and severe CRS: the first day of the one or of the other."""
    severe_day = ask.cohort.patients["severe_crs_day"].astype("float64")
    both = overt & definitions.severe_crs(ask.cohort)
    yes = both.fillna(False).astype(bool)
    lead = (severe_day - first_overt(ask.cohort)).where(yes)
    # Where no score is recorded, or both came but no day of it, nothing tells the order.
    told = both.notna() & bool(overt.notna().any() and (not yes.any() or lead.notna().any()))
    there = (both & lead.notna()).where(told)

    before, same_day, after = (
        definitions.among(there, order.astype("boolean").where(lead.notna()))
        for order in (lead > 0, lead == 0, lead < 0)
    )
    ask.disjoint(before, same_day, after)
    return {
        "both": ask.count("overt DIC and severe CRS, the days of both known", there),
        "before": ask.count("overt DIC first, before severe CRS", before),
        "same_day": ask.count("overt DIC on the first day of severe CRS", same_day),
        "after": ask.count("overt DIC first, after severe CRS", after),
    }


def _low_platelets(ask: Questions) -> Text:
    """How many patients had platelets low enough to score before infusion."""
    before = levels.baseline(ask.cohort, "platelets")
    counts = {
        limit: ask.count(
            f"platelets below {limit} before infusion", (before < limit).astype("boolean").where(before.notna())
        )
        for limit in PLATELETS
    }
    return told(
        counts, lambda limit, found: f"below {limit} \N{MULTIPLICATION SIGN} 10\N{SUPERSCRIPT NINE}/L in {found.n_of_N}"
    )


def _points(cohort: Cohort) -> Table:
    """The score as it was applied."""
    (high, low), (twice, four), (long, longer) = PLATELETS, D_DIMER, PROLONGATION
    cells = [
        ("Platelets, 10\N{SUPERSCRIPT NINE}/L", f"{high} or more", f"{low} to below {high}", f"below {low}", ""),
        ("D-dimer, times the limit", f"below {twice}", "", f"{twice} to {four}", f"above {four}"),
        ("PT, s above baseline", f"below {long}", f"{long} to below {longer}", f"{longer} or more", ""),
        ("Fibrinogen, g/L", f"{FIBRINOGEN} or more", f"below {FIBRINOGEN}", "", ""),
    ]
    return Table(
        columns=["Test", *(f"{points} point{'s' if points != 1 else ''}" for points in range(4))],
        rows=[[test, *(Text(cell, given="the score as applied") for cell in rest)] for test, *rest in cells],
        notes=[
            f"Limit: {D_DIMER_LIMIT} mg/L FEU. Baseline: the last PT up to the day of infusion. "
            f"Overt: {OVERT} points or more.",
        ],
        source=source(cohort),
    )


@dataclass(frozen=True, kw_only=True)
class Score(Findings):
    """One score before infusion against severe CRS."""

    area: Finding
    odds: Finding


@dataclass(frozen=True, kw_only=True)
class Easix(Findings):
    """EASIX and m-EASIX, one family of comparisons."""

    easix: Score
    m_easix: Score
    creatinine: Finding
    crp: Finding
    table: Table


def before_infusion(cohort: Cohort) -> Easix:
    """EASIX and m-EASIX by the day of infusion, on the log2 scale, against severe CRS afterwards."""
    ask = Questions(cohort)
    severe = definitions.severe_crs(cohort)
    values = {"EASIX": easix(cohort), "m-EASIX": m_easix(cohort)}
    odds = holm(
        {
            which: ask.odds_ratio_per_doubling(f"{which} before infusion against severe CRS", severe, v)
            for which, v in values.items()
        },
        "EASIX and m-EASIX before infusion against severe CRS",
    )
    plain, modified = (
        Score(area=ask.auc(f"AUC of {which} for severe CRS", v, severe), odds=odds[which])
        for which, v in values.items()
    )
    return Easix(
        easix=plain,
        m_easix=modified,
        creatinine=ask.constant("umol/L of creatinine in a mg/dL", CREATININE, places=1),
        crp=ask.constant("mg/L of CRP in a mg/dL", CRP),
        table=Table(
            columns=["Score", "Patients", "AUC", "Odds ratio per doubling", "P", "Adjusted P"],
            rows=[
                [which, f.area.n, f.area, f.odds, f.odds.p_cell, f.odds.p_adjusted_cell]
                for which, f in (("EASIX", plain), ("m-EASIX", modified))
            ],
            notes=[
                f"AUC with DeLong's interval. {UNADJUSTED} "
                "Odds ratio: Firth's penalised likelihood. P is not adjusted; adjusted P is by Holm over both scores.",
            ],
            source=source(cohort),
        ),
    )
