"""Generated furnished rooms with known answers: scans, ScanNet folders and sentences."""

from .claims import Sentence
from .generator import generate, generate_building
from .house import House, Room, Thing
from .sample import Mesh, SurfacePoints, sample_points, to_mesh, to_scan
from .scannet import write_scannet
from .sentences import describe
from .truth import describe_truth

__all__ = [
    "House",
    "Mesh",
    "Room",
    "Sentence",
    "SurfacePoints",
    "Thing",
    "describe",
    "describe_truth",
    "generate",
    "generate_building",
    "sample_points",
    "to_mesh",
    "to_scan",
    "write_scannet",
]
