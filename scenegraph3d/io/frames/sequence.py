"""A reader's raw frames in, decoded `Frame`s in their order out, read ahead by threads."""

from __future__ import annotations

import logging
import os
from collections import deque
from collections.abc import Collection, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from copy import copy
from itertools import islice

import numpy as np

from ...records import Frame
from .assemble import Assembler, UnregisteredDepthError
from .options import Axes, FrameOptions
from .source import FrameSource, RawFrame, SkippedFrame

log = logging.getLogger(__name__)

MAX_THREADS = 4  # decoding is not faster with more: reading the files becomes the limit
NAMED = 5  # frames left out that are logged one by one
READ_AHEAD = 6  # frames decoded and not yet taken, at most
BROKEN = (ValueError, FileNotFoundError)


class FrameSequence:
    """Posed RGB-D frames, decoded when they are asked for.

    Iterating gives the usable frames in order, `READ_AHEAD` of them decoded at a time. A frame
    that turns out to be broken is left out, logged and added to `skipped`, so an iteration may
    give fewer than `len`. It can be iterated again, and by several at once.
    """

    def __init__(self, source: FrameSource, options: FrameOptions, every: int) -> None:
        """Check every pose, and decode one frame to see that colour and depth fit together.

        Args:
            source: as a reader found it.
            options: what the user states against the format.
            every: keep the first frame and each `every`-th after it.

        Raises:
            ValueError: no frame is usable, or depth is not of colour's size and no intrinsics
                say how to register it.
        """
        if every < 1:
            raise ValueError(f"every must be at least 1, got {every}")
        self.name = source.name
        self.options = options
        self.every = every
        self.skipped: list[SkippedFrame] = []
        self._source = source
        self._assembler = Assembler(source, options)
        self._frames: list[RawFrame] = []
        for raw in source.frames[::every]:
            self._sort_in(raw)
        self._check_first()

    def __len__(self) -> int:
        """Frames that have all their parts and a usable pose."""
        return len(self._frames)

    def __repr__(self) -> str:
        return f"FrameSequence({self.name!r}, {len(self)} frames, {len(self.skipped)} skipped)"

    @property
    def depth_scale(self) -> float:
        """Metres of one unit of the depth images, as they are read."""
        return self._assembler.depth_scale

    @property
    def axes(self) -> Axes:
        """Of the camera in the written poses, as they are read."""
        return self._assembler.axes

    def frame_name(self, row: int) -> str:
        """What the source calls a frame."""
        return self._frames[row].name

    def T_world_camera(self, row: int, options: FrameOptions | None = None) -> np.ndarray:
        """(4, 4) float64 pose of a frame, also as other options would have it; decodes nothing."""
        told = Assembler(self._source, options) if options else self._assembler
        return told.T_world_camera(self._frames[row])

    def read(self, row: int) -> Frame:
        """Decode one frame.

        Raises:
            ValueError: its images are broken or do not fit; the message names it.
            FileNotFoundError: an image is gone.
        """
        raw = self._frames[row]
        try:
            return self._assembler.frame(raw)
        except ValueError as error:
            raise ValueError(f"frame {raw.name}: {error}") from error

    def __iter__(self) -> Iterator[Frame]:
        """The usable frames in order.

        Raises:
            ValueError: none is.
        """
        usable = not self._frames
        with closing(self._read_ahead()) as frames:
            for raw, decoded in frames:
                try:
                    frame = decoded.result()
                except BROKEN as error:
                    self._skip(SkippedFrame(raw.name, str(error)))
                    continue
                usable = True
                yield frame
        if not usable:
            raise self._none_usable()

    def without(self, names: Collection[str]) -> FrameSequence:
        """The same frames less those of these names, which may be all: a run that was resumed."""
        rest = copy(self)
        rest.skipped = list(self.skipped)
        rest._frames = [raw for raw in self._frames if raw.name not in names]
        return rest

    def _sort_in(self, raw: RawFrame | SkippedFrame) -> None:
        if isinstance(raw, SkippedFrame):
            self._skip(raw)
            return
        try:
            self._assembler.T_world_camera(raw)
        except ValueError as error:
            self._skip(SkippedFrame(raw.name, str(error)))
        else:
            self._frames.append(raw)

    def _check_first(self) -> None:
        if not any(self._is_whole(raw) for raw in self._frames):
            raise self._none_usable()

    def _is_whole(self, raw: RawFrame) -> bool:
        try:
            self._assembler.frame(raw)
        except UnregisteredDepthError as error:
            raise ValueError(f"{self.name}: frame {raw.name}: {error}") from None
        except BROKEN as error:
            self._skip(SkippedFrame(raw.name, str(error)))
            return False
        return True

    def _skip(self, frame: SkippedFrame) -> None:
        if frame in self.skipped:
            return
        if len(self.skipped) < NAMED:
            log.warning("%s: left out frame %s: %s", self.name, frame.name, frame.reason)
        elif len(self.skipped) == NAMED:
            log.warning("%s: more frames are left out, see `skipped`", self.name)
        self.skipped.append(frame)

    def _none_usable(self) -> ValueError:
        if not self.skipped:
            return ValueError(f"{self.name} must hold at least 1 frame, got 0")
        first = self.skipped[0]
        return ValueError(
            f"{self.name}: none of {len(self.skipped)} frames can be used; "
            f"the first, {first.name}: {first.reason}"
        )

    def _read_ahead(self) -> Generator[tuple[RawFrame, Future[Frame]]]:
        """The frames in order, each being decoded; at most READ_AHEAD beyond the one given."""
        threads = min(MAX_THREADS, os.cpu_count() or 1)
        pool = ThreadPoolExecutor(threads, thread_name_prefix="read-frames")
        todo = iter(self._frames)
        ahead = deque(
            (raw, pool.submit(self._assembler.frame, raw)) for raw in islice(todo, READ_AHEAD)
        )
        try:
            while ahead:
                following = ahead.popleft()
                ahead.extend(
                    (raw, pool.submit(self._assembler.frame, raw)) for raw in islice(todo, 1)
                )
                yield following
        finally:
            pool.shutdown(cancel_futures=True)
