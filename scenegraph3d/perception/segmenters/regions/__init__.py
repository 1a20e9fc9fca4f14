"""Masks without weights: a frame falls into pieces at its edges, and pieces of one thing join.

Small patches that keep to the edges of depth, normals and colour are joined twice: first to
surfaces, then, knowing floor, walls and ceiling, to things. Joining is greedy, best pairs first,
by the odds of a logistic regression (as in Arbelaez et al. 2011 and Stein et al. 2014, with the
evidence of both).
"""

from __future__ import annotations

import numpy as np

from ....records import Frame, Masks
from .graph import RegionGraph
from .joining import join_patches, join_regions, planes_of, region_odds
from .patches import edge_strength, split_into_patches
from .picture import reduce_frame
from .planes import RoomPlane, find_room_planes

_PATCH_ODDS = 5.0  # dev; logarithm: joining too much here cannot be mended later
_REGION_ODDS = 0.0  # more likely one thing than two
_SMALLEST = 60  # pixels of the reduced picture
_HIGHEST_VIEW = 0.7  # upward part of where a camera looks, and of its x axis, at most
_LIGHTNESS, _CHROMA = 12.0, 5.0  # differences in Oklab between a wall and what hangs flat on it


class Regions:
    """Parts of a frame that look like one thing each; floor, walls and ceiling are named so."""

    name = "regions:1"

    def segment(self, frame: Frame) -> Masks:
        """The masks of a frame: everything with depth is on one, but for the smallest parts."""
        picture = reduce_frame(frame)
        strength = edge_strength(picture)
        patches = split_into_patches(strength, picture.known)
        graph = RegionGraph(picture, strength, patches)
        join_patches(graph, _PATCH_ODDS)
        planes = find_room_planes(graph, picture) if _upright(frame.T_world_camera) else []
        join_regions(graph, _REGION_ODDS)
        return _to_masks(graph, planes, patches, frame)


def _upright(T_world_camera: np.ndarray) -> bool:
    """Whether the camera is held as cameras are where z is up; else z is something else."""
    right, _, forward = T_world_camera[2, :3]
    return bool(abs(right) < _HIGHEST_VIEW and forward < _HIGHEST_VIEW)


def _to_masks(
    graph: RegionGraph, planes: list[RoomPlane], patches: np.ndarray, frame: Frame
) -> Masks:
    label = _labels(graph, planes)
    kept = graph.pixels >= _SMALLEST
    row = np.where(kept, np.cumsum(kept) - 1, -1)
    of_patch = np.append(row[graph.region_of_patch], -1)  # the last one is the -1 of no patch
    image = _enlarge(of_patch[patches], frame.depth.shape)
    return Masks(image.astype(np.int16), label[kept], _scores(graph)[kept])


def _labels(graph: RegionGraph, planes: list[RoomPlane]) -> np.ndarray:
    """(R,) "floor", "ceiling", "wall" for what looks like most of its plane, "" for the rest."""
    label = np.full(len(graph), "", dtype=object)
    plane = planes_of(graph)
    for number, found in enumerate(planes):
        rows = np.flatnonzero(plane == number)
        if len(rows):
            largest = rows[graph.area[rows].argmax()]
            lightness, a, b = np.abs(graph.color[rows] - graph.color[largest]).T
            alike = (lightness < _LIGHTNESS) & (np.hypot(a, b) < _CHROMA)
            label[rows[alike]] = found.kind
    return label


def _scores(graph: RegionGraph) -> np.ndarray:
    """(R,) the probability that a region is no part of its likeliest neighbour."""
    likeliest = np.full(len(graph), -np.inf)
    np.maximum.at(likeliest, graph.pairs, region_odds(graph)[:, None])
    return 1 / (1 + np.exp(likeliest))


def _enlarge(image: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """The reduced image at the frame's size; rows and columns left over repeat the last."""
    factor = shape[0] // image.shape[0]
    large = image.repeat(factor, axis=0).repeat(factor, axis=1)
    rest = [(0, whole - part) for whole, part in zip(shape, large.shape, strict=True)]
    return np.pad(large, rest, mode="edge")
