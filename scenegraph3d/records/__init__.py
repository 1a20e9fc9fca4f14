"""The records the stages hand to each other: frozen, made of numpy arrays, checked once."""

from .boxes import Boxes
from .frame import Camera, Frame
from .instances import Instances
from .masks import Masks
from .parts import Parts
from .point_cloud import PointCloud
from .scan import Scan
from .viewpoint import Viewpoint

__all__ = [
    "Boxes",
    "Camera",
    "Frame",
    "Instances",
    "Masks",
    "Parts",
    "PointCloud",
    "Scan",
    "Viewpoint",
]
