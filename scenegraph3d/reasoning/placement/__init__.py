"""Where to put something: a Query with a place and a graph go in, the best free boxes come out."""

from __future__ import annotations

from .place import place
from .record import FreeRegion, Placement

__all__ = ["FreeRegion", "Placement", "place"]
