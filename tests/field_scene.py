"""A field trained on two boxes on a floor, with one random feature a thing plus noise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import numpy as np

from mask_scene import FLOOR, LEFT, RIGHT, Shot, shots, surface, view_of
from scenegraph3d.mapping.field import FeatureField, FieldSettings, train_field
from scenegraph3d.mapping.views import MaskedView
from scenegraph3d.records import Frame, Masks, PointCloud

NAMES = {"floor": FLOOR, "chair": LEFT, "lamp": RIGHT}
DIMENSION = 12
# Orthogonal directions: a phrase of another thing, or of none, fits a feature no better than 0.
AXES = np.linalg.qr(np.random.default_rng(7).normal(size=(DIMENSION, DIMENSION)))[0]
SETTINGS = FieldSettings(steps=300, batch=512, levels=3, max_samples=20_000)


class AxisEncoder:
    """Phrases that name a thing are its axis; those that mean nothing have axes of their own."""

    name = "axes"
    dimension = DIMENSION

    def encode_masks(self, frame: Frame, masks: Masks) -> np.ndarray:
        """No masks are encoded here."""
        raise NotImplementedError

    def encode_texts(self, texts: Sequence[str]) -> np.ndarray:
        """(Q, D) the axis of each phrase."""
        negatives = {"object": 8, "things": 9, "stuff": 10, "texture": 11}
        rows = [NAMES.get(text, negatives.get(text, 6)) for text in texts]
        return AXES[rows].astype(np.float32)


def cloud() -> tuple[PointCloud, np.ndarray]:
    """The points, seen by six views each, and their ids."""
    points, ids = surface(0.04)
    return replace(points, num_views=np.full(len(points), 6, dtype=np.int32)), ids


def masked(shot: Shot, number: int, image: np.ndarray | None = None) -> MaskedView:
    """A view whose masks have the noisy axis of the thing that most of each shows."""
    image = shot.ids if image is None else image
    rows = np.unique(image[image >= 0])
    owner = [np.bincount(shot.ids[image == row]).argmax() for row in rows]
    noise = np.random.default_rng([number, 3]).normal(size=(len(rows), DIMENSION))
    feature = AXES[owner] + 0.2 * noise / DIMENSION**0.5
    feature /= np.linalg.norm(feature, axis=1, keepdims=True)
    return view_of(number, shot, image, feature=feature.astype(np.float32))


def views(count: int = 6) -> list[MaskedView]:
    """Views around the boxes."""
    return [masked(shot, number) for number, shot in enumerate(shots(count))]


@cache
def trained() -> FeatureField:
    """The field, made once."""
    return train_field(cloud()[0], views(), SETTINGS, encoder="axes")
