"""PLY files: the vertices of any PLY in as a structured array, a coloured cloud out."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from ..records import PointCloud
from .files import atomic_write, one_line, read_bytes, shorten
from .ply_lists import end_of_lists

NUMBER_TYPES = {
    "char": "i1",
    "uchar": "u1",
    "short": "i2",
    "ushort": "u2",
    "int": "i4",
    "uint": "u4",
    "float": "f4",
    "double": "f8",
    "int8": "i1",
    "uint8": "u1",
    "int16": "i2",
    "uint16": "u2",
    "int32": "i4",
    "uint32": "u4",
    "float32": "f4",
    "float64": "f8",
}
BYTE_ORDERS = {"ascii": "=", "binary_little_endian": "<", "binary_big_endian": ">"}


@dataclass
class _Element:
    name: str
    count: int
    fields: list[tuple[str, str]] = field(default_factory=list)
    layout: list[tuple[str, str]] = field(default_factory=list)  # (type of a list's count, type)

    @property
    def has_list(self) -> bool:
        return any(count for count, _ in self.layout)


def read_ply_vertices(path: Path) -> np.ndarray:
    """The vertices of an ASCII or binary PLY file; faces and other elements are passed over.

    Returns:
        (N,) structured array with the file's own field names and number types.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: not a PLY, cut short, or a header that promises more than the file holds.
    """
    data = read_bytes(path)
    encoding, elements, start = _read_header(data, path)
    before, vertex, after = _split_at_vertices(elements, path)
    if encoding == "ascii":
        lines = [line for line in data[start:].decode("latin-1").splitlines() if line.strip()]
        _check_lines(elements, len(lines), path)
        return _read_ascii(lines, sum(e.count for e in before), vertex, path)
    order = BYTE_ORDERS[encoding]
    offset = start + sum(e.count * _dtype(e, order).itemsize for e in before)
    dtype = _dtype(vertex, order)
    _check_room(vertex.count, dtype.itemsize, len(data) - offset, path)
    _check_rest(data, offset + vertex.count * dtype.itemsize, after, order, path)
    return np.frombuffer(data, dtype, vertex.count, offset)


def write_ply(
    path: str | Path,
    cloud: PointCloud,
    *,
    colors: np.ndarray | None = None,
    point_instance: np.ndarray | None = None,
) -> None:
    """Write a cloud as a binary PLY file, beside and then renamed.

    Args:
        path: the file to write.
        cloud: N points.
        colors: (N, 3) RGB in 0..255 to write instead of the cloud's own.
        point_instance: (N,) instance_id of each point, -1 for none, written as `instance_id`.

    Raises:
        ValueError: colours or ids that do not fit the points.
    """
    columns = [("xyz"[axis], "<f4", cloud.points[:, axis]) for axis in range(3)]
    rgb = cloud.colors if colors is None else np.asarray(colors)
    if rgb is not None:
        if rgb.shape != (len(cloud), 3):
            raise ValueError(f"colors must have shape ({len(cloud)}, 3), got {rgb.shape}")
        if len(rgb) and not 0 <= rgb.min() <= rgb.max() <= 255:
            raise ValueError(f"colors must be in 0..255, got {rgb.min()}..{rgb.max()}")
        columns += [(n, "u1", rgb[:, k]) for k, n in enumerate(("red", "green", "blue"))]
    if point_instance is not None:
        if point_instance.shape != (len(cloud),):
            raise ValueError(
                f"point_instance must have shape ({len(cloud)},), got {point_instance.shape}"
            )
        if len(point_instance) and np.abs(point_instance).max() >= 2**31:
            raise ValueError(f"PLY holds instance ids below 2**31, got {point_instance.max()}")
        columns.append(("instance_id", "<i4", point_instance))
    rows = np.empty(len(cloud), dtype=[(name, kind) for name, kind, _ in columns])
    for name, _, values in columns:
        rows[name] = values
    with atomic_write(path) as file:
        file.write(_header(rows.dtype, len(rows)))
        file.write(rows.tobytes())


def _header(dtype: np.dtype, num_points: int) -> bytes:
    words = {"f4": "float", "u1": "uchar", "i4": "int"}
    names = dtype.names or ()
    properties = "".join(f"property {words[dtype[n].str[1:]]} {n}\n" for n in names)
    start = f"ply\nformat binary_little_endian 1.0\nelement vertex {num_points}\n"
    return f"{start}{properties}end_header\n".encode()


def _read_header(data: bytes, path: Path) -> tuple[str, list[_Element], int]:
    if not data.startswith(b"ply"):
        raise ValueError(f"{path} must be a PLY file, got one that does not begin with 'ply'")
    end = data.find(b"end_header")
    newline = data.find(b"\n", end)
    if end < 0 or newline < 0:
        raise ValueError(
            f"{path} must have a PLY header up to 'end_header', got none: is it whole?"
        )
    encoding, elements = "", []
    for line in data[:end].decode("latin-1").splitlines():
        words = line.split()
        try:
            if words[:1] == ["format"]:
                encoding = words[1]
            elif words[:1] == ["element"]:
                elements.append(_Element(words[1], _count(words[2])))
            elif words[:1] == ["property"]:
                _add_property(elements[-1], words[1:])
        except (IndexError, KeyError, ValueError) as error:
            raise ValueError(
                f"{path}: the PLY header has a line that cannot be read: '{shorten(line, 60)}'"
            ) from error
    if encoding not in BYTE_ORDERS:
        raise ValueError(
            f"{path}: the PLY format must be one of {', '.join(BYTE_ORDERS)}, got '{encoding}'"
        )
    return encoding, elements, newline + 1


def _count(word: str) -> int:
    if int(word) < 0:
        raise ValueError(word)
    return int(word)


def _add_property(element: _Element, words: list[str]) -> None:
    if words[0] == "list":
        element.layout.append((NUMBER_TYPES[words[1]], NUMBER_TYPES[words[2]]))
    else:
        element.layout.append(("", NUMBER_TYPES[words[0]]))
        element.fields.append((words[1], NUMBER_TYPES[words[0]]))


def _split_at_vertices(
    elements: list[_Element], path: Path
) -> tuple[list[_Element], _Element, list[_Element]]:
    """The elements before the vertices, the vertices, and the elements after them."""
    names = [e.name for e in elements]
    if "vertex" not in names:
        raise ValueError(
            f"{path} must have vertices, got the elements: {', '.join(names) or 'none'}"
        )
    row = names.index("vertex")
    before, vertex, after = elements[:row], elements[row], elements[row + 1 :]
    if vertex.has_list or any(e.has_list for e in before):
        raise ValueError(
            f"{path}: vertices must come before lists and have none, got a list property in "
            f"'{next(e.name for e in [*before, vertex] if e.has_list)}'"
        )
    fields = [name for name, _ in vertex.fields]
    if not {"x", "y", "z"} <= set(fields) or len(set(fields)) < len(fields):
        raise ValueError(
            f"{path}: vertices must have x, y and z and no field twice, got: {', '.join(fields)}"
        )
    return before, vertex, after


def _dtype(element: _Element, order: str) -> np.dtype:
    return np.dtype([(name, order + kind) for name, kind in element.fields])


def _check_room(count: int, bytes_each: int, room: int, path: Path) -> None:
    """Compare what the header promises with the file before anything is allocated."""
    if count * bytes_each > max(room, 0):
        raise ValueError(
            f"{path} must hold the {count} vertices its header promises "
            f"({count * bytes_each} bytes), got {max(room, 0)} bytes: is it cut short?"
        )


def _check_lines(elements: list[_Element], num_lines: int, path: Path) -> None:
    """Refuse an ASCII file with fewer lines than rows: each row is a line."""
    for element in elements:
        if element.count > num_lines:
            raise ValueError(_cut_short(element, num_lines, path))
        num_lines -= element.count


def _check_rest(data: bytes, offset: int, after: list[_Element], order: str, path: Path) -> None:
    """Refuse a file that ends within its faces: a copy cut short is seldom cut at the vertices."""
    for element in after:
        if element.has_list:
            offset = end_of_lists(element.layout, element.count, data, offset, order)
        else:
            offset += element.count * _dtype(element, order).itemsize
        if offset > len(data):
            raise ValueError(_cut_short(element, None, path))


def _cut_short(element: _Element, got: int | None, path: Path) -> str:
    names = {"vertex": "vertices", "face": "faces"}
    return (
        f"{path} must hold the {element.count} {names.get(element.name, element.name)} its header "
        f"promises, got {'fewer' if got is None else got}: is it cut short?"
    )


def _read_ascii(lines: list[str], lines_before: int, vertex: _Element, path: Path) -> np.ndarray:
    rows = lines[lines_before : lines_before + vertex.count]
    dtype = _dtype(vertex, "=")
    if not rows:
        return np.empty(0, dtype)
    try:
        return np.loadtxt(rows, dtype=dtype, comments=None, ndmin=1)
    except (ValueError, OverflowError) as error:
        raise ValueError(
            f"{path}: a vertex must be {len(vertex.fields)} numbers, got: {one_line(error)}"
        ) from error
