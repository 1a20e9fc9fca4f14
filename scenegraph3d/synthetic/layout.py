"""Furnish one room: carry out its program, keeping only what fits and touches nothing else."""

from __future__ import annotations

import numpy as np

from .catalogue import KINDS, PALETTE, Kind
from .collision import (
    Solids,
    any_overlap,
    join_solids,
    part_solids,
    whole_solid,
    zone_before,
)
from .house import Room, Thing, rotation_about_z
from .placing import PLACERS
from .plan import DOOR_HEIGHT, DOOR_WIDTH, DOOR_ZONE, WALL, Opening, Shell, wall_frame, wall_parts
from .pose import WHOLE, Draft, Pose, Request
from .programs import PROGRAMS, Step
from .shapes import RGB, box

_ATTEMPTS = 40  # proposals for one thing before it is left out
_MATCHING = ("chair", "office chair", "stool", "nightstand", "curtain")  # bought as a set
_MARGIN = 0.03  # metres kept between pieces of furniture


class RoomSite:
    """A room while it is being furnished.

    `things` holds what stands in it so far; ids go on from `first_id`.
    """

    def __init__(self, rng: np.random.Generator, shell: Shell, room: Room, first_id: int) -> None:
        self.room = room
        self.things: list[Thing] = []
        self._rng = rng
        self._shell = shell
        self._first_id = first_id
        self._parts: list[Solids] = []
        self._wholes: list[Solids] = []
        self._clearances: list[Solids] = []
        self._doorways: list[Solids] = []

    def build_shell(self, *, ceiling: bool) -> None:
        """Lay the floor, raise the walls and hang doors and windows."""
        self._add_slab("floor", 2, self._shell.floor_color, -0.02)
        for side in range(4):
            self._add_wall(side)
        if ceiling:
            self._add_slab("ceiling", 22, ("white", (240, 240, 238)), self.room.height)
        for opening in self._shell.openings:
            if opening.room_id == self.room.room_id:
                self._fill_opening(opening)

    def furnish(self) -> None:
        """Carry out the steps of the room's program in order."""
        for step in PROGRAMS[self.room.type].steps:
            anchors = [t for t in self.things if t.kind in step.anchors] if step.anchors else [None]
            for anchor in anchors:
                if self._rng.random() < step.chance:
                    self._carry_out(step, anchor)

    def _carry_out(self, step: Step, anchor: Thing | None) -> None:
        draft = draw_draft(self._rng, step.kinds)
        for _ in range(self._rng.integers(step.count[0], step.count[1] + 1)):
            self._place(step, draft, anchor)
            if draft.kind not in _MATCHING:
                draft = draw_draft(self._rng, step.kinds)

    def _place(self, step: Step, draft: Draft, anchor: Thing | None) -> None:
        request = Request(self.room, draft, anchor, step.where)
        for _ in range(_ATTEMPTS):
            pose = PLACERS[step.place](self._rng, request)
            thing = None if pose is None else self._stand(draft, pose)
            if pose is not None and thing is not None and self._fits(thing, pose):
                self._add(thing)
                return

    def _stand(self, draft: Draft, pose: Pose) -> Thing:
        kind = KINDS[draft.kind]
        supporter_id = self._first_id
        if pose.supporter is not None:
            supporter_id = pose.supporter.instance_id
        elif pose.support == "hung" and pose.side is not None:
            supporter_id = self._wall_id(pose.side)
        return Thing(
            instance_id=self._first_id + len(self.things),
            kind=draft.kind,
            label=kind.label,
            nyu40=kind.nyu40,
            color_name=draft.color_name,
            rgb=draft.rgb,
            parts=draft.parts,
            position=pose.position,
            yaw=pose.yaw,
            has_front=kind.has_front,
            room_id=self.room.room_id,
            supporter_id=supporter_id,
            support=pose.support,
        )

    def _fits(self, thing: Thing, pose: Pose) -> bool:
        whole = whole_solid(thing)
        low, high = (whole.center - whole.reach)[0], (whole.center + whole.reach)[0]
        inside = (low[:2] >= self.room.rectangle[:2]).all()
        inside &= (high[:2] <= self.room.rectangle[2:]).all() and high[2] <= self.room.height
        if not inside or any_overlap(whole, join_solids(self._doorways)):
            return False
        if pose.check != WHOLE:
            return not any_overlap(part_solids(thing), join_solids(self._parts))
        spread = whole_solid(thing, margin=0.0 if pose.support == "hung" else _MARGIN)
        if any_overlap(spread, join_solids(self._wholes + self._clearances)):
            return False
        clearance = KINDS[thing.kind].clearance
        return not clearance or self._clear(zone_before(thing, clearance))

    def _clear(self, zone: Solids) -> bool:
        low, high = (zone.center - zone.reach)[0], (zone.center + zone.reach)[0]
        inside = (low[:2] >= self.room.rectangle[:2] - 1e-6).all()
        inside &= (high[:2] <= self.room.rectangle[2:] + 1e-6).all()
        return bool(inside) and not any_overlap(zone, join_solids(self._wholes))

    def _add(self, thing: Thing) -> None:
        self.things.append(thing)
        self._parts.append(part_solids(thing))
        self._wholes.append(whole_solid(thing))
        if thing.kind in KINDS and KINDS[thing.kind].clearance:
            self._clearances.append(zone_before(thing, KINDS[thing.kind].clearance))

    def _wall_id(self, side: int) -> int:
        return self._first_id + 1 + side

    def _add_slab(self, label: str, nyu40: int, color: tuple[str, RGB], bottom: float) -> None:
        sides = self.room.rectangle[2:] - self.room.rectangle[:2]
        hidden = "-z" if label == "floor" else "+z"
        x, y = (-sides[0] / 2, sides[0] / 2), (-sides[1] / 2, sides[1] / 2)
        slab = box(label, x, y, (0.0, 0.02), color[1], hidden=hidden)
        position = np.array([*self.room.center, bottom])
        self._add_structure(label, nyu40, color, (slab,), position, 0.0)

    def _add_wall(self, side: int) -> None:
        foot, yaw = wall_frame(self.room, side)
        parts = tuple(wall_parts(self._shell, self.room, side))
        self._add_structure("wall", 1, self._shell.wall_color, parts, foot, yaw)

    def _add_structure(
        self,
        label: str,
        nyu40: int,
        color: tuple[str, RGB],
        parts: tuple,
        position: np.ndarray,
        yaw: float,
    ) -> None:
        # Walls and floors bound the room, so they take no part in the overlap checks.
        self.things.append(
            Thing(
                instance_id=self._first_id + len(self.things),
                kind=label,
                label=label,
                nyu40=nyu40,
                color_name=color[0],
                rgb=color[1],
                parts=parts,
                position=position,
                yaw=yaw,
                has_front=label == "wall",
                room_id=self.room.room_id,
                supporter_id=None,
                support="none",
            )
        )

    def _fill_opening(self, opening: Opening) -> None:
        foot, yaw = wall_frame(self.room, opening.side)
        if opening.kind == "door":
            self._doorways.append(_doorway(foot, yaw, opening))
        if opening.hung_here:
            hang = _hang_door if opening.kind == "door" else _hang_window
            draft, pose = hang(self._rng, foot, yaw, opening)
            self._add(self._stand(draft, pose))


def draw_draft(
    rng: np.random.Generator, kinds: tuple[str, ...], size: tuple[float, float, float] | None = None
) -> Draft:
    """A thing of one of the kinds, with a size (drawn unless given) and a colour of that kind."""
    name = kinds[rng.integers(len(kinds))]
    kind: Kind = KINDS[name]
    extent = rng.uniform(kind.smallest, kind.largest) if size is None else np.array(size)
    color_name = kind.colors[rng.integers(len(kind.colors))]
    red, green, blue = np.clip(np.array(PALETTE[color_name]) + rng.integers(-8, 9, 3), 0, 255)
    rgb = (int(red), int(green), int(blue))
    depth, width, height = (float(side) for side in extent)
    parts = tuple(kind.recipe(depth, width, height, rgb))
    return Draft(name, color_name, rgb, parts, extent)


def _hang_door(
    rng: np.random.Generator, foot: np.ndarray, yaw: float, opening: Opening
) -> tuple[Draft, Pose]:
    """A leaf: closed in the middle of the wall, or swung open into the room on its hinge."""
    draft = draw_draft(rng, ("door",))
    width = draft.size[1]
    turn = 0.0 if rng.random() < 0.5 else float(rng.uniform(np.radians(75), np.radians(90)))
    hinge = np.array([-0.05 if turn == 0 else 0.03, opening.along + width / 2, 0.015])
    local = hinge + rotation_about_z(turn) @ np.array([0.0, -width / 2, 0.0])
    position = foot + rotation_about_z(yaw) @ local
    return draft, Pose(position, yaw + turn, support="hung", side=opening.side)


def _hang_window(
    rng: np.random.Generator, foot: np.ndarray, yaw: float, opening: Opening
) -> tuple[Draft, Pose]:
    size = (0.06, opening.width - 0.01, opening.top - opening.bottom - 0.01)
    draft = draw_draft(rng, ("window",), size)
    local = np.array([-WALL + 0.03, opening.along, opening.bottom + 0.005])
    position = foot + rotation_about_z(yaw) @ local
    return draft, Pose(position, yaw, support="hung", side=opening.side)


def _doorway(foot: np.ndarray, yaw: float, opening: Opening) -> Solids:
    """The space on this side of a door that stays free: from above a rug to the lintel."""
    local = np.array([DOOR_ZONE / 2, opening.along, 0.0])
    center = foot + rotation_about_z(yaw) @ local
    center[2] = DOOR_HEIGHT / 2 + 0.03
    half = np.array([DOOR_ZONE / 2, DOOR_WIDTH / 2 + 0.08, DOOR_HEIGHT / 2])
    return Solids(center[None], half[None], np.array([yaw]))
