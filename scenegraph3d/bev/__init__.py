"""The map seen from above: a graph goes in, a raster of layers comes out."""

from .bev_map import FREE, OCCUPIED, UNKNOWN, BevMap
from .files import load_layers, load_world_file, save_picture, save_world_file, world_file_path
from .palette import label_color
from .render import cell_limits, fitting_resolution, known_colors, render

__all__ = [
    "FREE",
    "OCCUPIED",
    "UNKNOWN",
    "BevMap",
    "cell_limits",
    "fitting_resolution",
    "known_colors",
    "label_color",
    "load_layers",
    "load_world_file",
    "render",
    "save_picture",
    "save_world_file",
    "world_file_path",
]
