"""Phrases of space: which words name which relation, rank, side or viewpoint, as plain tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Value = TypeVar("Value")


class PhraseTable(Generic[Value]):
    """Phrases to values, looked up by the longest one that starts at a word."""

    def __init__(self, phrases: Mapping[str, Value]) -> None:
        self._values = {tuple(phrase.split()): value for phrase, value in phrases.items()}
        self._longest = max(map(len, self._values))

    def at(self, words: Sequence[str], start: int) -> tuple[Value, int] | None:
        """The value of the longest phrase at `start` and how many words it takes, or None."""
        for length in range(min(self._longest, len(words) - start), 0, -1):
            value = self._values.get(tuple(words[start : start + length]))
            if value is not None:
                return value, length
        return None


@dataclass(frozen=True)
class RankPhrase:
    """A superlative or comparative: the key it sorts by and the direction."""

    key: str
    order: str


def _table(rows: Mapping[Value, str]) -> PhraseTable[Value]:
    """A table from value -> "phrase | phrase | ..." rows."""
    return PhraseTable(
        {phrase.strip(): value for value, row in rows.items() for phrase in row.split("|")}
    )


# Prepositions and verbs of place that take an anchor.
RELATION_PHRASES: PhraseTable[str] = _table(
    {
        "near": "to the side of | on the side of | at the side of | by the side of | off to the side of"
        " | along the side of | near | near to | nearby | nearby to | close to | close by | by | around | up by"
        " | over by | toward | towards | along | alongside | along side | alongside of | at"
        " | used with | pushed up to | pushed in to | pushed into | pushed in | pulled up to"
        " | facing up to | up to | tucked into | tucked in at | tucked in",
        "next_to": "next to | beside | besides | adjacent to | in the vicinity of | next",
        "touching": "touching | against | up against | pushed up against | pushed against"
        " | backed up to | connected to | abutting | flush with",
        "far_from": "far from | far away from | away from | not near | off from",
        "opposite": "opposite | opposite of | opposite to | opposite from | across from"
        " | across the room from | across | directly across from | diagonal from"
        " | diagonal to | on the opposite side of | on the other side of"
        " | on the opposite side of the room from | on the opposite side of the room as"
        " | on the other side of the room from",
        "above": "above | over | overhead of | on the wall above | on the wall over"
        " | hanging above | hanging over | higher up than",
        "below": "below | under | underneath | beneath | underside of | hidden under"
        " | tucked under | tucked underneath | pushed under | down below | under neath",
        "higher_than": "higher than",
        "lower_than": "lower than",
        "same_height": "level with | at the same height as | the same height as",
        "on": "on | on top of | ontop of | atop | atop of | upon | onto | on the top of | on to"
        " | supported by | set on | laid on",
        "supporting": "supporting | holding up",
        "in": "in | inside | inside of | within | into | in the inside of | enclosed in",
        "containing": "containing | contains | holding | filled with | full of | holds",
        "attached_to": "hanging on | hanging from | hanging off | hanging off of | hung on"
        " | hangs on | hangs from | attached to | mounted on | mounted to | fixed to"
        " | hooked on | hung over | draped over | hung from | installed in | built into",
        "leaning_on": "leaning on | leaning against | leaned against | leaned up against"
        " | leaning up against | propped against | propped up against | leans against"
        " | resting against",
        "behind": "behind | in back of | at the back of | in the back of | to the back of"
        " | to the rear of | on the back of | at the rear of | on the back side of"
        " | on the backside of",
        "in_front_of": "in front of | infront of | in the front of | before | to the front of"
        " | in from of | on the front of | at the front of | on the front side of",
        "left_of": "left of",
        "right_of": "right of",
        "north_of": "north of | to the north of",
        "south_of": "south of | to the south of",
        "east_of": "east of | to the east of",
        "west_of": "west of | to the west of",
        "between": "between | in between | in the middle of | in the center of"
        " | in the centre of | at the center of | in middle of | in center of | sandwiched between"
        " | halfway between | midway between | in betweeen | betwen | inbetween"
        " | at the middle of | placed between",
        "among": "among | amongst | surrounded by | amid | in the midst of",
        "in_row": "in line with | in a row with | in a row of | in a line of | lined up with"
        " | aligned with | inline with",
        "at_corner_of": "at the corner of | on the corner of",
        "at_end_of": "at the end of | on the end of | at the head of | at the foot of"
        " | at the very end of | at one end of | at the far end of",
        "same_size": "the same size as | as big as | as large as",
        "facing": "facing | facing to | facing towards | facing toward | faces | pointing to"
        " | pointing at | pointed at | turned towards | that faces | directed at"
        " | turned to | looking at | looking towards",
        "facing_away": "facing away from | turned away from | with its back to"
        " | with its back against",
        "part_of": "part of | belonging to | that is part of",
    }
)

# Things that hold of the target alone.
PLACE_PHRASES: PhraseTable[str] = _table(
    {
        "in_room_center": "in the middle of the room | in the center of the room"
        " | in the centre of the room | in the room center | at the center of the room"
        " | in middle of the room | in middle of room | in the middle of room"
        " | in center of room | in the center of room | in the middle of the floor"
        " | toward the middle of the room | towards the middle of the room"
        " | near the middle of the room | in the center of the space"
        " | near the center of the room",
        "against_wall": "against the wall | against a wall | against wall | on the wall"
        " | along the wall | along a wall | by the wall | up against the wall | on a wall"
        " | up against a wall | near the wall | next to the wall | on wall | beside the wall"
        " | close to the wall | hanging on the wall | hanging on a wall | by wall | by a wall"
        " | pushed against the wall | attached to the wall | mounted on the wall"
        " | hung on the wall | touching the wall | near a wall | next to a wall | wall mounted",
        "in_corner": "in the corner of the room | in a corner of the room | in corner of the room"
        " | in the corner | in a corner | in corner | in the corners | at the corner"
        " | in the room corner | into the corner | on the corner | in the corner of room"
        " | near the corner | near the corner of the room | in the far corner"
        " | in the far corner of the room | in the back corner | by the corner",
        "on_floor": "on the floor | on floor | on the ground | on the carpet | on ground"
        " | near the floor | by the floor | at floor level | on the tile floor | on the rug",
    }
)

# "-er" and "-est" words that sort by distance to what follows "to" or "from".
DISTANCE_RANKS: PhraseTable[RankPhrase] = _table(
    {
        RankPhrase("distance", "ascending"): "closest to | closest | nearest to | nearest"
        " | closer to | closer | nearer to | nearer | closet to | closes to | closets to"
        " | most close to | closest by | closest in proximity to | clostest to | closest from"
        " | more closer to | most near | more near | more close to | closest next to"
        " | right closest to | immediately closest to | closest too | nearest too | closer too",
        RankPhrase("distance", "descending"): "farthest from | furthest from | farthest"
        " | furthest | farther from | further from | further away from | farther away from"
        " | farthest away from | furthest away from | furthest away | farthest away"
        " | most distant from | fartherest from | further to | furthest to | farther to"
        " | farthest to | futhest from | farthest way from | furthest from from | furtherest from"
        " | further away | farther away | further | farther | father from | farest from"
        " | far thest from | futherest from | the most far from | fathest from",
    }
)

# Sides, when they stand for a place in the row of candidates.
SIDE_RANKS: dict[str, tuple[RankPhrase, int]] = {
    "left": (RankPhrase("rightness", "ascending"), 1),
    "leftmost": (RankPhrase("rightness", "ascending"), 1),
    "left-most": (RankPhrase("rightness", "ascending"), 1),
    "lefthand": (RankPhrase("rightness", "ascending"), 1),
    "right": (RankPhrase("rightness", "descending"), 1),
    "rightmost": (RankPhrase("rightness", "descending"), 1),
    "right-most": (RankPhrase("rightness", "descending"), 1),
    "righthand": (RankPhrase("rightness", "descending"), 1),
    "front": (RankPhrase("frontness", "descending"), 1),
    "frontmost": (RankPhrase("frontness", "descending"), 1),
    "back": (RankPhrase("frontness", "ascending"), 1),
    "rear": (RankPhrase("frontness", "ascending"), 1),
    "top": (RankPhrase("elevation", "descending"), 1),
    "topmost": (RankPhrase("elevation", "descending"), 1),
    "upper": (RankPhrase("elevation", "descending"), 1),
    "uppermost": (RankPhrase("elevation", "descending"), 1),
    "bottom": (RankPhrase("elevation", "ascending"), 1),
    "bottommost": (RankPhrase("elevation", "ascending"), 1),
    "lower": (RankPhrase("elevation", "ascending"), 1),
    "lowermost": (RankPhrase("elevation", "ascending"), 1),
    "middle": (RankPhrase("rightness", "ascending"), 0),
    "center": (RankPhrase("rightness", "ascending"), 0),
    "centre": (RankPhrase("rightness", "ascending"), 0),
    "central": (RankPhrase("rightness", "ascending"), 0),
    "centermost": (RankPhrase("rightness", "ascending"), 0),
}

# The relation a side becomes once "of" and an anchor follow it.
SIDE_RELATIONS: dict[str, str] = {
    "left": "left_of",
    "lefthand": "left_of",
    "right": "right_of",
    "righthand": "right_of",
    "front": "in_front_of",
    "back": "behind",
    "rear": "behind",
    "top": "on",
    "upper": "on",
    "bottom": "below",
    "lower": "below",
    "middle": "between",
    "center": "between",
    "centre": "between",
}

# Ways to say where one stands or looks. "face" and "front" are followed by what is
# seen, "stand" by the place, "away" by what is behind, "enter" by the door or nothing.
VIEW_PHRASES: PhraseTable[str] = _table(
    {
        "face": "facing | face | when facing | if facing | while facing | as you face"
        " | facing towards | facing toward | looking at | looking towards | looking toward"
        " | look at | when looking at | if looking at | while looking at | looking directly at"
        " | staring at | when staring at | while staring at | viewing | when viewing | turn to"
        " | looking out | looking into | look towards | look toward | looking out of"
        " | looking in | looking to | staring into | look into | looking directly towards"
        " | looking straight at | facing in toward | facing into | facing to | see"
        " | and look at | look directly at | facing directly | directly facing | turn to face"
        " | stand facing | standing facing | looking up at | looking down at | to face"
        " | looking over at | when approaching | approaching | facing directly towards",
        "away": "facing away from | with your back to | with your back towards"
        " | with your back against | your back is to | with your back facing | your back to"
        " | your back is facing | with the back to | looking away from | your back facing"
        " | your back is against | your back is towards | your back against"
        " | with your back toward | back facing | with back to | having your back to"
        " | your back is turned to | with your back turned to | backs to",
        "front": "standing in front of | stand in front of | sitting in front of"
        " | standing directly in front of | stand directly in front of | from in front of"
        " | sitting at | sit at | seated at | walk up to | walking up to | standing over",
        "stand": "standing at | standing in | standing on | standing by | standing near"
        " | standing next to | standing beside | stand at | stand in"
        " | stand on | stand by | stand near | stand next to | sitting on"
        " | sitting in | sit on | sit in | seated on"
        " | lying on | laying on | lying in | laying in | lay on | lie on | lay in | standing from"
        " | looking from | look from | looking out from | looking in from | from | viewed from"
        " | when viewed from | seen from | when looking from | if looking from | viewing from"
        " | when viewing from | from inside | looking from inside | standing inside"
        " | standing with | standing between | standing against"
        " "
        " | sitting by | seated in | looking out of | standing behind"
        " | stand behind | looking from behind | from behind | standing around"
        " | from the perspective of | starting at | starting from | stand with",
        "enter": "entering | entering through | entering from | enter | enter through"
        " | enter from | walking in | walking into | walking through | walking in through"
        " | walk in | walk into | walk through | walk in through | coming in | coming into"
        " | coming through | coming in through | come in | come into | come through"
        " | come in through | come in from | coming in from | walk in from | upon entering"
        " | when entering | walking in from | going in | go in | go into | going through"
        " | enter via | step in | step into | you enter from | entering in | enter into"
        " | standing at the entrance of | enter the room through | entering the room through"
        " | enter the room from | entering the room from | walk into the room from"
        " | walk into the room through | come into the room from",
    }
)

# Words that may open a view clause, before the verb.
VIEW_OPENERS: PhraseTable[str] = PhraseTable(
    dict.fromkeys(
        (
            "if you are",
            "if you're",
            "if you were",
            "if your",
            "if i am",
            "if i",
            "if you",
            "if one is",
            "if one",
            "if",
            "when you are",
            "when you're",
            "when your",
            "when you",
            "when one",
            "when i am",
            "when",
            "while you are",
            "while you're",
            "while",
            "as you are",
            "as you",
            "as if you are",
            "as if you were",
            "as one",
            "upon",
            "you are",
            "you're",
            "i am",
            "i'm",
            "assuming you are",
            "imagine you are",
            "imagine",
            "pretend you are",
            "by",
            "after",
            "after you",
            "and",
            "then",
            "and then",
            "and you are",
            "and are",
            "to find it",
            "once you",
            "were you",
            "with you",
        ),
        "open",
    )
)

# Words that lead to a noun phrase: "choose" points at the target, whatever was named before;
# "introduce" only mentions a thing; "lead" says nothing.
LEAD_PHRASES: PhraseTable[str] = _table(
    {
        "choose": "choose | find | select | pick | locate | get | grab | click | click on"
        " | identify | point to | point at | take | show | show me | give me | bring me | bring"
        " | fetch | look for | search for | seek | please | you want | i want | you need | i need"
        " | you are looking for | i am looking for | looking for | we are looking for | we want"
        " | where is | where are | what is | correct | the object is | the item is"
        " | the target is | to select | to pick | to choose | to find | pick out | highlight"
        " | the answer is | your target is | the correct object is | the correct one is"
        " | the correct one | choosing | searching for | move to | navigate to | drive to"
        " | walk me to | tell me | ground | hand me | walk to | walk over to | walking to | go to"
        " | you want to pick | you want to select | how many",
        "introduce": "there is | there are | here is | here are | you see | you will see",
        "lead": "want | need | can you | could you | would you | go for | try | of interest"
        " | in question | you would want | you should | you must | will be | would be"
        " | you will find | will | would | should | you will want | it will be | this would be"
        " | want to | need to | the goal is | you have to | make sure",
    }
)

# Participles that only carry the preposition after them.
CARRIER_WORDS: frozenset[str] = frozenset(
    """just directly immediately right straight slightly almost very really only also both
    sitting standing lying laying located placed positioned situated resting sits stands lies
    found set kept stood laid seated appears seems looks mounted hung being been be are is was
    were am 's are it's its' there here so then thus still currently actually kind sort of
    completely partially mostly fully all along too even about approximately roughly nearly
    exactly somewhat pretty quite more most much rather itself together visible seen stored
    stuck put leaving propped pushed pulled tucked stationed up down over out off way left-hand
    that which who where does do did can could may might ok okay um well
    i you we they he she me my your our their his her myself yourself one's thing's please thanks
    basically specifically perfectly far colored coloured several multiple similar identical lots
    lot bit close closely covered used maybe shape shaped like around alone centered""".split()
)


# Words with a job in the sentence that are never the name or the look of a thing.
_FUNCTION_WORDS: frozenset[str] = CARRIER_WORDS | frozenset(
    """the a an this that these those some any all both each every either neither another such of
    to from in on at by with without for and or but nor not no never it its them they one ones
    other others any some than then as if when while because since until although though however
    into onto toward towards between 's is yes how many much count what why would will must should
    being closest farthest nearest furthest choose find select pick locate get grab look looking
    looks facing face standing sitting enter enters entering entered leave leaving go goes walk
    walks walking come comes coming see sees view viewed correct target described mentioned
    containing holding compared rest whole same different opposite next near under above below
    behind across against beside has have having had whose imagine pretend during like""".split()
)


def is_function_word(word: str) -> bool:
    """True for words that only hold a sentence together."""
    return word in _FUNCTION_WORDS
