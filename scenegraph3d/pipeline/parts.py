"""An answer for a part of a thing in; the same with the boxes of parts that the graph knows out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

import numpy as np

from ..graph.parts import part_like, parts_towards
from ..graph.scene_graph import SceneGraph
from ..language.lexicon import lexicon, match_labels
from ..language.query import Query, Region
from ..perception.encoders import Encoder
from ..perception.relevancy import LEAST_RELEVANCY, NEGATIVES, relevancy
from ..reasoning.answer import Grounding, Result
from ..records import Parts

SAME_NAME = 0.5  # how well one name answers to another that may mean the same thing
_FROM_FIELD = "its box is that of a part in the feature field"


def parts_called(graph: SceneGraph, name: str, encoder: Encoder | None) -> np.ndarray:
    """(K,) rows of the parts that have a name, or look like nothing so much as it."""
    parts = graph.parts
    if parts is None or not len(parts):
        return np.zeros(0, dtype=np.int64)
    called = match_labels(name, parts.label.astype(str).tolist()) >= SAME_NAME
    if encoder is not None and parts.feature is not None:
        called |= (parts.label == "") & _look_like(name, encoder, parts.feature)
    return np.flatnonzero(called)


def told_apart(name: str, names: Sequence[str]) -> tuple[list[str], list[str]]:
    """Of other names those that may mean the same thing, and its rivals."""
    alike = match_labels(name, names) >= SAME_NAME
    same = [one for one, fits in zip(names, alike, strict=True) if fits]
    return same, [one for one, fits in zip(names, alike, strict=True) if not fits]


def _look_like(name: str, encoder: Encoder, feature: np.ndarray) -> np.ndarray:
    """(P,) bool: features that fit a name better than any other that the encoder knows."""
    own = list(getattr(encoder, "names", ()))
    names = own or list(lexicon().sections)
    same, rivals = told_apart(name, names)
    asked = same if own else [name, *same]
    if not asked:  # it never learnt such a word
        return np.zeros(len(feature), dtype=bool)
    against = encoder.encode_texts([*NEGATIVES, *rivals])
    fits = np.nan_to_num(relevancy(encoder.encode_texts(asked), feature, against))
    return fits.max(axis=0) >= LEAST_RELEVANCY


def with_known_parts(
    answer: Grounding, graph: SceneGraph, query: Query, encoder: Encoder | None
) -> Grounding:
    """The answer to a question for a part, with what the graph knows of the thing's parts.

    Parts of that name, if there are any, are the candidates, and the sides that are said choose
    among them; without names a part is taken that lies about where one is guessed to.

    Args:
        answer: with boxes that were guessed from how furniture is built.
        graph: the scene.
        query: what was asked.
        encoder: what made the features of the parts, if they have any.
    """
    region = query.region
    if graph.parts is None or region is None or region.kind != "part" or not answer.num_regions:
        return answer
    called = parts_called(graph, region.name, encoder)
    told, rest = answer.results[: answer.num_regions], answer.results[answer.num_regions :]
    found = [_of_wholes(graph, region, called, results) for results in (told, rest)]
    if all(one is result for one, result in zip(chain(*found), answer.results, strict=False)):
        return answer
    wholes = {result.instance_id for result in found[0]}
    changed = replace(answer, results=(*found[0], *found[1]), num_regions=len(found[0]))
    if len(wholes) > 1:
        return replace(changed, reason=f"{answer.reason}; {_FROM_FIELD}")
    if len(found[0]) > 1:
        reason = f"which {region.name} is not told: {len(found[0])} fit"
        return replace(changed, status="ambiguous", reason=reason)
    told_before = answer.reason if answer.status == "ok" else found[0][0].name
    return replace(changed, status="ok", reason=f"{told_before}; {_FROM_FIELD}")


def _of_wholes(
    graph: SceneGraph, region: Region, called: np.ndarray, results: tuple[Result, ...]
) -> list[Result]:
    """The results, those of each thing replaced by what is known of its parts."""
    assert graph.parts is not None  # asked before
    found: list[Result] = []
    for whole in dict.fromkeys(result.instance_id for result in results):
        guessed = [result for result in results if result.instance_id == whole]
        mine = np.flatnonzero(graph.parts.whole_id == whole)
        named = np.intersect1d(mine, called)
        if len(named) and region.count in (None, 1):
            rows = _meant(graph, region, named, guessed)
            share = sum(result.probability for result in guessed) / len(rows)
            found += [_result(graph.parts, int(row), guessed[0], share) for row in rows]
            continue
        for result in guessed:
            row = part_like(graph.parts, mine, result.aabb)
            found.append(
                result if row is None else _result(graph.parts, row, result, result.probability)
            )
    return found


def _meant(
    graph: SceneGraph, region: Region, rows: np.ndarray, guessed: list[Result]
) -> np.ndarray:
    """Of the named parts of a thing those that the words single out."""
    assert graph.parts is not None  # asked before
    if not (region.sides or region.numbers or region.picks):
        return rows
    instances = graph.instances
    whole = instances.aabb[instances.instance_id == guessed[0].instance_id][0]
    if region.numbers:
        height = graph.parts.boxes.center[rows, 2]
        order = rows[np.argsort(height if region.sides == ("bottom",) else -height, kind="stable")]
        place = region.numbers[0]
        return order[[min(place - 1 if place > 0 else len(order) + place, len(order) - 1)]]
    return parts_towards(graph.parts, rows, whole, guessed[0].center)


def _result(parts: Parts, row: int, guessed: Result, probability: float) -> Result:
    """The guessed result with a part's box."""
    boxes = parts.boxes[[row]]
    aabb = boxes.aabb[0]
    return replace(
        guessed,
        probability=probability,
        center=(aabb[:3] + aabb[3:]) / 2,
        aabb=aabb,
        obb_center=boxes.center[0],
        extent=boxes.extent[0],
        R_world_box=boxes.R_world_box[0],
        num_points=int(parts.num_points[row]),
    )
