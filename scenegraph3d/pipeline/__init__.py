"""A scan or frames in; a Scene out, which can be asked."""

from .making import build, build_scene, open, read_config
from .scene import Scene

__all__ = ["Scene", "build", "build_scene", "open", "read_config"]
