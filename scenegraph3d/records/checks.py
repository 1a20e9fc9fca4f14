"""What records check of themselves: shapes and finite numbers."""

from __future__ import annotations

from typing import cast

import numpy as np


def check_shape(name: str, array: object, shape: tuple[int | None, ...]) -> None:
    """Refuse what is no array of this shape; None stands for any length."""
    if not isinstance(array, np.ndarray):
        raise TypeError(f"{name} must be an array, got {type(array).__name__}")
    came: tuple[int, ...] = cast("np.ndarray", array).shape
    fits = len(came) == len(shape) and all(
        want in (None, got) for want, got in zip(shape, came, strict=True)
    )
    if not fits:
        wanted = ", ".join("N" if want is None else str(want) for want in shape)
        comma = "," if len(shape) == 1 else ""
        raise ValueError(f"{name} must have shape ({wanted}{comma}), got {came}")


def check_finite(name: str, array: np.ndarray) -> None:
    """Refuse an array that holds NaN or infinity."""
    if not np.isfinite(array).all():
        bad = int((~np.isfinite(array)).any(axis=tuple(range(1, array.ndim))).sum())
        count = f"{bad} of {len(array)} rows"
        raise ValueError(f"{name} must be finite, got NaN or infinity in {count}")
