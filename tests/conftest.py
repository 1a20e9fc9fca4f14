"""What the tests share: real data where it is there, and a tiny room that fits on paper."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from command import OBJECTS
from scenegraph3d.graph.scene_graph import SceneGraph
from scenes import boxes_graph


def pytest_configure(config: pytest.Config) -> None:
    """Declare the mark that `make gpu-test` selects."""
    config.addinivalue_line("markers", "gpu: runs on a GPU; skipped by name without one")


@pytest.fixture(scope="session")
def sg3d_data() -> Path:
    """The folder of real data that SG3D_DATA names; the test is skipped where it is unset."""
    if not os.environ.get("SG3D_DATA"):
        pytest.skip("needs real data: set SG3D_DATA to its folder")
    return Path(os.environ["SG3D_DATA"])


@pytest.fixture
def office() -> SceneGraph:
    """A 4 m x 3 m room: desk 7 at the left, chairs 8 and 9, lamp 12 on the desk; with points."""
    aabb = [
        [0.2, 1.0, 0.0, 1.2, 2.0, 0.7],  # desk
        [2.0, 0.4, 0.0, 2.5, 0.9, 0.9],  # chair
        [3.2, 2.2, 0.0, 3.7, 2.7, 0.9],  # chair
        [0.5, 1.4, 0.7, 0.7, 1.6, 1.1],  # lamp
        [0.0, 0.0, -0.05, 4.0, 3.0, 0.0],  # floor
    ]
    return boxes_graph(
        aabb, ["desk", "chair", "chair", "lamp", "floor"], ids=[7, 8, 9, 12, 1], points_each=400
    )


@pytest.fixture
def office_file(tmp_path: Path) -> str:
    """A file of four labelled boxes without points: `command.OBJECTS`."""
    path = tmp_path / "office.json"
    path.write_text(json.dumps({"name": "office", "objects": OBJECTS}))
    return str(path)


@pytest.fixture(
    params=[pytest.param("cpu", id="cpu"), pytest.param("cuda", id="cuda", marks=pytest.mark.gpu)]
)
def device(request: pytest.FixtureRequest) -> str:
    """Each device that operators run on; one that is not here is skipped by name."""
    torch = pytest.importorskip("torch")
    if request.param == "cuda" and not torch.cuda.is_available():
        pytest.skip("needs a GPU that torch sees")
    return request.param


# One tolerance a dtype: what differs only in the order of a sum agrees within it.
TOLERANCE = {"float16": 1e-3, "float32": 1e-5, "float64": 1e-10}


@pytest.fixture
def assert_close() -> Callable[..., None]:
    """Compare two tensors: whole numbers exactly, floats within the tolerance of their dtype."""
    torch = pytest.importorskip("torch")

    def check(got: Any, want: Any) -> None:
        bound = TOLERANCE.get(str(got.dtype).removeprefix("torch."), 0.0)
        torch.testing.assert_close(got, want, rtol=bound, atol=bound)

    return check
