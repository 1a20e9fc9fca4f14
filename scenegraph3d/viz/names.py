"""Writes the names of things on a map: always those the answer speaks of, others where they fit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke
from matplotlib.text import Text

from ..records import Instances
from .labels import Page
from .marks import ring_radius
from .roles import ANCHOR_COLOR, CANDIDATE_COLOR, Roles
from .summary import one_line

_CROWDED = 150  # objects above which only the names that matter are written
_TAG_PAD = 0.75  # of a name's height, that its tag adds to width and height
_PLAIN_PAD = 3.0  # pixels
_DOT = np.array([-20, -20, 20, 20])  # pixels around a viewer's place
_SAYS_NOTHING = ("", "object", "unknown", "otherprop", "otherfurniture", "otherstructure")
_HALO = [withStroke(linewidth=2.2, foreground=(1, 1, 1, 0.85))]


def write_names(
    axes: Axes,
    instances: Instances,
    corners: np.ndarray,
    roles: Roles,
    *,
    plain: list[int],
    viewers: np.ndarray,
    regions: Sequence[str] = (),
) -> None:
    """Write names so that none covers another.

    Args:
        axes: the map.
        instances: the M objects; those the answer speaks of are named with their ids.
        corners: (M + K, 4, 2) top views of the objects, then of the regions, metres.
        roles: the rows the answer speaks of: these always get their name.
        plain: the rows that are outlined; those without a part are named where there is room.
        viewers: (V, 2) places of viewers, metres, that no name may cover.
        regions: K names of regions.
    """
    boxes = _pixel_boxes(axes, corners)
    boxes[list(roles.targets)] = _with_ring(axes, boxes[list(roles.targets)])
    page = Page(_pixel_limits(axes), [boxes[row] for row in roles.targets])
    page.taken += [np.tile(axes.transData.transform(spot), 2) + _DOT for spot in viewers]
    labels = [one_line(str(label), 40) for label in instances.label]
    named = zip(labels, instances.instance_id, strict=True)
    names = [f"{label} {instance_id}".strip() for label, instance_id in named]
    names += [one_line(name, 40) for name in regions]
    for row, probability in roles.targets.items():
        _tag(axes, page, boxes[row], f"{names[row]}  {probability:.2f}", roles.target_color)
    for row in roles.anchors:
        _tag(axes, page, boxes[row], names[row], ANCHOR_COLOR)
    for row, probability in roles.candidates.items():
        name = f"{names[row]}  {probability:.2f}"
        _beside(axes, page, boxes[row], name, color=CANDIDATE_COLOR, path_effects=_HALO)
    others = [row for row in plain if row not in roles.rows and labels[row] not in _SAYS_NOTHING]
    if len(others) <= _CROWDED:
        for row in sorted(others, key=lambda row: -float(np.prod(np.ptp(corners[row], axis=0)))):
            _inside(axes, page, boxes[row], labels[row])


def _tag(axes: Axes, page: Page, box: np.ndarray, name: str, color: str) -> None:
    """A name in white on a coloured tag."""
    tag = {"boxstyle": "round,pad=0.35,rounding_size=0.4", "facecolor": color, "edgecolor": "white"}
    _beside(axes, page, box, name, color="white", fontweight="bold", fontsize=9, bbox=tag)


def _beside(axes: Axes, page: Page, box: np.ndarray, name: str, **style: Any) -> None:
    text = _new_text(axes, name, **{"fontsize": 7.5, "zorder": 11, **style})
    _move(axes, text, page.place_beside(_size(text), box))


def _inside(axes: Axes, page: Page, box: np.ndarray, name: str) -> None:
    text = _new_text(axes, name, fontsize=6.5, color="#374151", path_effects=_HALO, zorder=10)
    spot = page.place_inside(_size(text), box)
    if spot is None:
        text.remove()
    else:
        _move(axes, text, spot)


def _new_text(axes: Axes, name: str, **style: Any) -> Text:
    return axes.text(0, 0, name, ha="center", va="center", parse_math=False, **style)


def _move(axes: Axes, text: Text, middle: np.ndarray) -> None:
    x, y = axes.transData.inverted().transform(middle)
    text.set_position((float(x), float(y)))


def _size(text: Text) -> np.ndarray:
    """(2,) width and height in pixels, with the tag around it."""
    extent = text.get_window_extent()
    tagged = text.get_bbox_patch() is not None
    pad = _TAG_PAD * extent.height if tagged else _PLAIN_PAD
    return np.array([extent.width + pad, extent.height + pad])


def _pixel_boxes(axes: Axes, corners: np.ndarray) -> np.ndarray:
    """(M, 4) rectangles around the top views, pixels."""
    pixels = axes.transData.transform(corners.reshape(-1, 2)).reshape(-1, 4, 2)
    return np.concatenate([pixels.min(axis=1), pixels.max(axis=1)], axis=1)


def _with_ring(axes: Axes, boxes: np.ndarray) -> np.ndarray:
    """Boxes grown to the ring that is drawn around small ones."""
    origin, rim = axes.transData.transform([[0, 0], [ring_radius(axes), 0]])
    radius = rim[0] - origin[0]
    middle, half = (boxes[:, :2] + boxes[:, 2:]) / 2, (boxes[:, 2:] - boxes[:, :2]) / 2
    half = np.where(half.max(axis=1, keepdims=True) * 2 < radius, radius, half)
    return np.hstack([middle - half, middle + half])


def _pixel_limits(axes: Axes) -> np.ndarray:
    (x, far), (y, top) = axes.get_xlim(), axes.get_ylim()
    return axes.transData.transform([[x, y], [far, top]]).reshape(4)
