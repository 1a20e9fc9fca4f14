"""A room drawn by hand: who stands where is written down here, not computed."""

import numpy as np

from scenegraph3d.records import Instances, Scan

# A room of 6 x 4 m. The door is in the south wall, the window in the north wall.
ROOM = {
    1: ("door", (3.0, 0.0, 1.0), (0.9, 0.1, 2.0)),
    2: ("window", (3.0, 4.0, 1.5), (2.0, 0.1, 1.0)),
    3: ("desk", (1.0, 3.4, 0.4), (1.4, 0.7, 0.8)),
    4: ("desk", (5.0, 3.4, 0.4), (1.4, 0.7, 0.8)),
    5: ("lamp", (0.5, 3.4, 1.0), (0.2, 0.2, 0.4)),
    6: ("mug", (5.2, 3.3, 0.86), (0.1, 0.1, 0.12)),
    7: ("mug", (1.4, 3.3, 0.86), (0.1, 0.1, 0.12)),
    8: ("office chair", (1.0, 2.7, 0.5), (0.5, 0.5, 1.0)),
    9: ("office chair", (5.0, 2.7, 0.5), (0.5, 0.5, 1.0)),
    10: ("trash can", (0.3, 0.4, 0.2), (0.3, 0.3, 0.4)),
    11: ("couch", (3.0, 1.9, 0.4), (1.6, 0.8, 0.8)),
    12: ("box", (5.6, 3.5, 0.15), (0.3, 0.3, 0.3)),
    13: ("box", (5.6, 0.4, 0.3), (0.6, 0.6, 0.6)),
}
RED, WHITE = (200, 20, 20), (235, 235, 235)
COLORS = {6: RED, 7: WHITE}


def room_scan(objects=None) -> Scan:
    objects = ROOM if objects is None else objects
    center = np.array([c for _, c, _ in objects.values()]).reshape(-1, 3)
    size = np.array([s for _, _, s in objects.values()]).reshape(-1, 3)
    color = np.array([COLORS.get(i, (np.nan,) * 3) for i in objects], dtype=float).reshape(-1, 3)
    return Scan(
        "hand-made",
        Instances.from_aabb(
            np.hstack([center - size / 2, center + size / 2]),
            [name for name, _, _ in objects.values()],
            instance_id=np.array(list(objects), dtype=np.int64),
            color=color,
        ),
    )
