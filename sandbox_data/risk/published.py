"""Does the published raw file answer a release? The attack of a trainee who downloads it instead of doing the lab.

Every row of the original is held. A held-out row of the release is answered by the target of the original row that has
the same inputs (`exact`), or of the one that is nearest after both tables were standardised (`nearest`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from sandbox_data.risk.entities import Tables
from sandbox_data.risk.protection import ProtectionError
from sandbox_data.risk.results import Count, Linkage


def answered(tables: Tables, inputs: Sequence[str], target: str, held_out: np.ndarray) -> list[Linkage]:
    """Right answers for the released rows `held_out` (mask), by each method. Guessing names the commonest target."""
    if tables.origin is None:
        raise ProtectionError("published: 행이 없는 공개본입니다 / the release has no rows of its own.")
    truth = tables.original[target].astype(str).to_numpy()
    wanted = truth[tables.origin[held_out]]
    asked = tables.released.loc[held_out, list(inputs)].to_numpy(float)
    known = tables.original[list(inputs)].to_numpy(float)
    guessed = float((wanted == pd.Series(truth).mode().iloc[0]).sum())
    named = {"exact": _exact(known, asked, truth), "nearest rows": _nearest(known, tables, inputs, held_out, truth)}
    return [
        Linkage(
            kind="answers",
            entity=target,
            entities=len(set(truth)),
            method=method,
            known="100 %",
            count=Count(hits=int((answers == wanted).sum()), trials=len(wanted), guessed=guessed),
        )
        for method, answers in named.items()
    ]


def _exact(known: np.ndarray, asked: np.ndarray, truth: np.ndarray) -> np.ndarray:
    table = {row.tobytes(): answer for row, answer in zip(known, truth, strict=True)}
    return np.array([table.get(row.tobytes(), "") for row in asked])


def _nearest(
    known: np.ndarray, tables: Tables, inputs: Sequence[str], held_out: np.ndarray, truth: np.ndarray
) -> np.ndarray:
    released = tables.released[list(inputs)].to_numpy(float)
    ours, theirs = (np.nan_to_num((part - np.nanmean(part, 0)) / _spread(part)) for part in (known, released))
    return np.asarray(truth[cKDTree(ours).query(theirs[held_out])[1]])


def _spread(values: np.ndarray) -> np.ndarray:
    spread = np.nanstd(values, axis=0)
    return np.where(spread > 0, spread, 1.0)
