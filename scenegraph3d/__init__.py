"""scenegraph3d: ask a 3D scan. `sg.build("scan").ground("the mug on the desk")`."""

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .pipeline import Scene, build, open
    from .records import Boxes, Instances, PointCloud, Scan, Viewpoint

__all__ = ["Boxes", "Instances", "PointCloud", "Scan", "Scene", "Viewpoint", "build", "open"]

_PIPELINE = ("Scene", "build", "open")


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that `sg3d --help` answers at once."""
    if name not in __all__:
        raise AttributeError(f"module 'scenegraph3d' has no attribute {name!r}")
    module = import_module(".pipeline" if name in _PIPELINE else ".records", __name__)
    globals()[name] = getattr(module, name)
    return globals()[name]


def __dir__() -> list[str]:
    return sorted(__all__)


if "IPython" in sys.modules:  # a notebook or an IPython shell: show scenes and answers as pictures
    import_module(".viz.notebook", __name__).register()
