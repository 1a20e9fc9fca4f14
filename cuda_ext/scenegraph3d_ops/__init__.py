"""Compiled kernels of scenegraph3d.ops: `load()` hands them to torch's dispatcher."""

import ctypes
import functools
import logging
from pathlib import Path

_FOLDER = Path(__file__).parent
_log = logging.getLogger(__name__)


@functools.cache
def load() -> tuple[str, ...]:
    """Load the kernels this machine can run, once; return their names, such as ("cpu_v3", "cuda").

    CUDA kernels built for another CUDA than torch's are left out, with one warning.

    Raises:
        OSError: the CPU kernels do not fit the installed torch.
    """
    import torch

    name = "cpu_v3" if runs_v3() else "cpu"
    torch.ops.load_library(_library(name))
    if torch.version.cuda is None or not _library("cuda").exists():
        return (name,)
    try:
        torch.ops.load_library(_library("cuda"))
    except OSError as error:
        _log.warning("the CUDA kernels do not load: plain torch on the GPU instead: %s", error)
        return (name,)
    return name, "cuda"


def runs_v3() -> bool:
    """Whether the kernels for x86-64-v3 were built and this CPU runs them."""
    chooser = _library("level")
    return chooser.exists() and bool(ctypes.CDLL(str(chooser)).scenegraph3d_runs_v3())


def _library(name: str) -> Path:
    return _FOLDER / f"_{name}.abi3.so"
