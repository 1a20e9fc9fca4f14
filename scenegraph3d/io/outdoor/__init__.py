"""Streets: logs of cars and labelled clouds of cities in, `Scan` records and poses out."""

from __future__ import annotations

from .poses import EgoPoses
from .stuff import StuffSettings, cluster_stuff

__all__ = ["EgoPoses", "StuffSettings", "cluster_stuff"]
