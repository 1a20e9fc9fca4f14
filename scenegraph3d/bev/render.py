"""Draw a scene from above onto a raster: a graph goes in, the layers of its map come out."""

from __future__ import annotations

import numpy as np

from ..geometry.map_grid import MapGrid
from ..graph.scene_graph import SceneGraph
from .bev_map import BevMap
from .canvas import Canvas
from .gaps import MOST_GAP, sources
from .occupancy import occupancy_of
from .samples import Samples, samples_of
from .storey import Slab, slab_of
from .stuff import GROUND, OBJECT_RANK, draw_ranks, is_named
from .top_layer import find_tops

DEFAULT_RESOLUTION = 0.05  # metres
COLORS = ("mean", "label")
_OF_ROOMS = 0.02  # metres
_ROUND = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1.0, 2.0)  # metres
_LONG_SIDE = 500  # pixels
_MOST_PIXELS = 36_000_000


def render(
    graph: SceneGraph,
    resolution: float = DEFAULT_RESOLUTION,
    *,
    limits: np.ndarray | None = None,
    colors: str = "mean",
    storey: int | None = None,
) -> BevMap:
    """Draw one storey of a scene, or a piece of a city, from above.

    Ground (floors, roads, grass) lies at the bottom, walls and buildings over it, objects on top,
    each by height; a ceiling is cut away. Objects without points are drawn by their footprints.

    Args:
        graph: the scene.
        resolution: edge of a pixel, metres.
        limits: (4,) x_min y_min x_max y_max of the map, metres; by default all of the scene.
        colors: "mean" of the points on top, or "label": one fixed colour for each name.
        storey: which storey of a building; by default the one with the most objects.

    Returns:
        The layers. Gaps that chance leaves between points take what is nearest.

    Raises:
        ValueError: `colors` is neither of the two, or the map would have over 36 million pixels.
    """
    if colors not in COLORS:
        raise ValueError(f"colors must be one of {', '.join(COLORS)}, got '{colors}'")
    slab = slab_of(graph, storey)
    grid = _grid_around(graph, slab, resolution) if limits is None else _grid_of(limits, resolution)
    if grid.width * grid.height > _MOST_PIXELS:
        raise ValueError(
            f"a map must have at most {_MOST_PIXELS:,} pixels, got {grid.width} x {grid.height}: "
            "give a coarser resolution or smaller limits"
        )
    canvas = Canvas(grid, MOST_GAP)
    samples = samples_of(graph, slab, canvas, colors=colors)
    return _map_of(graph, samples, canvas, floor_z=slab.floor_z)


def known_colors(graph: SceneGraph) -> str:
    """Which colours tell most: "label" where most objects have names but nothing has a colour."""
    if graph.cloud is not None:
        colored = graph.cloud.colors is not None
    else:
        colored = bool(np.isfinite(graph.instances.color).any())
    objects = graph.instances.label[draw_ranks(graph.instances.label)[:-1] == OBJECT_RANK]
    named = np.array([bool(str(label)) for label in objects], dtype=bool)
    return "mean" if colored or 2 * named.sum() < len(named) else "label"


def fitting_resolution(graph: SceneGraph, *, storey: int | None = None) -> float:
    """A round edge of a pixel, metres, with which the longer side has at most 500 pixels.

    Below 2 cm, which scans of rooms seldom bear, it has at most 250.
    """
    limits = _limits(graph, slab_of(graph, storey))
    longer = float((limits[2:] - limits[:2]).max())
    most = [_LONG_SIDE / 2 if step < _OF_ROOMS else _LONG_SIDE for step in _ROUND]
    fits = [step for step, pixels in zip(_ROUND, most, strict=True) if longer <= pixels * step]
    return fits[0] if fits else longer / _LONG_SIDE


def cell_limits(center: np.ndarray | tuple[float, float], size: float) -> np.ndarray:
    """(4,) x_min y_min x_max y_max of a square cell, metres.

    A cell as CityLoc has them, 224 pixels over 50 m:

        render(graph, 50 / 224, limits=cell_limits((x, y), 50))
    """
    if not (np.isfinite(size) and size > 0):
        raise ValueError(f"a cell's size must be positive metres, got {size}")
    x, y = (float(value) for value in center)
    return np.array([x - size / 2, y - size / 2, x + size / 2, y + size / 2])


def _map_of(graph: SceneGraph, samples: Samples, canvas: Canvas, *, floor_z: float) -> BevMap:
    """All layers of the samples on a canvas."""
    is_ground = np.append(is_named(graph.instances.label, GROUND), False)
    tops = find_tops(samples, draw_ranks(graph.instances.label), canvas.num_pixels)
    state = occupancy_of(samples, is_ground, canvas, floor_z=floor_z)
    source = canvas.cut(sources(tops.level.reshape(canvas.shape)))
    covered = source >= 0
    winner = np.where(covered, tops.winner[source], -1)
    row = _picked(samples.row, winner, np.int32(-1))
    names, class_of = _classes(graph.instances.label)
    return BevMap(
        grid=canvas.grid,
        image=_image(tops.color, source),
        coverage=covered,
        height=_picked(samples.top, winner, np.float32(np.nan)),
        # What is in the way of itself stays so, whatever hides it from above.
        occupancy=np.maximum(canvas.cut(state.reshape(canvas.shape)), state[source] * covered),
        label=class_of[row],
        instance=row,
        labels=names,
        instance_id=graph.instances.instance_id,
    )


def _picked(values: np.ndarray, winner: np.ndarray, nothing: np.generic) -> np.ndarray:
    """(H, W) the values of the samples (H, W) numbers `winner`, `nothing` where that is -1."""
    picked = np.full(winner.shape, nothing)
    held = winner >= 0
    picked[held] = values[winner[held]]
    return picked


def _image(color: np.ndarray, source: np.ndarray) -> np.ndarray:
    """(H, W, 3) uint8 colours of the pixels that each pixel takes its layers from, else white."""
    image = color.take(source, axis=0, mode="wrap")  # -1 reads the last
    image[source < 0] = 255
    return image


def _classes(label: np.ndarray) -> tuple[tuple[str, ...], np.ndarray]:
    """The names of M labels, sorted, and (M + 1,) int32 which of them each row has; -1 at last."""
    names = sorted({str(one) for one in label if str(one)})
    number = {name: k for k, name in enumerate(names)}
    return tuple(names), np.array([*(number.get(str(one), -1) for one in label), -1], np.int32)


def _limits(graph: SceneGraph, slab: Slab) -> np.ndarray:
    """(4,) around all that the slab shows; a metre around the origin for nothing."""
    spots = [graph.footprint[row] for row in np.flatnonzero(slab.shown[:-1])]
    if graph.cloud is not None and graph.point_row is not None and len(graph.cloud):
        points = graph.cloud.points
        held = slab.holds(points[:, 2], graph.point_row)
        if held.any():
            spots += [_corners(points[:, :2] if held.all() else points[held, :2])]
    if not spots:
        return np.array([-0.5, -0.5, 0.5, 0.5])
    every = np.concatenate(spots)
    return np.concatenate([every.min(axis=0), every.max(axis=0)])


def _corners(points: np.ndarray) -> np.ndarray:
    return np.array([points.min(axis=0), points.max(axis=0)], dtype=np.float64)


def _grid_around(graph: SceneGraph, slab: Slab, resolution: float) -> MapGrid:
    """The grid of the whole scene; its edges are multiples of the resolution."""
    if not (np.isfinite(resolution) and resolution > 0):
        raise ValueError(f"resolution must be positive metres, got {resolution}")
    around = _limits(graph, slab)
    if (around[2:] - around[:2]).max() > _MOST_PIXELS * resolution:
        raise ValueError(
            f"a map must have at most {_MOST_PIXELS:,} pixels, got pixels of {resolution} m: "
            "give a coarser resolution or smaller limits"
        )
    limits = around / resolution
    # A hair more, since what lies on the lower or right edge of a pixel is in the next one.
    edges = np.concatenate([np.floor(limits[:2] - 1e-6), np.ceil(limits[2:] + 1e-6)])
    width, height = (edges[2:] - edges[:2]).astype(int).tolist()
    x_min, y_max = (edges[[0, 3]] * resolution).tolist()
    return MapGrid(x_min, y_max, resolution, width, height)


def _grid_of(limits: np.ndarray, resolution: float) -> MapGrid:
    limits = np.asarray(limits, dtype=np.float64)
    if limits.shape != (4,) or not np.isfinite(limits).all():
        raise ValueError(f"limits must be four finite numbers, got {limits.tolist()}")
    if (limits[2:] <= limits[:2]).any():
        raise ValueError(f"limits must be x_min y_min x_max y_max, got {limits.tolist()}")
    return MapGrid.covering(limits, resolution)
