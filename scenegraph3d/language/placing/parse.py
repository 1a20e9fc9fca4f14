"""The parser of requests to put something somewhere: a sentence in, a Query with a place out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..clauses import read_anchor
from ..context import Context
from ..draft import Cursor
from ..parser import READERS
from ..query import Find, Place, Query, Size, View
from ..views import joined_view, read_view
from ..words import split_sentences
from .goals import read_aside, read_faced, read_goal
from .request import Request, above_or_below, read_gap, settled, with_pending
from .shifts import read_scale, read_shift
from .sizes import read_sizes
from .spots import read_spot
from .verbs import VERBS, read_item, read_verb

_BE = ("is", "are", "be", "being")
_PARTICIPLES = frozenset(
    "placed positioned mounted arranged hung installed located put set situated added attached "  # noqa: SIM905
    "hanging standing moved fixed to".split()
)
_HUNG = ("mounted", "hung", "hanging", "installed", "attached", "fixed")
_PURPOSES = ("to", "so", "for", "which", "ensuring", "ensure", "making", "allowing", "without")
_LEADING = ("", ",", "and", "then", "also", "with", "so")
_WANTED = ("find", "need", "want", "show")
_DENIALS = ("not", "never")
_WHOLE_ROOMS = ("room", "kitchen", "bathroom", "area", "house")
_MOUNTED = re.compile(r"\bwall[- ](?:mounted|hung)\b")
_WRITTEN_OUT = (
    (_MOUNTED, ""),
    (re.compile(r"\bat a distance of ([\d.]+ ?\w+)"), r", \1 away ,"),
    (re.compile(r"\b(?:oriented|facing|turned)? ?in the same direction\b"), ""),
)


def parse_place(text: str) -> Query:
    """Parse a request for a place to put something.

    Args:
        text: such as "put the cup on the table left of the laptop" or "the empty area between the
            bed and the wall"; sizes are read in any usual unit.

    Returns:
        The Query with its `place`; `not_understood` lists the words that found no use.

    Raises:
        TypeError: `text` is not a string.
        ValueError: it holds no word, far too many, a size of 0 or a length below 0.
    """
    split_sentences(text)  # complains about what is no sentence
    size, rest = read_sizes(text)
    mounted = _MOUNTED.search(rest)
    context, request = Context(Cursor([]), READERS), Request(hung=mounted is not None)
    for pattern, plain in _WRITTEN_OUT:
        rest = pattern.sub(plain, rest)
    not_understood: list[str] = []
    for words in split_sentences(rest):
        context.cursor = Cursor(words)
        _read_sentence(context, request)
        not_understood += context.cursor.not_understood
    return Query(
        verb="place",
        target=Find() if request.item is None else request.item.freeze(),
        place=_place_of(request, size),
        viewpoint=request.view,
        text=text,
        not_understood=tuple(dict.fromkeys(not_understood)),
    )


def _place_of(request: Request, size: Size) -> Place:
    return Place(
        action=request.action,
        size=size,
        spots=tuple(settled(request)),
        shift=request.shift,
        hung=request.hung or (request.installed and above_or_below(request.spots)),
        scale=request.scale,
    )


def _read_sentence(context: Context, request: Request) -> None:
    cursor = context.cursor
    asked = chained = False  # a verb or the thing was heard; a spot was, just now
    while not cursor.done:
        before = cursor.index
        leads = cursor.peek(-1) in _LEADING
        request.subject = None if cursor.peek(-1) in ("", ",") else request.subject
        if cursor.take(",", "and", "then", "also"):
            continue
        viewed = leads and not asked and cursor.word not in VERBS
        if viewed and _read_viewpoint(context, request):
            continue
        if read_gap(cursor, request):
            continue
        if cursor.word in _DENIALS and cursor.peek(1) in VERBS:  # "do not put it there"
            cursor.not_understood += cursor.words[cursor.index :]
            return
        if cursor.word in VERBS and (leads or cursor.word.endswith("ing") or not asked):
            asked = read_verb(context, request) or asked
            continue
        if asked and cursor.word in _DENIALS:
            _skip_denial(cursor)
            continue
        if read_scale(cursor, request):
            continue
        if asked and request.action == "move" and read_shift(context, request):
            continue
        may_tell_where = leads or asked or chained
        chained = may_tell_where and _read_spots(context, request, start=before, asked=asked)
        if chained:
            continue
        if not asked and _read_gerund(context, request):
            continue
        if asked and _skips_purpose(cursor):
            continue
        if _read_thing(context, request):
            asked = True
            continue
        if cursor.index == before:
            cursor.give_up_on_word()


def _read_spots(context: Context, request: Request, *, start: int, asked: bool) -> bool:
    """Read where something is put, and what is said of the thing it is put by."""
    found = read_spot(context, request.spots)
    if not found and request.action == "move":
        found = read_goal(context, request.spots)
    if not found and asked and not request.spots:
        found = read_faced(context, request.spots)
    if not found:
        return False
    request.hung |= _says_hung(context.cursor.words[start : context.cursor.index])
    request.spots += with_pending(found, request)
    read_aside(context, request.spots)
    return True


def _read_viewpoint(context: Context, request: Request) -> bool:
    view = read_view(context)
    if view is not None and view.at is not None and _is_room(view.at):
        view = view.model_copy(update={"at": None})
    if view is not None and (view.at is not None or view.facing is not None):
        request.view = joined_view(request.view, view)
        context.cursor.take("and")
    return view is not None


def _read_gerund(context: Context, request: Request) -> bool:
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


def _says_hung(words: Sequence[str]) -> bool:
    return any(word in _HUNG for word in words)


def _skip_denial(cursor: Cursor) -> None:
    """Step over "not near the edge" up to the next comma: what is denied is not understood."""
    start = cursor.index
    while not cursor.done and cursor.word != ",":
        cursor.index += 1
    cursor.not_understood.append(cursor.since(start))


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


def _read_thing(context: Context, request: Request) -> bool:
    """Read a noun phrase: the item of "a plant is placed ..." or "there is a plant"."""
    cursor, start = context.cursor, context.cursor.index
    before = cursor.peek(-2), cursor.peek(-1)
    exists = before[1] in _BE and before[0] in ("there", "where")
    exists |= (before[0] in _BE and before[1] == "there") or before[1] in _WANTED
    heard = read_item(cursor)
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
