"""The operators' namespace: schemas are registered here, and built kernels override by device."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import torch

NAMESPACE = "scenegraph3d"
_log = logging.getLogger(__name__)


def define_op(
    schema: str, *, reference: Callable[..., Any], fake: Callable[..., Any]
) -> Callable[..., Any]:
    """Register an operator that runs its reference until a kernel for the device is loaded.

    Args:
        schema: as torch writes it, such as "segment_mean(Tensor features, ...) -> Tensor".
        reference: plain torch, the definition of correct; runs on every device.
        fake: returns empty tensors of the right shape and dtype, for tracing.

    Returns:
        The operator as torch calls it.
    """
    name = schema.split("(")[0]
    qualified = f"{NAMESPACE}::{name}"
    torch.library.define(qualified, schema.removeprefix(name))
    torch.library.impl(qualified, "default", reference)
    torch.library.register_fake(qualified, fake)
    return getattr(getattr(torch.ops, NAMESPACE), name).default


def load_kernels() -> tuple[str, ...]:
    """Load the built kernels; return their names, or () after one warning where there are none."""
    build = "pip install ./cuda_ext --no-build-isolation"
    try:
        import scenegraph3d_ops  # pyright: ignore[reportMissingImports]

        return scenegraph3d_ops.load()
    except ModuleNotFoundError:
        _log.warning("scenegraph3d-ops is not installed: plain torch instead, slower (%s)", build)
    except OSError as error:
        _log.warning("scenegraph3d-ops does not load: plain torch instead (%s): %s", build, error)
    return ()
