"""Small frames drawn by hand, and masks on them."""

import numpy as np

from scenegraph3d.geometry.cameras import Pinhole
from scenegraph3d.records import Frame, Masks

RED, BLUE, GREY = (180, 30, 40), (50, 80, 160), (128, 128, 128)
# A camera that looks along world +y, its image upright in a world with z up.
LEVEL = np.array([[1.0, 0, 0, 0], [0, 0, 1, 0], [0, -1, 0, 1.2], [0, 0, 0, 1]])


def flat_frame(patches, *, width=96, height=72, depth=2.0, name="frame-0", noise=0.0) -> Frame:
    """Rectangles (row slice, column slice, rgb) on grey, all at one depth."""
    color = np.full((height, width, 3), GREY, dtype=np.float64)
    for rows, columns, rgb in patches:
        color[rows, columns] = rgb
    color += np.random.default_rng(0).normal(0, noise, color.shape) if noise else 0
    camera = Pinhole.from_focal(80, 80, cx=width / 2, cy=height / 2, width=width, height=height)
    depths = np.full((height, width), depth, dtype=np.float32)
    return Frame(name, np.clip(color, 0, 255).astype(np.uint8), depths, camera, LEVEL)


def patch_masks(frame: Frame, patches) -> Masks:
    """One mask for each rectangle (row slice, column slice, ...)."""
    image = np.full(frame.depth.shape, -1, dtype=np.int16)
    for row, (rows, columns, *_) in enumerate(patches):
        image[rows, columns] = row
    return Masks.unnamed(image)
