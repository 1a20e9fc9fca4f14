"""Where somebody stands and looks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from .checks import check_finite, check_shape


@dataclass(frozen=True, eq=False)
class Viewpoint:
    """Where somebody stands and which way they look, both in the world frame.

    Attributes:
        position: (3,) float64, metres.
        forward: (3,) float64 unit direction of sight; its horizontal part must not vanish.
    """

    position: np.ndarray
    forward: np.ndarray

    def __post_init__(self) -> None:
        check_shape("viewpoint position", self.position, (3,))
        check_shape("viewpoint forward", self.forward, (3,))
        check_finite("viewpoint position", self.position)
        check_finite("viewpoint forward", self.forward)
        if np.hypot(self.forward[0], self.forward[1]) < 1e-6:
            raise ValueError(
                "a viewpoint must look somewhere sideways, "
                f"got the vertical direction {self.forward.tolist()}"
            )

    @classmethod
    def at(cls, position: Any, *, look_at: Any) -> Viewpoint:
        """The viewpoint at `position` (3,) that looks at the world point `look_at` (3,)."""
        position = np.asarray(position, dtype=np.float64)
        ray = np.asarray(look_at, dtype=np.float64) - position
        return cls(position, ray / max(float(np.linalg.norm(ray)), 1e-9))

    @property
    def T_world_viewer(self) -> np.ndarray:
        """(4, 4) viewer to world; the viewer's x is forward, y left, z up (REP-103)."""
        forward = np.array([self.forward[0], self.forward[1], 0.0])
        forward /= np.linalg.norm(forward)
        T = np.eye(4)
        T[:3, 0] = forward
        T[:3, 1] = [-forward[1], forward[0], 0.0]
        T[:3, 3] = self.position
        return T
