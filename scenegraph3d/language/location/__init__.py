"""Descriptions of a place: "a kiosk ahead of me and bins on my left" in, hints out."""

from .parse import parse_location

__all__ = ["parse_location"]
