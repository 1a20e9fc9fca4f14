"""Names of what is ground and of what stands as a backdrop: an object is drawn over both."""

from __future__ import annotations

import numpy as np

OUTDOOR_GROUND = frozenset(
    (
        *(
            "road",
            "street",
            "lane",
            "driveway",
            "drivable area",
            "crosswalk",
            "pedestrian crossing",
        ),
        *("sidewalk", "pavement", "parking", "parking lot", "path"),
        *("grass", "lawn", "terrain", "dirt", "sand", "gravel", "water", "river", "plaza"),
    )
)
GROUND = OUTDOOR_GROUND | {"floor", "ground"}
BACKDROP = frozenset(
    (
        *("wall", "walls", "building", "house", "garage", "bridge", "tunnel", "fence", "railing"),
        *("guard rail", "hedge", "vegetation", "forest", "bushes", "shrubs"),
    )
)
GROUND_RANK, BACKDROP_RANK, OBJECT_RANK = 0, 1, 2


def plain_name(label: str) -> str:
    """A label as the tables here spell it: "Parking_lot" becomes "parking lot"."""
    return " ".join(str(label).lower().replace("_", " ").split())


def is_named(label: np.ndarray, names: frozenset[str]) -> np.ndarray:
    """(M,) bool: which of M labels are among the names."""
    return np.array([plain_name(one) in names for one in label], dtype=bool)


def draw_ranks(label: np.ndarray) -> np.ndarray:
    """(M + 1,) int64 of M labels: what has a higher rank is drawn over what has a lower one.

    The last entry, which row -1 reads, is that of points on no object: they count as ground, so
    that height decides between the two.
    """
    rank = np.full(len(label) + 1, OBJECT_RANK, dtype=np.int64)
    rank[:-1][is_named(label, GROUND)] = GROUND_RANK
    rank[:-1][is_named(label, BACKDROP)] = BACKDROP_RANK
    rank[-1] = GROUND_RANK
    return rank
