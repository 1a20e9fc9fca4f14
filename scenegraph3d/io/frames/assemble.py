"""One raw frame in, one `Frame` out: decoded, in metres, registered, posed in OpenCV axes."""

from __future__ import annotations

from typing import TypeVar

import numpy as np

from ...geometry.cameras import Panorama, Pinhole, invert_rigid
from ...geometry.registration import register_depth
from ...records import Camera, Frame
from .images import depth_in_metres
from .matrices import rigid
from .options import Axes, FrameOptions
from .source import FrameSource, RawFrame

OPENCV_FROM_OPENGL = np.diag([1.0, -1.0, -1.0, 1.0])
SAME_PIXELS = 1e-3  # pixels between the intrinsics of one camera
SAME_PLACE = 1e-6  # between the transforms of one camera
MOST_OFF_CENTER = 0.2  # of the image's side, principal point to middle; more is of another size


T = TypeVar("T", np.ndarray, np.ndarray | None)


class UnregisteredDepthError(ValueError):
    """Depth has another size than colour, and nothing says how the two belong together."""


class Assembler:
    """Makes the frames of a source under a user's options; threads may share it."""

    def __init__(self, source: FrameSource, options: FrameOptions) -> None:
        """Keep what holds for all frames.

        Args:
            source: as a reader found it.
            options: what the user states against the format.
        """
        self.depth_scale = options.depth_scale or source.conventions.depth_scale
        self.axes: Axes = options.axes or source.conventions.axes
        self._conventions = source.conventions
        self._options = options
        self._cameras: dict[tuple[bytes, int, int], Pinhole] = {}
        told = _stated(options.T_color_depth, source.T_color_depth)
        self._T_color_depth = _stated(told, np.eye(4))
        T_gravity_world = _stated(options.T_gravity_world, np.eye(4))
        self._T_world_source = T_gravity_world @ source.T_world_source
        self._T_posed_color = {
            "color": np.eye(4),
            "depth": invert_rigid(self._T_color_depth),
            "device": source.T_device_color,
        }[source.conventions.poses_of]

    def T_world_camera(self, raw: RawFrame) -> np.ndarray:
        """(4, 4) float64, the colour camera to the world to use.

        Raises:
            ValueError: the pose is not finite or not rigid.
        """
        T_source_posed = rigid(raw.T_written, "its pose")
        T_source_posed[:3, 3] *= self._options.pose_scale
        if (self._conventions.poses == "world_to_camera") != self._options.invert_poses:
            T_source_posed = invert_rigid(T_source_posed)
        if self.axes == "opengl":
            T_source_posed = T_source_posed @ OPENCV_FROM_OPENGL
        return self._T_world_source @ T_source_posed @ self._T_posed_color

    def frame(self, raw: RawFrame) -> Frame:
        """Decode a frame.

        Raises:
            FileNotFoundError: an image is gone.
            UnregisteredDepthError: depth has another size than colour and no intrinsics.
            ValueError: an image is broken, does not fit its camera, or has no depth at all.
        """
        color, stored = raw.read_color(), raw.read_depth()
        depth = depth_in_metres(stored, self.depth_scale, self._conventions.invalid_depth)
        camera, depth = self._register(raw, color, depth)
        if not depth.any():
            raise ValueError("its depth has no reading")
        return Frame(raw.name, color, depth, camera, self.T_world_camera(raw))

    def _register(
        self, raw: RawFrame, color: np.ndarray, depth: np.ndarray
    ) -> tuple[Camera, np.ndarray]:
        """The colour camera, and depth warped into it where the two cameras differ."""
        K_color = _stated(self._options.color_intrinsics, raw.K_color)
        K_depth = _stated(self._options.depth_intrinsics, raw.K_depth)
        if K_color is None:
            _check_sizes(color, depth)
            return Panorama(color.shape[1], color.shape[0]), depth
        if K_depth is None and self._conventions.same_view:
            K_depth = _resized(K_color, color, depth)
        color_camera = self._camera(K_color, color, "color_intrinsics")
        same_K = K_depth is None or np.abs(K_depth - K_color).max() < SAME_PIXELS
        if same_K:
            _check_sizes(color, depth)
            if np.abs(self._T_color_depth - np.eye(4)).max() < SAME_PLACE:
                return color_camera, depth
        depth_camera = self._camera(_stated(K_depth, K_color), depth, "depth_intrinsics")
        return color_camera, register_depth(
            depth, depth_camera, color_camera, T_color_depth=self._T_color_depth
        )

    def _camera(self, K: np.ndarray, image: np.ndarray, option: str) -> Pinhole:
        """The camera of an image; frames of one camera share it."""
        height, width = image.shape[:2]
        key = (K.tobytes(), width, height)
        if key not in self._cameras:
            off = np.abs(K[:2, 2] / [width, height] - 0.5)
            if (off > MOST_OFF_CENTER).any():
                raise ValueError(
                    f"its intrinsics have their middle at {K[0, 2]:g}, {K[1, 2]:g}, but the image "
                    f"is {width} x {height}: give {option} of this size"
                )
            self._cameras[key] = Pinhole(K, width, height)
        return self._cameras[key]


def _stated(option: np.ndarray | None, otherwise: T) -> np.ndarray | T:
    """What is stated, or else the other."""
    return otherwise if option is None else option


def _resized(K: np.ndarray, color: np.ndarray, depth: np.ndarray) -> np.ndarray:
    """K of the same view in another size; the images' outer edges stay where they are."""
    scale = np.array([depth.shape[1] / color.shape[1], depth.shape[0] / color.shape[0]])
    resized = K.copy()
    resized[:2] *= scale[:, None]
    resized[:2, 2] = (K[:2, 2] + 0.5) * scale - 0.5
    return resized


def _check_sizes(color: np.ndarray, depth: np.ndarray) -> None:
    if color.shape[:2] != depth.shape:
        raise UnregisteredDepthError(
            f"its depth is {depth.shape[1]} x {depth.shape[0]} but colour "
            f"{color.shape[1]} x {color.shape[0]}: give depth_intrinsics and color_intrinsics "
            "of these sizes, and T_color_depth where the two cameras are apart"
        )
