"""The record of a map seen from above: layers on one grid."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..geometry.map_grid import MapGrid
from ..records.checks import check_shape

UNKNOWN, FREE, OCCUPIED = 0, 1, 2  # states of `BevMap.occupancy`


@dataclass(frozen=True, eq=False)
class BevMap:
    """Layers of one map; all of them have row 0 in the north.

    Attributes:
        grid: where the pixels lie in the world.
        image: (H, W, 3) uint8 RGB of the top layer, white where nothing was seen.
        coverage: (H, W) bool, where something was seen.
        height: (H, W) float32 z of the top, metres, world; NaN where nothing was seen.
        occupancy: (H, W) uint8, UNKNOWN, FREE, or OCCUPIED where a person or robot cannot stand.
        label: (H, W) int32 index into `labels` of what is on top, -1 for none.
        instance: (H, W) int32 row of `graph.instances` of what is on top, -1 for none.
        labels: the names that `label` counts, sorted.
        instance_id: (M,) int64 ids of the rows that `instance` counts.
    """

    grid: MapGrid
    image: np.ndarray
    coverage: np.ndarray
    height: np.ndarray
    occupancy: np.ndarray
    label: np.ndarray
    instance: np.ndarray
    labels: tuple[str, ...]
    instance_id: np.ndarray

    def __post_init__(self) -> None:
        check_shape("image", self.image, (*self.grid.shape, 3))
        for name in ("coverage", "height", "occupancy", "label", "instance"):
            check_shape(name, getattr(self, name), self.grid.shape)

    def __repr__(self) -> str:
        grid = self.grid
        return f"BevMap({grid.width} x {grid.height} pixels of {grid.resolution:g} m)"

    def save_layers(self, path: str | Path) -> None:
        """Write all layers to one .npz file, beside and then renamed; `load_layers` reads it."""
        from .files import save_layers

        save_layers(path, self)
