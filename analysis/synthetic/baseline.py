"""Who the patients are before infusion."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.synthetic import assumptions as a


def draw(rng: np.random.Generator, code: str, size: int) -> pd.DataFrame:
    """Patients with the characteristics that both studies record.

    Args:
        rng: the stream.
        code: first letter of the patients' codes.
        size: number of patients.

    Returns:
        A row a patient, in the units of the schema.
    """
    burden = rng.standard_normal(size)
    residue = np.sqrt(1 - a.LDH_WITH_BURDEN**2) * rng.standard_normal(size)
    odds = a.BLASTS_MEDIAN / (100 - a.BLASTS_MEDIAN) * np.exp(a.BLASTS_SPREAD * burden)
    return pd.DataFrame(
        {
            "patient_id": [f"{code}{i:02d}" for i in range(1, size + 1)],
            "age": np.rint(np.clip(a.AGE_MEDIAN * np.exp(a.AGE_SPREAD * rng.standard_normal(size)), *a.AGE_RANGE)),
            "sex": np.where(rng.random(size) < a.FEMALE, "female", "male"),
            "prior_lines": rng.choice(list(a.PRIOR_LINES), p=list(a.PRIOR_LINES.values()), size=size),
            "prior_hsct": rng.random(size) < a.PRIOR_HSCT,
            "extramedullary": rng.random(size) < a.EXTRAMEDULLARY,
            "marrow_blasts": 100 * odds / (1 + odds),
            "ldh": a.LDH_FLOOR + a.LDH_MEDIAN * np.exp(a.LDH_SPREAD * (a.LDH_WITH_BURDEN * burden + residue)),
            "dose": np.clip(a.DOSE_MEDIAN * np.exp(a.DOSE_SPREAD * rng.standard_normal(size)), *a.DOSE_RANGE),
        }
    )
