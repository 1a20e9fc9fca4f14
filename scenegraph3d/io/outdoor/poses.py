"""Where a car drove: quaternions and positions in, the poses of its log out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...records import Viewpoint
from ...records.checks import check_finite, check_shape


@dataclass(frozen=True, eq=False)
class EgoPoses:
    """F poses of the recording vehicle, in the order of time.

    Attributes:
        timestamp: (F,) int64, in the log's own unit: nanoseconds in Argoverse 2, microseconds in
            nuScenes.
        T_city_ego: (F, 4, 4) float64, vehicle (x forward, y left, z up) to the map's frame.
    """

    timestamp: np.ndarray
    T_city_ego: np.ndarray

    def __post_init__(self) -> None:
        check_shape("T_city_ego", self.T_city_ego, (len(self.timestamp), 4, 4))
        check_finite("T_city_ego", self.T_city_ego)

    def __len__(self) -> int:
        return len(self.timestamp)

    def rows_at(self, timestamp: np.ndarray) -> np.ndarray:
        """(B,) int64 rows of the poses nearest in time to (B,) timestamps; there must be one."""
        after = np.clip(np.searchsorted(self.timestamp, timestamp), 1, max(len(self) - 1, 1))
        if len(self) < 2:
            return np.zeros(len(timestamp), dtype=np.int64)
        gap_before = timestamp - self.timestamp[after - 1]
        return np.where(gap_before <= self.timestamp[after] - timestamp, after - 1, after)

    def viewpoint_at(self, timestamp: int) -> Viewpoint:
        """Where the vehicle was and looked at the pose nearest in time; there must be one."""
        T = self.T_city_ego[self.rows_at(np.array([timestamp]))[0]]
        return Viewpoint(T[:3, 3], T[:3, 0])


def rotations_of(wxyz: np.ndarray, where: str) -> np.ndarray:
    """(M, 3, 3) float64 rotations of (M, 4) quaternions of any length but zero.

    Args:
        wxyz: scalar first.
        where: the file to name in an error.

    Raises:
        ValueError: a quaternion of length zero, or NaN.
    """
    wxyz = np.asarray(wxyz, dtype=np.float64).reshape(-1, 4)
    length = np.linalg.norm(wxyz, axis=1)
    if not (np.isfinite(length) & (length > 1e-6)).all():
        row = int(np.flatnonzero(~(np.isfinite(length) & (length > 1e-6)))[0])
        raise ValueError(f"{where}: a quaternion must not vanish, got {wxyz[row].tolist()}")
    w, x, y, z = (wxyz / length[:, None]).T
    rows = [
        [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
        [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
        [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
    ]
    return np.moveaxis(np.array(rows), 2, 0)


def rigid(R: np.ndarray, t: np.ndarray) -> np.ndarray:
    """(M, 4, 4) transforms of (M, 3, 3) rotations and (M, 3) translations."""
    T = np.tile(np.eye(4), (len(t), 1, 1))
    T[:, :3, :3], T[:, :3, 3] = R, t
    return T
