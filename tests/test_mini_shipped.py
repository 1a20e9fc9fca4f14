"""The weights that ship: small, and right about rendered things far oftener than chance."""

from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("open3d")

from scenegraph3d.geometry.cameras import Pinhole
from scenegraph3d.perception.encoders import make_encoder, shipped_encoder
from scenegraph3d.perception.encoders.mini.weights import SHIPPED
from scenegraph3d.perception.relevancy import Looks
from scenegraph3d.synthetic import generate, to_mesh
from scenegraph3d.synthetic.catalogue import KINDS
from scenegraph3d.synthetic.damage import true_masks
from scenegraph3d.synthetic.render import Renderer, render_frames
from scenegraph3d.synthetic.trajectory import look_at

LABELS = tuple(dict.fromkeys(kind.label for kind in KINDS.values()))
LIVING_ROOM_SEED = 31  # no room to learn from has a seed below 1,000,000
WIDTH, HEIGHT = 240, 180


@pytest.fixture(scope="module")
def mini():
    return make_encoder("mini")


@pytest.fixture(scope="module")
def house():
    return generate(LIVING_ROOM_SEED, room_types=("living room",))


def seen(house, thing, mini) -> np.ndarray:
    """(D,) mean feature of a thing seen from around the middle of its room, by its true masks."""
    camera = Pinhole.from_focal(210, 210, cx=119.5, cy=89.5, width=WIDTH, height=HEIGHT)
    middle = np.array([*house.rooms[0].center, 1.5])
    eyes = middle + 0.7 * np.array([[1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0]])
    poses = [look_at(eye, thing.box.center[0]) for eye in eyes]
    features = []
    for rendering in render_frames(Renderer(to_mesh(house, density=20)), camera, poses):
        owned = true_masks(rendering.instance)
        found = mini.encode_masks(rendering.frame, owned.masks)
        features.append(found[owned.instance_id == thing.instance_id])
    mean = np.concatenate(features).mean(axis=0)
    return mean / np.linalg.norm(mean)


def one_of_each(house, kinds):
    """One thing of each kind, the largest."""
    return [
        max((t for t in house.things if t.kind == kind), key=lambda t: t.box.extent.sum())
        for kind in kinds
    ]


def test_weights_fit_into_five_megabytes():
    assert SHIPPED.stat().st_size <= 5_000_000


def test_things_of_five_kinds_are_named(house, mini):
    """Chance is one in 58."""
    things = one_of_each(house, ("sofa", "armchair", "coffee table", "plant", "picture"))
    said = mini.encode_texts(LABELS)
    names = [LABELS[int((said @ seen(house, thing, mini)).argmax())] for thing in things]
    right = sum(name == thing.label for name, thing in zip(names, things, strict=True))
    assert right >= 4, names


def painted(house, thing, body, legs):
    """The house with one thing of a colour, and its legs of another."""
    parts = tuple(replace(p, rgb=legs if p.name == "leg" else body) for p in thing.parts)
    things = [replace(t, parts=parts) if t is thing else t for t in house.things]
    return replace(house, things=tuple(things))


@pytest.mark.parametrize(
    ("body", "legs", "right"),
    [
        pytest.param((180, 30, 35), (40, 80, 180), 0, id="red with blue"),
        pytest.param((40, 80, 180), (180, 30, 35), 1, id="blue with red"),
    ],
)
def test_order_of_words_tells_a_table_from_its_legs(house, mini, body, legs, right):
    """Legs are what it tells best of all parts (docs/mini.md)."""
    (table,) = one_of_each(house, ("coffee table",))
    feature = seen(painted(house, table, body, legs), table, mini)
    texts = ["red coffee table with blue legs", "blue coffee table with red legs"]
    assert int((mini.encode_texts(texts) @ feature).argmax()) == right


def test_synonyms_and_slips_find_the_same_thing(house, mini):
    things = one_of_each(house, ("sofa", "plant", "picture"))
    features = np.array([seen(house, thing, mini) for thing in things])
    for row, words in enumerate((["sofa", "settee", "coouch"], ["potted plant"], ["painting"])):
        for word in words:
            assert int((features @ mini.encode_texts([word])[0]).argmax()) == row, word


def test_relevancy_says_no_to_what_is_not_there(house, mini):
    things = one_of_each(house, ("sofa", "plant", "picture"))
    looks = Looks(mini, np.array([seen(house, thing, mini) for thing in things]))
    assert looks("couch")[0] > 0.6
    assert (looks("toilet") < 0.5).all()
    assert (looks("guitar") < 0.5).all()


def test_scene_of_the_shipped_weights_finds_its_encoder_and_others_do_not(mini):
    found = shipped_encoder(mini.name)
    assert found is not None
    assert found.name == mini.name
    assert shipped_encoder("open_clip:ViT-B-32:abc") is None
    assert shipped_encoder("") is None
    with pytest.raises(ValueError, match=r"made by mini:1:0123, but the one that ships is mini:1:"):
        shipped_encoder("mini:1:0123")
