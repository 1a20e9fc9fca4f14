"""Maps of rendered rooms and their scores for benchmarks/field.py."""

from __future__ import annotations

import argparse
from dataclasses import dataclass

import field_rooms as rooms
import numpy as np

from scenegraph3d.mapping.field import FeatureField, FieldSettings, train_field
from scenegraph3d.mapping.views import MaskedView
from scenegraph3d.mapping.volume import TsdfVolume
from scenegraph3d.records import PointCloud
from scenegraph3d.synthetic.depth_noise import DepthNoise

DRAWS = 1000  # of the bootstrap


@dataclass(frozen=True, eq=False)
class Mapped:
    """A room's map, its masked views and how long it took to make the map."""

    cloud: PointCloud
    views: list[MaskedView]
    instance: np.ndarray  # (N,) true instance of each point, -1 unknown


def mapped(
    house: rooms.House, stub: rooms.Stub, given: argparse.Namespace, *, damaged: bool = False
) -> Mapped:
    """Render and map a room; damaged: with floaters and blurred masks."""
    camera = rooms.pinhole(given.width)
    renderer, shots = rooms.pictures(house, given.frames, camera, noise=DepthNoise())
    if damaged:
        shots = [rooms.with_floaters(shot, number) for number, shot in enumerate(shots)]
    volume = TsdfVolume()
    for shot in shots:
        volume.integrate(shot.frame)
    cloud = volume.extract()
    names = rooms.names_of(house)
    views = [
        rooms.view_of(shot, names, stub, number, blurred=damaged)
        for number, shot in enumerate(shots)
    ]
    return Mapped(cloud, views, renderer.instance_at(cloud.points))


def trained(place: Mapped, given: argparse.Namespace) -> FeatureField:
    """The field of a room."""
    settings = FieldSettings(steps=given.steps)
    return train_field(place.cloud, place.views, settings, encoder="stub")


def named(feature: np.ndarray, axes: np.ndarray) -> np.ndarray:
    """(N,) the nearest label, -1 where nothing is known."""
    known = np.isfinite(feature).all(axis=1)
    return np.where(known, (np.nan_to_num(feature) @ axes.T).argmax(axis=1), -1)


def by_object(values: np.ndarray, ids: np.ndarray) -> np.ndarray:
    """(K, C) mean of (N, C) values over the points of each object."""
    return np.array([values[ids == one].mean(axis=0) for one in np.unique(ids)])


def print_difference(frames: str, measure: str, both: np.ndarray) -> None:
    apart = both[:, 1] - both[:, 0]
    rng = np.random.default_rng(0)
    drawn = apart[rng.integers(0, len(apart), (DRAWS, len(apart)))].mean(axis=1)
    low, high = np.quantile(drawn, [0.025, 0.975])
    means = [f"{value:.3f}" for value in (*both.mean(axis=0), apart.mean())]
    print(row([frames, measure, *means, f"{low:+.3f} to {high:+.3f}"]), flush=True)


def rand_index(truth: np.ndarray, found: np.ndarray) -> float:
    """Adjusted Rand index; points of no group are groups of their own."""
    lone = found < 0
    found = np.where(lone, found.max(initial=0) + 1 + np.cumsum(lone), found)
    _, a = np.unique(truth, return_inverse=True)
    _, b = np.unique(found, return_inverse=True)
    _, joint = np.unique(np.stack([a, b]), axis=1, return_counts=True)
    pairs = [float((n * (n - 1) / 2).sum()) for n in (joint, np.bincount(a), np.bincount(b))]
    expected = pairs[1] * pairs[2] / max(len(truth) * (len(truth) - 1) / 2, 1)
    most = (pairs[1] + pairs[2]) / 2
    return (pairs[0] - expected) / (most - expected) if most > expected else 1.0


def interval(hits: list[bool]) -> str:
    """Wilson's 95 % interval of a share."""
    count, share, z = len(hits), float(np.mean(hits)), 1.96
    middle = (share + z**2 / (2 * count)) / (1 + z**2 / count)
    half = z / (1 + z**2 / count) * (share * (1 - share) / count + z**2 / (4 * count**2)) ** 0.5
    return f"({middle - half:.3f} to {middle + half:.3f})"


def row(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"
