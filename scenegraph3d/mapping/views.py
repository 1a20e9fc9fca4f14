"""A keyframe as the fusion keeps it: its depth, pose, masks and their features, no colour."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..records import Camera, Masks


@dataclass(frozen=True, eq=False)
class MaskedView:
    """One keyframe with its 2D masks.

    Attributes:
        number: of the frame in its sequence.
        depth: (H, W) float32, metres as the camera defines depth; 0 marks no reading.
        camera: whose image `depth` and the masks are.
        T_world_camera: (4, 4) float64.
        masks: the M masks of the frame.
        feature: (M, D) float32 unit feature of each mask; D = 0 without an encoder.
        quality: (M,) float64 in [0, 1], how well the picture shows it: sharp, whole, not small.
    """

    number: int
    depth: np.ndarray
    camera: Camera
    T_world_camera: np.ndarray
    masks: Masks
    feature: np.ndarray
    quality: np.ndarray
