"""3DSSG: a 3RScan cloud and its annotated relations go in, recall and precision come out.

The JSON file holds `objects` (object_id, name) and `relations` (subject, object, relation), the
cloud beside it is the NumPy archive of the same name, with `xyz` and `object_id`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import BaseModel, ConfigDict, TypeAdapter

from ..graph.build import build_graph
from ..graph.families import FAMILIES, MOST, family_scores, strongest
from ..graph.scene_graph import SceneGraph
from ..io.files import parse_json, read_bytes
from ..io.npz import read
from ..records import Scan

if TYPE_CHECKING:
    from rich.table import Table

# Which of 3DSSG's relationships a family is to find; the rest are of other families.
RELATIONSHIPS: dict[str, frozenset[str]] = {
    "support": frozenset(
        {"supported by", "standing on", "lying on", "standing in", "lying in", "inside", "cover"}
    ),
    "attachment": frozenset(
        {"attached to", "hanging on", "hanging in", "connected to", "leaning against"}
        | {"build in", "part of", "belonging to"}
    ),
    "proximity": frozenset({"close by"}),
}


class _Object(BaseModel):
    model_config = ConfigDict(extra="ignore")
    object_id: int
    name: str | None = None


class _Relation(BaseModel):
    subject: int
    object: int
    relation: str


class _Annotation(BaseModel):
    model_config = ConfigDict(extra="ignore")
    objects: list[_Object]
    relations: list[_Relation]


_ANNOTATION = TypeAdapter(_Annotation)


@dataclass(frozen=True)
class FamilyScore:
    """What of one family was found.

    Attributes:
        gold: annotated pairs.
        predicted: predicted pairs, at most MOST an object.
        found: pairs that are both.
        missed: annotated pairs that are not predicted, as (subject_id, relation, object_id).
    """

    gold: int
    predicted: int
    found: int
    missed: tuple[tuple[int, str, int], ...]

    @property
    def recall(self) -> float:
        """Share of the annotated pairs that is predicted."""
        return self.found / max(self.gold, 1)

    @property
    def precision(self) -> float:
        """Share of the predicted pairs that is annotated."""
        return self.found / max(self.predicted, 1)


@dataclass(frozen=True)
class SsgReport:
    """The families' scores on one scan."""

    name: str
    families: dict[str, FamilyScore]

    @property
    def recall(self) -> float:
        """Share of the annotated pairs of all families that is predicted."""
        scores = self.families.values()
        return sum(one.found for one in scores) / max(sum(one.gold for one in scores), 1)

    def to_dict(self) -> dict[str, Any]:
        """The scores, JSON-ready."""
        scores = {
            family: {
                "recall": score.recall,
                "precision": score.precision,
                "gold": score.gold,
                "predicted": score.predicted,
                "missed": [list(one) for one in score.missed],
            }
            for family, score in self.families.items()
        }
        return {
            "scan": self.name,
            "most_per_object": MOST,
            "recall": self.recall,
            "families": scores,
        }

    def table(self) -> Table:
        """The scores for people."""
        from rich.table import Table

        table = Table(title=f"3DSSG {self.name}, at most {MOST} a family and object")
        for column in ("family", "recall", "precision", "gold", "predicted", "missed"):
            table.add_column(column, justify="left" if column in ("family", "missed") else "right")
        for family, score in self.families.items():
            shares = f"{score.recall:.3f}", f"{score.precision:.3f}"
            missed = ", ".join(f"{s} {name} {o}" for s, name, o in score.missed)
            table.add_row(family, *shares, str(score.gold), str(score.predicted), missed)
        table.add_section()
        table.add_row("all", f"{self.recall:.3f}")
        return table


def run(annotation: str | Path) -> SsgReport:
    """Score the relations found on one scan.

    Args:
        annotation: the JSON file; the cloud is the .npz file of the same name.

    Returns:
        Recall and precision of each family. Objects without a name are not annotated with
        relations and are left out.

    Raises:
        FileNotFoundError: a file is missing.
        ValueError: a file is not of this form, or names an object that the cloud lacks.
    """
    path = Path(annotation)
    told = parse_json(read_bytes(path), _ANNOTATION, str(path))
    scan = read(path.with_suffix(".npz"))
    names = {one.object_id: one.name for one in told.objects if one.name not in (None, "None")}
    graph = build_graph(_named(scan, {key: str(name) for key, name in names.items()}))
    rows = {int(key): row for row, key in enumerate(graph.instances.instance_id)}
    gold = [one for one in told.relations if one.subject in names and one.object in names]
    for one in gold:
        if one.subject not in rows or one.object not in rows:
            raise ValueError(f"{path} relates objects {one.subject} and {one.object}, not in cloud")
    return SsgReport(path.stem, _score(graph, gold, rows))


def _named(scan: Scan, names: dict[int, str]) -> Scan:
    """The scan with only the objects that have a name here."""
    kept = np.isin(scan.instances.instance_id, list(names))
    instances = scan.instances[kept]
    label = np.array([names[int(key)] for key in instances.instance_id], dtype=object)
    return replace(scan, instances=replace(instances, label=label))


def _score(
    graph: SceneGraph, gold: list[_Relation], rows: dict[int, int]
) -> dict[str, FamilyScore]:
    scores = family_scores(graph)
    found = {}
    for family in FAMILIES:
        predicted = {(int(s), int(o)) for s, o in strongest(scores[family])}
        wanted = [one for one in gold if one.relation in RELATIONSHIPS[family]]
        pairs = {(rows[one.subject], rows[one.object]) for one in wanted}
        missed = tuple(
            (one.subject, one.relation, one.object)
            for one in wanted
            if (rows[one.subject], rows[one.object]) not in predicted
        )
        found[family] = FamilyScore(len(pairs), len(predicted), len(pairs & predicted), missed)
    return found
