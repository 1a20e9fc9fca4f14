"""The whole method as one paragraph: frames or points to instances and their graph; a Scene out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..config import Config, load_config
from ..graph.build import build_graph
from ..graph.scene_graph import SceneGraph
from ..graph.storage import load_graph
from ..io import is_frames, read_scan
from ..records import PointCloud, Scan
from .scene import Scene

if TYPE_CHECKING:
    from ..mapping.field import FeatureField
    from ..mapping.scan_frames import FrameSettings
    from ..perception.encoders import Encoder

MOST_EXTENT = 200.0  # metres, of a cloud that is split into objects


def build(
    source: str | Path | Scan,
    *,
    format: str | None = None,
    scene: str | None = None,
    config: str | Path | None = None,
    frames: FrameSettings | None = None,
) -> Scene:
    """Build a scene from a scan or from frames on disk, or from a scan in memory.

    Args:
        source: a scan folder or file (see `scenegraph3d.io.READERS`), posed RGB-D frames (see
            `scenegraph3d.io.frames.FRAME_READERS`), or a Scan.
        format: the reader's name, where it cannot be guessed from the path.
        scene: which scene, in a file that holds several.
        config: a YAML file whose keys override thresholds (see `configs/default.yaml`).
        frames: how frames become a scan; by default without any weights, on the CPU.

    Returns:
        The scene, ready for `ground`. A cloud without instances is split into objects; those, and
        the objects of frames, have names only where weights give them.
    """
    settings = read_config(config)
    if isinstance(source, Scan):
        return build_scene(source, settings)
    if is_frames(source, format):
        from ..mapping.scan_frames import FrameSettings, scan_frames

        mapped = scan_frames(source, frames or FrameSettings(), settings, format=format)
        return build_scene(mapped.scan, settings, mapped.encoder, mapped.field)
    if frames is not None:
        raise ValueError(f"frame settings are for frames, but {source} is a scan")
    return build_scene(read_scan(source, format=format, scene=scene), settings)


def build_scene(
    scan: Scan,
    config: Config,
    encoder: Encoder | None = None,
    field: FeatureField | None = None,
) -> Scene:
    """Build the scene of a scan, whose cloud is split into objects where it has none.

    With an encoder and a field, sentences also find what is in the field alone.
    """
    if scan.cloud is not None and not len(scan.instances):
        from ..mapping.group_points import group_points

        _check_extent(scan.name, scan.cloud)
        scan = group_points(scan.cloud, scan.name, config.grouping)
    from ..mapping.field_source import FieldSource

    source = None if field is None else FieldSource(field)
    return Scene(_warmed(build_graph(scan)), config, encoder, source)


def _check_extent(name: str, cloud: PointCloud) -> None:
    """Refuse a cloud too wide to be split: one in millimetres, or with a point astray."""
    extent = float(np.ptp(cloud.points, axis=0).max()) if len(cloud) else 0.0
    if extent > MOST_EXTENT:
        raise ValueError(
            f"a cloud without instances must be at most {MOST_EXTENT:.0f} m wide to be split into "
            f"objects, got {extent:.0f} m in {name}: give metres (`sg3d doctor` checks the unit), "
            "and no points far away"
        )


def open(
    path: str | Path, *, config: str | Path | None = None, encoder: Encoder | None = None
) -> Scene:
    """Open a scene that `Scene.save` wrote, with the feature field that lies beside it, if any.

    Args:
        path: the file.
        config: a YAML file whose keys override thresholds.
        encoder: what made the objects' features; one that ships is made here.

    Raises:
        ValueError: the features were made by another encoder, or by other weights than those that
            ship.
    """
    graph = load_graph(Path(path))
    from ..mapping.field_source import FieldSource

    encoder, field = _encoder(graph, encoder), FieldSource.beside(path)
    return Scene(_warmed(graph), read_config(config), encoder, field)


def _encoder(graph: SceneGraph, given: Encoder | None) -> Encoder | None:
    """The encoder of a graph's features: the one given, or made here where it ships."""
    if given is not None and given.name != graph.encoder:
        made = graph.encoder or "no encoder"
        raise ValueError(f"{graph.name} has features of {made}, got the encoder {given.name}")
    if given is None:
        from ..perception.encoders import shipped_encoder

        return shipped_encoder(graph.encoder)
    return given


def read_config(path: str | Path | None) -> Config:
    """The settings of a YAML file, or the defaults without one."""
    return Config() if path is None else load_config(path)


def _warmed(graph: SceneGraph) -> SceneGraph:
    """The graph with all measured that its first question would have to wait for."""
    for measured in ("shapes", "walls", "fronts"):
        getattr(graph, measured)
    return graph
