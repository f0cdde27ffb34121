"""Response to treatment: failures drawn by burden and LDH, measurable disease among the remissions."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.synthetic import assumptions as a
from analysis.synthetic.chance import choose, only, shuffle, standard


def draw(
    rng: np.random.Generator,
    patients: pd.DataFrame,
    failures: Mapping[str, int],
    remissions: Mapping[str, int],
    mrd_positive: int,
) -> pd.DataFrame:
    """Responses in exactly these numbers.

    Args:
        rng: the stream.
        patients: those who were assessed, as many as the two counts together; needs ``marrow_blasts`` and ``ldh``.
        failures: number of patients with each response that is no remission.
        remissions: number of patients with each kind of remission.
        mrd_positive: patients in remission with measurable residual disease; all failures have it.

    Returns:
        A row a patient, with the index of ``patients``: ``response`` and ``mrd``.
    """
    burden, ldh = (standard(np.log2(patients[name].to_numpy())) for name in ("marrow_blasts", "ldh"))
    failed = choose(rng, a.BURDEN_ON_FAILURE * burden + a.LDH_ON_FAILURE * ldh, sum(failures.values()))
    positive = failed | choose(rng, only(~failed), mrd_positive)
    response = np.full(len(patients), "", dtype=object)
    response[failed] = shuffle(rng, failures)
    response[~failed] = shuffle(rng, remissions)
    mrd = np.where(positive, "positive", "negative")
    return pd.DataFrame({"response": response, "mrd": mrd}, index=patients.index)
