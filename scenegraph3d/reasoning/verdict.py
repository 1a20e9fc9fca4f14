"""What the scores amount to: one answer, several, a question back, or nothing that fits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..graph.relations import pair_distance, score_relation
from ..language.lexicon import is_plural, match_labels
from ..language.query import Find, Query
from .answer import Status
from .membership import NAME_FLOOR
from .resolution import ClauseScore, Resolution
from .sight import seen_names

RIVAL_SHARE = 0.75  # of the best score, from which a second candidate fits as well
MEMBER_SHARE = 0.3  # of the best score, from which one belongs to "the chairs"
MEMBER_HOLDS = 0.5  # of the best one's score, that a clause of "the chairs" must reach
COUNTED = 0.3  # of a clause's score, that each thing counted must reach
SHOWN = 10  # rivals named in the question back
SAYS_NOTHING = frozenset(
    ("", "wall", "floor", "ceiling", "object", "otherprop", "otherstructure", "otherfurniture")
)
# Scores under which a clause plainly does not hold of the best candidate.
MISFIT = {"relation": 0.05, "absence": 0.3, "color": 0.15}
CLOSE = 0.5  # metres
SURE_NAME = 0.55  # how well a name must fit for the thing to be called so


@dataclass(frozen=True)
class Verdict:
    """Status, the sentence that says why, and the rows of the objects that are the answer."""

    status: Status
    reason: str
    rows: tuple[int, ...] = ()


def judge(state: Resolution, query: Query, scores: np.ndarray) -> Verdict:
    """Decide what the (M,) scores of a query amount to."""
    target, graph = query.target, state.graph
    if target.category == "thing" and not target.attributes and not target.clauses:
        return Verdict("unsupported", "the words name nothing to look for")
    counting = query.verb == "count"
    if not _named_or_seen(state, target):
        reason = f"nothing here is called {target.category!r}{_nameless(state)}"
        return Verdict("ok" if counting else "not_found", reason)
    best = int(scores.argmax())
    misfit = _misfit(state, best)
    exact = counting or target.category == "thing" or _asks_whether(query)
    if exact and not counting and misfit is None:
        misfit = _unfulfilled(state, best)
    if misfit is not None:
        nothing = "nothing" if target.category == "thing" else f"no {target.category}"
        reason = f"{nothing} here fits {misfit!r}"
        return Verdict("ok" if counting else "not_found", reason)
    # Where one object is labelled "shoes", the plural asks for one of them.
    named_plural = is_plural(str(graph.instances.label[best]))
    if counting or (target.quantity == "many" and not named_plural):
        rows = _members(state, scores, best, least=COUNTED if exact else 0.0)
        if not counting and target.count is not None and len(rows) > target.count:
            return _as_many(state, scores, rows, target.count)
        return Verdict("ok", f"{len(rows)} fit{_left_out(state)}", rows)
    ranked = np.argsort(-scores, kind="stable")
    rivals = [int(row) for row in ranked if scores[row] > RIVAL_SHARE * scores[best]]
    if len(rivals) > 1:
        return Verdict("ambiguous", _question(state, rivals) + _left_out(state), tuple(rivals))
    label = graph.instances.label[best]
    name = f"{label or 'object'} {graph.instances.instance_id[best]}"
    looks = "" if label or state.sight is None else ", by its looks alone"
    return Verdict("ok", f"{name} fits best{looks}{_left_out(state)}", (best,))


def _asks_whether(query: Query) -> bool:
    """True for "is the mug on the desk?", which may be denied; "the mug on the desk" is there."""
    return (
        query.text.lower().lstrip().startswith(("is the ", "are the ", "is there ", "are there "))
    )


def _named_or_seen(state: Resolution, target: Find) -> bool:
    """True where something goes by the phrase's noun, or looks more like it than like nothing."""
    labels = sorted({str(label) for label in state.graph.instances.label})
    if float(match_labels(target.category, labels).max()) >= SURE_NAME:
        return True
    if state.sight is None:
        return False
    return bool((seen_names(state.sight, target, state.graph.instances.label) >= NAME_FLOOR).any())


def _nameless(state: Resolution) -> str:
    """The way out, in a scene where nothing has a name."""
    if state.sight is not None or any(state.graph.instances.label.astype(str)):
        return ""
    return ": its objects have no names; an encoder with weights can name what frames show"


def _members(state: Resolution, scores: np.ndarray, best: int, *, least: float) -> tuple[int, ...]:
    """The rows that belong to a plural: each clause must hold about as well as of the best."""
    alike = state.of_one_kind(scores)
    fits = alike > MEMBER_SHARE * alike.max()
    for clause in state.clauses:
        if clause.kind not in ("category", "rank") and best in clause.rows:
            holds = np.zeros(len(scores), dtype=bool)
            relational = clause.kind in ("relation", "absence")
            level = MEMBER_HOLDS * clause.scores[clause.rows == best][0]
            level = max(level, least) if relational else level
            holds[clause.rows] = clause.scores >= level
            fits &= holds
    return tuple(np.flatnonzero(fits).tolist())


def _as_many(state: Resolution, scores: np.ndarray, rows: tuple[int, ...], count: int) -> Verdict:
    """The best of what fits, where the words say how many they mean and these stand out."""
    ranked = sorted(rows, key=lambda row: -scores[row])
    last, next_best = scores[ranked[count - 1]], scores[ranked[count]]
    if next_best > RIVAL_SHARE * last:
        which = f"{len(rows)} fit where {count} are asked for; which are meant?{_left_out(state)}"
        return Verdict("ambiguous", which, rows)
    return Verdict("ok", f"{count} fit best{_left_out(state)}", tuple(sorted(ranked[:count])))


def most_common(state: Resolution) -> tuple[np.ndarray, Verdict]:
    """The kind of thing that is there most often: (M,) scores of its members, and the verdict."""
    labels = state.graph.instances.label.astype(str)
    names, counts = np.unique(labels, return_counts=True)
    top = names[counts == counts.max()]
    scores = np.isin(labels, top).astype(float)
    rows = tuple(np.flatnonzero(scores).tolist())
    each = "each" if len(top) > 1 else "of them"
    return scores, Verdict("ok", f"{' and '.join(top)}: {counts.max()} {each}", rows)


def _misfit(state: Resolution, row: int) -> str | None:
    """The words of a clause that plainly does not hold even of the best candidate.

    People say "in" and "on" loosely, so a relation is only refused where the thing does not even
    stand close to what it is related to. Of "red and yellow" one is enough: a mean colour shows
    but one.
    """
    refused = [clause for clause in state.clauses if _plainly_wrong(state, clause, row)]
    colors = [clause for clause in state.clauses if clause.kind == "color"]
    if not all(color in refused for color in colors):
        refused = [clause for clause in refused if clause.kind != "color"]
    return refused[0].text if refused else None


def _unfulfilled(state: Resolution, row: int) -> str | None:
    """The words of a relation that hardly holds of a row.

    "The cups on the desk" presupposes cups, and people say "on" loosely; "what is on the desk"
    presupposes nothing, so that what merely stands beside it is no answer.
    """
    for clause in state.clauses:
        if clause.kind == "relation" and (clause.scores[clause.rows == row] < COUNTED).any():
            return clause.text
    return None


def _plainly_wrong(state: Resolution, clause: ClauseScore, row: int) -> bool:
    fit = clause.scores[clause.rows == row]
    if not fit.size or fit[0] >= MISFIT.get(clause.kind, 0.0):
        return False
    return clause.kind != "relation" or not _close(state, row, clause.anchors)


def _close(state: Resolution, row: int, anchors: np.ndarray) -> bool:
    if not len(anchors):
        return False
    reach = score_relation(state.graph, "within_distance", np.array([row]), anchors, distance=CLOSE)
    return bool(reach.max() >= 0.5)


def _left_out(state: Resolution) -> str:
    if not state.missing:
        return ""
    names = ", ".join(repr(name) for name in dict.fromkeys(state.missing))
    return f"; left out, since nothing here is called so: {names}"


def _question(state: Resolution, rivals: list[int]) -> str:
    """The question that would settle it, by what stands nearest to each rival."""
    instances = state.graph.instances
    if len(rivals) <= 3:
        nearest = [_landmark(state, row, rivals) for row in rivals]
        if len(set(nearest)) == len(nearest) and "" not in nearest:
            labels = [label or "thing" for label in instances.label[rivals]]
            named = zip(labels, nearest, strict=True)
            return (
                "which one: "
                + ", or ".join(f"the {name} by the {near}" for name, near in named)
                + "?"
            )
    ids = ", ".join(str(instances.instance_id[row]) for row in rivals[:SHOWN])
    more = f" and {len(rivals) - SHOWN} more" if len(rivals) > SHOWN else ""
    return f"several fit equally well: {ids}{more}; what is the one you mean next to?"


def _landmark(state: Resolution, row: int, rivals: list[int]) -> str:
    """Name of the nearest object of another kind; "" where there is none."""
    instances = state.graph.instances
    kinds = {instances.label[rival] for rival in rivals} | SAYS_NOTHING
    others = np.flatnonzero(~np.isin(instances.label.astype(str), [str(k) for k in kinds]))
    if not len(others):
        return ""
    distance = pair_distance(state.graph, np.array([row]), others)[0]
    return str(instances.label[others[distance.argmin()]])
