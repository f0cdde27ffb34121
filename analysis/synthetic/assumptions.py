"""Every number that the generator chooses.

``properties.py`` gives each one its tag (pinned, directed or assumed) and its source. A spread is the standard
deviation of a natural log; a word such as ``A_ON_B`` is the change of the log weight by which B is drawn.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

# ---- The seeds; data/README.md says how they were found.
RESPONSE_SEED = 21
INFECTION_SEED = 101

# ---- Both studies: entry and baseline
START = datetime.date(2016, 6, 1)
CUT_OFF = datetime.date(2019, 12, 31)
RESPONSE_DAY = 30
AGE_MEDIAN, AGE_SPREAD, AGE_RANGE = 30.0, 0.42, (6, 65)
FEMALE = 0.41
PRIOR_LINES = {1: 0.10, 2: 0.32, 3: 0.27, 4: 0.16, 5: 0.09, 6: 0.04, 7: 0.02}
PRIOR_HSCT = 0.29
EXTRAMEDULLARY = 0.22
BLASTS_MEDIAN, BLASTS_SPREAD = 28.0, 1.7  # %; the spread is that of the odds
LDH_FLOOR, LDH_MEDIAN, LDH_SPREAD = 110.0, 160.0, 1.0  # U/L; median and spread of what is above the floor
LDH_WITH_BURDEN = 0.35
DOSE_MEDIAN, DOSE_SPREAD, DOSE_RANGE = 5.0, 0.7, (0.5, 20.0)

# ---- Response study
RESPONSE_PATIENTS = 55
RESPONSE_END = datetime.date(2019, 6, 30)
EVALUABLE = 54
REMISSIONS = {"CR": 19, "CRi": 29}
FAILURES = {"PR": 1, "SD": 3, "PD": 2}
MRD_POSITIVE = 5
PRODUCTS = {"CD19": 28, "CD19/CD22": 27}
MARKER_WINDOW, EARLY_WINDOW = (0, 30), (1, 7)
LANDMARK_DAY = 3
GRADES = {4: 4, 3: 10, 2: 15, 1: 18, 0: 8}
EARLY_DEATH_DAY = (17, 26)
BURDEN_ON_FAILURE = 1.2
LDH_ON_FAILURE = 1.1
DUAL_ON_GRADE = -1.4
BURDEN_ON_GRADE = 0.5

# ---- Infection study
INFECTION_PATIENTS = 90
INFECTION_END = datetime.date(2019, 9, 30)
INFECTION_WINDOW = (0, 30)
PRIMARY_INFECTIONS = 34
INFECTED = 16
FATAL = 2
PROGRESSED = 11
EARLY_KINDS = {"bacterial": 11, "viral": 4, "fungal": 2}
LATE_WINDOW = (31, 90)
LATE_KINDS = {"bacterial": 6, "viral": 7, "fungal": 1, "unknown": 1}
SITES = {
    "bacterial": {"bloodstream": 0.45, "lung": 0.3, "gut": 0.1, "urine": 0.1, "skin": 0.05},
    "viral": {"upper airway": 0.5, "bloodstream": 0.3, "urine": 0.2},
    "fungal": {"lung": 0.7, "bloodstream": 0.3},
    "unknown": {"lung": 0.6, "other": 0.4},
}
INFECTION_DAY = (8.0, 0.55)  # median and spread
REPEAT_DELAY = (5, 12)
FATAL_DELAY = (3, 12)
BRIDGING = {"none": 34, "FC": 26, "other": 30}
INFECTION_GRADES = {4: 4, 3: 14, 2: 27, 1: 32, 0: 13}
INFECTION_REMISSIONS = {"CR": 33, "CRi": 51}
INFECTION_FAILURES = {"PR": 1, "SD": 3, "PD": 2}
INFECTION_MRD_POSITIVE = 8
BRIDGING_ON_INFECTION = 1.6
GRADE_ON_INFECTION = 1.218
SEVERE_ON_PROGRESSION = 2.0
PRIMARY_ON_GRADE = 1.0
PROGRESSED_FIRST = 1
PROGRESSION_DELAY = (1, 9)
PROGRESSION_DAY = (9.0, 0.5)  # median and spread

# ---- Course of CRS, both studies
SEVERE = 3
ONSET_MILD, ONSET_SEVERE = (4.5, 0.45), (2.8, 0.40)  # median and spread
SEVERE_DELAY = (1, 5)
LENGTH_MILD, LENGTH_SEVERE = (4.5, 0.45), (9.0, 0.35)  # median and spread
# Shares of those with grade 2 and of those with severe CRS.
TOCILIZUMAB = (0.40, 0.86)
STEROIDS = (0.15, 0.57)
ICANS = (0.20, 0.43)

# ---- Follow-up, both studies
RELAPSE_MEDIAN = 700.0
BURDEN_ON_RELAPSE = 0.35
MRD_ON_RELAPSE = 1.0
HSCT_SHARE, HSCT_DAY = 0.35, (58.0, 0.35)  # the day: median and spread
HSCT_ON_RELAPSE = -0.94
DEATH_IN_REMISSION, DEATH_AFTER_HSCT = 0.05, 0.12  # a year
DEATH_AFTER_RELAPSE = 150.0  # median
LOST, LOST_BETWEEN = 0.08, (100, 900)

# ---- Laboratory courses, response study


@dataclass(frozen=True)
class Course:
    """How one analyte runs.

    Attributes:
        base: median before infusion, in the analyte's unit.
        base_spread: between patients, before infusion.
        folds: median of the extreme, as a multiple of the patient's base, in CRS grades 0 to 4.
        spread: of that multiple, between patients of one grade.
        lag: days from the peak of the cytokines to this extreme.
        rise: width of the way to the extreme, in days.
        fall: width of the way back, in days.
        noise: from day to day within a patient.
    """

    base: float
    base_spread: float
    folds: tuple[float, float, float, float, float]
    spread: float
    lag: float
    rise: float
    fall: float
    noise: float


COURSES = {
    "IL-6": Course(6.0, 0.50, (3, 8, 20, 60, 120), 1.10, 0.0, 1.7, 3.0, 0.25),
    "IL-10": Course(5.0, 0.45, (2, 4, 8, 20, 35), 0.95, 0.5, 1.7, 3.0, 0.22),
    "IFN-gamma": Course(5.0, 0.60, (3, 7, 15, 45, 80), 1.15, 0.0, 1.6, 2.6, 0.30),
    "PT": Course(12.4, 0.05, (1.05, 1.08, 1.12, 1.24, 1.36), 0.075, 4.0, 3.2, 5.0, 0.020),
    "APTT": Course(30.0, 0.08, (1.08, 1.14, 1.22, 1.42, 1.58), 0.12, 4.0, 3.2, 5.0, 0.035),
    "D-dimer": Course(0.60, 0.50, (1.6, 2.5, 4.0, 9.0, 14.0), 0.70, 4.0, 3.2, 5.5, 0.15),
    "fibrinogen": Course(3.2, 0.18, (0.90, 0.82, 0.74, 0.52, 0.42), 0.25, 5.0, 3.2, 5.5, 0.05),
    "CRP": Course(9.0, 0.50, (2.5, 4, 6, 9, 12), 0.40, 1.0, 2.0, 4.0, 0.20),
    "ferritin": Course(700.0, 0.80, (1.5, 2.2, 3.4, 7.0, 12.0), 0.65, 3.0, 3.0, 8.0, 0.10),
    "LDH": Course(LDH_FLOOR + LDH_MEDIAN, 0.0, (1.15, 1.25, 1.45, 1.9, 2.4), 0.25, 3.0, 3.0, 6.0, 0.08),
    "platelets": Course(70.0, 0.70, (0.60, 0.55, 0.45, 0.35, 0.25), 0.35, 5.0, 5.0, 7.0, 0.10),
    "creatinine": Course(55.0, 0.22, (1.03, 1.05, 1.08, 1.25, 1.5), 0.12, 2.0, 2.0, 4.0, 0.06),
}
CYTOKINE_PEAK = (5.0, 1.0)  # mean and standard deviation of the day
PEAK_WITH_CRS = 0.6  # share of a patient's own timing that follows the days of CRS
SHARED = 0.6  # correlation, within a grade, of each marker with one inflammation that all share
CARRY_OVER = 0.6  # correlation of the noise of two days in a row
TOCILIZUMAB_FOLD, TOCILIZUMAB_DECAY = 4.0, 4.0
DETECTION_LIMITS = {"IL-6": 1.5, "IL-10": 3.0, "IFN-gamma": 4.0, "D-dimer": 0.2}
FERRITIN_LIMIT = 15000.0  # ug/L
DAYS_BEFORE = (-7, -5, -3, -1)
MISSED, MISSED_WELL = 0.08, 0.28
PANELS = (  # drawn together, so missed together
    ("IL-6", "IL-10", "IFN-gamma"),
    ("PT", "APTT", "D-dimer", "fibrinogen"),
    ("CRP", "ferritin", "LDH", "creatinine"),
    ("platelets",),
)
