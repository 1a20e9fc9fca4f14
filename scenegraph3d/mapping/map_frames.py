"""A sequence of frames in, its scan with instances out; a stopped run goes on where it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import blake2b
from pathlib import Path
from time import monotonic

from ..io.frames import FrameSequence, SkippedFrame
from ..records import Frame, Scan
from .checkpoint import Checkpoint, Progress
from .mapper import Mapper, NoSurfaceError

SAVE_AFTER = 20.0  # seconds; what is lost at most when a run is stopped
Report = Callable[[int, int], None]  # frames done, frames in all


def map_frames(
    sequence: FrameSequence,
    mapper: Mapper,
    *,
    folder: Path | None = None,
    report: Report | None = None,
) -> Scan:
    """Map a sequence.

    Args:
        sequence: posed RGB-D frames.
        mapper: empty; takes them in.
        folder: where to keep what a stopped run goes on from; a run found there is gone on with.
            None keeps nothing.
        report: called after each frame.

    Returns:
        The scan.

    Raises:
        ValueError: `folder` holds a run with other frames or settings, or no frame can be used.
    """
    if folder is None:
        _take_in(sequence, mapper, total=len(sequence), report=report, save=None)
        return mapper.finish(sequence.name)
    run = _Run(sequence, mapper, Checkpoint(folder))
    rest = run.resume()
    _take_in(rest, mapper, total=len(sequence), report=report, save=run.step)
    run.save()
    try:
        scan = mapper.finish(sequence.name)
    except NoSurfaceError:
        run.checkpoint.remove()  # nothing in it would help
        raise
    run.checkpoint.remove()
    return scan


def _take_in(
    sequence: FrameSequence,
    mapper: Mapper,
    *,
    total: int,
    report: Report | None,
    save: Callable[[str], None] | None,
) -> None:
    for frame in _usable(sequence, mapper):
        mapper.add(frame)
        if save is not None:
            save(frame.name)
        if report is not None:
            report(mapper.num_frames, total)


def _usable(sequence: FrameSequence, mapper: Mapper) -> Iterator[Frame]:
    """The frames; that none of them is usable is no error where the mapper has others."""
    try:
        yield from sequence
    except ValueError:
        if not mapper.num_frames:
            raise


def _fingerprint(sequence: FrameSequence) -> str:
    """Tells frames of other names or poses from these: many folders are called "frames"."""
    digest = blake2b(digest_size=8)
    for row in range(len(sequence)):
        digest.update(sequence.frame_name(row).encode("utf-8", "surrogateescape") + b"\0")
        digest.update(sequence.T_world_camera(row).tobytes())
    return digest.hexdigest()


class _Run:
    """A mapper and the checkpoint that follows it."""

    def __init__(self, sequence: FrameSequence, mapper: Mapper, checkpoint: Checkpoint) -> None:
        self.sequence = sequence
        self.mapper = mapper
        self.checkpoint = checkpoint
        self.done: list[str] = []
        self.saved: set[int] = set()
        self.saved_at = monotonic()
        frames = f"{sequence.name}, {len(sequence)} frames {_fingerprint(sequence)}"
        self.settings = f"{frames}, every {sequence.every}, {sequence.options}; {mapper.settings}"

    def resume(self) -> FrameSequence:
        """Bring the mapper to where the checkpoint is; the frames that remain."""
        progress = self.checkpoint.load()
        if progress is None:
            return self.sequence
        if progress.settings != self.settings:
            raise ValueError(
                f"{self.checkpoint.folder} holds a run with other frames or settings; "
                "delete it to start over, or repeat the run's own options"
            )
        self.mapper.restore(
            self.checkpoint.load_volume(progress),
            self.checkpoint.load_views(progress),
            num_frames=len(progress.done),
        )
        self.done = list(progress.done)
        self.saved = set(progress.view_numbers)
        skipped = self.sequence.skipped
        before = [SkippedFrame(name, why) for name, why in progress.skipped]
        skipped += [frame for frame in before if frame not in skipped]
        rest = self.sequence.without([*self.done, *(frame.name for frame in before)])
        rest.skipped = skipped  # one list: what is left out from now on is told with the rest
        return rest

    def step(self, name: str) -> None:
        """Note a frame as taken in; save now and then, only ever between two frames."""
        self.done.append(name)
        if monotonic() - self.saved_at > SAVE_AFTER:
            self.save()
            self.saved_at = monotonic()

    def save(self) -> None:
        """Write what is new."""
        for view in self.mapper.views:
            if view.number not in self.saved:
                self.checkpoint.save_view(view)
                self.saved.add(view.number)
        skipped = tuple((frame.name, frame.reason) for frame in self.sequence.skipped)
        numbers = tuple(view.number for view in self.mapper.views)
        progress = Progress(self.settings, tuple(self.done), skipped, numbers)
        self.checkpoint.save(progress, self.mapper.volume.state())
