"""What a feature field is made of and how long it is trained."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FieldSettings:
    """Size and training of a field. Lengths in metres; chosen on development rooms.

    Attributes:
        levels: grids of rising coarseness.
        channels: numbers at each vertex of a grid.
        finest: edge of the finest grid's cells, coarser where the place has too many vertices.
        growth: ratio of the edges of neighbouring grids.
        max_vertices: of one grid; bounds the memory.
        hidden: width of either head.
        language_dim: numbers that language features are compressed to, at most.
        instance_dim: numbers of an instance feature.
        smallest_scale, largest_scale: the range of physical scales that can be asked for.
        max_samples: pixels that are learnt from; bounds the memory.
        steps: of training.
        batch: pixels a step.
        learning_rate: of the first step; it falls to a tenth.
        margin: between instance features of two masks; they are unit vectors.
        instance_weight: of the contrastive loss against the language loss.
        reach: of a pixel's reading from the surface it may speak of.
        seed: of the start and of all draws.
    """

    levels: int = 4
    channels: int = 8
    finest: float = 0.04
    growth: float = 2.5
    max_vertices: int = 300_000
    hidden: int = 64
    language_dim: int = 64
    instance_dim: int = 16
    smallest_scale: float = 0.02
    largest_scale: float = 4.0
    max_samples: int = 300_000
    steps: int = 1200
    batch: int = 2048
    learning_rate: float = 0.01
    margin: float = 1.0
    instance_weight: float = 1.0
    reach: float = 0.05
    seed: int = 0

    def __post_init__(self) -> None:
        for name in ("levels", "channels", "max_vertices", "hidden", "language_dim"):
            _check_count(name, getattr(self, name))
        for name in ("instance_dim", "max_samples", "batch"):
            _check_count(name, getattr(self, name))
        if not 0 < self.smallest_scale < self.largest_scale:
            raise ValueError(
                "scales must satisfy 0 < smallest_scale < largest_scale, got "
                f"{self.smallest_scale} and {self.largest_scale}"
            )
        for name in ("finest", "learning_rate", "margin", "reach"):
            if not getattr(self, name) > 0:
                raise ValueError(f"{name} must be positive, got {getattr(self, name)}")
        if self.growth <= 1:
            raise ValueError(f"growth must be above 1, got {self.growth}")


def _check_count(name: str, value: int) -> None:
    if value < 1:
        raise ValueError(f"{name} must be at least 1, got {value}")
