"""Where am I: a description of what one sees goes in, a posterior over the map comes out."""

from .answer import HintMatch, Localization, Peak
from .localize import localize

__all__ = ["HintMatch", "Localization", "Peak", "localize"]
