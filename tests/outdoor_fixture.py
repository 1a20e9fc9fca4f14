"""Small logs in the published formats, written here byte by byte."""

import json
from pathlib import Path

import numpy as np

START = 315966253000000000  # nanoseconds
STEP = 500_000_000
EGO = (5000.0, 2000.0, 10.0)  # city metres at the start; the vehicle drives north, 1 m a step
TIMES = [START + STEP * step for step in range(5)]
QUARTER = np.sqrt(0.5)


def write_feather(path: Path, columns: dict) -> None:
    import pyarrow as pa
    from pyarrow import feather

    path.parent.mkdir(parents=True, exist_ok=True)
    feather.write_feather(pa.table(columns), path)


# Name, category, city place at the start, metres north a step, yaw in the city.
THINGS = [
    ("a-parked", "REGULAR_VEHICLE", (5004.0, 2010.0, 10.0), 0.0, 0.0),
    ("b-driving", "REGULAR_VEHICLE", (5000.0, 2020.0, 10.0), 4.0, np.pi / 2),
    ("c-bollard", "BOLLARD", (4990.0, 2010.0, 10.0), 0.0, 0.0),
    ("d-walker", "PEDESTRIAN", (5002.0, 2015.0, 10.0), 0.0, 0.0),
    ("e-bike", "BICYCLE", (5003.0, 2020.0, 10.0), 4.0, np.pi / 2),
]
BOX_COLUMNS = (
    *("timestamp_ns", "track_uuid", "category", "length_m", "width_m", "height_m"),
    *("qw", "qx", "qy", "qz", "tx_m", "ty_m", "tz_m", "num_interior_pts"),
)
SIZES = {
    "REGULAR_VEHICLE": (4.0, 2.0, 1.5),
    "BOLLARD": (0.2, 0.2, 1.0),
    "PEDESTRIAN": (0.6, 0.6, 1.8),
    "BICYCLE": (1.8, 0.5, 1.2),
}


def write_argoverse(log: Path, *, with_map: bool = False, sweep: np.ndarray | None = None) -> Path:
    """A log of five things over two seconds; the ego vehicle faces north (+y)."""
    write_poses(log)
    rows = [row for step in range(len(TIMES)) for row in _boxes(step)]
    table = dict(zip(BOX_COLUMNS, map(list, zip(*rows, strict=True)), strict=True))
    write_feather(log / "annotations.feather", table)
    if with_map:
        write_map(log / "map")
    if sweep is not None:
        points = dict(zip("xyz", np.asarray(sweep, dtype=np.float16).T, strict=True))
        write_feather(log / "sensors" / "lidar" / f"{TIMES[0]}.feather", points)
    return log


def write_poses(log: Path) -> None:
    count = len(TIMES)
    turn = {"qw": QUARTER, "qx": 0.0, "qy": 0.0, "qz": QUARTER}
    places = {
        "tx_m": [EGO[0]] * count,
        "ty_m": [EGO[1] + step for step in range(count)],
        "tz_m": [EGO[2]] * count,
    }
    columns = {"timestamp_ns": TIMES, **{key: [v] * count for key, v in turn.items()}, **places}
    write_feather(log / "city_SE3_egovehicle.feather", columns)


def _boxes(step: int) -> list[tuple]:
    found = []
    for uuid, category, (x, y, z), speed, yaw in THINGS:
        east, north = x - EGO[0], y + speed * step - (EGO[1] + step)
        half = (yaw - np.pi / 2) / 2  # in the vehicle's frame, which is turned by a quarter
        place = (north, -east, z - EGO[2])  # its x is north, its y west
        turn = (np.cos(half), 0.0, 0.0, np.sin(half))
        found.append((TIMES[step], uuid, category, *SIZES[category], *turn, *place, 7))
    return found


def write_map(folder: Path) -> None:
    """A road 20 m wide along x = 5000, a crosswalk over it at y = 2010, and flat ground at 9."""
    corners = [(4990, 1980), (5010, 1980), (5010, 2040), (4990, 2040)]
    edges = [[(4990, 2008), (5010, 2008)], [(4990, 2012), (5010, 2012)]]
    content = {
        "drivable_areas": {"1": {"id": 1, "area_boundary": [_point(p) for p in corners]}},
        "lane_segments": {},
        "pedestrian_crossings": {
            "2": {
                "id": 2,
                **{f"edge{k + 1}": [_point(p) for p in edge] for k, edge in enumerate(edges)},
            }
        },
    }
    folder.mkdir(parents=True)
    (folder / "log_map_archive_x____PIT_city_1.json").write_text(json.dumps(content))
    place = {"R": [1.0, 0.0, 0.0, 1.0], "t": [-4980.0, -1970.0], "s": 0.5}
    (folder / "x___img_Sim2_city.json").write_text(json.dumps(place))
    np.save(folder / "x_ground_height_surface____PIT.npy", np.full((50, 50), 9.0, np.float16))


def _point(place: tuple) -> dict:
    return {"x": place[0], "y": place[1], "z": 10.0}


def write_nuscenes(root: Path) -> Path:
    """One scene of four samples, half a second apart: a parked car, a driving bus, a barrier."""
    home = root / "v1.0-mini"
    home.mkdir(parents=True)
    samples = [f"s{k}" for k in range(4)]
    things = {"i0": ("c0", 0.0), "i1": ("c1", 5.0), "i2": ("c2", 0.0), "i3": ("c3", 0.0)}
    names = ["vehicle.car", "vehicle.bus.rigid", "movable_object.barrier", "human.pedestrian.adult"]
    tables = {
        "scene": [{"token": "n0", "name": "scene-0061", "log_token": "l0"}],
        "sample": [
            {"token": s, "timestamp": 10**15 + 500_000 * k, "scene_token": "n0"}
            for k, s in enumerate(samples)
        ],
        "category": [{"token": f"c{k}", "name": name} for k, name in enumerate(names)],
        "instance": [{"token": t, "category_token": c} for t, (c, _) in things.items()],
        "sample_annotation": [
            {
                "token": f"a{s}{t}",
                "sample_token": s,
                "instance_token": t,
                "translation": [1000.0 + 10 * row + speed * k, 2000.0, 1.0],
                "size": [2.0, 4.5, 1.5],
                "rotation": [QUARTER, 0.0, 0.0, QUARTER],
                "num_lidar_pts": 3,
            }
            for k, s in enumerate(samples)
            for row, (t, (_, speed)) in enumerate(things.items())
        ],
        "sample_data": [
            {"token": f"d{k}", "sample_token": s, "ego_pose_token": f"p{k}"}
            for k, s in enumerate(samples)
        ],
        "ego_pose": [
            {
                "token": f"p{k}",
                "timestamp": 10**15 + 500_000 * k,
                "translation": [1000.0 + k, 1990.0, 0.0],
                "rotation": [1.0, 0.0, 0.0, 0.0],
            }
            for k in reversed(range(4))
        ],
    }
    for table, rows in tables.items():
        (home / f"{table}.json").write_text(json.dumps(rows))
    return root


def write_kitti360(path: Path, points: np.ndarray, kind: np.ndarray, number: np.ndarray) -> Path:
    """A labelled cloud with the fields of KITTI-360, all of one colour."""
    fields = [("x", "<f4"), ("y", "<f4"), ("z", "<f4")]
    fields += [("red", "u1"), ("green", "u1"), ("blue", "u1")]
    fields += [("semantic", "<i4"), ("instance", "<i4"), ("visible", "u1"), ("confidence", "<f4")]
    rows = np.zeros(len(points), dtype=fields)
    for axis, column in zip("xyz", points.T, strict=True):
        rows[axis] = column
    rows["red"], rows["green"], rows["blue"] = 90, 80, 70
    rows["semantic"], rows["instance"] = kind, 1000 * kind + number
    words = {"f4": "float", "u1": "uchar", "i4": "int"}
    lines = [f"property {words[rows.dtype[n].str[1:]]} {n}\n" for n, _ in fields]
    head = f"ply\nformat binary_little_endian 1.0\nelement vertex {len(rows)}\n{''.join(lines)}"
    path.write_bytes(f"{head}end_header\n".encode() + rows.tobytes())
    return path


def grid(x: tuple, y: tuple, z: float = 0.0, step: float = 0.25) -> np.ndarray:
    """(N, 3) points of a level rectangle."""
    xs, ys = (np.arange(low, high, step) + step / 2 for low, high in (x, y))
    flat = np.stack(np.meshgrid(xs, ys, indexing="ij"), axis=-1).reshape(-1, 2)
    return np.column_stack([flat, np.full(len(flat), z)])
