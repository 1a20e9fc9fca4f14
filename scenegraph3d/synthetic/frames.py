"""Write rendered frames as ScanNet's exported frame folders, with the true instance images."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from PIL import Image

from ..geometry.cameras import Pinhole
from .render import Rendering

_JPEG_QUALITY = 95
_MAX_ID = 65534  # of an instance: images hold id + 1 in 16 bits


def write_frames(folder: str | Path, renderings: Iterable[Rendering]) -> Path:
    """Write a folder of posed RGB-D frames, complete or not at all.

    The layout is ScanNet's: color/0.jpg, depth/0.png (16-bit millimetres), pose/0.txt
    (T_world_camera), intrinsic/*.txt. Beside them lies instance/0.png (16 bits: instance_id + 1,
    0 for none), the truth. Frames are numbered in the order they come; they may be generated
    while they are written.

    Args:
        folder: to be made; its parents are made where they are missing.
        renderings: pictures of one pinhole camera, at least one.

    Returns:
        The path of the folder.

    Raises:
        FileExistsError: where that path is taken.
        ValueError: for no frames, several cameras, a camera that is no pinhole, or an
            instance_id over 65534.
    """
    path = Path(folder).resolve()
    if path.exists():
        raise FileExistsError(f"{path} exists already; remove it or choose another folder")
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=f".{path.name}.", dir=path.parent))
    try:
        _write_all(unfinished, renderings)
        unfinished.chmod(0o755)
        unfinished.rename(path)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    return path


def _write_all(folder: Path, renderings: Iterable[Rendering]) -> None:
    for name in ("color", "depth", "pose", "intrinsic", "instance"):
        (folder / name).mkdir()
    camera: Pinhole | None = None
    for number, rendering in enumerate(renderings):
        camera = _checked_camera(rendering, camera)
        _write_one(folder, number, rendering)
    if camera is None:
        raise ValueError("frames to write must be at least one, got none")
    K = np.eye(4)
    K[:3, :3] = camera.K
    for part in ("color", "depth"):
        _write_matrix(folder / "intrinsic" / f"intrinsic_{part}.txt", K)
        _write_matrix(folder / "intrinsic" / f"extrinsic_{part}.txt", np.eye(4))


def _checked_camera(rendering: Rendering, first: Pinhole | None) -> Pinhole:
    camera = rendering.frame.camera
    if not isinstance(camera, Pinhole):
        raise ValueError(f"frames to write must be a pinhole camera's, got {camera!r}")
    same = first is None or (
        np.array_equal(camera.K, first.K)
        and (camera.width, camera.height) == (first.width, first.height)
    )
    if not same:
        raise ValueError(f"frames to write must be one camera's, got another in {rendering.frame}")
    return camera


def _write_one(folder: Path, number: int, rendering: Rendering) -> None:
    frame, instance = rendering.frame, rendering.instance
    if instance.max(initial=-1) > _MAX_ID:
        raise ValueError(f"instance ids to write must be at most {_MAX_ID}, got {instance.max()}")
    depth_mm = np.clip(np.round(frame.depth * 1000), 0, 65535).astype(np.uint16)
    Image.fromarray(frame.color).save(folder / "color" / f"{number}.jpg", quality=_JPEG_QUALITY)
    Image.fromarray(depth_mm).save(folder / "depth" / f"{number}.png")
    ids = (instance + 1).astype(np.uint16)
    Image.fromarray(ids).save(folder / "instance" / f"{number}.png")
    _write_matrix(folder / "pose" / f"{number}.txt", frame.T_world_camera)


def _write_matrix(path: Path, matrix: np.ndarray) -> None:
    np.savetxt(path, matrix, fmt="%.8f")
