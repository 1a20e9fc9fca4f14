"""Compiled kernels of scenegraph3d.ops: `load()` hands them to torch's dispatcher."""

import ctypes
import functools
from pathlib import Path

_FOLDER = Path(__file__).parent


@functools.cache
def load() -> tuple[str, ...]:
    """Load the kernels this machine can run, once; return their names, such as ("cpu_v3", "cuda").

    Raises:
        OSError: a library does not fit the installed torch.
    """
    import torch

    names = ["cpu_v3" if runs_v3() else "cpu"]
    if torch.version.cuda is not None and _library("cuda").exists():
        names.append("cuda")
    for name in names:
        torch.ops.load_library(_library(name))
    return tuple(names)


def runs_v3() -> bool:
    """Whether the kernels for x86-64-v3 were built and this CPU runs them."""
    chooser = _library("level")
    return chooser.exists() and bool(ctypes.CDLL(str(chooser)).scenegraph3d_runs_v3())


def _library(name: str) -> Path:
    return _FOLDER / f"_{name}.abi3.so"
