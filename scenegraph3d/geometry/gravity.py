"""Which way is up in a cloud, and where its floor is: by planes, and by how rooms are built."""

from __future__ import annotations

import numpy as np
from scipy.spatial import cKDTree

from ..records.checks import check_finite, check_shape

_VOXEL = 0.05  # metres: surfaces count by area, not by how densely they were scanned
_NEIGHBOURS = 12  # of a point, whose plane gives its normal where none is given
_FEWEST = 50  # occupied voxels that say something of a room
_CANDIDATES = 200  # directions tried: one a cell of about 10 degrees on half a sphere
_TRIED = 12  # of the candidates, the best, that are made exact
_NARROWING = (15.0, 8.0, 4.0)  # degrees from the axis or from square to it, round by round
_LEVEL = 5.0  # degrees: surfaces within it are level or upright
_HINT_REACH = 50.0  # degrees between the true up and how cameras are held on average
_THICKNESS = 0.06  # metres of a slab of level surface
_PLANE_REACH = (0.15, 0.1, 0.06, 0.04)  # metres from a plane to its points, round by round
_AGREEMENT_POWER = 4  # of the share of level and upright surface against the fullest slab's
_SLAB = 0.02  # metres, of the heights at which columns end
_FLOOR_SHARE = 0.25  # of the fullest slab's columns, that end on a floor at least
_FLOOR_BAND = 0.04  # metres around the floor's slab whose points fix its height


def find_up(
    points: np.ndarray, normals: np.ndarray | None = None, up_hint: np.ndarray | None = None
) -> np.ndarray:
    """Estimate which way is up in a scan of a room.

    Surfaces of rooms are level or upright, rooms are wider than high, and more surface lies in
    one level plane, the floor, than in one plane upright. The direction that fits best is made
    exact by that plane. A hint, such as the mean of the cameras' up vectors, says which of its
    ends is up; without one it is the end away from most of the surface.

    Args:
        points: (N, 3) metres, any rigid frame.
        normals: (N, 3) unit, either side; estimated where None.
        up_hint: (3,) direction within 50 degrees of up, any length.

    Returns:
        (3,) float64 unit, up, in the frame of the points.

    Raises:
        ValueError: fewer than 50 occupied voxels of 5 cm or normals, or a hint of no length.
    """
    check_shape("points", points, (None, 3))
    check_finite("points", points)
    places, normal = _surface(points, normals)
    candidates = _directions(_CANDIDATES)
    hint = None if up_hint is None else _unit(np.asarray(up_hint, dtype=np.float64))
    if hint is not None:
        candidates = candidates[np.abs(candidates @ hint) > np.cos(np.radians(_HINT_REACH))]
    fit = [_agreement(normal, axis, _NARROWING[0]) for axis in candidates]
    likely = candidates[np.argsort(fit)[::-1][:_TRIED]]
    axes = [_made_exact(places, normal, axis) for axis in likely]
    up = max(axes, key=lambda axis: _uprightness(places, normal, axis))
    if hint is not None:
        return up if up @ hint > 0 else -up
    height = places @ up
    low, high = np.percentile(height, [1, 99])
    return up if np.median(height) < (low + high) / 2 else -up


def find_floor(points: np.ndarray, up: np.ndarray) -> float:
    """Height of the floor along `up`, in metres from the origin of the frame of the points.

    The floor is the lowest level on which many columns of the room end.

    Args:
        points: (N, 3) metres, any frame, N at least 1.
        up: (3,) unit.
    """
    check_shape("points", points, (None, 3))
    check_finite("points", points)
    if not len(points):
        raise ValueError("points must be at least one to find a floor, got none")
    level = points @ gravity_transform(up, 0.0)[:3, :3].T
    bottom = _column_bottoms(level)
    slab = ((bottom - bottom.min()) / _SLAB).astype(np.int64)
    count = np.convolve(np.bincount(slab), [0.5, 1.0, 0.5], mode="same")
    row = int(np.flatnonzero(count >= _FLOOR_SHARE * count.max())[0])
    while row + 1 < len(count) and count[row + 1] > count[row]:
        row += 1  # Up to the top of the first peak.
    height = bottom.min() + (row + 0.5) * _SLAB
    return float(np.median(level[np.abs(level[:, 2] - height) < _FLOOR_BAND, 2]))


def gravity_transform(up: np.ndarray, floor_height: float) -> np.ndarray:
    """(4, 4) T_gravity_world: z is up and the floor at 0, by the smallest turn.

    Args:
        up: (3,) unit, in the world frame.
        floor_height: metres along `up` (see `find_floor`).
    """
    up = _unit(np.asarray(up, dtype=np.float64))
    axis, cosine = np.cross(up, [0.0, 0.0, 1.0]), up[2]
    T = np.eye(4)
    if cosine < -1 + 1e-12:
        T[:3, :3] = np.diag([1.0, -1.0, -1.0])  # Upside down: half a turn about x.
    else:
        skew = np.cross(np.eye(3), axis)
        T[:3, :3] += skew + skew @ skew / (1 + cosine)  # Rodrigues' formula.
    T[2, 3] = -floor_height
    return T


def _column_bottoms(level: np.ndarray) -> np.ndarray:
    """(C,) lowest height in each upright column of the (N, 3) points of a levelled room."""
    cell = np.floor(level[:, :2] / _VOXEL).astype(np.int64)
    order = np.lexsort((level[:, 2], cell[:, 1], cell[:, 0]))
    first = np.append(True, (np.diff(cell[order], axis=0) != 0).any(axis=1))
    return level[order[first], 2]


def _surface(points: np.ndarray, normals: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
    """(V, 3) the mean point of each voxel, and (V, 3) its unit normal."""
    cell = np.floor(points / _VOXEL).astype(np.int64)
    _, first, of = np.unique(cell, axis=0, return_index=True, return_inverse=True)
    if len(first) < _FEWEST:
        raise ValueError(
            f"points must fill {_FEWEST} voxels of {_VOXEL} m to tell up, got {len(first)}"
        )
    sums = [np.bincount(of.ravel(), column) for column in points.T.astype(np.float64)]
    places = np.stack(sums, axis=1) / np.bincount(of.ravel())[:, None]
    if normals is None:
        return places, _plane_normals(places)
    check_shape("normals", normals, (len(points), 3))
    normal = normals[first].astype(np.float64)
    known = np.linalg.norm(normal, axis=1) > 0.5  # False also for NaN
    if known.sum() < _FEWEST:
        raise ValueError(
            f"normals must be unit vectors at {_FEWEST} places or more, got {known.sum()}"
        )
    return places[known], _unit(normal[known])


def _plane_normals(places: np.ndarray) -> np.ndarray:
    """(V, 3) unit normals of the planes through the neighbours of each of (V, 3) points."""
    _, near = cKDTree(places).query(places, k=_NEIGHBOURS)
    around = places[np.asarray(near)]
    around = around - around.mean(axis=1, keepdims=True)
    return np.linalg.eigh(np.einsum("vki,vkj->vij", around, around))[1][:, :, 0]


def _directions(count: int) -> np.ndarray:
    """(count, 3) unit directions spread evenly over half a sphere (Fibonacci's lattice)."""
    z = (np.arange(count) + 0.5) / count
    turn = np.arange(count) * np.pi * (3 - np.sqrt(5))
    ring = np.sqrt(1 - z**2)
    return np.stack([ring * np.cos(turn), ring * np.sin(turn), z], axis=1)


def _agreement(normal: np.ndarray, axis: np.ndarray, degrees: float) -> float:
    """Share of surfaces that are level or upright about an axis."""
    along = np.abs(normal @ axis)
    level, upright = along > np.cos(np.radians(degrees)), along < np.sin(np.radians(degrees))
    return float(level.mean() + upright.mean())


def _made_exact(places: np.ndarray, normal: np.ndarray, axis: np.ndarray) -> np.ndarray:
    for _ in range(2):  # What starts 20 degrees off needs the second round.
        axis = _flattened(places, normal, _narrowed(normal, axis))
    return axis


def _narrowed(normal: np.ndarray, axis: np.ndarray) -> np.ndarray:
    """The axis that best fits the surfaces which are level or upright about this one, about."""
    for degrees in _NARROWING:
        along = np.abs(normal @ axis)
        level = normal[along > np.cos(np.radians(degrees))]
        upright = normal[along < np.sin(np.radians(degrees))]
        _, axes = np.linalg.eigh(level.T @ level - upright.T @ upright)
        axis = axes[:, -1] * np.sign(axes[:, -1] @ axis)
    return axis


def _flattened(places: np.ndarray, normal: np.ndarray, axis: np.ndarray) -> np.ndarray:
    """The normal of the plane in which most surface across the axis lies."""
    level = places[np.abs(normal @ axis) > np.cos(np.radians(_NARROWING[0]))]
    if len(level) < _FEWEST:
        return axis
    height = level @ axis
    low = height.min()
    count = np.bincount(((height - low) / _THICKNESS).astype(np.int64))
    fullest = int(np.convolve(count, [0.5, 1.0, 0.5], mode="same").argmax())
    flat, offset = axis, low + (fullest + 0.5) * _THICKNESS
    for reach in _PLANE_REACH:
        near = level[np.abs(level @ flat - offset) < reach]
        middle = near.mean(axis=0)
        least = np.linalg.eigh((near - middle).T @ (near - middle))[1][:, 0]
        flat = least * (1.0 if least @ axis > 0 else -1.0)
        offset = middle @ flat
    return flat


def _uprightness(places: np.ndarray, normal: np.ndarray, axis: np.ndarray) -> float:
    """How much an axis looks like the vertical of a room; larger is better, without a scale."""
    height = places @ axis
    low, high = np.percentile(height, [1, 99])
    count = np.bincount(((height - height.min()) / _THICKNESS).astype(np.int64))
    fullest = np.convolve(count, [0.5, 1.0, 0.5], mode="same").max() / len(places)
    agreement = _agreement(normal, axis, _LEVEL)
    return float(fullest / max(high - low, _THICKNESS) * agreement**_AGREEMENT_POWER)


def _unit(vectors: np.ndarray) -> np.ndarray:
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    if not (length > 0).all():
        raise ValueError("up must have a length, got 0 0 0")
    return vectors / length
