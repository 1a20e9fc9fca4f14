"""A keyframe in, one of fewer pixels out: masks need no more than a few hundred across."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..geometry.cameras import Pinhole
from ..records import Masks
from .views import MaskedView

MOST_PIXELS = 400  # of a kept view's width: 1 cm at 2 m and a lens of 53 degrees


def shrink_view(view: MaskedView) -> MaskedView:
    """Every n-th pixel of a pinhole view wider than MOST_PIXELS; others as they are."""
    camera = view.camera
    step = -(-camera.width // MOST_PIXELS)
    if step == 1 or not isinstance(camera, Pinhole):
        return view
    depth = np.ascontiguousarray(view.depth[::step, ::step])
    K = np.diag([1 / step, 1 / step, 1.0]) @ camera.K
    image = np.ascontiguousarray(view.masks.image[::step, ::step])
    return replace(
        view,
        depth=depth,
        camera=Pinhole(K, width=depth.shape[1], height=depth.shape[0]),
        masks=Masks(image, view.masks.label, view.masks.score),
    )
