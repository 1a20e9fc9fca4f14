"""`sg3d` on a real scan; needs SG3D_DATA."""

import json

import pytest

from command import run


@pytest.mark.parametrize(
    ("sentence", "instance_id"),
    [
        pytest.param("the stool closest to the refrigerator", 28, id="closest"),
        pytest.param("the stool farthest from the refrigerator", 30, id="farthest"),
        pytest.param("the pillow on the bed", 16, id="on"),
        pytest.param("the fridge", 33, id="synonym"),
    ],
)
def test_a_real_scan_is_answered(sg3d_data, capsys, tmp_path, sentence, instance_id):
    scan = sg3d_data / "scans" / "scannet_full" / "scene0000_00.npz"
    picture = tmp_path / "answer.png"
    assert run("ground", str(scan), sentence, "--json", "--bev", str(picture)) == 0
    assert json.loads(capsys.readouterr().out)["answer_ids"] == [instance_id]
    assert picture.exists()
