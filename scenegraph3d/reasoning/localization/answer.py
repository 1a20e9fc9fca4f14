"""The answer to a description: a posterior over the map, its peaks and what each hint means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ...geometry.map_grid import MapGrid
from ...language.query import Query
from ..answer import Status


@dataclass(frozen=True, eq=False)
class Peak:
    """A place the description may have been given at.

    Attributes:
        position: (2,) metres, world.
        probability: that the place lies within the answer's radius of it.
    """

    position: np.ndarray
    probability: float

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of this peak."""
        return {
            "position": np.round(self.position, 3).tolist(),
            "probability": round(self.probability, 4),
        }


@dataclass(frozen=True)
class HintMatch:
    """What one hint means, at the answer's position.

    Attributes:
        text: the hint's words.
        instance_id: the landmark it is assigned to; None where it is likelier not on this map.
        label: the landmark's name, "" without one.
        probability: of that assignment.
        missing: probability that what it speaks of is not on this map.
    """

    text: str
    instance_id: int | None
    label: str
    probability: float
    missing: float

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of this hint."""
        return {
            "text": self.text,
            "instance_id": self.instance_id,
            "label": self.label,
            "probability": round(self.probability, 4),
            "missing": round(self.missing, 4),
        }


@dataclass(frozen=True, eq=False)
class Localization:
    """What `Scene.localize` returns.

    Attributes:
        status: "ok", "ambiguous" (several peaks stay), "not_found" (no hint fits this map) or
            "unsupported" (nothing was said of the place); `reason` says why in a sentence.
        query: the description as it was read.
        position: (2,) metres, the likeliest place; NaN without one.
        covariance: (2, 2) square metres, of the place around the best peak.
        heading: radians from +x towards +y, where the words tell; else None.
        radius: metres around a peak that count as the same place.
        peaks: likely places, the likeliest first.
        hints: what each hint means at the position.
        entropy: of the posterior, as a share of that of knowing nothing, in [0, 1].
        log_evidence: of the description on this map, comparable between maps; -inf without hints.
        grid: where the posterior's pixels lie.
        posterior: (H, W) float64, sums to 1.
    """

    status: Status
    query: Query
    reason: str
    position: np.ndarray
    covariance: np.ndarray
    heading: float | None
    radius: float
    peaks: tuple[Peak, ...]
    hints: tuple[HintMatch, ...]
    entropy: float
    log_evidence: float
    grid: MapGrid
    posterior: np.ndarray

    def __repr__(self) -> str:
        x, y = self.position
        return f"Localization({self.status}: {self.reason}; at {x:.1f}, {y:.1f})"

    def to_dict(self) -> dict[str, Any]:
        """The answer as plain JSON types, without the posterior itself."""
        known = bool(np.isfinite(self.position).all())
        return {
            "status": self.status,
            "reason": self.reason,
            "query": self.query.model_dump(mode="json"),
            "position": np.round(self.position, 3).tolist() if known else None,
            "covariance": np.round(self.covariance, 4).tolist() if known else None,
            "heading": None if self.heading is None else round(self.heading, 4),
            "radius": round(self.radius, 3),
            "peaks": [peak.to_dict() for peak in self.peaks],
            "hints": [hint.to_dict() for hint in self.hints],
            "entropy": round(self.entropy, 4),
            "not_understood": list(self.query.not_understood),
        }
