"""Typical sizes of things nobody gave a size for: length, width and height in metres, by name."""

from __future__ import annotations

from ...language.lexicon import canonical

# Plain knowledge of everyday things, rounded.
_TYPICAL: dict[str, tuple[float, float, float]] = {
    "cup": (0.09, 0.09, 0.10), "mug": (0.10, 0.09, 0.10), "glass": (0.08, 0.08, 0.14),
    "plate": (0.26, 0.26, 0.03), "bowl": (0.18, 0.18, 0.08), "bottle": (0.08, 0.08, 0.26),
    "vase": (0.16, 0.16, 0.30), "pitcher": (0.16, 0.14, 0.24), "kettle": (0.22, 0.18, 0.24),
    "laptop": (0.33, 0.24, 0.22), "keyboard": (0.45, 0.15, 0.03), "mouse": (0.11, 0.07, 0.04),
    "monitor": (0.55, 0.20, 0.45), "telephone": (0.20, 0.18, 0.10), "book": (0.24, 0.17, 0.03),
    "printer": (0.45, 0.40, 0.30), "lamp": (0.28, 0.28, 0.50), "clock": (0.30, 0.05, 0.30),
    "plant": (0.35, 0.35, 0.60), "potted plant": (0.30, 0.30, 0.50), "flowers": (0.2, 0.2, 0.35),
    "box": (0.40, 0.30, 0.30), "basket": (0.40, 0.30, 0.30), "toolbox": (0.45, 0.25, 0.25),
    "bag": (0.40, 0.25, 0.35), "backpack": (0.40, 0.30, 0.45), "suitcase": (0.50, 0.30, 0.70),
    "trash can": (0.30, 0.30, 0.40), "bucket": (0.28, 0.28, 0.30), "toaster": (0.30, 0.20, 0.20),
    "microwave": (0.50, 0.38, 0.30), "coffee maker": (0.30, 0.22, 0.35), "fan": (0.35, 0.35, 0.9),
    "chair": (0.50, 0.50, 0.90), "office chair": (0.60, 0.60, 1.00), "stool": (0.38, 0.38, 0.50),
    "armchair": (0.85, 0.80, 0.90), "ottoman": (0.55, 0.45, 0.42), "bench": (1.20, 0.40, 0.45),
    "couch": (1.90, 0.90, 0.85), "table": (1.20, 0.75, 0.75), "coffee table": (1.00, 0.60, 0.45),
    "desk": (1.30, 0.70, 0.75), "nightstand": (0.45, 0.40, 0.55), "end table": (0.5, 0.5, 0.55),
    "bed": (2.00, 1.60, 0.60), "crib": (1.30, 0.75, 0.95), "cabinet": (0.80, 0.45, 0.90),
    "dresser": (1.10, 0.50, 0.85), "shelf": (0.80, 0.30, 1.60), "bookshelf": (0.80, 0.30, 1.80),
    "rug": (1.60, 1.10, 0.02), "carpet": (2.00, 1.40, 0.02), "mat": (0.70, 0.45, 0.02),
    "mirror": (0.60, 0.05, 0.90), "picture": (0.60, 0.04, 0.45), "poster": (0.60, 0.02, 0.85),
    "tv": (1.10, 0.10, 0.65), "whiteboard": (1.50, 0.05, 1.00), "pillow": (0.45, 0.40, 0.15),
    "refrigerator": (0.70, 0.70, 1.75), "washing machine": (0.60, 0.60, 0.85),
    "stove": (0.60, 0.60, 0.90), "oven": (0.60, 0.60, 0.60), "dishwasher": (0.60, 0.60, 0.85),
    "wardrobe": (1.20, 0.60, 2.00), "bathtub": (1.70, 0.75, 0.55), "toilet": (0.70, 0.40, 0.75),
    "robot": (0.35, 0.35, 0.10), "bicycle": (1.70, 0.60, 1.05), "piano": (1.45, 0.60, 1.10),
}  # fmt: skip
_HUNG = frozenset(
    "picture painting poster mirror clock whiteboard blackboard artwork".split()  # noqa: SIM905
)
_FLAT = frozenset("rug carpet mat".split())  # noqa: SIM905


def typical_size(category: str) -> tuple[float, float, float] | None:
    """Length, width and height of a kind of thing, metres; None where the word is not known."""
    for name in _names(category):
        if name in _TYPICAL:
            return _TYPICAL[name]
    return None


def hangs(category: str) -> bool:
    """True for what usually hangs on a wall."""
    return any(name in _HUNG for name in _names(category))


def lies_flat(category: str) -> bool:
    """True for what lies under other things."""
    return any(name in _FLAT for name in _names(category))


def _names(category: str) -> list[str]:
    """The phrase, its accepted name, and the same of its last word."""
    last = category.split()[-1] if category.split() else ""
    return [name for phrase in (category, last) for name in (phrase, canonical(phrase)) if name]
