"""The progress bar of work on many rows."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress


class Bar:
    """A progress bar on stderr that appears when the work takes more than a second."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._progress: Progress | None = None

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *error: object) -> None:
        if self._progress is not None:
            self._progress.stop()

    def advance(self, done: int, total: int) -> None:
        """Show that `done` of `total` rows are done."""
        if self._progress is None:
            if time.monotonic() - self._started < 1:
                return
            self._progress = _new_bar()
            self._progress.add_task("asking", total=total)
        self._progress.update(self._progress.task_ids[0], completed=done)


def _new_bar() -> Progress:
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress

    bar = Progress(
        *Progress.get_default_columns(),
        MofNCompleteColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    bar.start()
    return bar
