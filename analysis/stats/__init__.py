"""Pure statistics: arrays or Series in, frozen records out."""

from analysis.stats.agreement import weighted_kappa
from analysis.stats.competing import CumulativeIncidence, cumulative_incidence
from analysis.stats.contingency import fisher
from analysis.stats.correlation import kendall, repeated_correlation, spearman
from analysis.stats.diagnostic import auc
from analysis.stats.estimate import Estimate
from analysis.stats.gray import gray
from analysis.stats.hazards import cox
from analysis.stats.logistic import firth_logistic
from analysis.stats.multiplicity import adjust
from analysis.stats.ordinal import ordinal_logistic
from analysis.stats.proportions import proportion, risk_difference
from analysis.stats.ranks import Quantiles, mann_whitney, quantiles, signed_rank
from analysis.stats.rates import rate, rate_ratio
from analysis.stats.regression import Regression
from analysis.stats.survival import KaplanMeier, kaplan_meier, logrank
from analysis.stats.time_dependent import time_dependent
from analysis.stats.trend import Trend, jonckheere
from analysis.stats.validation import Validation, optimism_corrected_auc

__all__ = [
    "CumulativeIncidence",
    "Estimate",
    "KaplanMeier",
    "Quantiles",
    "Regression",
    "Trend",
    "Validation",
    "adjust",
    "auc",
    "cox",
    "cumulative_incidence",
    "firth_logistic",
    "fisher",
    "gray",
    "jonckheere",
    "kaplan_meier",
    "kendall",
    "logrank",
    "mann_whitney",
    "optimism_corrected_auc",
    "ordinal_logistic",
    "proportion",
    "quantiles",
    "rate",
    "rate_ratio",
    "repeated_correlation",
    "risk_difference",
    "signed_rank",
    "spearman",
    "time_dependent",
    "weighted_kappa",
]
