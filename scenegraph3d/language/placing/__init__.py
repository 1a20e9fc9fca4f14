"""Requests to put something somewhere: a sentence in, a Query with a place out."""

from .parse import parse_place

__all__ = ["parse_place"]
