"""Fields and half-trained ones on disk: one safetensors file each, written whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save as to_bytes

from ...config import FieldSettings
from ...io.files import atomic_write, one_line
from .field import FeatureField

_VERSION = "1"


def save_field(path: str | Path, field: FeatureField) -> None:
    """Write a field to one file (ending in .safetensors)."""
    about = {"settings": json.dumps(asdict(field.settings)), "encoder": field.encoder}
    write_state(Path(path), field.state(), about)


def load_field(path: str | Path) -> FeatureField:
    """Read a field that `save_field` wrote.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: it is no whole file of a field.
    """
    arrays, about = read_state(Path(path))
    try:
        settings = FieldSettings(**json.loads(about["settings"]))
        return FeatureField.from_state(arrays, settings, about["encoder"])
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path} must be a whole field: {one_line(error)}") from error


def write_state(path: Path, arrays: Mapping[str, np.ndarray], about: Mapping[str, str]) -> None:
    """Write arrays and words about them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    data = to_bytes(
        {name: np.asarray(values, order="C") for name, values in arrays.items()},
        metadata={"version": _VERSION, **about},
    )
    with atomic_write(path) as file:
        file.write(data)


def read_state(path: Path) -> tuple[dict[str, np.ndarray], dict[str, str]]:
    """The arrays and words that `write_state` wrote.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: it is damaged or of another version.
    """
    if not path.is_file():
        raise FileNotFoundError(f"no field at {path.resolve()}")
    try:
        with safe_open(path, framework="numpy") as file:
            about = dict(file.metadata() or {})
            arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except SafetensorError as error:
        raise ValueError(f"{path} must be a whole field: {one_line(error)}") from error
    if about.pop("version", "") != _VERSION:
        raise ValueError(f"{path} must be a field of version {_VERSION}")
    return arrays, about
