"""A sentence or a Query in; the four things an instruction says, out: target, anchor, relation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from ..vocabulary import RELATIONS
from .parser import parse
from .query import Find, Query, Rank, Relate

Category = Literal["horizontal", "vertical", "support", "allocentric", "none"]

# Families of relations that say where a thing stands; the others are of no category.
_CATEGORY: dict[str, Category] = {
    "proximity": "horizontal",
    "group": "horizontal",
    "place": "horizontal",
    "vertical": "vertical",
    "support": "support",
    "direction": "allocentric",
}
_BY_DISTANCE = {"ascending": "near", "descending": "far_from"}


@dataclass(frozen=True)
class Instruction:
    """What a Query says in four words: a view of it, never more than it holds.

    Attributes:
        target: the thing looked for, with its attributes, in the singular: "red book".
        anchor: what it is placed by, several joined by " and "; None without.
        category: how the relation places it; "none" without a relation, and for one that compares
            or describes, such as "bigger_than".
        relation: its registered name (see `vocabulary.RELATIONS`); None without.
    """

    target: str
    anchor: str | None
    category: Category
    relation: str | None

    @classmethod
    def of(cls, query: Query) -> Instruction:
        """The instruction form of a query: its first relation to an anchor, else its first."""
        said = sorted(_relations(query.target), key=lambda one: not one.anchors)
        if not said:
            return cls(_phrase(query.target), None, "none", None)
        first = said[0]
        anchor = " and ".join(_phrase(find) for find in first.anchors) or None
        return cls(_phrase(query.target), anchor, _category(first.relation), first.relation)


def parse_instruction(text: str) -> Instruction:
    """Parse a sentence to an instruction.

    Example:
        >>> parse_instruction("the red book on the chair")
        Instruction(target='red book', anchor='chair', category='support', relation='on')

    Raises:
        TypeError: `text` is not a string.
        ValueError: it holds no word, or far too many.
    """
    return Instruction.of(parse(text))


def _relations(find: Find) -> Iterator[Relate]:
    """What is said of where the thing stands; "closest to the door" is nearness to it."""
    for clause in find.clauses:
        if isinstance(clause, Relate):
            yield clause
        elif isinstance(clause, Rank) and clause.key == "distance" and clause.anchors:
            name = _BY_DISTANCE[clause.order]
            yield Relate(relation=name, anchors=clause.anchors[:1], text=clause.text)


def _category(relation: str) -> Category:
    term = RELATIONS[relation]
    if term.view_dependent:  # "hidden behind" too is read from where somebody stands
        return "allocentric"
    return _CATEGORY.get(term.family, "none")


def _phrase(find: Find) -> str:
    said = [f"not {one.value}" if one.negated else one.value for one in find.attributes]
    return " ".join([*said, find.category])
