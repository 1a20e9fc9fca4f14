"""Names of instances from the JSON file that lies beside a labelled cloud.

`room.npz` (or `room.ply`) takes its names from `room.instances.json`, else from `room.json` if
that has this shape:

    {"instances": [{"object_id": 3, "name": "office chair"}, ...]}

The list may also be called `objects`; a missing `name` falls back to `nyu40_name`.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict, TypeAdapter, model_validator

from .files import parse_json, read_bytes

log = logging.getLogger(__name__)


class _Entry(BaseModel):
    model_config = ConfigDict(strict=True)
    object_id: int
    name: str | None = None
    nyu40_name: str | None = None


class _NamesFile(BaseModel):
    instances: list[_Entry] | None = None
    objects: list[_Entry] | None = None

    @model_validator(mode="after")
    def _has_a_list(self) -> _NamesFile:
        if self.instances is None and self.objects is None:
            raise ValueError('a list "instances" of {"object_id", "name"} is needed')
        return self


_NAMES = TypeAdapter(_NamesFile)


def read_names_beside(path: Path, instance_ids: np.ndarray) -> Mapping[int, str]:
    """Names by instance_id for a cloud, empty where no file with names lies beside it.

    Args:
        path: the cloud's own file.
        instance_ids: the ids that occur in it.

    Raises:
        ValueError: the file is not of this shape, names an id twice, or is of another cloud.
    """
    beside = path.with_suffix(".instances.json")
    if beside.is_file():
        content = parse_json(read_bytes(beside), _NAMES, str(beside))
    else:
        beside = path.with_suffix(".json")
        content = _names_in_any_json(beside)
    entries = (content.instances or content.objects or []) if content else []
    names: dict[int, str] = {}
    for entry in entries:
        if entry.object_id in names:
            raise ValueError(f"{beside}: object ids must be unique, got {entry.object_id} twice")
        names[entry.object_id] = entry.name or entry.nyu40_name or ""
    _check_fit(beside, path, names, instance_ids)
    return names


def _names_in_any_json(path: Path) -> _NamesFile | None:
    """A file called just `room.json` may hold anything: without names in it, it is not ours."""
    if not path.is_file():
        return None
    try:
        return parse_json(read_bytes(path), _NAMES, str(path))
    except ValueError as error:
        log.info("no names of instances taken: %s", error)
        return None


def _check_fit(
    beside: Path, path: Path, names: Mapping[int, str], instance_ids: np.ndarray
) -> None:
    without_points = sorted(set(names) - set(instance_ids.tolist()))
    if names and len(without_points) == len(names):
        raise ValueError(
            f"{beside} must name instances of {path.name}, "
            f"but none of its {len(names)} object ids occurs there"
        )
    if without_points:
        log.warning(
            "%s names %d objects without points, dropped: %s",
            beside,
            len(without_points),
            ", ".join(map(str, without_points[:10])),
        )
