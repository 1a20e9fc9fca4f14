"""The compiled kernels: what is loaded, and that every level of CPU computes the same."""

import importlib
import logging
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from scenegraph3d import ops  # noqa: E402
from scenegraph3d.ops.library import load_kernels  # noqa: E402

TESTS = Path(__file__).parent


def test_without_the_built_package_one_line_names_the_way_to_it(monkeypatch, caplog):
    monkeypatch.setitem(sys.modules, "scenegraph3d_ops", None)  # as if it were not installed
    with caplog.at_level(logging.WARNING):
        assert load_kernels() == ()
    assert [record.getMessage() for record in caplog.records] == [
        "scenegraph3d-ops is not installed: plain torch instead, slower"
        " (pip install ./cuda_ext --no-build-isolation)"
    ]


@pytest.mark.skipif("cuda" not in ops.KERNELS, reason="needs the CUDA kernels, built with nvcc")
def test_cuda_kernels_that_do_not_load_leave_those_of_the_cpu(monkeypatch, caplog):
    package = importlib.import_module("scenegraph3d_ops")

    def refuse_cuda(path):
        if "cuda" in path.name:
            raise OSError("libcudart.so.99: cannot open shared object file")

    monkeypatch.setattr(torch.ops, "load_library", refuse_cuda)
    with caplog.at_level(logging.WARNING):
        assert package.load.__wrapped__() == ops.KERNELS[:1]
    assert "the CUDA kernels do not load" in caplog.text
    assert "libcudart.so.99" in caplog.text


def test_every_operator_has_a_schema_a_default_and_a_fake():
    names = [name.removeprefix("scenegraph3d::") for name in registered()]
    assert "tsdf_touch" in names
    for name in names:
        qualified = f"scenegraph3d::{name}"
        has = torch._C._dispatch_has_kernel_for_dispatch_key
        assert has(qualified, "CompositeExplicitAutograd"), f"{name} has no reference"
        assert (
            has(qualified, "Meta")
            or torch._library.simple_registry.singleton.find(qualified).fake_impl.kernel
        ), f"{name} has no fake kernel"


@pytest.mark.skipif(not ops.KERNELS, reason="needs scenegraph3d-ops: pip install ./cuda_ext")
def test_every_operator_has_a_kernel_on_each_device_that_was_built():
    keys = ["CPU", "CUDA"] if "cuda" in ops.KERNELS else ["CPU"]
    has = torch._C._dispatch_has_kernel_for_dispatch_key
    missing = [f"{name} on {key}" for name in registered() for key in keys if not has(name, key)]
    assert missing == []


@pytest.mark.skipif(not ops.KERNELS, reason="needs scenegraph3d-ops: pip install ./cuda_ext")
@pytest.mark.skipif(shutil.which("nvcc") is None, reason="needs nvcc to compile the CUDA kernels")
@pytest.mark.skipif(torch.version.cuda is None, reason="needs a torch built with CUDA")
def test_the_cuda_kernels_compile_and_load_where_nvcc_is_without_a_gpu():
    assert "cuda" in ops.KERNELS


@pytest.mark.skipif("cpu_v3" not in ops.KERNELS, reason="needs kernels built for x86-64-v3")
def test_the_kernels_for_any_cpu_pass_the_same_tests():
    files = sorted(str(path) for path in TESTS.glob("test_ops_*.py") if path != Path(__file__))
    code = (
        "import sys, pytest, scenegraph3d_ops; scenegraph3d_ops.runs_v3 = lambda: False;"
        "from scenegraph3d import ops; assert ops.KERNELS[0] == 'cpu', ops.KERNELS;"
        "sys.exit(pytest.main(['-q', '-x', '-p', 'no:cacheprovider', *sys.argv[1:]]))"
    )
    run = subprocess.run([sys.executable, "-c", code, *files], capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr


def registered() -> list[str]:
    """The names of all operators, qualified."""
    names = torch._C._dispatch_get_all_op_names()
    return sorted({name.split(".")[0] for name in names if name.startswith("scenegraph3d::")})
