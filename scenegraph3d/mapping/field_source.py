"""A field in memory or in a file, opened when it is first asked, so that a scene needs no torch."""

from __future__ import annotations

import logging
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from ..perception.extra import require
from ..records import PointCloud

if TYPE_CHECKING:
    from ..perception.encoders import Encoder
    from .field import FeatureField, FieldThings

log = logging.getLogger(__name__)


def field_path(scene: str | Path) -> Path:
    """Where the field of a built scene lies: room.field.safetensors beside room.sg3d."""
    return Path(scene).with_suffix(".field.safetensors")


class FieldSource:
    """A trained field and the things found in it; neither is made before it is asked for."""

    def __init__(self, at: Path | FeatureField) -> None:
        """Take a field, or the path of one that `save_field` wrote."""
        self._path = at if isinstance(at, Path) else None
        self._field = None if isinstance(at, Path) else at
        self._things: FieldThings | None = None

    @classmethod
    def beside(cls, scene: str | Path) -> FieldSource | None:
        """The field beside a built scene; None where there is none, or no torch to ask it with."""
        path = field_path(scene)
        if not path.is_file():
            return None
        if find_spec("torch") is None:
            log.warning("%s is left out: a feature field needs torch", path)
            return None
        return cls(path)

    def __repr__(self) -> str:
        return f"FieldSource({self._field if self._path is None else str(self._path)!r})"

    @property
    def field(self) -> FeatureField:
        """The field.

        Raises:
            ImportError: torch is not installed.
            ValueError: the file is no whole field.
        """
        if self._field is None:
            assert self._path is not None  # one of the two is given
            require("torch", "a feature field")
            from .field import load_field

            self._field = load_field(self._path)
        return self._field

    def things(self, cloud: PointCloud, encoder: Encoder) -> FieldThings:
        """The field's things among the points of its scene, found once or kept in its file.

        Raises:
            ImportError: torch is not installed.
            ValueError: the field is of another encoder, or the file is none.
        """
        if self._things is None:
            require("torch", "a feature field")
            from .field import FieldThings, load_things

            kept = None if self._path is None else load_things(self._path, encoder)
            if kept is None or len(kept.number) != len(cloud):
                kept = FieldThings.of(self.field, cloud, encoder)
            self._things = kept
        return self._things
