"""What the tests share: real data where it is there, and a tiny room that fits on paper."""

import json
import os
from pathlib import Path

import pytest

from command import OBJECTS
from scenegraph3d.graph.scene_graph import SceneGraph
from scenes import boxes_graph


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
