"""Words of standing and looking: where a viewpoint begins and what kind of viewpoint it is."""

from __future__ import annotations

from collections.abc import Sequence

from .phrases import CARRIERS, VIEW_OPENERS

_POSTURE = frozenset(
    [
        "stand",
        "standing",
        "stood",
        "sit",
        "sitting",
        "sat",
        "seated",
        "lie",
        "lying",
        "lay",
        "laying",
        "positioned",
        "start",
        "starting",
    ]
)
_LOOK = frozenset(
    ["look", "looking", "stare", "staring", "gaze", "gazing", "view", "viewing", "viewed", "seen"]
)
_FACE = frozenset(["face", "facing", "faced"])
_ENTER = frozenset(
    [
        "enter",
        "entering",
        "walk",
        "walking",
        "walked",
        "come",
        "coming",
        "go",
        "going",
        "step",
        "stepping",
    ]
)
_ADVERBS = frozenset(
    [
        "directly",
        "straight",
        "right",
        "just",
        "up",
        "down",
        "over",
        "back",
        "out",
        "around",
        "inside",
        "first",
        "here",
        "there",
    ]
)
_INTO = frozenset(["in", "into", "inside", "through", "from", "via"])
_TOWARDS = frozenset(["at", "to", "toward", "towards", "into", "on", "in", "onto"])
_PLACES = (
    ("next", "to"), ("close", "to"), ("in",), ("at",), ("on",), ("by",), ("near",), ("beside",),
    ("with",), ("between",), ("against",), ("behind",), ("from",), ("inside",), ("around",),
    ("under",), ("along",),
)  # fmt: skip
_BEFORE = (("in", "front", "of"), ("before",))
_ARRANGED = {
    "away": (
        ("behind", "you"), ("behind", "me"), ("at", "your", "back"), ("to", "your", "back"),
        ("at", "my", "back"), ("to", "my", "back"),
    ),
    "face": (("in", "front", "of", "you"), ("in", "front", "of", "me")),
}  # fmt: skip
_ARRANGERS = ("with", "so", "position", "put", "place", "keep", "placing", "putting")
_OWNERS = frozenset(["your", "my", "the", "his", "her", "one", "our"])
_TURNED = frozenset(["is", "are", "facing", "turned", "being", "directly", "up"])
_AGAINST = frozenset(["to", "toward", "towards", "against", "at"])


def view_phrase(words: Sequence[str], start: int) -> tuple[str, int] | None:
    """The kind of viewpoint that is put into words at `start`, and how many words say so.

    "face" and "front" are followed by what is seen, "stand" by the place, "away" by what is
    behind, "enter" by a door or a room or nothing.
    """
    word = words[start] if start < len(words) else ""
    if word in _FACE:
        return _facing(words, start)
    if word in _LOOK:
        return _looking(words, start)
    if word in _POSTURE:
        return _standing(words, start)
    if word in _ENTER:
        return _entering(words, start)
    if word in ("turn", "turning", "approach", "approaching", "see"):
        return _turning(words, start)
    if word in ("from", "through"):
        return _from(words, start)
    return _back_turned(words, start)


def opened_view(words: Sequence[str], start: int) -> tuple[str, int] | None:
    """The same for a viewpoint behind an opener: "if you are standing by", "when at"."""
    opener = VIEW_OPENERS.at(words, start)
    place = _oriented(words, start) if opener is None else start + opener[1]
    if place == start:
        return None
    while place < len(words) and words[place] in CARRIERS and view_phrase(words, place) is None:
        place += 1
    found = view_phrase(words, place)
    if found is None and words[place - 1] in ("are", "were", "am", "is", "be", "you're"):
        found = _placed(words, place)
    return _shifted(None, found, place, start)


def arranged_view(words: Sequence[str], start: int) -> tuple[str, int] | None:
    """The kind of "with the door behind you" or "so that the bed is in front of you", and its end.

    The kind is "away" or "face", said of what stands between the opener and the end.
    """
    opened = _word(words, start) in _ARRANGERS
    place = start if opened else _oriented(words, start)
    if place == start and not opened:
        return None
    for end in range(place + 1, min(place + 9, len(words))):
        if words[end] == ",":
            return None
        for kind, phrases in _ARRANGED.items():
            for phrase in phrases:
                if tuple(words[end : end + len(phrase)]) == phrase:
                    return kind, end + len(phrase) - start
    return None


def _oriented(words: Sequence[str], start: int) -> int:
    """Step over "orient the room so that you are"; `start` where that does not begin."""
    if _word(words, start) not in ("orient", "position", "rotate", "turn", "place"):
        return start
    ahead = words[start + 1 : start + 6]
    if "so" not in ahead:
        return start
    place = start + 2 + ahead.index("so")
    return _over(words, place, frozenset(("that", "you", "are", "i", "am")))


def _facing(words: Sequence[str], start: int) -> tuple[str, int]:
    place = _over(words, start + 1, _ADVERBS)
    if _word(words, place) == "away":
        return "away", _over(words, place + 1, frozenset(("from",))) - start
    return "face", _over(words, place, frozenset(["to", "toward", "towards", "at", "into"])) - start


def _looking(words: Sequence[str], start: int) -> tuple[str, int] | None:
    place = _over(words, start + 1, _ADVERBS)
    if _word(words, place) in ("in", "into", "out") and _word(words, place + 1) in ("from",):
        return "stand", place + 2 - start
    if _word(words, place) == "from":
        return _shifted("stand", _from(words, place), place, start)
    if _word(words, place) == "away" and _word(words, place + 1) == "from":
        return "away", place + 2 - start
    if _word(words, place) in _TOWARDS:
        return "face", place + 1 - start
    if words[start] in ("viewing",):
        return "face", place - start
    return ("face", place + 1 - start) if _word(words, place) == "of" else None


def _standing(words: Sequence[str], start: int) -> tuple[str, int] | None:
    place = _over(words, start + 1, _ADVERBS)
    if _word(words, place) in _FACE | _LOOK:
        return _shifted(None, view_phrase(words, place), place, start)
    if _back_turned(words, place + 1) and _word(words, place) == "with":
        return _shifted(None, _back_turned(words, place + 1), place + 1, start)
    sat_down = words[start].startswith(("sit", "sat", "seat")) and _word(words, place) == "at"
    if sat_down:
        return "front", place + 1 - start
    return _shifted(None, _placed(words, place), place, start)


def _placed(words: Sequence[str], start: int) -> tuple[str, int] | None:
    for kind, phrases in (("front", _BEFORE), ("stand", _PLACES)):
        for phrase in phrases:
            if tuple(words[start : start + len(phrase)]) == phrase:
                return kind, len(phrase)
    return None


def _entering(words: Sequence[str], start: int) -> tuple[str, int] | None:
    place = _over(words, start + 1, _ADVERBS)
    if _word(words, place) == "to" and _word(words, place - 1) == "up":
        return "front", place + 1 - start
    if _word(words, place - 1) in ("up", "down") and _stairs_ahead(words, place):
        return "stand", place - start
    inward = _over(words, place, _INTO)
    if inward == place and not words[start].startswith("enter"):
        return None
    return "enter", inward - start


def _stairs_ahead(words: Sequence[str], place: int) -> bool:
    """True for the "the stairs" of "as you come down the stairs"."""
    place = _over(words, place, frozenset(("from", "the", "these", "those")))
    return _word(words, place) in ("stairs", "stair", "steps", "staircase", "stairway")


def _turning(words: Sequence[str], start: int) -> tuple[str, int] | None:
    place = _over(words, start + 1, _ADVERBS)
    if words[start].startswith("approach"):
        return "face", 1
    if words[start] == "see":
        return None if start else ("face", 1)
    if _word(words, place) == "so" and _back_turned(words, place + 1):
        return _shifted(None, _back_turned(words, place + 1), place + 1, start)
    if _word(words, place) not in ("to", "towards", "toward"):
        return None
    return "face", place + 1 + (_word(words, place + 1) in ("face", "see")) - start


def _from(words: Sequence[str], start: int) -> tuple[str, int]:
    if words[start] == "through":
        return "enter", 1
    behind = tuple(words[start + 1 : start + 4])
    if behind == ("in", "front", "of"):
        return "front", 4
    if behind == ("the", "perspective", "of") or behind[1:] == ("view", "of"):
        return "stand", 4
    return "stand", 2 if behind[:1] in (("behind",), ("inside",), ("within",)) else 1


def _back_turned(words: Sequence[str], start: int) -> tuple[str, int] | None:
    """Read "with your back to", "my back is against", "backs to"."""
    place = start + (_word(words, start) in ("with", "having", "have", "keep", "keeping"))
    while _word(words, place) in _OWNERS or _word(words, place) == "'s":
        place += 1
    if place == start and (_word(words, place) != "back" or _word(words, place - 1) == "its"):
        return None
    if _word(words, place) not in ("back", "backs"):
        return None
    place = _over(words, place + 1, _TURNED)
    if _word(words, place) in _AGAINST:
        return "away", place + 1 - start
    return ("away", place - start) if _word(words, place - 1) == "facing" else None


def _over(words: Sequence[str], place: int, skipped: frozenset[str]) -> int:
    while place < len(words) and words[place] in skipped:
        place += 1
    return place


def _shifted(
    kind: str | None, found: tuple[str, int] | None, place: int, start: int
) -> tuple[str, int] | None:
    """A phrase found further on, counted from `start`; its kind unless another is given."""
    return None if found is None else (kind or found[0], found[1] + place - start)


def _word(words: Sequence[str], place: int) -> str:
    return words[place] if 0 <= place < len(words) else ""
