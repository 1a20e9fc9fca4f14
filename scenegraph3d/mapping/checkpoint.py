"""A map on disk half way: what a stopped run goes on from, whole or not at all."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load as from_bytes
from safetensors.numpy import save as to_bytes

from ..geometry.cameras import Panorama, Pinhole
from ..io.files import atomic_write, read_bytes
from ..records import Camera, Masks
from .views import MaskedView

VERSION = 1
_MANIFEST = "run.json"


@dataclass(frozen=True)
class Progress:
    """How far a run is.

    Attributes:
        settings: what makes its result what it is: frames, segmenter, encoder, thresholds.
        done: names of the frames taken in, in order.
        skipped: names of the frames left out, and why.
        view_numbers: numbers of the keyframes.
    """

    settings: str
    done: tuple[str, ...]
    skipped: tuple[tuple[str, str], ...]
    view_numbers: tuple[int, ...]


class Checkpoint:
    """A folder that holds a run: a manifest, the volume, and a file a keyframe.

    The manifest is written last and names the volume's file, so a run that is killed at any
    moment leaves the state of one moment.
    """

    def __init__(self, folder: str | Path) -> None:
        """A checkpoint in `folder`, which need not exist yet."""
        self.folder = Path(folder)

    def load(self) -> Progress | None:
        """How far the run was; None where there is none.

        Raises:
            ValueError: the folder holds a manifest that is damaged or of another version.
        """
        path = self.folder / _MANIFEST
        if not path.exists():
            return None
        try:
            content = json.loads(read_bytes(path))
            if content["version"] != VERSION:
                raise ValueError(f"version {VERSION} is needed, got {content['version']}")
            return Progress(
                settings=content["settings"],
                done=tuple(content["done"]),
                skipped=tuple((name, why) for name, why in content["skipped"]),
                view_numbers=tuple(content["view_numbers"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(
                f"{path} must be a whole checkpoint, got: {error}; "
                f"delete {self.folder} to start over"
            ) from error

    def save(self, progress: Progress, volume: dict[str, np.ndarray]) -> None:
        """Write the volume, then the manifest; then drop the volume before it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        name = self._volume_path(len(progress.done))
        _write_arrays(name, volume)
        content = {
            "version": VERSION,
            "settings": progress.settings,
            "done": progress.done,
            "skipped": progress.skipped,
            "view_numbers": progress.view_numbers,
        }
        with atomic_write(self.folder / _MANIFEST) as file:
            file.write(json.dumps(content).encode())
        for old in self.folder.glob("volume-*.safetensors"):
            if old != name:
                old.unlink()

    def load_volume(self, progress: Progress) -> dict[str, np.ndarray]:
        """The volume's arrays at that point of the run."""
        return _read_arrays(self._volume_path(len(progress.done)))

    def save_view(self, view: MaskedView) -> None:
        """Write a keyframe; it counts once a manifest names it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        _write_arrays(self._view_path(view.number), _view_arrays(view))

    def load_views(self, progress: Progress) -> list[MaskedView]:
        """The keyframes up to that point of the run."""
        return [
            _view(number, _read_arrays(self._view_path(number))) for number in progress.view_numbers
        ]

    def remove(self) -> None:
        """Delete the run's files, and the folder if nothing else is in it."""
        if not self.folder.is_dir():
            return
        for pattern in ("view-*.safetensors", "volume-*.safetensors", _MANIFEST):
            for path in self.folder.glob(pattern):
                path.unlink()
        if not any(self.folder.iterdir()):
            self.folder.rmdir()

    def _volume_path(self, num_frames: int) -> Path:
        return self.folder / f"volume-{num_frames:06d}.safetensors"

    def _view_path(self, number: int) -> Path:
        return self.folder / f"view-{number:06d}.safetensors"


def _write_arrays(path: Path, arrays: dict[str, np.ndarray]) -> None:
    data = to_bytes({key: np.asarray(value, order="C") for key, value in arrays.items()})
    with atomic_write(path) as file:
        file.write(data)


def _read_arrays(path: Path) -> dict[str, np.ndarray]:
    try:
        return from_bytes(read_bytes(path))
    except (SafetensorError, FileNotFoundError) as error:
        raise ValueError(
            f"{path} must be a whole part of a checkpoint, got: {error}; "
            f"delete {path.parent} to start over"
        ) from error


def _view_arrays(view: MaskedView) -> dict[str, np.ndarray]:
    names = "\n".join(view.masks.label.astype(str)).encode()
    return {
        "depth": view.depth,
        "T_world_camera": view.T_world_camera,
        "mask_image": view.masks.image,
        "mask_score": view.masks.score,
        "mask_label": np.frombuffer(names, dtype=np.uint8),
        "feature": view.feature,
        "quality": view.quality,
        **_camera_arrays(view.camera),
    }


def _view(number: int, arrays: dict[str, np.ndarray]) -> MaskedView:
    count = len(arrays["mask_score"])
    names: list[Any] = arrays["mask_label"].tobytes().decode().split("\n")
    label = np.array(names if count else [], dtype=object)
    return MaskedView(
        number=number,
        depth=arrays["depth"],
        camera=_camera(arrays),
        T_world_camera=arrays["T_world_camera"],
        masks=Masks(arrays["mask_image"], label, arrays["mask_score"]),
        feature=arrays["feature"],
        quality=arrays["quality"],
    )


def _camera_arrays(camera: Camera) -> dict[str, np.ndarray]:
    size = {"size": np.array([camera.width, camera.height])}
    return size | {"K": camera.K} if isinstance(camera, Pinhole) else size


def _camera(arrays: dict[str, np.ndarray]) -> Camera:
    width, height = (int(side) for side in arrays["size"])
    return Pinhole(arrays["K"], width, height) if "K" in arrays else Panorama(width, height)
