"""The file of weights: arrays in, float16 with a name and version out, and back; no torch."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from ....io.files import one_line

SHIPPED = Path(__file__).with_name("mini.safetensors")
FORMAT = "scenegraph3d.mini"
VERSION = "1"  # of crops, tokens and towers: other ones need weights of their own
_NEEDED = ("image.head.2.weight", "text.grams.weight")


def write_weights(path: Path, weights: Mapping[str, np.ndarray], **notes: str) -> None:
    """Write the arrays of `towers.Towers`, floats as float16, with notes on how they were made."""
    arrays = {name: _stored(array) for name, array in weights.items()}
    save_file(arrays, path, metadata={"format": FORMAT, "version": VERSION, **notes})


def read_weights(path: Path) -> dict[str, np.ndarray]:
    """The arrays, floats as float32.

    Raises:
        FileNotFoundError: no such file.
        ValueError: a file of something else, or of another version.
    """
    if not path.is_file():
        raise FileNotFoundError(f"weights of the encoder 'mini' must be a file, got {path}")
    try:
        with safe_open(path, framework="numpy") as file:
            notes = file.metadata() or {}
            arrays = {name: _read(file.get_tensor(name)) for name in file.keys()}  # noqa: SIM118
    except (SafetensorError, OSError) as error:
        raise ValueError(f"{path} must hold weights of mini, got: {one_line(error)}") from error
    made = notes.get("format", "another model"), notes.get("version", "?")
    if made != (FORMAT, VERSION):
        raise ValueError(
            f"{path} must hold weights of mini, version {VERSION}, got {made[0]}, version {made[1]}"
        )
    if missing := [name for name in _NEEDED if name not in arrays]:
        raise ValueError(f"{path} must hold weights of mini, got none called {missing[0]}")
    return arrays


def _stored(array: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(array.astype(np.float16) if array.dtype.kind == "f" else array)


def _read(array: np.ndarray) -> np.ndarray:
    return array.astype(np.float32) if array.dtype.kind == "f" else array
