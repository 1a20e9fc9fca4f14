"""Pure functions of a benchmark: per-row judgements go in, shares and calibration come out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import rankdata

# ReferIt3D, referit3d/analysis/utterances.py: one of these tokens makes a sentence view-dependent.
VIEW_WORDS = {"front", "behind", "back", "right", "left", "leftmost", "rightmost"}
VIEW_WORDS |= {"facing", "looking", "across"}
MAX_EASY_OBJECTS = 2  # ReferIt3D: easy has one distractor of the target's class, hard has more


@dataclass(frozen=True)
class Score:
    """Accuracy over some rows beside the chance of the same rows; None where there are no rows."""

    accuracy: float | None
    rows: int
    chance: float | None

    def to_dict(self) -> dict[str, Any]:
        """The JSON object `{accuracy, rows, chance}`."""
        return {"accuracy": self.accuracy, "rows": self.rows, "chance": self.chance}


def score_rows(correct: Sequence[bool], chances: Sequence[float]) -> Score:
    """Average the judgements of some rows and the chance of each of them."""
    return Score(mean(correct), len(correct), mean(chances))


def mean(values: Iterable[float]) -> float | None:
    """Arithmetic mean; None where there are no values."""
    values = list(values)
    return float(np.mean(values)) if values else None


def is_view_dependent(tokens: Iterable[str]) -> bool:
    """Whether a sentence is view-dependent by ReferIt3D's rule on its lower-case tokens."""
    return not VIEW_WORDS.isdisjoint(tokens)


def is_easy(num_same_class: int) -> bool:
    """Whether a row is easy by ReferIt3D's rule; the count includes the target."""
    return num_same_class <= MAX_EASY_OBJECTS


def expected_calibration_error(
    probability: Sequence[float], correct: Sequence[bool], *, num_bins: int = 10
) -> float | None:
    """Gap between stated probability and accuracy, averaged over bins of equal mass.

    Rows are sorted by probability and cut into `num_bins` parts whose sizes differ by at most one;
    each part weighs as many rows as it holds. None without rows.
    """
    if len(probability) == 0:
        return None
    stated = np.asarray(probability, dtype=np.float64)
    order = np.argsort(stated, kind="stable")
    hits = np.asarray(correct, dtype=np.float64)[order]
    bins = zip(np.array_split(stated[order], num_bins), np.array_split(hits, num_bins), strict=True)
    gaps = [abs(float(p.sum() - hit.sum())) for p, hit in bins]
    return sum(gaps) / len(stated)


def auroc(probability: Sequence[float], correct: Sequence[bool]) -> float | None:
    """Chance that a correct row states a higher probability than a wrong one; ties count half.

    None where all rows are correct or all are wrong.
    """
    hits = np.asarray(correct, dtype=bool)
    num_right, num_wrong = int(hits.sum()), int((~hits).sum())
    if num_right == 0 or num_wrong == 0:
        return None
    ranks = np.asarray(rankdata(np.asarray(probability, dtype=np.float64)))
    wins = float(ranks[hits].sum()) - num_right * (num_right + 1) / 2  # Mann-Whitney U
    return wins / (num_right * num_wrong)


def set_f1(answered: Iterable[int], wanted: Iterable[int]) -> float:
    """F1 of two sets of ids; 1 where both are empty, 0 where only one is."""
    answered, wanted = set(answered), set(wanted)
    if not answered and not wanted:
        return 1.0
    return 2 * len(answered & wanted) / (len(answered) + len(wanted))
