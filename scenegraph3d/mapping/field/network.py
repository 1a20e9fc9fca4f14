"""Corners, scale, colour and opacity in; a language code and an instance feature out."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import nn

from ...config import FieldSettings

_WAVES = 3
_APPEARANCE = 4  # three of colour, one of opacity


class FieldNetwork(nn.Module):
    """A latent from grids of vertices, shared by two small heads."""

    def __init__(self, sizes: Sequence[int], language_dim: int, settings: FieldSettings) -> None:
        """Draw the start.

        Args:
            sizes: vertices of each grid.
            language_dim: numbers of a language code; 0 leaves that head out.
            settings: of the field.
        """
        super().__init__()
        generator = torch.Generator().manual_seed(settings.seed)
        self._low, self._high = (
            torch.log(torch.tensor(scale)).item()
            for scale in (settings.smallest_scale, settings.largest_scale)
        )
        self.tables = nn.ParameterList(
            0.1 * torch.randn(max(size, 1), settings.channels, generator=generator)
            for size in sizes
        )
        latent = len(sizes) * settings.channels
        about = 1 + 2 * _WAVES
        self.instance = _head(latent + about, settings.hidden, settings.instance_dim, generator)
        coarse = latent - settings.channels
        self.language = _head(
            coarse + settings.instance_dim + about + _APPEARANCE,
            settings.hidden,
            language_dim,
            generator,
        )

    def latent(self, rows: Sequence[torch.Tensor], weights: Sequence[torch.Tensor]) -> torch.Tensor:
        """(N, levels * channels) interpolated from the (N, 8) corners in each grid."""
        found = [
            nn.functional.embedding_bag(row, table, per_sample_weights=weight, mode="sum")
            for row, weight, table in zip(rows, weights, self.tables, strict=True)
        ]
        return torch.cat(found, dim=1)

    def instance_feature(self, latent: torch.Tensor, scale: torch.Tensor) -> torch.Tensor:
        """(N, I) unit features of points at (N,) scales in metres."""
        made = self.instance(torch.cat([latent, self._waves(scale)], dim=1))
        return nn.functional.normalize(made, dim=1)

    def language_code(
        self, latent: torch.Tensor, scale: torch.Tensor, appearance: torch.Tensor
    ) -> torch.Tensor:
        """(N, K) codes of points at (N,) scales with (N, 4) colour and opacity in [0, 1].

        The finest grid speaks through the instance feature alone: where a thing ends is sharp, but
        what it is called is the same all over it, and the noise of single masks is averaged.
        """
        thing = self.instance_feature(latent, scale).detach()
        latent = latent[:, self.tables[0].shape[1] :]
        return self.language(torch.cat([latent, thing, self._waves(scale), appearance], dim=1))

    def _waves(self, scale: torch.Tensor) -> torch.Tensor:
        share = (scale.log().clamp(self._low, self._high) - self._low) / (self._high - self._low)
        turns = [torch.pi * 2**wave * share for wave in range(_WAVES)]
        waves = [share, *(turn.sin() for turn in turns), *(turn.cos() for turn in turns)]
        return torch.stack(waves, dim=1)


def _head(num_in: int, hidden: int, num_out: int, generator: torch.Generator) -> nn.Sequential:
    last = nn.Linear(hidden, num_out) if num_out else nn.Identity()
    layers = nn.Sequential(nn.Linear(num_in, hidden), nn.ReLU(), last)
    for layer in layers:
        if not isinstance(layer, nn.Linear):
            continue
        bound = (6 / layer.in_features) ** 0.5
        with torch.no_grad():
            layer.weight.uniform_(-bound, bound, generator=generator)
            layer.bias.zero_()
    return layers
