"""The file of weights: a model in, float16 tensors with a name and version out, and back."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file

from ....io.files import one_line
from .towers import Towers

SHIPPED = Path(__file__).with_name("mini.safetensors")
FORMAT = "scenegraph3d.mini"
VERSION = "1"  # of crops, tokens and towers: other ones need weights of their own


def save_towers(towers: Towers, path: Path, **notes: str) -> None:
    """Write the weights as float16, with notes on how they were made."""
    tensors = {name: _stored(value) for name, value in towers.state_dict().items()}
    save_file(tensors, path, metadata={"format": FORMAT, "version": VERSION, **notes})


def load_towers(path: Path) -> Towers:
    """The towers, ready to be asked, in float32.

    Raises:
        FileNotFoundError: no such file.
        ValueError: a file of something else, or of another version.
    """
    if not path.is_file():
        raise FileNotFoundError(f"weights of the encoder 'mini' must be a file, got {path}")
    try:
        with safe_open(path, framework="pt") as file:
            notes = file.metadata() or {}
            tensors = {name: file.get_tensor(name).float() for name in file.keys()}  # noqa: SIM118
    except (SafetensorError, OSError) as error:
        raise ValueError(f"{path} must hold weights of mini, got: {one_line(error)}") from error
    made = notes.get("format", "another model"), notes.get("version", "?")
    if made != (FORMAT, VERSION):
        raise ValueError(
            f"{path} must hold weights of mini, version {VERSION}, got {made[0]}, version {made[1]}"
        )
    towers = Towers()
    try:
        towers.load_state_dict(tensors)
    except RuntimeError as error:
        raise ValueError(f"{path} must hold weights of mini, got: {one_line(error)}") from error
    return towers.eval()


def _stored(value: torch.Tensor) -> torch.Tensor:
    value = value.detach().cpu()
    return (value.half() if value.is_floating_point() else value).contiguous()
