"""What the module of an operator hands to `benchmarks/native.py`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Trial:
    """One operator on one input.

    Each module of this folder has `trial(device, seed) -> Trial` and `check(device, seed)`, which
    raises AssertionError where the operator and its reference differ on random inputs.

    Attributes:
        work: the input in a few words.
        ours: runs the operator once.
        reference: runs its definition in plain torch once, on the same input.
        library: runs the best library at hand once on the same input, on the CPU.
        library_name: what it is called.
        mark: how many times faster than it `ours` is to be.
        num_bytes: what has to be read and written at the least.
    """

    work: str
    ours: Callable[[], object]
    reference: Callable[[], object]
    library: Callable[[], object]
    library_name: str
    mark: float
    num_bytes: int
