"""From a seed to a furnished house with known answers."""

from __future__ import annotations

import re

import numpy as np

from .building import MAX_STOREYS, stack_houses
from .house import House, Thing, rotation_about_z
from .layout import RoomSite
from .plan import draw_shell
from .programs import PROGRAMS

MAX_ROOMS = 6


def generate(
    seed: int,
    *,
    num_rooms: int = 1,
    room_types: tuple[str, ...] | None = None,
    ceiling: bool = False,
    name: str | None = None,
) -> House:
    """Generate a furnished house; the same arguments give the same house.

    Args:
        seed: at least 0.
        num_rooms: 1 to 6; taken from `room_types` where those are given.
        room_types: a type a room (keys of `programs.PROGRAMS`); drawn where None.
        ceiling: whether rooms get a ceiling.
        name: a ScanNet-style id; by default made from the seed, "scene0900_00" for 0.

    Returns:
        The house: rooms joined by doors, furnished, everything supported, nothing overlapping.

    Raises:
        ValueError: for a seed below 0, an unknown room type, a wrong number of rooms or a name
            that is no ScanNet id.
    """
    _check_seed(seed)
    name = f"scene{900 + seed % 9100:04d}_{seed // 9100 % 100:02d}" if name is None else name
    if not re.fullmatch(r"scene\d{4}_\d{2}", name):
        raise ValueError(f"name must look like scene0900_00, got {name!r}")
    rng = np.random.default_rng(seed)
    types = _draw_types(rng, num_rooms) if room_types is None else _checked_types(room_types)
    shell = draw_shell(rng, types)
    things: list[Thing] = []
    for room in shell.rooms:
        site = RoomSite(rng, shell, room, len(things))
        site.build_shell(ceiling=ceiling)
        site.furnish()
        things += site.things
    return House(name, seed, shell.rooms, tuple(things), _draw_raw_frame(rng))


def generate_building(
    seed: int, *, num_storeys: int = 2, num_rooms: int = 2, ceiling: bool = False
) -> House:
    """Generate a building of several storeys; the same arguments give the same building.

    Args:
        seed: at least 0.
        num_storeys: 2 to 4.
        num_rooms: furnished rooms a storey, 1 to 6; each storey also has a stairwell.
        ceiling: whether the furnished rooms get a ceiling.

    Returns:
        The building (see `building.stack_houses`).

    Raises:
        ValueError: for a seed below 0 or a wrong number of storeys or rooms.
    """
    _check_seed(seed)
    if num_storeys not in range(2, MAX_STOREYS + 1):
        raise ValueError(f"num_storeys must be 2 to {MAX_STOREYS}, got {num_storeys}")
    # Storeys are drawn in turn from seeds that no other building's storeys have.
    drawn = [seed * MAX_STOREYS + storey for storey in range(num_storeys)]
    houses = tuple(generate(one, num_rooms=num_rooms, ceiling=ceiling) for one in drawn)
    return stack_houses(houses, name=houses[0].name, seed=seed)


def _draw_types(rng: np.random.Generator, num_rooms: int) -> tuple[str, ...]:
    if isinstance(num_rooms, bool) or not isinstance(num_rooms, int | np.integer):
        raise TypeError(f"num_rooms must be a whole number, got {type(num_rooms).__name__}")
    if not 1 <= num_rooms <= MAX_ROOMS:
        raise ValueError(f"num_rooms must be 1 to {MAX_ROOMS}, got {num_rooms}")
    return tuple(str(name) for name in rng.permutation(list(PROGRAMS))[:num_rooms])


def _checked_types(room_types: tuple[str, ...]) -> tuple[str, ...]:
    if not 1 <= len(room_types) <= MAX_ROOMS:
        raise ValueError(f"room_types must name 1 to {MAX_ROOMS} rooms, got {len(room_types)}")
    for name in room_types:
        if name not in PROGRAMS:
            raise ValueError(f"unknown room type {name!r}; choose from: {', '.join(PROGRAMS)}")
    return tuple(room_types)


def _check_seed(seed: int) -> None:
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer):
        raise TypeError(f"seed must be a whole number, got {type(seed).__name__}")
    if seed < 0:
        raise ValueError(f"seed must be at least 0, got {seed}")


def _draw_raw_frame(rng: np.random.Generator) -> np.ndarray:
    """(4, 4) raw scan to world: a turn about z and a shift, as a hand-held scan starts out."""
    T_world_raw = np.eye(4)
    T_world_raw[:3, :3] = rotation_about_z(float(rng.uniform(-np.pi, np.pi)))
    T_world_raw[:3, 3] = [*rng.uniform(-5.0, 5.0, 2), rng.uniform(-0.2, 0.0)]
    return T_world_raw
