"""Maps drawn by hand, and what is asked of them."""

from dataclasses import replace

import numpy as np

from scenegraph3d.language.location import parse_location
from scenegraph3d.reasoning.localization import (
    localize,
)
from scenes import boxes_graph

LIMITS = np.array([0.0, 0.0, 40.0, 40.0])
HERE = "a kiosk to the west, a tree to the north and a bench to the east"


def box(x, y, *, side=1.0, height=3.0):
    return [x - side / 2, y - side / 2, 0.0, x + side / 2, y + side / 2, height]


def open_map(aabb, label, **options):
    """A map without rooms."""
    return replace(boxes_graph(aabb, label, **options), rooms=())


def street(turns=0):
    """A kiosk in the west, a tree in the north and a bench in the east of (20, 20), turned left."""
    spots = np.array([[10.0, 20.0], [20.0, 30.0], [30.0, 20.0]]) - 20
    turn = np.array([[0.0, -1.0], [1.0, 0.0]])
    for _ in range(turns):
        spots = spots @ turn.T
    return open_map([box(*spot) for spot in spots + 20], ["kiosk", "tree", "bench"], ids=[4, 5, 6])


def found(graph, text, **options):
    return localize(graph, parse_location(text), limits=LIMITS, **options)
