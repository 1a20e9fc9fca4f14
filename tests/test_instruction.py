from dataclasses import FrozenInstanceError, fields

import pytest

from scenegraph3d.language.instruction import Instruction, parse_instruction
from scenegraph3d.language.parser import parse

TABLE = [
    ("the red book on the chair", "red book", "chair", "support", "on"),
    ("the cup inside the cabinet", "cup", "cabinet", "support", "in"),
    ("the lamp above the desk", "lamp", "desk", "vertical", "above"),
    ("the pillow under the bed", "pillow", "bed", "vertical", "below"),
    ("the trash can near the brown desk", "trash can", "brown desk", "horizontal", "near"),
    ("the chair closest to the door", "chair", "door", "horizontal", "near"),
    ("the chair farthest from the window", "chair", "window", "horizontal", "far_from"),
    ("the box between the bed and the desk", "box", "bed and desk", "horizontal", "between"),
    ("the chair in the corner", "chair", None, "horizontal", "in_corner"),
    ("the mug left of the lamp", "mug", "lamp", "allocentric", "left_of"),
    ("the plant to the north of the sofa", "plant", "sofa", "allocentric", "north_of"),
    ("the sofa bigger than the table", "sofa", "table", "none", "bigger_than"),
    ("the chair facing the window", "chair", "window", "none", "facing"),
    ("the chair that is not next to the table", "chair", None, "none", None),
    ("the biggest chair", "chair", None, "none", None),
    ("the book", "book", None, "none", None),
]


@pytest.mark.parametrize(("sentence", *"tacr"), TABLE, ids=[row[0] for row in TABLE])
def test_an_instruction_has_target_anchor_category_and_relation(sentence, t, a, c, r):
    assert parse_instruction(sentence) == Instruction(t, a, c, r)


def test_an_instruction_has_exactly_four_fields_and_cannot_be_changed():
    assert [f.name for f in fields(Instruction)] == ["target", "anchor", "category", "relation"]
    with pytest.raises(FrozenInstanceError):
        parse_instruction("the book").target = "cup"  # type: ignore[misc]


def test_an_instruction_is_a_view_of_the_query():
    sentence = "the red book on the chair"
    assert Instruction.of(parse(sentence)) == parse_instruction(sentence)


def test_a_relation_with_an_anchor_goes_before_one_without():
    said = parse_instruction("the chair in the corner next to the desk")
    assert (said.anchor, said.relation) == ("desk", "next_to")


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        pytest.param("", ValueError, "word", id="empty"),
        pytest.param(3, TypeError, "must be text, got int", id="number"),
    ],
)
def test_no_sentence_is_refused(text, error, message):
    with pytest.raises(error, match=message):
        parse_instruction(text)
