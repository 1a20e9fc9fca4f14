"""Frames in, one after the other; a scan with instances out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ..config import MappingSettings
from ..perception.encoders import Encoder
from ..perception.quality import mask_quality
from ..perception.segmenters import Segmenter
from ..records import Frame, Scan
from .association import fuse_masks
from .instances import to_instances
from .keyframes import KeyframePicker
from .pooling import pool_features
from .shrink import shrink_view
from .stopwatch import Stopwatch
from .structure import find_structure
from .superpoints import superpoints
from .views import MaskedView
from .volume import TsdfVolume


class NoSurfaceError(ValueError):
    """Frames whose depths never agree: more of them, or others, are needed."""


class Mapper:
    """Fuses posed RGB-D frames to a cloud and their 2D masks to instances.

    Every frame adds to the surface; keyframes, chosen as the camera moves, add masks. What is
    kept is bounded by the size of the place and by the number of keyframes, not by the frames.

    Attributes:
        volume: the surface so far.
        num_frames: frames taken in, those a resumed run took in before it included.
        stopwatch: seconds by stage.
    """

    def __init__(
        self,
        *,
        segmenter: Segmenter,
        encoder: Encoder | None = None,
        limits: MappingSettings | None = None,
        device: str = "cpu",
    ) -> None:
        """Start with an empty map.

        Args:
            segmenter: gives each keyframe its masks.
            encoder: gives each mask a feature; None leaves the objects without.
            limits: the thresholds.
            device: "cpu" or a CUDA device of torch, for the surface.
        """
        self._segmenter = segmenter
        self._encoder = encoder
        self._limits = MappingSettings() if limits is None else limits
        self._device = device
        self._keyframes = KeyframePicker(self._limits)
        self.volume = TsdfVolume(self._limits.voxel_size, device=device)
        self.num_frames = 0
        self.stopwatch = Stopwatch()

    @property
    def views(self) -> list[MaskedView]:
        """The keyframes so far."""
        return self._keyframes.views

    @property
    def settings(self) -> str:
        """What two runs must have in common to give the same map, in words."""
        encoder = "" if self._encoder is None else self._encoder.name
        return f"segmenter {self._segmenter.name}, encoder {encoder or 'none'}, {self._limits}"

    def add(self, frame: Frame) -> None:
        """Take in one frame."""
        with self.stopwatch.time("fuse depth"):
            self.volume.integrate(frame)
        with self.stopwatch.time("pick keyframes"):
            wanted = self._keyframes.wants(frame)
        if wanted:
            self._keyframes.add(self._masked(frame))
        self.num_frames += 1

    def restore(
        self, volume: Mapping[str, np.ndarray], views: Sequence[MaskedView], *, num_frames: int
    ) -> None:
        """Go on from another mapper's volume state and keyframes after its `num_frames` frames."""
        self.volume = TsdfVolume.from_state(volume, device=self._device)
        self._keyframes = KeyframePicker(self._limits, views)
        self.num_frames = num_frames

    def finish(self, name: str) -> Scan:
        """Extract the surface and fuse the masks; more frames may be added afterwards.

        Args:
            name: of the scan.

        Raises:
            NoSurfaceError: the frames show no surface twice.
        """
        watch = self.stopwatch
        with watch.time("extract surface"):
            cloud = self.volume.extract()
        if not len(cloud):
            raise NoSurfaceError(
                f"frames must show surfaces twice at least, got none in {self.num_frames} frames; "
                "`sg3d doctor` checks their depth scale and poses"
            )
        assert cloud.normals is not None  # a volume knows which side was seen
        with watch.time("split into superpoints"):
            superpoint = superpoints(cloud.points, cloud.normals, cloud.colors)
        with watch.time("find walls and floor"):
            structure = find_structure(cloud, superpoint)
        with watch.time("fuse masks"):
            fused = fuse_masks(cloud, self.views, superpoint=superpoint, limits=self._limits)
        with watch.time("pool features"):
            pooled = pool_features(fused, self.views, self._limits)
        instances, point_instance = to_instances(
            cloud, fused, pooled, structure=structure, limits=self._limits
        )
        encoder = "" if self._encoder is None else self._encoder.name
        return Scan(name, instances, cloud, point_instance, encoder)

    def _masked(self, frame: Frame) -> MaskedView:
        with self.stopwatch.time("segment"):
            masks = self._segmenter.segment(frame)
        with self.stopwatch.time("encode"):
            quality = mask_quality(frame, masks)
            feature = np.zeros((len(masks), 0), dtype=np.float32)
            if self._encoder is not None:
                feature = self._encoder.encode_masks(frame, masks)
        return shrink_view(
            MaskedView(
                number=self.num_frames,
                depth=frame.depth,
                camera=frame.camera,
                T_world_camera=frame.T_world_camera,
                masks=masks,
                feature=feature,
                quality=quality,
            )
        )
