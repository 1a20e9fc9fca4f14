"""Put an answer together: places, anchors, frames and reasons in, a Placement out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...records import Boxes
from ..answer import AnchorResult, ClauseFrame, ClauseTrace, Result, Status
from .asked import Asked
from .item import Item
from .record import FreeRegion, Placement
from .scores import chosen_rows
from .search import Spotted, cell_of
from .supports import ON
from .surface import Surface

_SURE, _UNSURE = 0.9, 0.4  # what the places' probabilities sum to


def no_place(asked: Asked, reason: str) -> Placement:
    """The answer that there is nothing to put or nowhere to put it."""
    return placement_of(asked, "not_found", reason)


# Six arguments: the request, the outcome and what was found.
def placement_of(
    asked: Asked,
    status: Status,
    reason: str,
    *,
    places: Sequence[Spotted] = (),
    surface: Surface | None = None,
    free: FreeRegion | None = None,
) -> Placement:
    """The answer with its boxes, frames and reasons."""
    copies = asked.item.copies
    total = sum(spotted.score for spotted in places) / copies or 1.0
    share = _SURE if status == "ok" else _UNSURE
    support = "" if surface is None else surface.name
    return Placement(
        status=status,
        reason=reason,
        query=asked.query,
        item=asked.item.extent if not asked.item.area or not places else places[0].extent,
        results=tuple(_result(asked.item, s, min(share * s.score / total, share)) for s in places),
        support="wall" if asked.item.hung else support,
        free=free,
        frame=tuple(
            ClauseFrame(text, frame.kind, frame.weight, frame.viewpoint.T_world_viewer)
            for text, frame in asked.state.frames
        ),
        anchors=_anchors(asked, places[0], surface) if places else (),
        trace=tuple(
            ClauseTrace(s.spot.text, {k: p.parts[n] for k, p in enumerate(places) if p.parts})
            for n, s in enumerate(asked.spots)
        ),
        not_understood=asked.query.not_understood,
        num_placed=min(copies, len(places)),
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


def _anchors(asked: Asked, best: Spotted, surface: Surface | None) -> tuple[AnchorResult, ...]:
    """The objects that the best place is on, beside or between."""
    instances, found = asked.graph.instances, []
    for spot in asked.spots:
        rows = chosen_rows(asked.graph, spot, cell_of(best))
        if surface is not None and surface.row in spot.rows and spot.spot.relation in ON:
            rows = [surface.row]
        for row in rows:
            likely = spot.likely[spot.rows == row]
            found.append(
                AnchorResult(
                    clause=spot.spot.text,
                    instance_id=int(instances.instance_id[row]),
                    label=str(instances.label[row]),
                    probability=float(likely.sum() / spot.likely.sum()) if len(likely) else 1.0,
                    aabb=instances.aabb[row],
                )
            )
    return tuple(found)
