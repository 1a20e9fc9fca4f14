"""The map seen from above: a graph goes in, a raster of layers comes out."""

from .bev_map import FREE, OCCUPIED, UNKNOWN, BevMap
from .files import save_picture, save_world_file, world_file_path
from .palette import label_color
from .render import cell_limits, render

__all__ = [
    "FREE",
    "OCCUPIED",
    "UNKNOWN",
    "BevMap",
    "cell_limits",
    "label_color",
    "render",
    "save_picture",
    "save_world_file",
    "world_file_path",
]
