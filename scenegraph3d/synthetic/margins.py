"""How clear a case must be before a sentence about it is written: one table.

Every fact is True above one bound, False below another and open between; a sentence is only
written when one thing is True and every other thing of its name is False.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Margins:
    """Bounds in metres unless said otherwise; shares are of sampled points."""

    closest: float = 0.2  # lead of the winner, by surfaces and by centres; as in Sr3D
    on_share: float = 0.5  # of the underside that rests on the anchor
    not_share: float = 0.02  # at most this share still counts as none
    in_share: float = 0.95  # of the volume inside the anchor's box, below one of its parts
    over_share: float = 0.8  # of the smaller footprint within `over_reach` of the other
    over_reach: float = 0.12  # for what hangs a little aside, as a picture over a bed
    apart_reach: float = 0.5  # not over if no column of it comes this close
    next_gap: float = 0.35  # and at most 0.75 times the two things' mean longest side
    not_next_gap: float = 1.0
    between_share: float = 0.8  # of the footprint in the anchors' common hull
    not_between_share: float = 0.2
    on_anchor_share: float = 0.05  # of the footprint over either anchor
    wall_gap: float = 0.06  # against the wall
    not_wall_gap: float = 0.4
    corner_gap: float = 0.2  # to both walls
    not_corner_gap: float = 1.3  # to the second wall
    order_step: float = 0.15  # sideways between neighbours in a row
    side: float = 0.25  # off the line of sight
    front_gap: float = 1.0  # at most, between a front and what is before it
    front_reach: float = 2.5  # to the far end of what is before a front
    height_ratio: float = 1.15
    height_step: float = 0.05
    size_ratio: float = 1.3  # of box volumes
    elevation: float = 0.2
    color: float = 60.0  # of 255, from the palette's colour


MARGINS = Margins()

# Pairs of colour names that people, or lamps, may exchange.
CONFUSABLE: frozenset[frozenset[str]] = frozenset(
    frozenset(pair.split())
    for pair in (
        "black gray",
        "black brown",
        "black purple",
        "black blue",
        "white gray",
        "white beige",
        "gray beige",
        "gray brown",
        "gray purple",
        "gray green",
        "gray blue",
        "brown beige",
        "brown orange",
        "brown red",
        "brown yellow",
        "brown green",
        "red orange",
        "red pink",
        "red purple",
        "orange yellow",
        "yellow beige",
        "pink purple",
        "pink beige",
        "pink white",
        "pink orange",
        "blue purple",
        "yellow white",
        "orange beige",
    )
)


def confusable(a: str, b: str) -> bool:
    """Whether two colour names are the same or too alike to tell things apart by."""
    return a == b or frozenset((a, b)) in CONFUSABLE
