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
from ...perception.encoders import Encoder
from ..pooling import PooledFeatures
from .field import FeatureField
from .heat import check_encoder
from .undetected import FieldThings

_VERSION = "1"


def save_field(path: str | Path, field: FeatureField, things: FieldThings | None = None) -> None:
    """Write a field to one file (ending in .safetensors), with the things found in it, if any."""
    about = {"settings": json.dumps(asdict(field.settings)), "encoder": field.encoder}
    arrays = field.state()
    if things is not None:
        arrays |= {
            "things.number": things.number.astype(np.int32),
            "things.feature": things.pooled.feature,
            "things.confidence": things.pooled.feature_confidence,
        }
    write_state(Path(path), arrays, about)


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


def load_things(path: str | Path, encoder: Encoder) -> FieldThings | None:
    """The things that were written with a field; None where none were.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: it is no whole file of a field, or one of another encoder.
    """
    arrays, about = read_state(Path(path))
    number = arrays.get("things.number")
    if number is None:
        return None
    check_encoder(about.get("encoder", ""), encoder)
    feature, confidence = arrays["things.feature"], arrays["things.confidence"]
    views = np.full((len(feature), 0), -1, dtype=np.int64)
    pooled = PooledFeatures(feature, confidence, views)
    return FieldThings(encoder, number.astype(np.int64), pooled)


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
