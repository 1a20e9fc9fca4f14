"""scenegraph3d: ask a 3D scan. `sg.build("scan").ground("the mug on the desk")`."""

from .pipeline import Scene, build, open
from .records import Boxes, Instances, PointCloud, Scan, Viewpoint

__all__ = ["Boxes", "Instances", "PointCloud", "Scan", "Scene", "Viewpoint", "build", "open"]
