"""Masks of posed views and points in, instances of points out."""

from .fuse import fuse_masks
from .fused import FusedMasks, Matches
from .stream import MaskStream

__all__ = ["FusedMasks", "MaskStream", "Matches", "fuse_masks"]
