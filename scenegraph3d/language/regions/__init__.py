"""Parts, spaces and areas in words: "the left half of the table" in, its Region out."""

from .find import find_regions, with_region

__all__ = ["find_regions", "with_region"]
