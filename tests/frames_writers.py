"""Writers of every format of frames, for tests: one list of shots in, a folder or file out."""

from __future__ import annotations

import io
import json
import struct
import zlib
from pathlib import Path

import numpy as np
from PIL import Image
from scipy.spatial.transform import Rotation

from frames_room import Shot

OPENGL = np.diag([1.0, -1.0, -1.0, 1.0])


def write_sevenscenes(path: Path, shots: list[Shot], K: np.ndarray) -> Path:
    path.mkdir()
    np.savetxt(path / "camera-intrinsics.txt", K)
    for number, shot in enumerate(shots):
        stem = f"frame-{number:06d}"
        save_color(path / f"{stem}.color.png", shot)
        save_depth(path / f"{stem}.depth.png", shot, 1000, none=65535)
        np.savetxt(path / f"{stem}.pose.txt", shot.T_world_camera)
    return path


def write_scannet(path: Path, shots: list[Shot], K: np.ndarray) -> Path:
    folders(path, "color", "depth", "pose", "intrinsic")
    K4 = np.eye(4)
    K4[:3, :3] = K
    for camera in ("color", "depth"):
        np.savetxt(path / f"intrinsic/intrinsic_{camera}.txt", K4)
        np.savetxt(path / f"intrinsic/extrinsic_{camera}.txt", np.eye(4))
    for number, shot in enumerate(shots):
        save_color(path / f"color/{number}.jpg", shot)
        save_depth(path / f"depth/{number}.png", shot, 1000)
        np.savetxt(path / f"pose/{number}.txt", shot.T_world_camera)
    return path


def write_sens(
    path: Path, shots: list[Shot], K: np.ndarray, extrinsics: tuple = (np.eye(4), np.eye(4))
) -> Path:
    K4 = np.eye(4)
    K4[:3, :3] = K
    height, width = shots[0].depth.shape
    with open(path, "wb") as file:
        file.write(struct.pack("<IQ", 4, 15) + b"StructureSensor")
        for matrix in (K4, extrinsics[0], K4, extrinsics[1]):
            file.write(matrix.astype("<f4").tobytes())
        file.write(struct.pack("<iiIIIIfQ", 2, 1, width, height, width, height, 1000, len(shots)))
        for number, shot in enumerate(shots):
            color = io.BytesIO()
            Image.fromarray(shot.color).save(color, "JPEG", quality=95)
            depth = zlib.compress(stored_depth(shot, 1000).astype("<u2").tobytes())
            file.write(shot.T_world_camera.astype("<f4").tobytes())
            file.write(struct.pack("<QQQQ", number, number, len(color.getvalue()), len(depth)))
            file.write(color.getvalue() + depth)
    return path


def write_tum(path: Path, shots: list[Shot]) -> Path:
    folders(path, "rgb", "depth")
    lists: dict[str, list[str]] = {"rgb": [], "depth": [], "groundtruth": []}
    for number, shot in enumerate(shots):
        time = 1305031102.1 + number / 30
        save_color(path / f"rgb/{time:.6f}.png", shot)
        save_depth(path / f"depth/{time + 0.007:.6f}.png", shot, 5000)
        lists["rgb"].append(f"{time:.6f} rgb/{time:.6f}.png")
        lists["depth"].append(f"{time + 0.007:.6f} depth/{time + 0.007:.6f}.png")
        numbers = [*shot.T_world_camera[:3, 3], *xyzw(shot.T_world_camera)]
        lists["groundtruth"].append(f"{time - 0.004:.4f} " + " ".join(f"{n:.9f}" for n in numbers))
    for name, lines in lists.items():
        (path / f"{name}.txt").write_text("# timestamp and the rest\n" + "\n".join(lines) + "\n")
    return path


def write_replica(path: Path, shots: list[Shot], K: np.ndarray) -> Path:
    folders(path, "results")
    height, width = shots[0].depth.shape
    camera = {"w": width, "h": height, "fx": K[0, 0], "fy": K[1, 1], "cx": K[0, 2], "cy": K[1, 2]}
    (path / "cam_params.json").write_text(json.dumps({"camera": {**camera, "scale": 6553.5}}))
    for number, shot in enumerate(shots):
        save_color(path / f"results/frame{number:06d}.jpg", shot)
        save_depth(path / f"results/depth{number:06d}.png", shot, 6553.5)
    np.savetxt(path / "traj.txt", [shot.T_world_camera.ravel() for shot in shots])
    return path


def write_redwood(path: Path, shots: list[Shot], K: np.ndarray) -> Path:
    folders(path, "color", "depth")
    height, width = shots[0].depth.shape
    camera = {"width": width, "height": height, "intrinsic_matrix": K.T.ravel().tolist()}
    (path / "camera_intrinsic.json").write_text(json.dumps(camera))
    blocks = []
    for number, shot in enumerate(shots):
        save_color(path / f"color/{number:05d}.jpg", shot)
        save_depth(path / f"depth/{number:05d}.png", shot, 1000)
        rows = "\n".join(" ".join(f"{n:.9f}" for n in row) for row in shot.T_world_camera)
        blocks.append(f"{number} {number} {number + 1}\n{rows}\n")
    (path / "trajectory.log").write_text("".join(blocks))
    return path


def write_transforms(path: Path, shots: list[Shot], K: np.ndarray) -> Path:
    folders(path, "images", "depth")
    frames = []
    for number, shot in enumerate(shots):
        color, depth = f"images/frame_{number:05d}.png", f"depth/frame_{number:05d}.png"
        save_color(path / color, shot)
        save_depth(path / depth, shot, 1000)
        matrix = (shot.T_world_camera @ OPENGL).tolist()
        frames.append({"file_path": color, "depth_file_path": depth, "transform_matrix": matrix})
    shared = {
        "camera_model": "OPENCV",
        "fl_x": K[0, 0],
        "fl_y": K[1, 1],
        "cx": K[0, 2] + 0.5,
        "cy": K[1, 2] + 0.5,
        "k1": 0.0,
    }
    (path / "transforms.json").write_text(json.dumps({**shared, "frames": frames[::-1]}))
    return path


def write_folder(path: Path, shots: list[Shot], K: np.ndarray, **keys: object) -> Path:
    """Images, inverse OpenGL poses as wxyz quaternions, and the YAML file that tells so."""
    folders(path, "shots", "poses")
    for number, shot in enumerate(shots):
        save_color(path / f"shots/rgb_{number}.png", shot)
        np.save(path / f"shots/d_{number}.npy", shot.depth * 100)
        T_camera_world = np.linalg.inv(shot.T_world_camera @ OPENGL)
        wxyz = np.roll(xyzw(T_camera_world), 1)
        np.savetxt(path / f"poses/{number}.txt", [*T_camera_world[:3, 3], *wxyz])
    told = {
        "color": "shots/rgb_*.png",
        "depth": "shots/d_*.npy",
        "poses": "poses/*.txt",
        "depth_scale": 0.01,
        "pose_convention": "world_to_camera",
        "axes": "opengl",
        "pose_format": "quaternion_wxyz",
        "color_intrinsics": [K[0, 0], K[1, 1], K[0, 2], K[1, 2]],
        **keys,
    }
    (path / "frames.yaml").write_text(json.dumps(told, default=np.ndarray.tolist))
    return path / "frames.yaml"


def xyzw(T: np.ndarray) -> np.ndarray:
    return Rotation.from_matrix(T[:3, :3]).as_quat()


def folders(path: Path, *names: str) -> None:
    for name in names:
        (path / name).mkdir(parents=True)


def save_color(file: Path, shot: Shot) -> None:
    Image.fromarray(shot.color).save(file, quality=95)


def stored_depth(shot: Shot, units: float, none: int = 0) -> np.ndarray:
    stored = np.round(shot.depth * units)
    return np.where(shot.depth > 0, stored, none).astype(np.uint16)


def save_depth(file: Path, shot: Shot, units: float, none: int = 0) -> None:
    Image.fromarray(stored_depth(shot, units, none)).save(file)
