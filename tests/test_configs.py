"""configs/default.yaml shows every setting with the value it has."""

from dataclasses import asdict
from pathlib import Path

import yaml

from scenegraph3d.config import Config, load_config

DEFAULT = Path(__file__).parent.parent / "configs" / "default.yaml"


def test_the_default_file_names_every_setting_with_its_default():
    assert yaml.safe_load(DEFAULT.read_text()) == asdict(Config())


def test_the_default_file_loads():
    assert load_config(DEFAULT) == Config()
