"""The parser of requests to put something somewhere: a sentence in, a Query with a place out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from .clauses import read_anchor
from .context import Context
from .draft import Cursor, Draft
from .noun_phrase import read_noun_phrase
from .parser import READERS
from .phrases import is_function_word
from .placing_sizes import read_sizes
from .placing_spots import read_aside, read_distance, read_spot
from .query import Find, Place, Query, Shift, Side, Spot, View
from .views import joined_view, read_view
from .words import split_sentences

_Action = Literal["put", "move", "replace"]
_PUT = (
    "place put add set arrange install position lay design build create insert store fit "
    "placing putting adding setting installing positioning leaving arranging"
)
_HANG = "hang mount fix attach pin stick hanging mounting fixing attaching pinning"
_MOVE = (
    "move slide shift push pull drag relocate bring carry moving sliding shifting pushing pulling "
    "dragging relocating"
)
_REPLACE = (
    "replace swap exchange resize extend enlarge widen lengthen adjust increase expand shorten "
    "replacing extending increasing expanding raise lower"
)
_BARE_VERBS = frozenset(_PUT.split()) - {word for word in _PUT.split() if word.endswith("ing")}
_VERBS: dict[str, _Action] = {
    **dict.fromkeys((_PUT + " " + _HANG).split(), "put"),
    **dict.fromkeys(_MOVE.split(), "move"),
    **dict.fromkeys(_REPLACE.split(), "replace"),
}
_BE = ("is", "are", "be", "being")
_PARTICIPLES = [
    "placed",
    "positioned",
    "mounted",
    "arranged",
    "hung",
    "installed",
    "located",
    "put",
    "set",
    "situated",
    "added",
    "attached",
    "hanging",
    "standing",
    "moved",
    "fixed",
    "to",
]
_HUNG = ("mounted", "hung", "hanging", "installed", "attached", "fixed")
_PURPOSES = ("to", "so", "for", "which", "ensuring", "ensure", "making", "allowing", "without")
_LEADING = ("", ",", "and", "then", "also", "with", "so")
_WAYS: dict[str, Side] = {
    "left": "left", "right": "right", "back": "back", "backward": "back", "backwards": "back",
    "forward": "front", "forwards": "front", "leftward": "left", "rightward": "right",
    "leftwards": "left", "rightwards": "right",
}  # fmt: skip
_TOWARDS = (("towards",), ("toward",), ("in", "the", "direction", "of"), ("closer", "to"))
_BEFORE_TO = ("next", "close", "closer", "closest", "nearest", "adjacent", "front", "back")
_WHOLE_ROOMS = ("room", "kitchen", "bathroom", "area", "house")
_MOUNTED = re.compile(r"\bwall[- ](?:mounted|hung)\b")
_WRITTEN_OUT = (
    (_MOUNTED, ""),
    (re.compile(r"\bat a distance of ([\d.]+ ?\w+)"), r", \1 away ,"),
    (re.compile(r"\b(?:oriented|facing|turned)? ?in the same direction\b"), ""),
)
_SCALES = {"double": 2.0, "doubling": 2.0, "twice": 2.0, "triple": 3.0, "halve": 0.5, "half": 0.5}


@dataclass
class _Request:
    """What has been understood so far."""

    action: _Action = "put"
    item: Draft | None = None
    spots: list[Spot] = field(default_factory=list)
    shift: Shift | None = None
    hung: bool = False
    installed: bool = False
    scale: float | None = None
    view: View | None = None
    pending: float | None = None
    subject: Draft | None = None


def parse_place(text: str) -> Query:
    """Parse a request for a place to put something.

    Args:
        text: such as "put the cup on the table left of the laptop" or "the empty area between the
            bed and the wall"; sizes are read in any usual unit.

    Returns:
        The Query with its `place`; `not_understood` lists the words that found no use.

    Raises:
        TypeError: `text` is not a string.
        ValueError: it holds no word, or far too many.
    """
    split_sentences(text)  # complains about what is no sentence
    size, rest = read_sizes(text)
    mounted = _MOUNTED.search(rest)
    context, request = Context(Cursor([]), READERS), _Request(hung=mounted is not None)
    for pattern, plain in _WRITTEN_OUT:
        rest = pattern.sub(plain, rest)
    not_understood: list[str] = []
    for words in split_sentences(rest):
        context.cursor = Cursor(words)
        _read_sentence(context, request)
        not_understood += context.cursor.not_understood
    target = Find() if request.item is None else request.item.freeze()
    place = Place(
        action=request.action,
        size=size,
        spots=tuple(_settled(request)),
        shift=request.shift,
        hung=request.hung or (request.installed and _above_or_below(request.spots)),
        scale=request.scale,
    )
    return Query(
        verb="place",
        target=target,
        place=place,
        viewpoint=request.view,
        text=text,
        not_understood=tuple(dict.fromkeys(not_understood)),
    )


def _settled(request: _Request) -> list[Spot]:
    """The spots, a distance said apart ("0.1 m away from the phone") joined to its relation."""
    spots: list[Spot] = []
    for said in request.spots:
        spot = _without_item(said, request.item)
        same = [k for k, old in enumerate(spots) if _says_of_same(old, spot)]
        if spot.relation == "near" and spot.distance is not None and same:
            spots[same[-1]] = spots[same[-1]].model_copy(update={"distance": spot.distance})
        elif spot.anchors or spot.relation == "corner_of" or spot.sides:
            spots.append(spot)
    return spots


def _above_or_below(spots: list[Spot]) -> bool:
    return any(spot.relation in ("above", "below") for spot in spots)


def _without_item(spot: Spot, item: Draft | None) -> Spot:
    """A gap "between the plant and the wall", said of the plant, is a distance from the wall."""
    if spot.relation != "between" or item is None or len(spot.anchors) < 2:
        return spot
    others = tuple(a for a in spot.anchors if a.category != item.category or a.other)
    if len(others) == len(spot.anchors):
        return spot
    return spot.model_copy(update={"relation": "near", "anchors": others[:1]})


def _says_of_same(old: Spot, new: Spot) -> bool:
    if old.relation in ("on", "center_of", "corner_of", "between") and new.anchors:
        return False
    if not new.anchors:
        return bool(old.anchors)
    return any(a.category == b.category for a in old.anchors for b in new.anchors)


def _read_sentence(context: Context, request: _Request) -> None:
    cursor = context.cursor
    asked = False  # a verb or the thing itself was heard in this sentence
    while not cursor.done:
        before = cursor.index
        leads = cursor.peek(-1) in _LEADING
        request.subject = None if cursor.peek(-1) in ("", ",") else request.subject
        if cursor.take(",", "and", "then", "also"):
            continue
        if leads and not asked and _read_viewpoint(context, request):
            continue
        if cursor.word in _VERBS and (leads or cursor.word.endswith("ing") or not asked):
            asked = _read_verb(context, request) or asked
            continue
        if _read_scale(cursor, request) or _read_gap(cursor, request):
            continue
        if asked and request.action == "move" and _read_shift(context, request):
            continue
        if leads or asked:
            found = read_spot(context, request.spots)
            if found:
                request.hung |= _says_hung(cursor.words[before : cursor.index])
                request.spots += _with_pending(found, request)
                read_aside(context, request.spots)
                continue
        if not asked and _read_gerund(context, request):
            continue
        if asked and _skips_purpose(cursor):
            continue
        if _read_thing(context, request):
            asked = True
            continue
        if cursor.index == before:
            _give_up_on_word(cursor)


def _read_viewpoint(context: Context, request: _Request) -> bool:
    view = read_view(context)
    if view is not None and view.at is not None and _is_room(view.at):
        view = view.model_copy(update={"at": None})
    if view is not None and (view.at is not None or view.facing is not None):
        request.view = joined_view(request.view, view)
        context.cursor.take("and")
    return view is not None


def _read_gerund(context: Context, request: _Request) -> bool:
    """Read "relaxing on the sofa", "while studying at the desk": where somebody is."""
    cursor = context.cursor
    if not cursor.word.endswith("ing") or cursor.peek(1) not in ("on", "at", "in", "by"):
        return False
    cursor.index += 2
    anchor = read_anchor(context, 1)
    named = anchor is not None and anchor.named and request.view is None
    if anchor is not None and named and not _is_room(anchor.freeze()):
        request.view = View(at=anchor.freeze(), text=anchor.text)
    return True


def _is_room(find: Find) -> bool:
    return find.category.split()[-1] in _WHOLE_ROOMS


def _read_verb(context: Context, request: _Request) -> bool:
    cursor, start = context.cursor, context.cursor.index
    verb = cursor.word
    action = _VERBS[verb]
    cursor.index += 1
    request.hung |= verb in _HANG.split()
    request.installed |= verb in ("install", "installing")
    if request.item is not None:
        return _read_again(cursor, request, action)
    request.action = action
    if action == "put":
        request.item = _read_item(cursor)
    else:
        request.item = _read_present(context, action)
    if request.item is None:
        request.action = "put"
        cursor.index = start + 1
    return True


def _read_again(cursor: Cursor, request: _Request, action: _Action) -> bool:
    """Read a later verb: of the same thing, or of the one that is really meant ("place a ...")."""
    if cursor.take("it", "them") or action != "put" or request.item is None:
        return True
    start, introduced = cursor.index, cursor.word in ("a", "an") and cursor.peek(-1) in _BARE_VERBS
    heard = _read_item(cursor)
    if heard is None or not heard.named:
        cursor.index = start
    elif introduced and heard.category != request.item.category:
        request.item, request.action = heard, "put"
    return True


def _read_item(cursor: Cursor) -> Draft | None:
    item = read_noun_phrase(cursor)
    if item is None or item.pronoun:
        return None
    if cursor.word == "of" and not item.pronoun:  # "a piece of artwork"
        ahead = cursor.index
        cursor.index += 1
        whole = read_noun_phrase(cursor)
        if whole is not None and whole.named and item.category in ("piece", "set", "pair"):
            return whole
        cursor.index = ahead
    return item


def _read_present(context: Context, action: _Action) -> Draft | None:
    """Read the thing of the scene that is moved or replaced, with its clauses."""
    whole = context.cursor
    end = _end_of_thing(whole, action)
    context.cursor = Cursor(whole.words[:end], whole.index)
    _skip_aspect(context.cursor)
    item = read_anchor(context, 0)
    whole.index = max(context.cursor.index, whole.index + 1)
    whole.not_understood += context.cursor.not_understood
    context.cursor = whole
    return None if item is None or item.pronoun else item


def _skip_aspect(cursor: Cursor) -> None:
    """Step over "the length of" in "extend the length of the table"."""
    aspects = ("length", "width", "height", "size", "dimensions", "depth")
    place = 1 if cursor.word == "the" else 0
    if cursor.peek(place) in aspects and cursor.peek(place + 1) == "of":
        cursor.index += place + 2


def _end_of_thing(cursor: Cursor, action: _Action) -> int:
    """Where the words for a thing end and those for its new place or kind begin."""
    words = cursor.words
    for at in range(cursor.index + 1, len(words)):
        if words[at] == ",":
            return at
        if action == "replace":
            if words[at] in ("with", "by", "so") or (
                words[at] == "to" and words[at - 1] not in _BEFORE_TO
            ):
                return at
        elif _begins_shift(words, at):
            return at
    return len(words)


def _begins_shift(words: Sequence[str], at: int) -> bool:
    ahead = Cursor(words, at)
    before = words[at - 1]
    if words[at] == "by" or words[at] == "from" or words[at] == "into" or words[at] == "onto":
        return True
    if words[at] == "to":
        return before not in _BEFORE_TO
    if words[at] in _WAYS and words[at] not in ("left", "right") and ahead.peek(1) != "of":
        return before not in ("the", "its")
    return read_distance(ahead) is not None or _at_towards(Cursor(words, at)) > 0


def _at_towards(cursor: Cursor) -> int:
    for phrase in _TOWARDS:
        if tuple(cursor.words[cursor.index : cursor.index + len(phrase)]) == phrase:
            return len(phrase)
    return 0


def _read_shift(context: Context, request: _Request) -> bool:
    """Read "0.5 m to the left", "back by 0.8 m", "towards the door by 1 m"."""
    cursor, start = context.cursor, context.cursor.index
    cursor.take("by", "about")
    distance = read_distance(cursor)
    side, towards = _read_way(context)
    if side is None and towards is None:
        known = request.shift is not None and request.shift.distance is None
        if distance is not None and request.shift is not None and known:
            request.shift = request.shift.model_copy(update={"distance": distance})
            return True
        cursor.index = start
        return False
    if distance is None:
        cursor.take("by", "about")
        distance = read_distance(cursor)
    if request.shift is None:
        request.shift = Shift(distance=distance, side=side, towards=towards)
    return True


def _read_way(context: Context) -> tuple[Side | None, Find | None]:
    cursor, start = context.cursor, context.cursor.index
    length = _at_towards(cursor)
    if length:
        cursor.index += length
        goal = read_anchor(context, 1)
        if goal is not None and goal.named:
            return None, goal.freeze()
        cursor.index = start
        return None, None
    if cursor.take("to"):
        cursor.take("the", "your", "its")
    side = _WAYS.get(cursor.word)
    if side is None or cursor.peek(1) in ("of", "side", "edge", "corner", "end"):
        cursor.index = start
        return None, None
    cursor.index += 1
    return side, None


def _read_scale(cursor: Cursor, request: _Request) -> bool:
    """Read "doubling its current length"."""
    if request.action != "replace" or cursor.word not in _SCALES:
        return False
    request.scale = _SCALES[cursor.word]
    cursor.index += 1
    return True


def _read_gap(cursor: Cursor, request: _Request) -> bool:
    """Read "leaving a gap of 0.5 m between the two": the distance of the last spot."""
    start = cursor.index
    if not cursor.take("gap", "distance", "space"):
        return False
    cursor.take("of")
    gap = read_distance(cursor)
    gap = request.pending if gap is None else gap
    near = [k for k, spot in enumerate(request.spots) if spot.anchors and spot.distance is None]
    if gap is None or (not near and cursor.word != "between"):
        cursor.index = start
        return False
    if near:
        beside = [k for k in near if request.spots[k].relation not in ("on", "center_of")]
        k = (beside or near)[-1]
        request.spots[k] = request.spots[k].model_copy(update={"distance": gap})
    while not cursor.done and cursor.word != ",":
        cursor.index += 1
    return True


def _with_pending(found: list[Spot], request: _Request) -> list[Spot]:
    """Give a distance heard alone ("it is 2 m away, opposite the door") to the next spot."""
    first = found[0]
    if not first.anchors and first.distance is not None:
        request.pending = first.distance
        return found
    if request.pending is not None and first.distance is None:
        found = [first.model_copy(update={"distance": request.pending}), *found[1:]]
        request.pending = None
    return found


def _says_hung(words: Sequence[str]) -> bool:
    return any(word in _HUNG for word in words)


def _skips_purpose(cursor: Cursor) -> bool:
    """Step over "to provide light", "so that ...", "which can ..." up to the next comma."""
    word, behind = cursor.word, cursor.peek(1)
    resting = word in ("while", "when") and behind in ("seated", "sitting", "standing", "lying")
    if word not in _PURPOSES and not resting:
        return False
    if word in ("ensuring", "ensure", "making") and "not" not in cursor.words[cursor.index :]:
        cursor.index += 1
        return True
    if word == "which" and behind in _BE:
        cursor.index += 2
        return True
    if (word, behind) == ("so", "that") and cursor.peek(2) in ("it", "they"):
        cursor.index += 3
        return True
    while not cursor.done and cursor.word != ",":
        cursor.index += 1
    return True


def _read_thing(context: Context, request: _Request) -> bool:
    """Read a noun phrase: the item of "a plant is placed ..." or "there is a plant"."""
    cursor, start = context.cursor, context.cursor.index
    exists = cursor.peek(-2) == "there" and cursor.peek(-1) in _BE
    heard = _read_item(cursor)
    if heard is None or not heard.says_anything:
        cursor.index = max(start, cursor.index)
        return False
    placed = cursor.word in _BE and cursor.peek(1) in _PARTICIPLES
    verbless = request.item is None and start == 0 and cursor.index < len(cursor.words)
    if request.item is None and heard.named and (exists or placed or verbless or _passive(cursor)):
        request.item = request.subject if placed and request.subject else heard
        return True
    request.subject = request.subject or (heard if heard.named else None)
    return request.item is not None and heard.category == request.item.category


def _passive(cursor: Cursor) -> bool:
    """True where a participle follows at once: "with a pitcher placed on the stove"."""
    return cursor.word in _PARTICIPLES and cursor.word != "to"


def _give_up_on_word(cursor: Cursor) -> None:
    word = cursor.word
    cursor.index += 1
    if word[0].isalpha() and not is_function_word(word):
        cursor.not_understood.append(word)
