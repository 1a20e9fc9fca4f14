"""`sg3d` called in this process, and a scene small enough to know by heart."""

import pytest

from scenegraph3d.cli import main

OBJECTS = [
    {"id": 7, "label": "desk", "min": [0.2, 1.0, 0.0], "max": [1.2, 2.0, 0.7]},
    {"id": 8, "label": "chair", "min": [1.5, 1.2, 0.0], "max": [2.0, 1.7, 0.9]},
    {"id": 9, "label": "chair", "min": [5.2, 4.2, 0.0], "max": [5.7, 4.7, 0.9]},
    {"id": 12, "label": "lamp", "min": [0.5, 1.4, 0.7], "max": [0.7, 1.6, 1.1]},
]


def run(*arguments: str) -> int:
    """The exit code of `sg3d` with these arguments."""
    with pytest.raises(SystemExit) as left:
        main(arguments)
    return 0 if left.value.code is None else int(left.value.code)
