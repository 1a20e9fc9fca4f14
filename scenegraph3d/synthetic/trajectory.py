"""Camera paths: walks that look around a house or a scanned room, and orbits of a thing."""

from __future__ import annotations

import numpy as np

from .free_space import free_cells_of_points, free_cells_of_room, shortest_path
from .house import House

_HEIGHT, _HEIGHT_SWING = 1.4, 0.2  # metres: a camera held in the hand, 1.2 to 1.6
_PITCH, _PITCH_SWING = -0.35, 0.25  # radians, below level
_PAN_SWING = 0.6  # radians, either side of the way across the room
_SWINGS = (2, 5, 3)  # of height, pitch and pan in one round
_TURN = 0.6  # metres walked in the time of a turn by one radian
_STATIONS = 8  # corners of a round
_SMOOTHING = 2  # cells to either side


def walk_house(house: House, num_frames: int, *, seed: int = 0) -> np.ndarray:
    """A hand-held camera's round through every room of a house, looking around.

    The camera stays 1.2 to 1.6 m above the floor, out of furniture and walls, near the edge of
    the free floor, and looks across the room; neighbouring frames of a room overlap.

    Args:
        house: a generated house.
        num_frames: at least 1; rooms get theirs by area.
        seed: of the swings and of the first place.

    Returns:
        (F, 4, 4) T_world_camera, room by room.
    """
    _check_count(num_frames)
    rng = np.random.default_rng([seed, 4])
    areas = np.array([np.prod(r.rectangle[2:] - r.rectangle[:2]) for r in house.rooms])
    edges = np.round(np.cumsum(areas) / areas.sum() * num_frames).astype(int)
    counts = np.diff(edges, prepend=0)
    rounds = [
        _round(free_cells_of_room(house, room), int(count), room.floor_z, rng)
        for room, count in zip(house.rooms, counts, strict=True)
        if count
    ]
    return np.concatenate(rounds)


def walk_scan(
    points: np.ndarray, num_frames: int, *, floor_z: float = 0.0, seed: int = 0
) -> np.ndarray:
    """The same round through a scanned room.

    Args:
        points: (N, 3) surface points, metres, world, z up.
        num_frames: at least 1.
        floor_z: height of the floor, metres.
        seed: of the swings and of the first place.

    Returns:
        (F, 4, 4) T_world_camera.

    Raises:
        ValueError: where no floor is free.
    """
    _check_count(num_frames)
    rng = np.random.default_rng([seed, 4])
    return _round(free_cells_of_points(points, floor_z), num_frames, floor_z, rng)


def orbit(
    target: np.ndarray, *, radius: float, height: float, num_frames: int, start: float = 0.0
) -> np.ndarray:
    """A circle around one thing, looking at it.

    Args:
        target: (3,) point to look at, metres, world.
        radius: of the circle, metres.
        height: of the camera above the target, metres.
        num_frames: at least 1, evenly spread.
        start: radians, where the circle begins, counter-clockwise from +x.

    Returns:
        (F, 4, 4) T_world_camera.
    """
    _check_count(num_frames)
    if not radius > 0:
        raise ValueError(f"radius must be positive metres, got {radius}")
    angle = start + np.arange(num_frames) / num_frames * 2 * np.pi
    offset = np.stack([np.cos(angle), np.sin(angle), np.full(num_frames, height / radius)], axis=1)
    return np.array([look_at(target + radius * way, target) for way in offset])


def look_at(position: np.ndarray, target: np.ndarray) -> np.ndarray:
    """(4, 4) T_world_camera of a level-held camera at (3,) `position` looking at (3,) `target`.

    Raises:
        ValueError: where the target is the position, or straight above or below it.
    """
    forward = np.asarray(target, dtype=np.float64) - position
    right = np.cross(forward, [0.0, 0.0, 1.0])
    if not np.linalg.norm(right) > 1e-9:
        raise ValueError(f"target must not be above or below the camera, got {forward.tolist()}")
    forward, right = forward / np.linalg.norm(forward), right / np.linalg.norm(right)
    T = np.eye(4)
    T[:3, :3] = np.column_stack([right, np.cross(forward, right), forward])
    T[:3, 3] = position
    return T


def _round(
    cells: np.ndarray, num_frames: int, floor_z: float, rng: np.random.Generator
) -> np.ndarray:
    """Poses along the edge of the free cells, once around."""
    stops = _stops(_closed_path(cells, float(rng.uniform(0, 2 * np.pi))), cells.mean(axis=0))
    share = np.arange(num_frames) / num_frames
    x, y, across = _at_shares(stops, share)
    phase = share[:, None] * 2 * np.pi * np.array(_SWINGS) + rng.uniform(0, 2 * np.pi, 3)
    height, pitch, pan = np.sin(phase).T
    yaw, tilt = across + _PAN_SWING * pan, _PITCH + _PITCH_SWING * pitch
    eyes = np.column_stack([x, y, floor_z + _HEIGHT + _HEIGHT_SWING * height])
    ways = np.column_stack([np.cos(tilt) * np.cos(yaw), np.cos(tilt) * np.sin(yaw), np.sin(tilt)])
    return np.array([look_at(eye, eye + way) for eye, way in zip(eyes, ways, strict=True)])


def _stops(path: np.ndarray, middle: np.ndarray) -> np.ndarray:
    """(P + 1, 3) x, y and the yaw of the way to the middle, closed: the last is the first."""
    closed = np.vstack([path, path[:1]])
    return np.column_stack([closed, np.unwrap(np.arctan2(*(middle - closed).T[::-1]))])


def _at_shares(stops: np.ndarray, share: np.ndarray) -> np.ndarray:
    """(3, F) x, y and yaw at these shares of the way; whoever turns fast walks slowly."""
    effort = np.linalg.norm(np.diff(stops, axis=0) * [1.0, 1.0, _TURN], axis=1)
    done = np.concatenate([[0.0], np.cumsum(effort)])
    return np.array([np.interp(share * done[-1], done, column) for column in stops.T])


def _closed_path(cells: np.ndarray, start: float) -> np.ndarray:
    """(P, 2) metres: from the outermost cell in one direction to that in the next, and back."""
    angles = start + np.arange(_STATIONS) / _STATIONS * 2 * np.pi
    ways = np.stack([np.cos(angles), np.sin(angles)])
    stations = ((cells - cells.mean(axis=0)) @ ways).argmax(axis=0)
    legs = [
        shortest_path(cells, int(a), int(b))[:-1]
        for a, b in zip(stations, np.roll(stations, -1), strict=True)
    ]
    path = cells[np.concatenate(legs)] if any(map(len, legs)) else cells[stations[:1]]
    kernel = range(-_SMOOTHING, _SMOOTHING + 1)
    return np.mean([np.roll(path, shift, axis=0) for shift in kernel], axis=0)


def _check_count(num_frames: int) -> None:
    if isinstance(num_frames, bool) or not isinstance(num_frames, int | np.integer):
        raise TypeError(f"num_frames must be a whole number, got {type(num_frames).__name__}")
    if num_frames < 1:
        raise ValueError(f"num_frames must be at least 1, got {num_frames}")
