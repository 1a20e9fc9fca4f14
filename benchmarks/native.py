"""Time the native operators against the best library for each, in one run, on one thread.

    python benchmarks/native.py                    # a table of all, on one CPU core
    python benchmarks/native.py tsdf_integrate     # of one
    python benchmarks/native.py --device cuda      # on a GPU, against plain torch there

Each line first checks the operator against its reference on inputs of a fresh seed, then runs ours
and the library in turns of 50 ms or more; `ratio` is the median of the ratios of neighbouring
turns, so that it holds when the machine's speed drifts. On the CPU times are this process's own
CPU time: on one core the clock's, less what other programs take. `GB/s` is what has to move at the
least over our time, beside what copying moves here.
"""

from __future__ import annotations

import argparse
import importlib
import os
import platform
import secrets
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

OPS = (
    "tsdf_integrate",
    "project_gather",
    "mask_cooccur",
    "cloud_overlap",
    "obb_iou",
    "graph_segment",
    "segment_mean",
)
HEADER = ("operator", "work", "ours ms", "against", "its ms", "ratio", "mark", "GB/s", "of copying")
COPY_BYTES = {"cpu": 2**28, "cuda": 2**31}  # far more than any cache
REPEATS = 9
TURN = 0.05  # seconds


def main() -> None:
    """Print the machine and one line an operator; exit with 1 where a mark is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("ops", nargs="*", metavar="OP", help=f"of {', '.join(OPS)}; all if none")
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    parser.add_argument("--repeats", type=int, default=REPEATS)
    asked = parser.parse_args()
    unknown = sorted(set(asked.ops) - set(OPS))
    if unknown:
        parser.error(f"unknown operator {unknown[0]!r}; choose from: {', '.join(OPS)}")
    if hasattr(os, "sched_setaffinity"):  # before a library counts the processors
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    sys.path.insert(0, str(Path(__file__).parent))
    print_machine(asked.device)
    copying = copy_speed(asked.device, asked.repeats)
    print(f"copying moves {copying / 1e9:.0f} GB/s\n\n| {' | '.join(HEADER)} |")
    print("|" + " --- |" * len(HEADER), flush=True)
    missed = [not measure(name, asked.device, asked.repeats, copying) for name in asked.ops or OPS]
    sys.exit(any(missed))


def measure(name: str, device: str, repeats: int, copying: float) -> bool:
    """Check and time one operator, print its line, tell whether it meets its mark."""
    module = importlib.import_module(f"native_ops.{name}")
    module.check(device, secrets.randbits(32))
    trial = module.trial(device, secrets.randbits(32))
    # No library of the list runs on a GPU: what is beaten there is plain torch.
    theirs = trial.library if device == "cpu" else trial.reference
    ours, its = in_turns(trial.ours, theirs, device, repeats)
    ratio = statistics.median(b / a for a, b in zip(ours, its, strict=True))
    speed = trial.num_bytes / statistics.median(ours)
    cells = (
        name,
        trial.work,
        f"{statistics.median(ours) * 1e3:.2f}",
        trial.library_name if device == "cpu" else "torch reference",
        f"{statistics.median(its) * 1e3:.2f}",
        f"{ratio:.1f}",
        f"{trial.mark:g}" if device == "cpu" else "",
        f"{speed / 1e9:.1f}",
        f"{speed / copying:.0%}",
    )
    print(f"| {' | '.join(cells)} |", flush=True)
    return device != "cpu" or ratio >= trial.mark


def in_turns(
    first: Callable[[], object], second: Callable[[], object], device: str, repeats: int
) -> tuple[list[float], list[float]]:
    """Seconds a run in each turn of two functions that take turns."""
    works = first, second
    for work in works:
        work()
    runs = [max(1, round(TURN / seconds(work, device))) for work in works]
    pairs = [
        [seconds(work, device, count) / count for work, count in zip(works, runs, strict=True)]
        for _ in range(repeats)
    ]
    return [a for a, _ in pairs], [b for _, b in pairs]


def seconds(work: Callable[[], object], device: str, runs: int = 1) -> float:
    """CPU time of some runs, or the wall time of all their work on the GPU."""
    if device == "cpu":
        start = time.process_time()
        for _ in range(runs):
            work()
        return time.process_time() - start
    import torch

    torch.cuda.synchronize()
    start = time.perf_counter()
    for _ in range(runs):
        work()
    torch.cuda.synchronize()
    return time.perf_counter() - start


def copy_speed(device: str, repeats: int) -> float:
    """Bytes a second that copying reads and writes."""
    import torch

    source = torch.ones(COPY_BYTES[device] // 4, device=device)
    target = torch.empty_like(source)
    times = [seconds(lambda: target.copy_(source), device) for _ in range(repeats)]
    return 2 * COPY_BYTES[device] / statistics.median(times)


def print_machine(device: str) -> None:
    """The processor, torch and which kernels are loaded."""
    import torch

    from scenegraph3d import ops

    torch.set_num_threads(1)
    kernels = ", ".join(ops.KERNELS) or "none: the torch references are timed"
    chip = torch.cuda.get_device_name() if device == "cuda" else cpu_model()
    print(f"{chip}, torch {torch.__version__}, kernels: {kernels}")


def cpu_model() -> str:
    """What the processor calls itself."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        return next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


if __name__ == "__main__":
    main()
