"""Compile csrc/*.cpp for two levels of x86-64 and, where nvcc is, csrc/cuda/*.cu; see README.md."""

import logging
import os
import platform
import re
import shutil
import subprocess
import sys
from glob import glob

from setuptools import Extension, setup

DEFAULT_ARCHITECTURES = "8.0;9.0+PTX"  # torch would ask the GPU, and a build machine may have none
STABLE_ABI = ["-DTORCH_TARGET_VERSION=0x020a000000000000"]
# What makes loops vectorise without changing one bit of a float: pixels and keys are rounded from
# floats, and every level of CPU and the GPU must round them alike.
CXX_FLAGS = [
    *("-O3", "-g0", "-std=c++20", "-Wall", "-Wextra", "-Wno-unknown-pragmas"),
    *("-fvisibility=hidden", "-fopenmp-simd"),
    *("-fno-math-errno", "-fno-trapping-math", "-ffp-contract=off"),
]
NVCC_FLAGS = ["-O3", "-std=c++20", "--fmad=false", "-DUSE_CUDA", "-Xcompiler=-fvisibility=hidden"]


def cuda_home() -> str | None:
    """The toolkit's folder as nvcc itself names it: the nvcc on PATH may be a wrapper script."""
    named = os.environ.get("CUDA_HOME")
    if named:
        if not os.path.exists(os.path.join(named, "bin", "nvcc")):
            sys.exit(f"CUDA_HOME must be a toolkit's folder with bin/nvcc in it, got {named}")
        return named
    nvcc = shutil.which("nvcc") or shutil.which("/usr/local/cuda/bin/nvcc")
    if nvcc is None:
        return None
    dry = [nvcc, "--dryrun", "-x", "cu", "-c", os.devnull, "-o", os.devnull]
    said = subprocess.run(dry, capture_output=True, text=True, check=True).stderr
    top = re.search(r"^#\$ TOP=(.+)$", said, re.MULTILINE)
    if top is None:
        sys.exit(f"{nvcc} does not say where its toolkit is: set CUDA_HOME to the toolkit's folder")
    return os.path.realpath(top[1].strip())


HOME = cuda_home()
if HOME is not None:
    os.environ["CUDA_HOME"] = HOME  # read by torch when cpp_extension is imported

try:
    import torch
except ImportError:
    sys.exit("building needs torch >= 2.10: pip install torch, then build with no isolation")
from torch.utils.cpp_extension import BuildExtension, CppExtension, CUDAExtension  # noqa: E402


class BuildApart(BuildExtension):
    """Builds each library in a folder of its own, since two are made of the same sources."""

    def build_extension(self, ext: Extension) -> None:
        """Build `ext` with its name in the path of its objects."""
        shared, self.build_temp = self.build_temp, os.path.join(self.build_temp, ext.name)
        super().build_extension(ext)
        self.build_temp = shared


def cpu_libraries() -> list[Extension]:
    """The kernels for any CPU and, on x86-64, for CPUs with AVX2, and what chooses between them."""
    libraries = [cpu_library("_cpu", [])]
    if platform.machine().lower() in ("x86_64", "amd64"):
        libraries.append(cpu_library("_cpu_v3", ["-march=x86-64-v3"]))
        libraries.append(
            Extension("scenegraph3d_ops._level", ["csrc/level/level.cpp"], py_limited_api=True)
        )
    return libraries


def cpu_library(name: str, flags: list[str]) -> Extension:
    """One library of all C++ kernels."""
    return CppExtension(
        f"scenegraph3d_ops.{name}",
        sorted(glob("csrc/*.cpp")),
        depends=sorted(glob("csrc/*.h")),
        extra_compile_args=[*CXX_FLAGS, *STABLE_ABI, *flags],
        extra_link_args=["-Wl,--as-needed"] if sys.platform == "linux" else [],
        py_limited_api=True,
    )


def cuda_libraries() -> list[Extension]:
    """The CUDA kernels, where both nvcc and a torch with CUDA are."""
    if os.environ.get("SG3D_CUDA") == "0":
        reason = "SG3D_CUDA=0"
    elif HOME is None:
        reason = "nvcc was not found"
    elif torch.version.cuda is None:
        reason = f"torch {torch.__version__} was built without CUDA"
    else:
        check_toolkit(HOME, torch.version.cuda)
        return [cuda_library()]
    logging.getLogger(__name__).warning("building the CPU kernels only: %s", reason)
    return []


def check_toolkit(home: str, wanted: str) -> None:
    """Stop where nvcc is of another major version than torch's CUDA: the two would not link."""
    nvcc = os.path.join(home, "bin", "nvcc")
    said = subprocess.run([nvcc, "--version"], capture_output=True, text=True, check=True).stdout
    release = re.search(r"release (\d+)\.(\d+)", said)
    if release is None or release[1] != wanted.split(".")[0]:
        came = f"{release[1]}.{release[2]}" if release else "of an unknown release"
        sys.exit(
            f"nvcc must be of CUDA {wanted.split('.')[0]}, as torch {torch.__version__} is, got"
            f" {came} in {home}: set CUDA_HOME to another toolkit, or leave the CUDA kernels out"
            " with SG3D_CUDA=0"
        )


def cuda_library() -> Extension:
    """One library of all CUDA kernels."""
    os.environ.setdefault("TORCH_CUDA_ARCH_LIST", DEFAULT_ARCHITECTURES)
    return CUDAExtension(
        "scenegraph3d_ops._cuda",
        sorted(glob("csrc/cuda/*.cu")),
        depends=sorted(glob("csrc/cuda/*.cuh") + glob("csrc/*.h")),
        extra_compile_args={
            "cxx": [*CXX_FLAGS, *STABLE_ABI],
            "nvcc": [*NVCC_FLAGS, *STABLE_ABI],
        },
        extra_link_args=["-Wl,--as-needed"],
        py_limited_api=True,
    )


setup(
    ext_modules=[*cpu_libraries(), *cuda_libraries()],
    cmdclass={"build_ext": BuildApart},
    options={"bdist_wheel": {"py_limited_api": "cp310"}},
)
