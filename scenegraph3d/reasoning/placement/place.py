"""Place an item in a graph: its supports are searched, the best free box is the answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ...config import RelationThresholds
from ...graph.scene_graph import SceneGraph
from ...graph.structure import is_open_ground
from ...language.query import Query, Size
from ...records import Viewpoint
from ..answer import Status
from ..frames import given_frame
from ..resolution import Resolution
from ..sight import Sight
from .anchors import Anchored, is_wall, place_frame
from .answers import no_place, placement_of
from .asked import Asked
from .hanging import search_walls
from .item import Item, measure_item
from .moves import resized_box, shift_way
from .raster import fits
from .record import FreeRegion, Placement
from .refusals import closed_around, too_little, too_much
from .scores import chosen_rows
from .search import Search, Spotted, cell_of, search_surface
from .supports import anchor_spots, find_supports, hoisted, settled_goals
from .surface import find_surface, occupied
from .wall_faces import wall_faces

LEAST_FIT = 0.3  # score of a spot under which a place is not the one that was meant
_RIVAL = 0.8  # score of another place, of the best one's, from which the words do not decide
_NO_WALL = "no wall is known here, the edge of what is known is taken for one"
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
    _check(graph, query)
    given = () if viewpoint is None else (given_frame(viewpoint),)
    state = Resolution(graph, given, limits, sight)
    state.stated = place_frame(state, query.viewpoint)
    asked = _resolve(state, query)
    if reason := too_much(asked) or too_little(asked):
        return placement_of(asked, "unsupported", reason)
    if asked.place.action != "put" and asked.item.row < 0:
        name = _bare(query.target.text or query.target.category)
        return no_place(asked, f"there is no {name} to {asked.place.action} here")
    if asked.place.action == "replace":
        center, extent = resized_box(graph, asked.item, asked.place, asked.walls)
        resized = _in_place(asked, center, extent)
        if asked.place.size != Size() or asked.place.scale is not None:
            return resized
        reason = "the words do not say what size it is to get; it is shown as it is"
        return replace(resized, status="unsupported", reason=reason)
    if asked.place.shift is not None and asked.place.shift.distance is not None:
        return _shifted(asked)
    return _hung(asked) if asked.item.hung else _put(asked)


def _check(graph: SceneGraph, query: Query) -> None:
    if query.place is None:
        raise ValueError(f"a placement needs a query with the verb 'place', got {query.verb!r}")
    if not len(graph):
        raise ValueError(
            f"a scene must hold instances to place something, got none in {graph.name}"
        )


def _resolve(state: Resolution, query: Query) -> Asked:
    """Look up the item, the anchors and the room they are in."""
    assert query.place is not None
    item = measure_item(state, query)
    said = settled_goals(state, item, query.place.spots)
    spots = anchor_spots(state, hoisted(state, said))
    state.frames += [(s.spot.text, s.frame) for s in spots if s.frame is not None]
    room = _room_of(state.graph, item, spots)
    return Asked(state, query, item, tuple(spots), wall_faces(state.graph, room), room)


def _room_of(graph: SceneGraph, item: Item, spots: list[Anchored]) -> int:
    rows = [item.row] if item.row >= 0 else []
    rows += [int(spot.rows[0]) for spot in spots if len(spot.rows)]
    if rows:
        return int(graph.room_of[rows[-1]])
    return int(np.bincount(graph.room_of).argmax())


def _put(asked: Asked) -> Placement:
    """Put it on a support: the best of those that may be meant."""
    searches, supports = [], find_supports(asked.graph, asked.item, asked.spots)
    if is_open_ground(asked.graph.instances) and any(row < 0 for row, _ in supports):
        return placement_of(asked, "unsupported", "the ground of a street is not searched")
    for row, share in supports:
        surface = find_surface(asked.graph, row, room=asked.room, whole=asked.item.flat)
        if surface.supported.any():
            searches.append((share, search_surface(asked, surface)))
    if not searches:
        return no_place(asked, "nothing to put it on is to be seen")
    free = [(share * found.places[0].score, found) for share, found in searches if found.places]
    if not free:
        return _no_room(asked, searches[0][1], _too_small(asked, searches[0][1]))
    free.sort(key=lambda pair: (-len(pair[1].places[: asked.item.copies]), -pair[0]))
    search = free[0][1]
    missed = _missed(asked, search.places[: asked.item.copies])
    if missed:
        reason = f"there is no free place {missed} on {_name_of(search)}"
        return _no_room(asked, search, reason)
    if len(search.places) < asked.item.copies:
        return _too_few(asked, search.places, search)
    closed = closed_around(asked)
    if closed:
        return _no_room(asked, search, f"what is inside {closed} is not known")
    status, reason = _outcome(asked, search)
    if status == "ok" and len(free) > 1 and free[1][0] >= _RIVAL * free[0][0]:
        names = [found.surface.name for _, found in free[:2]]
        status, reason = "ambiguous", f"it fits on {names[0]} and on {names[1]}: say which"
    return placement_of(
        asked, status, reason, places=search.places, surface=search.surface, free=search.free
    )


def _missed(asked: Asked, places: Sequence[Spotted]) -> str:
    """The first thing said that the places miss, "" where they fit."""
    parts = np.min([place.parts for place in places], axis=0)
    fits_well = zip(asked.spots, parts, strict=True)
    return next((spot.spot.text for spot, fit in fits_well if fit < LEAST_FIT), "")


def _too_few(asked: Asked, places: Sequence[Spotted], search: Search | None) -> Placement:
    """Say how many of several things fit, and show where."""
    on = "the wall" if search is None else _name_of(search)
    reason = f"only {len(places)} of {_bare(asked.query.target.text)} fit on {on}"
    surface, free = (None, None) if search is None else (search.surface, search.free)
    return placement_of(asked, "not_found", reason, places=places, surface=surface, free=free)


def _name_of(search: Search) -> str:
    return "the floor" if search.surface.row < 0 else search.surface.name


def _outcome(asked: Asked, search: Search) -> tuple[Status, str]:
    if asked.state.missing:
        return "not_found", f"there is no {_bare(asked.state.missing[0])} in this scene"
    on = f"on {_name_of(search)}"
    center, extent = search.places[0].center, search.places[0].extent
    if asked.item.area:
        return "ok", f"{extent[0]:.2f} m x {extent[1]:.2f} m are free there {on}"
    where = f"{on} at x {center[0]:.2f}, y {center[1]:.2f}"
    if asked.item.copies > 1:
        return "ok", f"{_bare(asked.query.target.text)} fit {on}, apart from each other"
    rival = _rival(asked, search)
    if rival is not None:
        x, y = rival.center[:2]
        return "ambiguous", f"it fits {where}, and as well at x {x:.2f}, y {y:.2f}: say which"
    return "ok", f"the {asked.item.label} fits {where}{_guessed_wall(asked)}"


def _guessed_wall(asked: Asked) -> str:
    """Say so where what is asked for leans on a wall and none is known."""
    leans = any(
        any(is_wall(find) for find in spot.spot.anchors)
        or (spot.spot.relation == "corner_of" and not len(spot.rows))
        for spot in asked.spots
    )
    return f"; {_NO_WALL}" if leans and not asked.walls.seen.any() else ""


def _rival(asked: Asked, search: Search) -> Spotted | None:
    """Another place that fits as well because it leans on another object of the same name."""
    best = search.places[0]
    chosen = [chosen_rows(asked.graph, spot, cell_of(best)) for spot in asked.spots]
    for other in search.places[1:]:
        if other.score < _RIVAL * best.score:
            continue
        rows = [chosen_rows(asked.graph, spot, cell_of(other)) for spot in asked.spots]
        if rows != chosen:
            return other
    return None


def _no_room(asked: Asked, search: Search, reason: str) -> Placement:
    """Say why there is no place; the first result is what was meant."""
    places = (search.meant, *search.places)
    return placement_of(
        asked, "not_found", reason, places=places, surface=search.surface, free=search.free
    )


def _too_small(asked: Asked, search: Search) -> str:
    """Why an item fits nowhere on a support."""
    item, on = asked.item, _name_of(search)
    need = float(np.min(item.extent[:2]))
    if search.widest < need:
        reason = f"nothing fits: the free part of {on} is at most {search.widest:.2f} m wide, "
        return reason + f"the {item.label} needs {need:.2f} m"
    length, width = item.extent[:2]
    return f"nothing fits: {on} has no free part of {length:.2f} m x {width:.2f} m"


def _hung(asked: Asked) -> Placement:
    """Hang it on a wall; where none is known, only show where one would be."""
    places, meant = search_walls(asked)
    if meant is None:
        return no_place(asked, "there is no wall it fits on")
    known, copies = bool(asked.walls.seen.any()), asked.item.copies
    taken = not places or places[0].score < LEAST_FIT * meant.score
    if known and not taken and len(places) < copies:
        return _too_few(asked, places, None)
    if copies > 1 and not taken:
        places = places[:copies]
    hangs = known and not taken
    status: Status = "ok" if hangs and not asked.state.missing else "not_found"
    reason = _NO_WALL if not known else "something is in the way on the wall"
    if hangs or asked.state.missing:
        reason = _told_of_wall(asked, places)
    return placement_of(asked, status, reason, places=places if hangs else (meant, *places))


def _told_of_wall(asked: Asked, places: Sequence[Spotted]) -> str:
    """Where it hangs, or what is not there that the words lean on."""
    if asked.state.missing:
        return f"there is no {_bare(asked.state.missing[0])} in this scene"
    if asked.item.copies > 1:
        return f"{_bare(asked.query.target.text)} fit on the wall, apart from each other"
    x, y, z = places[0].center
    return f"the {asked.item.label} fits on the wall at x {x:.2f}, y {y:.2f}, z {z:.2f}"


def _shifted(asked: Asked) -> Placement:
    """Move a thing by a distance."""
    shift = asked.place.shift
    assert shift is not None
    way = shift_way(asked.state, asked.item, shift)
    if way is None:
        return no_place(asked, f"there is no {_bare(asked.state.missing[-1])} in this scene")
    box = asked.graph.instances.aabb[asked.item.row]
    center = (box[:3] + box[3:]) / 2
    center[:2] += way * float(shift.distance or 0.0)
    return _in_place(asked, center, box[3:] - box[:3])


def _in_place(asked: Asked, center: np.ndarray, extent: np.ndarray) -> Placement:
    """One box whose place follows from the words alone; whether it is free is checked."""
    graph, row = asked.graph, asked.item.row
    surface = find_surface(graph, int(graph.supporter[row]), room=asked.room)
    carried = [int(other) for other in np.flatnonzero(graph.supporter == row)]
    blocked = occupied(graph, surface, extent[2], skip=(*carried, row))
    step = surface.grid.resolution  # what touches exactly may share a pixel on each side
    sides = np.maximum(extent[:2] - 2 * step, step)
    free = fits(blocked | ~surface.supported, np.eye(2), sides, step)
    pixel = surface.grid.pixels_of(center[None, :2])
    clear = bool(surface.grid.holds(pixel)[0] and free[pixel[0, 1], pixel[0, 0]])
    reason = f"the {asked.item.label} fits there" if clear else "something is in the way there"
    return placement_of(
        asked,
        "ok" if clear else "not_found",
        reason,
        places=(Spotted(center, extent, np.eye(2), 1.0, (), clear),),
        surface=surface,
        free=FreeRegion(surface.grid, free, surface.z),
    )


def _bare(phrase: str) -> str:
    """A phrase without the article it was said with."""
    first, _, rest = phrase.partition(" ")
    return rest if first in ("the", "a", "an") and rest else phrase
