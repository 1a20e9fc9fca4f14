"""What the wrappers of operators check of their tensors."""

from __future__ import annotations

import torch


def check_tensor(
    name: str, tensor: torch.Tensor, shape: tuple[int | None, ...], *dtypes: torch.dtype
) -> None:
    """Refuse what is no tensor of this shape and one of these dtypes; None is any length."""
    if not isinstance(tensor, torch.Tensor):
        raise TypeError(f"{name} must be a tensor, got {type(tensor).__name__}")
    came = tuple(tensor.shape)
    fits = len(came) == len(shape) and all(
        want in (None, got) for want, got in zip(shape, came, strict=True)
    )
    if not fits:
        wanted = ", ".join("N" if want is None else str(want) for want in shape)
        comma = "," if len(shape) == 1 else ""
        raise ValueError(f"{name} must have shape ({wanted}{comma}), got {came}")
    if tensor.dtype not in dtypes:
        wanted = " or ".join(str(dtype) for dtype in dtypes)
        raise TypeError(f"{name} must be {wanted}, got {tensor.dtype}")


def check_same_device(**tensors: torch.Tensor | None) -> None:
    """Refuse tensors that lie on several devices."""
    devices = {name: str(tensor.device) for name, tensor in tensors.items() if tensor is not None}
    if len(set(devices.values())) > 1:
        where = ", ".join(f"{name} on {device}" for name, device in devices.items())
        raise ValueError(f"tensors must be on one device, got {where}: move them with .to(device)")
