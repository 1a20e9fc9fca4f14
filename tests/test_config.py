"""Settings from a file: every stage, every kind of value, every mistake."""

from dataclasses import fields, replace
from pathlib import Path

import pytest

from scenegraph3d.config import Config, RelationThresholds, load_config


def test_what_a_file_does_not_name_keeps_its_default(tmp_path: Path):
    loaded = load_config(written(tmp_path, "relations: {near_gap: 0.8}"))
    assert loaded == replace(Config(), relations=RelationThresholds(near_gap=0.8))


def test_every_stage_of_the_configuration_can_be_overridden(tmp_path: Path):
    for stage in fields(Config):
        defaults = getattr(Config(), stage.name)
        setting = next(f.name for f in fields(defaults) if f.type == "float")
        value = getattr(defaults, setting) / 2
        loaded = load_config(written(tmp_path, f"{stage.name}: {{{setting}: {value}}}"))
        expected = replace(Config(), **{stage.name: replace(defaults, **{setting: value})})
        assert loaded == expected, stage.name


def test_a_whole_number_is_good_for_a_length(tmp_path: Path):
    near_gap = load_config(written(tmp_path, "relations: {near_gap: 1}")).relations.near_gap
    assert (near_gap, type(near_gap)) == (1.0, float)


@pytest.mark.parametrize("content", ["", "relations:", "{}"])
def test_an_empty_file_or_stage_changes_nothing(tmp_path: Path, content: str):
    assert load_config(written(tmp_path, content)) == Config()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("[1]", "configuration must be a mapping, got list", id="list"),
        pytest.param("relation: {}", "unknown configuration key 'relation'; choose", id="stage"),
        pytest.param("relations: 3", "relations must be a mapping, got int", id="no stage"),
        pytest.param("relations: {nea: 1}", "unknown relations key 'nea'; choose", id="setting"),
        pytest.param("relations: {near_gap: 1e-2}", "near_gap must be a number", id="text"),
        pytest.param("relations: {near_gap: on}", "near_gap must be a number", id="bool"),
        pytest.param("relations: {near_gap: .nan}", "must be a finite number", id="nan"),
        pytest.param("relations: {near_gap: {", "is not YAML", id="broken"),
    ],
)
def test_a_wrong_file_is_refused_in_one_line(tmp_path: Path, content: str, message: str):
    with pytest.raises(ValueError, match=message) as error:
        load_config(written(tmp_path, content))
    assert "\n" not in str(error.value)


def test_a_missing_file_is_named_in_full(tmp_path: Path):
    with pytest.raises(FileNotFoundError, match=str(tmp_path / "none.yaml")):
        load_config(tmp_path / "none.yaml")


def written(folder: Path, content: str) -> Path:
    path = folder / "settings.yaml"
    path.write_text(content)
    return path
