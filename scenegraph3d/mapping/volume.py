"""Frames in, a truncated signed distance volume out, and from it the points of its surface."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import torch

from ..geometry.cameras import Pinhole
from ..ops import tsdf_integrate, tsdf_touch
from ..ops.tsdf_integrate import BLOCK
from ..records import Frame, PointCloud
from .fuse_rays import integrate_rays, touch_rays
from .surface import surface_points
from .voxel_blocks import VoxelBlocks

TRUNCATION = 4.0  # voxels: what Open3D takes; a few standard deviations of a depth camera
MAX_WEIGHT = 255  # frames in a mean; one more moves a voxel by no less than a stored unit
MIN_VIEWS = 2  # frames that must have seen a surface: noise in front of one is seen but once


class TsdfVolume:
    """Blocks of 8 x 8 x 8 voxels about every surface that a frame has seen.

    The same frames in the same order give the same bytes, on any number of threads and with or
    without the compiled operators.

    Attributes:
        voxel_size: edge of a voxel, metres.
        truncation: how far about the surface distances are kept, metres.
        num_frames: how many frames have been averaged.
    """

    def __init__(
        self,
        voxel_size: float = 0.02,
        truncation: float | None = None,
        device: str | torch.device = "cpu",
    ) -> None:
        """An empty volume; `truncation` is 4 voxels where None."""
        if not (math.isfinite(voxel_size) and voxel_size > 0):
            raise ValueError(f"voxel_size must be positive metres, got {voxel_size}")
        self.voxel_size = float(voxel_size)
        self.truncation = float(TRUNCATION * voxel_size if truncation is None else truncation)
        if not self.voxel_size <= self.truncation <= BLOCK * self.voxel_size:
            raise ValueError(
                f"truncation must be 1 to {BLOCK} voxels of {self.voxel_size:g} m,"
                f" got {self.truncation:g} m"
            )
        self.num_frames = 0
        self._voxels = VoxelBlocks(device)

    @property
    def num_blocks(self) -> int:
        """Blocks that hold voxels, 5 kB each."""
        return len(self._voxels)

    def integrate(self, frame: Frame) -> None:
        """Average a frame into the volume; one without any reading changes nothing.

        Raises:
            ValueError: depth is not finite, or reaches over too many blocks.
        """
        device = self._voxels.tsdf.device
        depth = torch.from_numpy(np.ascontiguousarray(frame.depth, dtype=np.float32)).to(device)
        color = torch.from_numpy(np.ascontiguousarray(frame.color, dtype=np.uint8)).to(device)
        far = float(depth.amax())
        if not math.isfinite(far):
            raise ValueError(
                f"depth of frame {frame.name} must be finite, 0 where nothing was read, got {far}"
            )
        if far <= 0:
            return
        if isinstance(frame.camera, Pinhole):
            self._integrate_pinhole(frame.camera, frame.T_world_camera, depth, color)
        else:
            self._integrate_rays(frame, depth, color)
        self.num_frames += 1

    def extract(self) -> PointCloud:
        """The points where the distance crosses zero, one for each edge between voxels it crosses.

        Returns:
            Points with colours, with normals out of the surface, and with the frames that saw them,
            255 at most. Surface that a single frame saw is left out, unless there was but one.
        """
        min_views = max(1, min(MIN_VIEWS, self.num_frames))
        return surface_points(self._voxels, self.voxel_size, min_views=min_views)

    def state(self) -> dict[str, np.ndarray]:
        """Everything, as arrays by name: what `from_state` goes on from."""
        numbers = {
            "voxel_size": np.array(self.voxel_size),
            "truncation": np.array(self.truncation),
            "num_frames": np.array(self.num_frames),
        }
        return self._voxels.state() | numbers

    @classmethod
    def from_state(
        cls, state: Mapping[str, np.ndarray], device: str | torch.device = "cpu"
    ) -> TsdfVolume:
        """The volume that `state` gave.

        Raises:
            ValueError: an array is missing or has another shape.
        """
        missing = {"voxel_size", "truncation", "num_frames"} - set(state)
        if missing:
            raise ValueError(f"a volume's state must hold {sorted(missing)}, got {sorted(state)}")
        volume = cls(float(state["voxel_size"]), float(state["truncation"]), device)
        volume.num_frames = int(state["num_frames"])
        volume._voxels = VoxelBlocks.from_state(state, device)
        return volume

    def _integrate_pinhole(
        self, camera: Pinhole, T_world_camera: np.ndarray, depth: torch.Tensor, color: torch.Tensor
    ) -> None:
        K = torch.as_tensor(camera.K, dtype=torch.float64)
        T = torch.as_tensor(T_world_camera, dtype=torch.float64)
        size = {"voxel_size": self.voxel_size, "truncation": self.truncation}
        blocks = tsdf_touch(depth, K, T, **size)
        rows = self._voxels.rows_of(blocks)
        tsdf_integrate(
            *(self._voxels.tsdf, self._voxels.weight, self._voxels.color),
            blocks=blocks,
            rows=rows,
            depth=depth,
            image=color,
            K=K,
            T_world_camera=T,
            max_weight=MAX_WEIGHT,
            **size,
        )

    def _integrate_rays(self, frame: Frame, depth: torch.Tensor, color: torch.Tensor) -> None:
        blocks = touch_rays(frame, voxel_size=self.voxel_size, truncation=self.truncation)
        blocks = blocks.to(depth.device)
        integrate_rays(
            self._voxels,
            blocks,
            frame,
            (depth, color),
            voxel_size=self.voxel_size,
            truncation=self.truncation,
            max_weight=MAX_WEIGHT,
        )
