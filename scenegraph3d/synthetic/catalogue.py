"""The kinds of object: what each is called, how large it is, its colours and its recipe."""

# ruff: noqa: E501 - one kind a line reads as the table it is.

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from . import appliances, furniture, props
from .shapes import RGB, Part

Size = tuple[float, float, float]
Recipe = Callable[[float, float, float, RGB], list[Part]]

PALETTE: dict[str, RGB] = {
    "black": (38, 38, 42),
    "white": (236, 234, 228),
    "gray": (130, 132, 136),
    "red": (186, 38, 40),
    "orange": (232, 126, 34),
    "yellow": (232, 200, 54),
    "green": (58, 138, 70),
    "blue": (48, 88, 178),
    "purple": (122, 62, 152),
    "pink": (232, 146, 172),
    "brown": (122, 82, 48),
    "beige": (212, 192, 156),
}

_WOOD = ("brown", "beige", "white", "black")
_BRIGHT = ("red", "orange", "yellow", "green", "blue", "purple", "pink", "white")
_SOFT = ("red", "green", "blue", "gray", "beige", "purple", "brown", "orange")
_WHITE = ("white",)


@dataclass(frozen=True)
class Kind:
    """One kind of object.

    Attributes:
        label: the name a scan gives it; several kinds may share one.
        nyu40: its NYU40 class id.
        recipe: builds its parts from (depth, width, height) and a colour.
        smallest, largest: the range of its (depth, width, height), metres.
        colors: names in PALETTE it comes in.
        holds: names of the parts on whose upper side things can stand.
        has_front: False for what looks the same from all sides.
        clearance: metres kept free of furniture before its front.
    """

    label: str
    nyu40: int
    recipe: Recipe
    smallest: Size
    largest: Size
    colors: tuple[str, ...]
    holds: tuple[str, ...] = ()
    has_front: bool = True
    clearance: float = 0.0


def _kind(
    label: str,
    nyu40: int,
    recipe: Recipe,
    smallest: Size,
    largest: Size,
    colors: tuple[str, ...],
    **options: object,
) -> Kind:
    return Kind(label, nyu40, recipe, smallest, largest, colors, **options)  # type: ignore[arg-type]


_TOP, _BOARD, _BODY = ("top",), ("board",), ("body",)
_SEATS = {"holds": ("seat",)}
_ROUND = {"has_front": False}

# fmt: off
KINDS: dict[str, Kind] = {
    # Furniture.
    "double bed": _kind("bed", 4, furniture.bed, (2.0, 1.4, 0.9), (2.1, 1.8, 1.1), _SOFT, holds=("sheet", "blanket"), clearance=0.5),
    "single bed": _kind("bed", 4, furniture.bed, (1.95, 0.9, 0.8), (2.05, 1.0, 1.0), _SOFT, holds=("sheet", "blanket"), clearance=0.5),
    "sofa": _kind("couch", 6, furniture.sofa, (0.8, 1.7, 0.75), (0.95, 2.3, 0.9), _SOFT, holds=("cushion",), clearance=0.4),
    "armchair": _kind("armchair", 5, furniture.sofa, (0.75, 0.8, 0.75), (0.85, 0.95, 0.9), _SOFT, holds=("cushion",), clearance=0.3),
    "chair": _kind("chair", 5, furniture.chair, (0.42, 0.42, 0.82), (0.48, 0.48, 0.98), (*_WOOD, "red", "green", "blue"), **_SEATS),
    "office chair": _kind("office chair", 5, furniture.office_chair, (0.58, 0.58, 0.9), (0.66, 0.64, 1.1), ("black", "gray", "red", "green", "blue"), **_SEATS),
    "stool": _kind("stool", 40, furniture.stool, (0.32, 0.32, 0.44), (0.38, 0.38, 0.65), (*_WOOD, "red", "yellow"), has_front=False),
    "coffee table": _kind("coffee table", 7, furniture.table, (0.5, 0.8, 0.38), (0.65, 1.2, 0.45), _WOOD, holds=_TOP),
    "dining table": _kind("dining table", 7, furniture.table, (0.8, 1.3, 0.72), (0.95, 1.9, 0.77), _WOOD, holds=_TOP),
    "round table": _kind("dining table", 7, furniture.round_table, (1.0, 1.0, 0.72), (1.2, 1.2, 0.76), _WOOD, holds=_TOP, has_front=False),
    "side table": _kind("end table", 7, furniture.round_table, (0.42, 0.42, 0.45), (0.52, 0.52, 0.58), _WOOD, holds=_TOP, has_front=False),
    "desk": _kind("desk", 14, furniture.table, (0.6, 1.2, 0.72), (0.75, 1.7, 0.76), _WOOD, holds=_TOP, clearance=0.8),
    "bookshelf": _kind("bookshelf", 10, furniture.bookshelf, (0.28, 0.7, 1.4), (0.34, 1.1, 2.0), _WOOD, holds=_BOARD, clearance=0.5),
    "wall shelf": _kind("shelf", 15, furniture.wall_shelf, (0.2, 0.6, 0.12), (0.25, 1.1, 0.18), _WOOD, holds=_BOARD),
    "wardrobe": _kind("wardrobe", 39, furniture.wardrobe, (0.55, 1.0, 1.9), (0.62, 1.5, 2.15), _WOOD, holds=_BOARD, clearance=0.6),
    "cabinet": _kind("cabinet", 3, furniture.cupboard, (0.38, 0.8, 0.8), (0.48, 1.4, 1.3), _WOOD, holds=_BODY, clearance=0.5),
    "file cabinet": _kind("file cabinet", 3, furniture.chest, (0.5, 0.42, 0.7), (0.6, 0.5, 1.3), ("gray", "black", "white", "green"), holds=_BODY, clearance=0.4),
    "nightstand": _kind("nightstand", 32, furniture.chest, (0.38, 0.4, 0.45), (0.45, 0.55, 0.6), _WOOD, holds=_BODY),
    "dresser": _kind("dresser", 17, furniture.chest, (0.45, 0.9, 0.75), (0.52, 1.5, 0.95), _WOOD, holds=_BODY, clearance=0.5),
    "tv stand": _kind("tv stand", 39, furniture.tv_stand, (0.38, 1.2, 0.42), (0.45, 1.8, 0.55), _WOOD, holds=_BOARD, clearance=0.4),
    # Kitchen and bathroom.
    "counter": _kind("kitchen counter", 12, furniture.counter, (0.6, 1.6, 0.88), (0.65, 2.2, 0.92), ("white", "beige", "gray", "blue"), holds=("worktop",), clearance=0.8),
    "vanity": _kind("bathroom vanity", 3, furniture.counter, (0.48, 0.8, 0.8), (0.52, 1.1, 0.85), ("white", "beige", "gray"), holds=("worktop",), clearance=0.6),
    "kitchen cabinet": _kind("kitchen cabinet", 3, furniture.cupboard, (0.32, 0.8, 0.6), (0.36, 1.4, 0.7), ("white", "beige", "gray", "blue")),
    "refrigerator": _kind("refrigerator", 24, appliances.refrigerator, (0.62, 0.6, 1.6), (0.7, 0.75, 1.85), ("white", "gray", "red"), clearance=0.7),
    "stove": _kind("stove", 38, appliances.stove, (0.6, 0.58, 0.88), (0.64, 0.62, 0.92), ("white", "gray"), holds=("burner",), clearance=0.7),
    "washing machine": _kind("washing machine", 39, appliances.washing_machine, (0.55, 0.58, 0.84), (0.6, 0.62, 0.88), _WHITE, clearance=0.5, holds=_BODY),
    "microwave": _kind("microwave", 40, appliances.microwave, (0.34, 0.45, 0.26), (0.4, 0.52, 0.3), ("white", "black", "gray", "red")),
    "sink": _kind("sink", 34, appliances.sink, (0.38, 0.42, 0.28), (0.42, 0.5, 0.34), ("white", "gray")),
    "toilet": _kind("toilet", 33, furniture.toilet, (0.62, 0.38, 0.75), (0.7, 0.42, 0.8), _WHITE, clearance=0.5),
    "bathtub": _kind("bathtub", 36, furniture.bathtub, (0.7, 1.5, 0.52), (0.8, 1.75, 0.58), _WHITE, clearance=0.4),
    # On the wall, at the window, on the floor.
    "picture": _kind("picture", 11, props.picture, (0.025, 0.35, 0.3), (0.03, 0.9, 0.7), _BRIGHT),
    "mirror": _kind("mirror", 19, props.mirror, (0.025, 0.45, 0.6), (0.03, 0.8, 1.0), ("black", "white", "brown", "gray")),
    "whiteboard": _kind("whiteboard", 30, props.whiteboard, (0.08, 1.2, 0.8), (0.1, 2.0, 1.1), _WHITE),
    "towel": _kind("towel", 27, props.slab, (0.03, 0.4, 0.6), (0.04, 0.6, 0.9), _BRIGHT),
    "curtain": _kind("curtain", 16, appliances.curtain, (0.07, 0.35, 1.4), (0.08, 0.5, 1.5), _SOFT),
    "radiator": _kind("radiator", 39, furniture.radiator, (0.09, 0.6, 0.5), (0.12, 1.1, 0.62), _WHITE),
    "rug": _kind("rug", 20, props.slab, (1.3, 1.8, 0.012), (1.6, 2.3, 0.012), _SOFT, has_front=False, holds=_BODY),
    "mat": _kind("mat", 20, props.slab, (0.45, 0.7, 0.012), (0.6, 0.9, 0.012), _SOFT, has_front=False),
    "door": _kind("door", 8, appliances.door, (0.12, 0.85, 2.02), (0.12, 0.85, 2.02), ("brown", "white", "beige"), has_front=False),
    "window": _kind("window", 9, appliances.window, (0.06, 1.0, 1.1), (0.06, 1.6, 1.3), _WHITE),
    # Things with a plug.
    "floor lamp": _kind("lamp", 35, props.lamp, (0.35, 0.35, 1.4), (0.45, 0.45, 1.75), ("white", "beige", "yellow", "red"), **_ROUND),
    "table lamp": _kind("lamp", 35, props.lamp, (0.22, 0.22, 0.38), (0.3, 0.3, 0.52), ("white", "yellow", "red", "green", "blue"), **_ROUND),
    "tv": _kind("tv", 25, appliances.screen, (0.22, 0.9, 0.62), (0.26, 1.25, 0.8), ("black",)),
    "monitor": _kind("monitor", 40, appliances.screen, (0.18, 0.5, 0.42), (0.2, 0.62, 0.5), ("black", "white", "gray")),
    "laptop": _kind("laptop", 40, appliances.laptop, (0.23, 0.32, 0.22), (0.25, 0.36, 0.24), ("gray", "black", "white")),
    "keyboard": _kind("keyboard", 40, appliances.keyboard, (0.13, 0.38, 0.025), (0.15, 0.46, 0.03), ("black", "white", "gray")),
    "mouse": _kind("mouse", 40, props.mouse, (0.1, 0.06, 0.035), (0.12, 0.07, 0.04), ("black", "white", "red")),
    "printer": _kind("printer", 40, appliances.printer, (0.4, 0.4, 0.22), (0.46, 0.48, 0.3), ("white", "black", "gray")),
    "kettle": _kind("kettle", 40, props.kettle, (0.22, 0.15, 0.2), (0.25, 0.17, 0.24), ("gray", "red", "black", "white")),
    # Small things.
    "mug": _kind("mug", 40, props.mug, (0.08, 0.11, 0.09), (0.09, 0.12, 0.11), _BRIGHT, **_ROUND),
    "bowl": _kind("bowl", 40, props.tub, (0.15, 0.15, 0.07), (0.24, 0.24, 0.1), _BRIGHT, **_ROUND),
    "bottle": _kind("bottle", 40, props.bottle, (0.07, 0.07, 0.22), (0.09, 0.09, 0.3), ("green", "blue", "red", "white"), **_ROUND),
    "vase": _kind("vase", 40, props.tub, (0.11, 0.11, 0.2), (0.15, 0.15, 0.32), _BRIGHT, **_ROUND),
    "book": _kind("book", 23, props.book, (0.2, 0.15, 0.025), (0.24, 0.19, 0.05), _BRIGHT, **_ROUND),
    "standing book": _kind("book", 23, props.book, (0.15, 0.03, 0.2), (0.2, 0.06, 0.26), _BRIGHT),
    "pillow": _kind("pillow", 18, props.pillow, (0.35, 0.45, 0.13), (0.42, 0.6, 0.17), (*_BRIGHT, "gray"), **_ROUND),
    "plant": _kind("plant", 40, props.plant, (0.4, 0.4, 0.7), (0.6, 0.6, 1.3), ("green",), **_ROUND),
    "potted plant": _kind("plant", 40, props.plant, (0.2, 0.2, 0.28), (0.28, 0.28, 0.42), ("green",), **_ROUND),
    "trash can": _kind("trash can", 39, props.tub, (0.24, 0.24, 0.3), (0.32, 0.32, 0.45), ("black", "gray", "white", "blue", "green", "red"), **_ROUND),
    "basket": _kind("laundry basket", 39, props.tub, (0.36, 0.36, 0.45), (0.45, 0.45, 0.6), ("beige", "brown", "white", "blue"), **_ROUND),
    "box": _kind("box", 29, props.carton, (0.28, 0.3, 0.2), (0.42, 0.5, 0.36), ("brown", "beige", "white", "blue", "red"), **_ROUND),
    "backpack": _kind("backpack", 37, props.backpack, (0.2, 0.28, 0.4), (0.26, 0.34, 0.5), ("red", "green", "blue", "purple", "orange", "black")),
    "suitcase": _kind("suitcase", 40, props.suitcase, (0.24, 0.38, 0.75), (0.28, 0.45, 0.95), ("red", "blue", "purple", "black", "yellow", "gray")),
}
# fmt: on
