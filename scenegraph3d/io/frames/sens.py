"""ScanNet's .sens file: a header, then the frames one after the other, little endian.

    uint32 version (4); uint64 length and the sensor's name
    float32[16] each: intrinsics and extrinsics (device to camera) of colour, then of depth
    int32 colour's compression (2 JPEG), int32 depth's (0 raw, 1 zlib of uint16)
    uint32 colour's width and height, depth's width and height; float32 units of depth in a metre
    uint64 number of frames; then of each frame
        float32[16] device to world, OpenCV axes, metres, -inf where it was lost
        uint64[2] timestamps; uint64[2] bytes of colour and of depth; their bytes

Only the frames' headers are read at first. Where the file is cut short, the whole frames before
the cut are used, and the one in which it ends is named among those left out.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

import numpy as np

from ...geometry.cameras import invert_rigid
from ..files import one_line, require_file
from .images import read_color
from .matrices import rigid
from .source import Conventions, FrameSource, RawFrame, SkippedFrame

name = "sens"
VERSION = 4
MAX_NAME = 4096  # bytes of the sensor's name; a longer one is a damaged file
MAX_EDGE = 1 << 14  # pixels of an image's side; a longer one is a damaged file
JPEG_OR_PNG = (1, 2)
RAW_DEPTH, ZLIB_DEPTH = 0, 1
_CALIBRATION = np.dtype([(key, "<f4", (4, 4)) for key in ("K_c", "E_c", "K_d", "E_d")])
_FORMAT = np.dtype(
    [("color", "<i4"), ("depth", "<i4"), ("sizes", "<u4", 4), ("units", "<f4"), ("frames", "<u8")]
)
_FRAME = np.dtype([("T", "<f4", (4, 4)), ("times", "<u8", 2), ("bytes", "<u8", 2)])


@dataclass(frozen=True)
class Chunk:
    """Where the bytes of an image lie in a file."""

    path: Path
    offset: int
    num_bytes: int

    def read(self) -> bytes:
        """The bytes."""
        with open(self.path, "rb") as file:
            file.seek(self.offset)
            return file.read(self.num_bytes)


def matches(path: Path) -> bool:
    """Whether the file is called .sens."""
    return path.suffix.lower() == ".sens"


def read(path: Path) -> FrameSource:
    """The frames of a file, found by going from header to header.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: it is no .sens file of version 4, or its images are packed in another way.
    """
    require_file(path)
    with open(path, "rb") as file:
        calibration, form = _read_header(file, path)
        frames = _scan_frames(file, path, calibration, form)
    where = f"{path}: the extrinsics"
    T_color_device, T_depth_device = (
        rigid(calibration[key].astype(np.float64), where) for key in ("E_c", "E_d")
    )
    return FrameSource(
        path.stem,
        Conventions(depth_scale=1 / float(form["units"]), poses_of="device"),
        frames,
        T_color_depth=T_color_device @ invert_rigid(T_depth_device),
        T_device_color=invert_rigid(T_color_device),
    )


def _read_header(file: BinaryIO, path: Path) -> tuple[np.void, np.void]:
    start = np.fromfile(file, [("version", "<u4"), ("length", "<u8")], count=1)
    if len(start) == 0 or start[0]["version"] != VERSION or start[0]["length"] > MAX_NAME:
        got = f"version {start[0]['version']}" if len(start) else "a shorter file"
        raise ValueError(f"{path} must be a .sens file of version {VERSION}, got {got}")
    file.seek(int(start[0]["length"]), 1)
    calibration = np.fromfile(file, _CALIBRATION, count=1)
    form = np.fromfile(file, _FORMAT, count=1)
    if len(form) == 0:
        raise ValueError(f"{path} ends inside its header: it is cut short")
    _check_form(form[0], path)
    return calibration[0], form[0]


def _check_form(form: np.void, path: Path) -> None:
    if form["color"] not in JPEG_OR_PNG:
        raise ValueError(f"{path}: colour must be JPEG or PNG (2, 1), got type {form['color']}")
    if form["depth"] not in (RAW_DEPTH, ZLIB_DEPTH):
        raise ValueError(f"{path}: depth must be raw or zlib (0, 1), got type {form['depth']}")
    if not (0 < form["units"] < np.inf) or (form["sizes"] == 0).any():
        raise ValueError(f"{path}: image sizes and units must be positive: the header is damaged")
    if (form["sizes"] > MAX_EDGE).any():
        raise ValueError(
            f"{path}: images must be below {MAX_EDGE} pixels wide and high, "
            f"got {form['sizes'].tolist()}: the header is damaged"
        )


def _scan_frames(
    file: BinaryIO, path: Path, calibration: np.void, form: np.void
) -> list[RawFrame | SkippedFrame]:
    frames: list[RawFrame | SkippedFrame] = []
    K_color, K_depth = (calibration[key][:3, :3].astype(np.float64) for key in ("K_c", "K_d"))
    num_frames, end = int(form["frames"]), path.stat().st_size
    for number in range(num_frames):
        header = np.fromfile(file, _FRAME, count=1)
        color_bytes, depth_bytes = map(int, header[0]["bytes"]) if len(header) else (0, 0)
        offset = file.tell()
        if len(header) == 0 or offset + color_bytes + depth_bytes > end:
            reason = f"{path} is cut short: it ends here, {number} of {num_frames} frames are whole"
            return [*frames, SkippedFrame(f"{number:06d}", reason)]
        file.seek(color_bytes + depth_bytes, 1)
        color = Chunk(path, offset, color_bytes)
        depth = Chunk(path, offset + color_bytes, depth_bytes)
        frames.append(
            RawFrame(
                f"{number:06d}",
                partial(_read_color, color),
                partial(_read_depth, depth, form),
                header[0]["T"].astype(np.float64),
                K_color,
                K_depth,
            )
        )
    return frames


def _read_color(chunk: Chunk) -> np.ndarray:
    return read_color(chunk.read())


def _read_depth(chunk: Chunk, form: np.void) -> np.ndarray:
    width, height = map(int, form["sizes"][2:])
    data = chunk.read()
    if form["depth"] == ZLIB_DEPTH:
        data = _inflate(data, 2 * width * height)
    if len(data) != 2 * width * height:
        raise ValueError(f"its depth must be {width} x {height} uint16, got {len(data)} bytes")
    return np.frombuffer(data, "<u2").reshape(height, width)


def _inflate(data: bytes, most: int) -> bytes:
    """Unpack at most one byte more than is wanted, whatever the data promise."""
    try:
        return zlib.decompressobj().decompress(data, most + 1)
    except zlib.error as error:
        raise ValueError(f"its depth must be packed by zlib, got: {one_line(error)}") from None
