"""Names of things: tables are well formed, look-ups tolerant, scores lawful."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenegraph3d.language.inflection import plural
from scenegraph3d.language.lexicon import (
    canonical,
    is_plural,
    lexicon,
    longest_noun,
    match,
    match_labels,
    section,
    singular,
)
from scenegraph3d.language.names import read_table, split_row

THINGS = read_table("things.yaml")
KINDS = read_table("kinds.yaml")
HEADS = {head for section_ in THINGS.values() for head in section_} | set(KINDS["classes"])
SECTIONS = {f"all {name}" for name in THINGS}

# A sample of every public label set we met: ScanNet, NYU40, ScanNet200, 3RScan, Matterport.
DATASET_NAMES = """
    wall chair books floor door object window table|trash can|pillow picture ceiling doorframe box
    monitor cabinet desk shelf|office chair|towel couch sink backpack lamp bed bookshelf curtain
    mirror plant radiator whiteboard|kitchen cabinet|kitchen cabinets|toilet paper|book armchair
    |coffee table|shoes clothes toilet bag keyboard bottle stool|recycling bin|nightstand tv
    |file cabinet|dresser|computer tower|clothing telephone cup refrigerator|end table|jacket
    |shower curtain|bathtub microwave|kitchen counter|sofa chair|paper towel dispenser
    |bathroom vanity|suitcase laptop ottoman|shower walls|counter printer board|soap dispenser
    |closet wall|light stove|mini fridge|bathroom stall|tissue box|copier|laundry hamper|bar
    |tv stand|coffee maker|storage bin|bathroom stall door|range hood|wardrobe closet
    |bulletin board|seat ledge mouse person rail container|paper towel roll|dumbbell dumbell
    |stack of chairs|case of water bottles|bag of coffee beans|boxes of paper|clothes dryers
    |toilet seat cover dispenser|hand sanitzer dispenser|handicap bar|bycicle|wall mounted coat rack
    |otherfurniture otherprop otherstructure|night stand|floor mat|television|shelves|blinds
    |trashcan|garbage bin|beanbag|washbasin|cupboard|commode|sidecouch|puf|ironing board|sideboard
    |door frame|countertop|chest of drawers|swivel chair|smoke alarm|chaise|easy chair|tapestry
"""


def dataset_names() -> list[str]:
    rows = DATASET_NAMES.replace("\n", " ").split("|")
    rows = [" ".join(row.split()) for row in rows]
    return [name for row in rows for name in ([row] if canonical(row) else row.split())]


def test_every_dataset_name_is_a_known_noun():
    assert [name for name in dataset_names() if canonical(name) is None] == []


def test_no_name_belongs_to_two_things():
    owners: dict[str, str] = {}
    for group in THINGS.values():
        for head, row in group.items():
            for name in [head, *split_row(row)]:
                key = name.replace(" ", "")
                assert owners.setdefault(key, head) == head, name


def test_no_misspelling_is_a_name():
    names = {name for group in THINGS.values() for row in group.values() for name in split_row(row)}
    for head, row in KINDS["misspellings"].items():
        assert head in HEADS
        assert not names & set(split_row(row))


@pytest.mark.parametrize("table", ["classes", "functions", "parts", "rooms", "kinds_of"])
def test_every_member_is_a_known_name(table):
    rows = [row["members"] if table == "classes" else row for row in KINDS[table].values()]
    strangers = [m for row in rows for m in split_row(row) if m not in HEADS | SECTIONS]
    assert strangers == []


def test_every_related_name_is_known_and_graded_between_0_and_1():
    for grade, rows in KINDS["related"].items():
        assert 0 < grade < 1
        assert {name for row in rows for name in split_row(row)} <= HEADS


def test_no_two_names_are_graded_twice():
    rows = [split_row(row) for rows in KINDS["related"].values() for row in rows]
    pairs = [frozenset(pair) for row in rows for pair in combinations(row, 2)]
    assert len(pairs) == len(set(pairs))


def test_related_names_answer_to_each_other_alike():
    for rows in KINDS["related"].values():
        for row in rows:
            first, *others = split_row(row)
            for other in others:
                assert match(first, other) == match(other, first)


def test_every_score_in_the_tables_is_a_fraction():
    scores = [score for row in lexicon().scores.values() for score in row.values()]
    assert 0 < min(scores) <= max(scores) <= 1


@pytest.mark.parametrize(
    ("many", "one"),
    [
        ("chairs", "chair"), ("shelves", "shelf"), ("bookshelves", "bookshelf"), ("boxes", "box"),
        ("knives", "knife"), ("couches", "couch"), ("people", "person"), ("glasses", "glasses"),
        ("dishes", "dish"), ("buses", "bus"), ("vases", "vase"), ("bodies", "body"),
        ("trash cans", "trash can"), ("rolls of paper", "roll of paper"), ("mice", "mouse"),
        ("curtains", "curtain"), ("radios", "radio"), ("mattresses", "mattress"),
        ("benches", "bench"), ("scissors", "scissors"), ("tomatoes", "tomato"),
    ],
)  # fmt: skip
def test_singular_undoes_the_plural(many, one):
    assert singular(many) == one
    assert is_plural(many)


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("chair", "chairs"), ("box", "boxes"), ("bus", "buses"), ("body", "bodies"),
        ("key", "keys"), ("bench", "benches"), ("shelf", "shelves"), ("scarf", "scarves"),
        ("mouse", "mice"), ("stack of cups", "stacks of cups"), ("scissors", "scissors"), ("", ""),
    ],
)  # fmt: skip
def test_plural_is_that_of_the_head(one, many):
    assert plural(one) == many


@pytest.mark.parametrize("word", ["glass", "dress", "bus", "mattress", "chair", "gas", "lens", ""])
def test_singular_leaves_singulars_alone(word):
    assert singular(word) == word
    assert not is_plural(word)


@pytest.mark.parametrize("head", sorted(HEADS))
def test_canonical_knows_every_head_and_its_section(head):
    assert canonical(head) == head
    assert section(head) is not None


@pytest.mark.parametrize(
    ("phrase", "head"),
    [
        ("Sofas", "couch"), ("night  stand", "nightstand"), ("trash-can", "trash can"),
        ("trashcans", "trash can"), ("white board", "whiteboard"), ("book shelf", "bookshelf"),
        ("fridge", "refrigerator"), ("stuff", "thing"), ("something to sit on", None),
    ],
)  # fmt: skip
def test_canonical_joins_spellings(phrase, head):
    assert canonical(phrase) == (head or phrase)


@pytest.mark.parametrize(
    ("typo_", "head"),
    [("cabniet", "cabinet"), ("windwo", "window"), ("refrigeratior", "refrigerator"),
     ("cahir", "chair"), ("moniter", "monitor"), ("walll", "wall")],
)  # fmt: skip
def test_canonical_forgives_a_misspelling(typo_, head):
    assert canonical(typo_) == head
    assert longest_noun([typo_], misspelt=True) == 1


@pytest.mark.parametrize(
    "word", ["three", "closest", "pointed", "stack", "shape", "zebra", "of", "", "  ", "?!", "12"]
)
def test_canonical_does_not_guess(word):
    assert canonical(word) is None


@pytest.mark.parametrize(
    ("words", "start", "length"),
    [
        ("the trash can by it", 1, 2), ("the trashcan", 1, 1), ("night stand lamp", 0, 2),
        ("something to sit on near it", 0, 4), ("couch , table", 0, 1), ("red chairs", 0, 0),
        ("roll of toilet paper", 0, 4), ("chair", 5, 0), ("", 0, 0),
    ],
)  # fmt: skip
def test_longest_noun_counts_its_words(words, start, length):
    assert longest_noun(words.split(), start) == length


@pytest.mark.parametrize(
    ("words", "start"),
    [("you can see", 1), ("stand by the door", 0), ("the towel hanging there", 2)],
)
def test_longest_noun_leaves_verbs_alone(words, start):
    assert longest_noun(words.split(), start) == 0


def test_longest_noun_takes_a_verb_for_a_noun_behind_an_article():
    assert longest_noun(["the", "stand"], 1) == 1


@pytest.mark.parametrize("head", sorted(HEADS))
def test_match_of_a_name_with_itself_is_one(head):
    assert match(head, head) == 1
    assert match(head, head.upper() + " ") == 1


@given(st.text(max_size=30), st.text(max_size=30))
def test_match_stays_between_0_and_1_for_any_text(category, label):
    assert 0 <= match(category, label) <= 1


@pytest.mark.parametrize(
    ("category", "better", "worse"),
    [
        ("cabinet", "cabinet", "kitchen cabinets"), ("cabinet", "kitchen cabinets", "file cabinet"),
        ("cabinet", "file cabinet", "bed"), ("coffee table", "coffee table", "table"),
        ("coffee table", "table", "desk"), ("desk", "desk", "table"), ("desk", "table", "chair"),
        ("office chair", "chair", "armchair"), ("office chair", "armchair", "table"),
        ("furniture", "couch", "toilet"), ("seat", "stool", "lamp"), ("sofa", "couch", "bench"),
        ("something to sit on", "chair", "table"), ("headboard", "bed", "desk"),
        ("kitchen", "stove", "bed"), ("chair", "otherfurniture", "sink"),
        ("chair", "object", "sink"), ("bin", "recycling bin", "bookshelf"),
        ("paper towel", "paper towel roll", "paper bag"), ("red chair", "chair", "red table"),
        ("flux capacitor", "capacitor", "sofa"), ("thing", "mug", "wall"),
    ],
)  # fmt: skip
def test_match_ranks_the_closer_name_higher(category, better, worse):
    assert match(category, better) > match(category, worse)


@pytest.mark.parametrize(
    ("category", "label"),
    [("sofa", "couch"), ("trash bin", "garbage can"), ("bookcases", "bookshelf"), ("tv", "TVs")],
)
def test_match_of_synonyms_is_one(category, label):
    assert match(category, label) == 1


@pytest.mark.parametrize(
    ("category", "label"),
    [("toilet paper", "paper cutter"), ("desk", "toilet"), ("", "chair"), ("chair", "")],
)
def test_match_of_unrelated_names_is_low(category, label):
    assert match(category, label) < 0.2


def test_match_labels_agrees_with_match():
    labels = ["couch", "table", "zebra"]
    scores = match_labels("sofa", labels)
    assert scores.tolist() == [match("sofa", label) for label in labels]
    assert match_labels("sofa", []).shape == (0,)
    assert scores.dtype == np.float64
