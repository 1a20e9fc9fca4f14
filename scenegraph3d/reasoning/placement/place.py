"""Place an item in a graph: its supports are searched, the best free box is the answer."""

from __future__ import annotations

import numpy as np

from ...config import RelationThresholds
from ...graph.scene_graph import SceneGraph
from ...language.query import Query
from ...records import Boxes, Viewpoint
from ..answer import AnchorResult, ClauseFrame, ClauseTrace, Result, Status
from ..frames import given_frame
from ..resolution import Resolution
from ..sight import Sight
from .anchors import Anchored, place_frame
from .hanging import search_walls
from .item import Item, measure_item
from .moves import resized_box, shift_way
from .record import FreeRegion, Placement
from .scores import Cells, chosen_rows
from .search import Search, Spotted, search_surface
from .supports import ON, anchor_spots, find_supports, hoisted
from .surface import Surface, find_surface, fits, occupied
from .wall_faces import WallFaces, wall_faces

LEAST_FIT = 0.3  # score of a spot under which a place is not the one that was meant
_RIVAL = 0.8  # score of another place, of the best one's, from which the words do not decide
_DEFAULT_LIMITS = RelationThresholds()


def place(
    graph: SceneGraph,
    query: Query,
    *,
    viewpoint: Viewpoint | None = None,
    limits: RelationThresholds = _DEFAULT_LIMITS,
    sight: Sight | None = None,
) -> Placement:
    """Find where something can be put.

    Args:
        graph: the scene.
        query: from `parse_place`; its verb is "place".
        viewpoint: where the speaker stands and looks; a viewpoint in the words goes first.
        limits: where the relations' scores cross 0.5.
        sight: what the objects' image features say of a phrase, where there are any.

    Returns:
        The placement; with the status "not_found" its first result is the place that was meant,
        although something is in the way there.

    Raises:
        ValueError: the query asks for no place, or the scene has no objects.
    """
    if query.place is None:
        raise ValueError(f"a placement needs a query with the verb 'place', got {query.verb!r}")
    if not len(graph):
        raise ValueError(
            f"a scene must hold instances to place something, got none in {graph.name}"
        )
    given = () if viewpoint is None else (given_frame(viewpoint),)
    state = Resolution(graph, given, limits, sight)
    state.stated = place_frame(state, query.viewpoint)
    item = measure_item(state, query)
    if query.place.action != "put" and item.row < 0:
        name = query.target.text or query.target.category
        return _nothing(state, query, item, "not_found", f"there is no {name} to move here")
    spots = anchor_spots(state, hoisted(state, query.place.spots))
    state.frames += [(s.spot.text, s.frame) for s in spots if s.frame is not None]
    room = _room_of(graph, item, spots)
    walls = wall_faces(graph, room)
    if query.place.action == "replace":
        return _replaced(state, query, item, walls, room)
    if query.place.shift is not None and query.place.shift.distance is not None:
        return _shifted(state, query, item, room)
    if item.hung:
        return _hung(state, query, item, spots, walls, room)
    return _put(state, query, item, spots, walls, room)


def _room_of(graph: SceneGraph, item: Item, spots: list[Anchored]) -> int:
    rows = [item.row] if item.row >= 0 else []
    rows += [int(spot.rows[0]) for spot in spots if len(spot.rows)]
    if rows:
        return int(graph.room_of[rows[-1]])
    return int(np.bincount(graph.room_of).argmax())


# Six arguments here and below: the request as it was resolved.
def _put(
    state: Resolution, query: Query, item: Item, spots: list[Anchored], walls: WallFaces, room: int
) -> Placement:
    """Put it on a support: the best of those that may be meant."""
    graph = state.graph
    searches = [
        (
            share,
            search_surface(
                graph,
                item,
                spots,
                surface=find_surface(graph, row, room=room),
                walls=walls,
                room=room,
            ),
        )
        for row, share in find_supports(graph, item, spots)
        if find_surface(graph, row, room=room).supported.any()
    ]
    if not searches:
        return _nothing(state, query, item, "not_found", "nothing to put it on is to be seen")
    free = [(share * s.places[0].score, s) for share, s in searches if s.places]
    if not free:
        search = searches[0][1]
        return _no_room(state, query, item, spots, search)
    _, search = max(free, key=lambda pair: pair[0])
    best = search.places[0]
    missed = [s.spot.text for s, fit in zip(spots, best.parts, strict=True) if fit < LEAST_FIT]
    if missed:
        return _no_room(state, query, item, spots, search, missed[0])
    status, reason = _outcome(state, item, search)
    return _placement(
        state, query, item, spots, status=status, reason=reason,
        places=search.places, surface=search.surface, free=search.free,
    )  # fmt: skip


def _outcome(state: Resolution, item: Item, search: Search) -> tuple[Status, str]:
    if state.missing:
        return "not_found", f"there is no {state.missing[0]} in this scene"
    on = "on the floor" if search.surface.row < 0 else f"on {search.surface.name}"
    center, extent = search.places[0].center, search.places[0].extent
    if item.area:
        return "ok", f"{extent[0]:.2f} m x {extent[1]:.2f} m are free there {on}"
    at = f"at x {center[0]:.2f}, y {center[1]:.2f}"
    return "ok", f"the {item.label} fits {on} {at}"


def _no_room(
    state: Resolution,
    query: Query,
    item: Item,
    spots: list[Anchored],
    search: Search,
    missed: str = "",
) -> Placement:
    """Say what is too small or taken; the first result is what was meant."""
    need = float(np.min(item.extent[:2]))
    on = "the floor" if search.surface.row < 0 else search.surface.name
    if not search.places:
        reason = f"nothing fits: the free part of {on} is at most {search.widest:.2f} m wide, "
        reason += f"the {item.label} needs {need:.2f} m"
        if search.widest >= need:
            reason = f"nothing fits: {on} has no free part of {item.extent[0]:.2f} m x "
            reason += f"{item.extent[1]:.2f} m"
    else:
        reason = f"no free place on {on} is {missed}" if missed else "it is taken"
    places = (search.meant, *search.places)
    return _placement(
        state, query, item, spots, status="not_found", reason=reason,
        places=places, surface=search.surface, free=search.free,
    )  # fmt: skip


def _hung(
    state: Resolution, query: Query, item: Item, spots: list[Anchored], walls: WallFaces, room: int
) -> Placement:
    """Hang it on a wall."""
    places, meant = search_walls(state.graph, item, spots, walls, room)
    if meant is None:
        return _nothing(state, query, item, "not_found", "there is no wall it fits on")
    taken = not places or places[0].score < 0.3 * meant.score
    if taken:
        places = [meant, *places]
    reason = (
        "something is in the way on the wall" if taken else f"the {item.label} fits on the wall"
    )
    status: Status = "not_found" if taken or state.missing else "ok"
    return _placement(
        state, query, item, spots, status=status, reason=reason,
        places=tuple(places), surface=None, free=None,
    )  # fmt: skip


def _shifted(state: Resolution, query: Query, item: Item, room: int) -> Placement:
    """Move a thing by a distance."""
    shift = None if query.place is None else query.place.shift
    assert shift is not None
    way = shift_way(state, item, shift)
    if way is None:
        return _nothing(state, query, item, "not_found", f"there is no {state.missing[-1]} here")
    box = state.graph.instances.aabb[item.row]
    center = (box[:3] + box[3:]) / 2
    center[:2] += way * float(shift.distance or 0.0)
    return _in_place(state, query, item, center, box[3:] - box[:3], room)


def _replaced(
    state: Resolution, query: Query, item: Item, walls: WallFaces, room: int
) -> Placement:
    """Give a thing another size where it stands."""
    assert query.place is not None
    center, extent = resized_box(state.graph, item, query.place, walls)
    return _in_place(state, query, item, center, extent, room)


def _in_place(
    state: Resolution, query: Query, item: Item, center: np.ndarray, extent: np.ndarray, room: int
) -> Placement:
    """One box whose place follows from the words alone; whether it is free is checked."""
    graph = state.graph
    support = int(graph.supporter[item.row])
    surface = find_surface(graph, support, room=room)
    carried = [int(row) for row in np.flatnonzero(graph.supporter == item.row)]
    blocked = occupied(graph, surface, extent[2], skip=(*carried, item.row))
    blocked = blocked | ~surface.supported
    free = fits(blocked, np.eye(2), extent[:2], surface.grid.resolution)
    pixel = surface.grid.pixels_of(center[None, :2])
    clear = bool(surface.grid.holds(pixel)[0] and free[pixel[0, 1], pixel[0, 0]])
    reason = "it fits there" if clear else "something is in the way there"
    spotted = Spotted(center, extent, np.eye(2), 1.0, (), clear)
    region = FreeRegion(surface.grid, free, surface.z)
    return _placement(
        state, query, item, [], status="ok" if clear else "not_found", reason=reason,
        places=(spotted,), surface=surface, free=region,
    )  # fmt: skip


def _nothing(state: Resolution, query: Query, item: Item, status: Status, reason: str) -> Placement:
    return _placement(
        state, query, item, [], status=status, reason=reason, places=(), surface=None, free=None
    )


def _placement(
    state: Resolution,
    query: Query,
    item: Item,
    spots: list[Anchored],
    *,
    status: Status,
    reason: str,
    places: tuple[Spotted, ...],
    surface: Surface | None,
    free: FreeRegion | None,
) -> Placement:
    total = sum(spotted.score for spotted in places) or 1.0
    share = 0.9 if status == "ok" else 0.4
    support = "wall" if item.hung else "" if surface is None else surface.name
    return Placement(
        status=status,
        reason=reason,
        query=query,
        item=item.extent,
        results=tuple(_result(item, s, share * s.score / total) for s in places),
        support=support,
        free=free,
        frame=tuple(
            ClauseFrame(text, frame.kind, frame.weight, frame.viewpoint.T_world_viewer)
            for text, frame in state.frames
        ),
        anchors=_anchors(state.graph, spots, places, surface),
        trace=tuple(
            ClauseTrace(s.spot.text, {k: p.parts[n] for k, p in enumerate(places)})
            for n, s in enumerate(spots)
        ),
        not_understood=query.not_understood,
    )


def _result(item: Item, spotted: Spotted, probability: float) -> Result:
    R = np.eye(3)
    R[:2, :2] = spotted.axes.T
    box = Boxes(spotted.center[None], spotted.extent[None], R[None])
    return Result(
        instance_id=None,
        label=item.label,
        probability=probability,
        center=spotted.center,
        aabb=box.aabb[0],
        obb_center=spotted.center,
        extent=spotted.extent,
        R_world_box=R,
        num_points=None,
        region="place",
    )


def _anchors(
    graph: SceneGraph,
    spots: list[Anchored],
    places: tuple[Spotted, ...],
    surface: Surface | None,
) -> tuple[AnchorResult, ...]:
    """The objects that the best place is on, beside or between."""
    if not places:
        return ()
    best, instances = places[0], graph.instances
    low, high = best.center[2] - best.extent[2] / 2, best.center[2] + best.extent[2] / 2
    cell = Cells(best.center[None, :2], best.axes, best.extent[:2] / 2, low, high)
    found = []
    for spot in spots:
        rows = chosen_rows(graph, spot, cell)
        if surface is not None and surface.row in spot.rows and spot.spot.relation in ON:
            rows = [surface.row]
        for row in rows:
            likely = spot.likely[spot.rows == row]
            share = likely.sum() / spot.likely.sum() if len(likely) else 1.0
            found.append(
                AnchorResult(
                    clause=spot.spot.text,
                    instance_id=int(instances.instance_id[row]),
                    label=str(instances.label[row]),
                    probability=float(share),
                    aabb=instances.aabb[row],
                )
            )
    return tuple(found)
