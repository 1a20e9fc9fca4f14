"""Damaged clouds, meshes and archives: one clear line that names the file."""

import struct

import pytest

from cloud_fixture import SIX_POINTS, pcd_text, write_ascii_ply
from scenegraph3d.io import read_scan

XYZ = "property float x\nproperty float y\nproperty float z\n"
ASCII = "ply\nformat ascii 1.0\n"
BINARY = "ply\nformat binary_little_endian 1.0\n"
FACES = "element face 2\nproperty uchar flag\nproperty list uchar int i\n"
TRIANGLE, SQUARE = b"\1\3" + bytes(12), b"\1\4" + bytes(16)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"", "must not be empty, got 0 bytes", id="empty file"),
        pytest.param(b"\x89PNG", "must be a PLY file", id="another format"),
        pytest.param(b"ply\nformat ascii 1.0\n", "header up to 'end_header'", id="no end"),
        pytest.param(
            f"{BINARY}element vertex 9999999999999\n{XYZ}end_header\n".encode() + bytes(24),
            r"must hold the 9999999999999 vertices .* got 24 bytes: is it cut short",
            id="huge promise",
        ),
        pytest.param(
            f"{BINARY}element vertex 3\n{XYZ}end_header\n".encode() + bytes(30),
            r"must hold the 3 vertices .* \(36 bytes\), got 30 bytes",
            id="cut short",
        ),
        pytest.param(
            f"{ASCII}element vertex 3\n{XYZ}end_header\n1.5 2.5 3.5\n4.5 5.5 6.5\n7.".encode(),
            "a vertex must be 3 numbers",
            id="ascii cut in a row",
        ),
        pytest.param(
            f"{ASCII}element vertex 3\n{XYZ}end_header\n1.55 2.55 3.55\n".encode(),
            "must hold the 3 vertices .* got",
            id="ascii cut short",
        ),
        pytest.param(
            f"{ASCII}element vertex 1\n{XYZ}{FACES}end_header\n1 2 3\n0 3 0 0 0\n".encode(),
            "must hold the 2 faces .* got 1: is it cut short",
            id="ascii cut in the faces",
        ),
        pytest.param(
            f"{BINARY}element vertex -3\n{XYZ}end_header\n".encode(),
            "cannot be read: 'element vertex -3'",
            id="negative count",
        ),
        pytest.param(
            f"{BINARY}element vertex many\n{XYZ}end_header\n".encode(),
            "cannot be read: 'element vertex many'",
            id="count in words",
        ),
        pytest.param(
            BINARY.encode() + b"element vertex 1\nproperty quad x\nend_header\n",
            "cannot be read: 'property quad x'",
            id="unknown type",
        ),
        pytest.param(
            BINARY.encode() + b"element vertex 1\nproperty float x\nend_header\n",
            "vertices must have x, y and z",
            id="no y and z",
        ),
        pytest.param(
            BINARY.encode() + b"element face 0\nend_header\n",
            "must have vertices, got the elements: face",
            id="no vertices",
        ),
        pytest.param(
            b"ply\nformat zip 1.0\nelement vertex 0\nend_header\n", "got 'zip'", id="unknown format"
        ),
        pytest.param(
            f"{BINARY}element face 1\nproperty list uchar int i\nelement vertex 1\n{XYZ}"
            "end_header\n".encode(),
            "vertices must come before lists .* 'face'",
            id="faces first",
        ),
        pytest.param(
            f"{BINARY}element vertex 0\n{XYZ}end_header\n".encode(),
            "a cloud needs at least 1 point, got 0",
            id="empty cloud",
        ),
    ],
)
def test_a_damaged_ply_is_one_clear_line(tmp_path, content, message):
    path = tmp_path / "room.ply"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=message) as caught:
        read_scan(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "faces",
    [
        pytest.param([TRIANGLE, TRIANGLE], id="triangles"),
        pytest.param([TRIANGLE, SQUARE], id="a square after a triangle"),
        pytest.param([SQUARE, b"\1\0"], id="a face without corners"),
    ],
)
def test_a_ply_cut_within_its_faces_is_refused(tmp_path, faces):
    header = f"{BINARY}element vertex 1\n{XYZ}{FACES}end_header\n".encode()
    path = tmp_path / "a.ply"
    path.write_bytes(header + bytes(12) + b"".join(faces))
    assert len(read_scan(path).cloud) == 1
    for missing in range(1, len(b"".join(faces)) + 1):
        path.write_bytes((header + bytes(12) + b"".join(faces))[:-missing])
        with pytest.raises(ValueError, match=r"must hold the 2 faces .* is it cut short"):
            read_scan(path)


@pytest.mark.parametrize(
    ("point", "message"),
    [
        pytest.param(("nan", 0, 0), "got NaN or infinity in 1 of 7 points: drop those", id="NaN"),
        pytest.param(("inf", 0, 0), "got NaN or infinity in 1 of 7", id="infinity"),
        pytest.param(("1e30", 0, 0), "within 100 km of the origin .* got 1e\\+30", id="absurd"),
    ],
)
def test_points_that_are_nowhere_are_refused(tmp_path, point, message):
    path = write_ascii_ply(tmp_path / "a.ply", [*SIX_POINTS, point])
    with pytest.raises(ValueError, match=message):
        read_scan(path)


def test_fractional_instance_ids_are_refused(tmp_path):
    fields = ["float x", "float y", "float z", "float instance_id"]
    path = write_ascii_ply(tmp_path / "a.ply", [(0, 0, 0, 0.5)], fields)
    with pytest.raises(ValueError, match="field 'instance_id' must hold whole numbers"):
        read_scan(path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param('{"instances": [{"object_id": 77}]}', "none of its 1 object ids", id="other"),
        pytest.param('{"instances": [{"name": "mug"}]}', r"\[0\].object_id is missing", id="key"),
        pytest.param('{"rooms": []}', 'a list "instances" of', id="other shape"),
        pytest.param(
            '{"instances": [{"object_id": 1}, {"object_id": 1}]}', "got 1 twice", id="twice"
        ),
    ],
)
def test_a_names_file_that_does_not_fit_is_refused(tmp_path, content, message):
    fields = ["float x", "float y", "float z", "int instance_id"]
    path = write_ascii_ply(tmp_path / "a.ply", [(0, 0, 0, 1)], fields)
    (tmp_path / "a.instances.json").write_text(content)
    with pytest.raises(ValueError, match=message):
        read_scan(path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"1 2 3\n4 5\n", "must hold lines of numbers", id="ragged"),
        pytest.param(b"hello world\n", "must hold lines of numbers", id="words"),
        pytest.param(b"1 2\n3 4\n", "must have 3 columns .* got 2", id="two columns"),
        pytest.param(b"\xff\xfe1 2 3\n", r"must be text \(UTF-8\)", id="not UTF-8"),
        pytest.param(b"\n\n", "at least 1 point, got 0", id="blank"),
        pytest.param(b"1 2 3 300 0 0\n", "in 0..255 or 0..1, got 0..300", id="colour range"),
        pytest.param(b"5\n1 2 3\n", "the 5 points its first line promises, got 1", id="cut short"),
        pytest.param(b"1,5 2,5 3,5\n", "decimals must be written with a point", id="comma"),
        pytest.param(b"nan 2 3\n", "got NaN or infinity in 1 of 1", id="NaN"),
    ],
)
def test_a_damaged_text_cloud_is_one_clear_line(tmp_path, content, message):
    (tmp_path / "a.xyz").write_bytes(content)
    with pytest.raises(ValueError, match=message) as caught:
        read_scan(tmp_path / "a.xyz")
    assert "a.xyz" in str(caught.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("hello", "without a DATA line", id="no header"),
        pytest.param(pcd_text(count=10**12), "must hold the 1000000000000 points", id="huge"),
        pytest.param(
            pcd_text(count=10**12, data="binary_compressed"),
            "must hold the 10000",
            id="huge packed",
        ),
        pytest.param(pcd_text(count=2), "must hold the 2 points .* got 1", id="cut short"),
        pytest.param(pcd_text("0 0 zero 0 1"), "must be a whole PCD file", id="words"),
        pytest.param(pcd_text().replace("TYPE F", "TYPE Q"), "header cannot be read", id="type"),
        pytest.param(pcd_text().replace("x y z", "a b c"), "must have x, y and z", id="no xyz"),
        pytest.param(pcd_text("nan nan nan 0 1"), "at least 1 point, got 0", id="all missing"),
    ],
)
def test_a_damaged_pcd_is_one_clear_line(tmp_path, content, message):
    pytest.importorskip("pypcd4")
    (tmp_path / "a.pcd").write_text(content)
    with pytest.raises(ValueError, match=message) as caught:
        read_scan(tmp_path / "a.pcd")
    assert "a.pcd" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("suffix", "content", "message"),
    [
        pytest.param("glb", b"glTF", "must be a readable GLB mesh", id="glb"),
        pytest.param("off", b"OFF\n5 5 5\n", "must be a readable OFF mesh", id="off"),
        pytest.param(
            "glb",
            b"glTF" + struct.pack("<IIII", 2, 24, 4, 0x4E4F534A) + b"{\xff\xff}",
            "must be a readable GLB mesh, got",
            id="glb text",
        ),
        pytest.param("obj", b"hello\n", "at least 1 vertex, got 0", id="obj"),
        pytest.param("stl", b"xx", "at least 1 vertex, got 0", id="stl"),
    ],
)
def test_a_damaged_mesh_is_one_clear_line(tmp_path, suffix, content, message):
    (tmp_path / f"a.{suffix}").write_bytes(content)
    with pytest.raises(ValueError, match=message) as caught:
        read_scan(tmp_path / f"a.{suffix}")
    assert f"a.{suffix}" in str(caught.value)
    assert "\n" not in str(caught.value)
