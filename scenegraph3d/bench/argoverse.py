"""Prompts over Argoverse 2 logs: which tracked things fit, frame by frame; scores come out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from pydantic import BaseModel, TypeAdapter, model_validator

from ..graph.build import build_graph
from ..io.files import parse_json, read_bytes
from ..io.outdoor import argoverse2
from ..language.lexicon import match_labels
from ..language.parser import parse
from ..language.query import Query
from ..reasoning.ground import ground
from ..records import Instances, Scan
from .argoverse_boxes import scan_of_boxes

if TYPE_CHECKING:
    from rich.table import Table

REFERRED = "REFERRED_OBJECT"
SAME_PLACE = 0.1  # metres between a prompt's box and the log's, which it was made from
NAMED = 0.5  # how well a label must answer to the prompt's noun


class Frame(BaseModel):
    """One moment: its boxes in the city frame, and which of them the prompt refers to."""

    timestamp_ns: int
    track_id: list[str]
    name: list[Literal["REFERRED_OBJECT", "OTHER_OBJECT"]]
    translation_m: list[tuple[float, float, float]]
    size: list[tuple[float, float, float]]
    yaw: list[float]

    @model_validator(mode="after")
    def _complete(self) -> Frame:
        for key in ("name", "translation_m", "size", "yaw"):
            if len(getattr(self, key)) != len(self.track_id):
                raise ValueError(f"'{key}' must have one entry for each track_id")
        return self


class Prompt(BaseModel):
    """A prompt and the frames of the log that it is asked over."""

    prompt: str
    frames: list[Frame]


_FILE = TypeAdapter(dict[str, Prompt])


@dataclass(frozen=True, eq=False)
class FrameScore:
    """What was answered at one moment; ids are the prompt file's track ids.

    Attributes:
        prompt: the words.
        timestamp_ns: the moment.
        referred: the tracks that the prompt refers to.
        answered: the tracks that were answered.
        named: all tracks that the prompt's noun names: what one would guess without the rest.
    """

    prompt: str
    timestamp_ns: int
    referred: frozenset[str]
    answered: frozenset[str]
    named: frozenset[str]


@dataclass(frozen=True, eq=False)
class PromptReport:
    """Scores of the answered sets over all frames of each prompt.

    Attributes:
        frames: one score a frame.
        without_log: prompts whose log was not at hand: their boxes were named by their size.
    """

    frames: tuple[FrameScore, ...]
    without_log: tuple[str, ...]

    @cached_property
    def prompts(self) -> tuple[str, ...]:
        """The prompts in order."""
        return tuple(dict.fromkeys(frame.prompt for frame in self.frames))

    def counts(self, prompt: str, *, guess: bool = False) -> np.ndarray:
        """(F, 3) per frame: right answers, answers, referred; of the guess where asked."""
        chosen = [frame for frame in self.frames if frame.prompt == prompt]
        given = [frame.named if guess else frame.answered for frame in chosen]
        return np.array(
            [
                (len(f.referred & g), len(g), len(f.referred))
                for f, g in zip(chosen, given, strict=True)
            ]
        )

    def to_dict(self) -> dict[str, Any]:
        """The report as plain JSON types."""
        return {
            prompt: {
                "frames": len(self.counts(prompt)),
                "answer": scores_of(self.counts(prompt)),
                "chance": scores_of(self.counts(prompt, guess=True)),
                "labels": "sizes" if prompt in self.without_log else "the log's",
            }
            for prompt in self.prompts
        }

    def table(self) -> Table:
        """The report for people."""
        from rich.table import Table

        table = Table(title="Argoverse 2 prompts, the answered set against the referred one")
        for head in ("prompt", "frames", "", "precision %", "recall %", "F1 %", "F1 a frame %"):
            table.add_column(head, justify="left" if head in ("prompt", "") else "right")
        for prompt, told in self.to_dict().items():
            for name in ("answer", "chance"):
                shares = [f"{100 * value:.1f}" for value in told[name].values()]
                first = (prompt, str(told["frames"])) if name == "answer" else ("", "")
                table.add_row(*first, name, *shares)
        return table


def scores_of(counts: np.ndarray) -> dict[str, float]:
    """Precision, recall and F1 over all frames together, and the mean F1 of a frame.

    Args:
        counts: (F, 3) right answers, answers and referred of each frame.

    Returns:
        Shares in [0, 1]; nothing answered where nothing was referred to is right.
    """
    right, answered, referred = counts.sum(axis=0)
    both = counts[:, 1] + counts[:, 2]
    f1 = np.where(both > 0, 2 * counts[:, 0] / np.maximum(both, 1), 1.0)
    return {
        "precision": float(right / max(answered, 1)),
        "recall": float(right / max(referred, 1)),
        "f1": float(2 * right / max(answered + referred, 1)),
        "f1_of_a_frame": float(f1.mean()),
    }


def run(prompts: str | Path, logs: str | Path) -> PromptReport:
    """Ask each prompt at each of its frames.

    Args:
        prompts: the JSON of prompts by log.
        logs: the folder that holds the logs; where one is missing, the prompt's own boxes are
            asked, named by their size.

    Returns:
        The scores.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: a damaged file, or boxes that are not those of the log.
    """
    asked = parse_json(read_bytes(Path(prompts)), _FILE, str(prompts))
    frames: list[FrameScore] = []
    without_log = [one.prompt for name, one in asked.items() if not (Path(logs) / name).is_dir()]
    for name, one in asked.items():
        query = _asking_for_all(one.prompt)
        for row in range(len(one.frames)):
            scan, tracks = _scene(Path(logs) / name, one.frames, row)
            frames.append(_score(one, row, query=query, scan=scan, tracks=tracks))
    return PromptReport(tuple(frames), tuple(without_log))


def _asking_for_all(prompt: str) -> Query:
    """The prompt as a Query: whatever its number, a prompt asks for all that fit."""
    query = parse(prompt)
    return query.model_copy(
        update={"target": query.target.model_copy(update={"quantity": "many", "count": None})}
    )


def _scene(log: Path, frames: list[Frame], row: int) -> tuple[Scan, list[str]]:
    """The scene at one frame, and the prompt's track of each instance, "" for none."""
    frame = frames[row]
    if not log.is_dir():
        return scan_of_boxes(frames, row), frame.track_id
    scan = argoverse2.read(log, str(frame.timestamp_ns))
    return scan, _tracks_of(frame, scan.instances, str(log))


def _tracks_of(frame: Frame, instances: Instances, where: str) -> list[str]:
    found = [""] * len(instances)
    for track, place in zip(frame.track_id, frame.translation_m, strict=True):
        away = np.linalg.norm(instances.boxes.center - np.array(place), axis=1)
        if away.min(initial=np.inf) > SAME_PLACE:
            raise ValueError(
                f"{where}: the prompt's track {track} must lie where the log has a box at "
                f"{frame.timestamp_ns}, got none at {place}"
            )
        found[int(away.argmin())] = track
    return found


def _score(prompt: Prompt, row: int, *, query: Query, scan: Scan, tracks: list[str]) -> FrameScore:
    frame = prompt.frames[row]
    answer = ground(build_graph(scan), query)
    ids = scan.instances.instance_id.tolist()
    fits = match_labels(query.target.category, scan.instances.label.tolist()) >= NAMED
    return FrameScore(
        prompt=prompt.prompt,
        timestamp_ns=frame.timestamp_ns,
        referred=frozenset(
            track
            for track, name in zip(frame.track_id, frame.name, strict=True)
            if name == REFERRED
        ),
        answered=frozenset(tracks[ids.index(one)] for one in answer.answer_ids),
        named=frozenset(track for track, fit in zip(tracks, fits, strict=True) if fit and track),
    )
