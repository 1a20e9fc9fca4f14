"""A fake system of known answers and three tiny scans, for the tests of the benchmarks."""

import numpy as np

from scenegraph3d.language.query import Find, Query
from scenegraph3d.reasoning.answer import Grounding, Result
from scenegraph3d.records import Instances, Scan


def chairs(ids, x, label="chair"):
    """Unit cubes on the floor, the left side of each at `x`."""
    aabb = np.array([[left, 0, 0, left + 1, 1, 1] for left in x], dtype=float)
    return Instances.from_aabb(aabb, [label] * len(ids), instance_id=np.array(ids))


def scans():
    """Chairs 1 and 2 in room 0; lamps 5 to 8 in both scans of room 1."""
    lamps = chairs([5, 6, 7, 8], [0, 2, 4, 6], "lamp")
    return [
        Scan("scene0000_00", chairs([1, 2], [0, 3])),
        Scan("scene0001_00", lamps),
        Scan("scene0001_01", lamps),
    ]


def fake(answers):
    """A build whose scenes answer each sentence with the id, or the ids, in `answers`."""

    class Fake:
        def ground(self, query, *, viewpoint=None):
            found = answers.get(query, ())
            return answer((found,) if isinstance(found, int) else found or ())

    return lambda scan: Fake()


def answer(ids, *, status=None, probability=0.75):
    """An answer of these ids; without ids it is "not_found" and nothing was parsed."""
    box = np.zeros(6)
    results = tuple(
        Result(i, "chair", probability, box[:3], box, box[:3], box[:3], np.eye(3), None)
        for i in ids
    )
    return Grounding(
        status=status or ("ok" if ids else "not_found"),
        query=Query(target=Find(category="chair" if ids else "thing")),
        reason="",
        frame=(),
        results=results,
        answer_ids=tuple(ids),
        anchors=(),
        trace=(),
        not_understood=(),
    )
