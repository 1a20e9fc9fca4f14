"""Files of a map: its layers as .npz, its image as .png, and the world file beside a picture."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path

import numpy as np

from ..geometry.map_grid import MapGrid
from ..io.files import atomic_write, require_file
from .bev_map import BevMap

_LAYERS = ("image", "coverage", "height", "occupancy", "label", "instance", "instance_id")
_WORLD_ENDINGS = {".png": ".pgw", ".jpg": ".jgw", ".jpeg": ".jgw"}


def save_layers(path: str | Path, bev: BevMap) -> None:
    """Write the layers, the names and the grid to an .npz file that needs no pickle.

    Args:
        path: the file; its folder must exist.
        bev: the map.
    """
    grid = bev.grid
    frame = np.array([grid.x_min, grid.y_max, grid.resolution], dtype=np.float64)
    layers = {name: getattr(bev, name) for name in _LAYERS}
    names = np.array(bev.labels, dtype=np.str_)
    with atomic_write(path) as file:
        np.savez_compressed(file, x_min_y_max_resolution=frame, labels=names, **layers)


def load_layers(path: str | Path) -> BevMap:
    """Read what `save_layers` wrote.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: it is no .npz of a map.
    """
    path = Path(path)
    require_file(path)
    try:
        with np.load(path, allow_pickle=False) as held:
            layers = {name: held[name] for name in _LAYERS}
            x_min, y_max, resolution = held["x_min_y_max_resolution"].tolist()
            labels = tuple(held["labels"].tolist())
            height, width = layers["coverage"].shape
    except (KeyError, ValueError, AttributeError, zipfile.BadZipFile, zlib.error) as error:
        raise ValueError(f"{path} must hold the layers of a map, got: {error}") from error
    return BevMap(MapGrid(x_min, y_max, resolution, width, height), labels=labels, **layers)


def save_picture(path: str | Path, image: np.ndarray, grid: MapGrid) -> None:
    """Write (H, W, 3) uint8 pixels as they are to a .png, and its world file beside it."""
    from PIL import Image

    path = Path(path)
    if path.suffix.lower() != ".png":
        raise ValueError(f"exact pixels need a name that ends in .png, got '{path}'")
    with atomic_write(path) as file:
        Image.fromarray(image).save(file, format="PNG")
    save_world_file(world_file_path(path), grid)


def world_file_path(path: str | Path) -> Path:
    """Where the world file of a picture goes: map.pgw beside map.png, map.jgw beside map.jpg."""
    path = Path(path)
    if path.suffix.lower() not in _WORLD_ENDINGS:
        wanted = ", ".join(_WORLD_ENDINGS)
        raise ValueError(f"a picture with a world file must end in {wanted}, got '{path}'")
    return path.with_suffix(_WORLD_ENDINGS[path.suffix.lower()])


def save_world_file(path: str | Path, grid: MapGrid) -> None:
    """Write the six lines that place a north-up picture in the world, metres.

    They are: pixel width, two rotations (0), minus the pixel height, and x and y of the middle of
    the top left pixel. GIS programs read them beside a picture of the same name.
    """
    ((x, y),) = grid.places_of(np.zeros((1, 2))).tolist()
    lines = (grid.resolution, 0.0, 0.0, -grid.resolution, x, y)
    with atomic_write(path) as file:
        file.write("".join(f"{value!r}\n" for value in lines).encode())


def load_world_file(path: str | Path, width: int, height: int) -> MapGrid:
    """The grid of a north-up picture of `width` x `height` pixels from its world file.

    Raises:
        ValueError: not six numbers, or a picture that is turned or has oblong pixels.
    """
    path = Path(path)
    require_file(path)
    try:
        across, skew_y, skew_x, down, x, y = (float(word) for word in path.read_text().split())
    except ValueError as error:
        raise ValueError(f"{path} must hold six numbers, got: {error}") from error
    if not np.isfinite([x, y]).all():
        raise ValueError(f"{path} must hold finite numbers, got {x}, {y}")
    if skew_x or skew_y or down != -across:
        raise ValueError(f"{path} must be north-up with square pixels, got {across}, {down}")
    return MapGrid(x - across / 2, y + across / 2, across, width, height)
