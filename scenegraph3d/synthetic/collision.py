"""Which upright boxes overlap: the check that keeps furniture out of furniture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .house import Thing, part_bounds, rotation_about_z

# Boxes that only touch, as a mug and its desk do, do not overlap.
_TOUCH = 1e-4  # metres


@dataclass(frozen=True, eq=False)
class Solids:
    """K boxes that are turned about z alone.

    Attributes:
        center: (K, 3) metres, world.
        half: (K, 3) half side lengths along the turned axes, metres.
        yaw: (K,) radians.
    """

    center: np.ndarray
    half: np.ndarray
    yaw: np.ndarray

    def __len__(self) -> int:
        return len(self.center)

    def __getitem__(self, rows: np.ndarray) -> Solids:
        return Solids(self.center[rows], self.half[rows], self.yaw[rows])

    @property
    def reach(self) -> np.ndarray:
        """(K, 3) half sides of the axis-aligned boxes around these, metres."""
        c, s = np.abs(np.cos(self.yaw)), np.abs(np.sin(self.yaw))
        x, y, z = self.half.T
        return np.stack([c * x + s * y, s * x + c * y, z], axis=1)


def part_solids(thing: Thing) -> Solids:
    """One box a part."""
    T = thing.T_world_thing
    center = np.array([p.center for p in thing.parts]) @ T[:3, :3].T + T[:3, 3]
    half = np.array([p.extent for p in thing.parts]) / 2
    return Solids(center, half, np.full(len(center), thing.yaw))


def whole_solid(thing: Thing, *, margin: float = 0.0) -> Solids:
    """The box of the whole thing, grown sideways by `margin` metres."""
    low, high = part_bounds(thing.parts)
    T = thing.T_world_thing
    center = T[:3, :3] @ ((low + high) / 2) + T[:3, 3]
    half = (high - low) / 2 + np.array([margin, margin, 0.0])
    return Solids(center[None], half[None], np.array([thing.yaw]))


def zone_before(thing: Thing, length: float) -> Solids:
    """The free space of `length` metres before a thing's front, up to 2 m high."""
    low, high = part_bounds(thing.parts)
    local = np.array([high[0] + length / 2, (low[1] + high[1]) / 2, 0.0])
    center = rotation_about_z(thing.yaw) @ local + thing.position
    center[2] = 1.05
    half = np.array([length / 2, (high[1] - low[1]) / 2, 0.95])
    return Solids(center[None], half[None], np.array([thing.yaw]))


def join_solids(solids: list[Solids]) -> Solids:
    """All boxes of the list as one record."""
    if not solids:
        return Solids(np.zeros((0, 3)), np.zeros((0, 3)), np.zeros(0))
    return Solids(
        np.concatenate([s.center for s in solids]),
        np.concatenate([s.half for s in solids]),
        np.concatenate([s.yaw for s in solids]),
    )


def any_overlap(a: Solids, b: Solids) -> bool:
    """Whether any box of `a` overlaps any box of `b` (separating axes)."""
    if not len(a) or not len(b):
        return False
    b = b[_near(a, b)]
    delta = b.center[None] - a.center[:, None]  # (A, B, 3)
    apart = np.abs(delta[..., 2]) >= a.half[:, None, 2] + b.half[None, :, 2] - _TOUCH
    for yaw in (a.yaw[:, None], b.yaw[None, :]):
        for turn in (0.0, np.pi / 2):
            angle = np.broadcast_to(yaw + turn, apart.shape)
            apart |= _apart_along(delta, angle, a, b)
    return bool((~apart).any())


def _near(a: Solids, b: Solids) -> np.ndarray:
    low, high = (a.center - a.reach).min(axis=0), (a.center + a.reach).max(axis=0)
    reach = b.reach
    return ((b.center - reach < high) & (b.center + reach > low)).all(axis=1)


def _apart_along(delta: np.ndarray, angle: np.ndarray, a: Solids, b: Solids) -> np.ndarray:
    distance = np.abs(delta[..., 0] * np.cos(angle) + delta[..., 1] * np.sin(angle))
    reach_a = _reach_along(angle - a.yaw[:, None], a.half[:, None])
    reach_b = _reach_along(angle - b.yaw[None, :], b.half[None, :])
    return distance >= reach_a + reach_b - _TOUCH


def _reach_along(angle: np.ndarray, half: np.ndarray) -> np.ndarray:
    return np.abs(np.cos(angle)) * half[..., 0] + np.abs(np.sin(angle)) * half[..., 1]
