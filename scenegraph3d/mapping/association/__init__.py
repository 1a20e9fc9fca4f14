"""Masks of posed views and points in, instances of points out."""

from .fuse import fuse_masks
from .fused import FusedMasks, Matches

__all__ = ["FusedMasks", "Matches", "fuse_masks"]
