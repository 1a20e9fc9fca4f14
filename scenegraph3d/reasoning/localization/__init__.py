"""Where am I: a description of what one sees goes in, a posterior over the map comes out."""

from .answer import HintMatch, Localization, Peak
from .cells import CellIndex, CellMatch, search_cells
from .describe import describe
from .localize import localize

__all__ = [
    "CellIndex",
    "CellMatch",
    "HintMatch",
    "Localization",
    "Peak",
    "describe",
    "localize",
    "search_cells",
]
