"""A trained field: points and a scale in; language and instance features out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import torch

from ...config import FieldSettings
from ...records.checks import check_shape
from .compress import Compression
from .grid import SparseGrid
from .network import FieldNetwork
from .surface import Surface

_CHUNK = 32768  # points asked for at once: some 30 MB


class FeatureField:
    """Features of any point near a surface, at any physical scale.

    Attributes:
        surface: what it lies about.
        encoder: the name of what made the language features; "" without.
        scales: (3,) metres, typical scales of the masks it was trained on: small, middle, large.
        settings: it was made with.
    """

    def __init__(
        self,
        surface: Surface,
        grids: Sequence[SparseGrid],
        network: FieldNetwork,
        compression: Compression,
        *,
        scales: np.ndarray,
        settings: FieldSettings,
        encoder: str = "",
    ) -> None:
        """Take the parts of a trained field."""
        self.surface, self.encoder, self.settings = surface, encoder, settings
        self.scales = np.asarray(scales, dtype=np.float64)
        self.grids, self.network, self.compression = tuple(grids), network, compression
        self._device = network.tables[0].device

    def __repr__(self) -> str:
        return f"FeatureField({len(self.surface)} points, {self.dimension} numbers)"

    @property
    def dimension(self) -> int:
        """Numbers in a language feature; 0 without."""
        return len(self.compression.basis)

    def language(self, points: np.ndarray, scale: float | np.ndarray | None = None) -> np.ndarray:
        """(N, D) float32 unit language features of (N, 3) points, NaN away from any surface.

        Args:
            points: metres, world.
            scale: metres, one or (N,); the mean over the field's typical scales where None.

        Raises:
            ValueError: wrong shapes, scales that are not positive, or a field without language.
        """
        self._need_language()
        asked = self.scales if scale is None else [scale]
        code = sum(self._language_codes(points, self._scale(points, one)) for one in asked)
        return self.compression.decode(np.asarray(code))

    def instance(self, points: np.ndarray, scale: float | np.ndarray) -> np.ndarray:
        """(N, I) float32 unit instance features of (N, 3) points at a scale, NaN off the surface.

        Raises:
            ValueError: wrong shapes or scales that are not positive.
        """
        asked = self._scale(points, scale)
        found = [np.zeros((0, self.settings.instance_dim), dtype=np.float32)]
        for chunk, latent, there in self._latents(points):
            feature = self.network.instance_feature(latent, self._tensor(asked[chunk]))
            found.append(_known(feature, there))
        return np.concatenate(found)

    def opacity(self, points: np.ndarray) -> np.ndarray:
        """(N,) float32 in [0, 1): how sure it is that each point lies on something."""
        check_shape("points", points, (None, 3))
        return self.surface.opacity(*self.surface.nearest(points, 8 * self.surface.spacing))

    def state(self) -> dict[str, np.ndarray]:
        """Everything but the settings, as arrays by name."""
        arrays = {
            f"weight.{name}": parameter.detach().cpu().numpy()
            for name, parameter in self.network.named_parameters()
        }
        for level, grid in enumerate(self.grids):
            arrays[f"grid.{level}.keys"] = grid.keys
            arrays[f"grid.{level}.edge"] = np.array(grid.edge)
        surface = {"points": self.surface.points, "colors": self.surface.colors}
        surface |= {"views": self.surface.views, "spacing": np.array(self.surface.spacing)}
        arrays |= {f"surface.{name}": values for name, values in surface.items()}
        return arrays | {"basis": self.compression.basis, "scales": self.scales}

    @classmethod
    def from_state(
        cls, arrays: Mapping[str, np.ndarray], settings: FieldSettings, encoder: str
    ) -> FeatureField:
        """The field that `state` gave.

        Raises:
            KeyError: an array is missing.
            ValueError: an array has another shape than the settings say.
        """
        grids = [
            SparseGrid(float(arrays[f"grid.{level}.edge"]), arrays[f"grid.{level}.keys"])
            for level in range(settings.levels)
        ]
        points, colors, views = (
            arrays[f"surface.{name}"] for name in ("points", "colors", "views")
        )
        surface = Surface(points, colors, views, float(arrays["surface.spacing"]))
        compression = Compression(arrays["basis"])
        network = FieldNetwork([len(grid) for grid in grids], compression.basis.shape[1], settings)
        for name, parameter in network.named_parameters():
            values = arrays[f"weight.{name}"]
            check_shape(name, values, tuple(parameter.shape))
            with torch.no_grad():
                parameter.copy_(torch.from_numpy(values))
        made = {"scales": arrays["scales"], "settings": settings, "encoder": encoder}
        return cls(surface, grids, network, compression, **made)

    def _language_codes(self, points: np.ndarray, scale: np.ndarray) -> np.ndarray:
        """(N, K) float32 unit codes, NaN off the surface."""
        found = [np.zeros((0, self.compression.basis.shape[1]), dtype=np.float32)]
        for chunk, latent, there in self._latents(points):
            row, _ = self.surface.nearest(points[chunk], np.inf)
            colors = self.surface.colors[row].astype(np.float32) / 255
            opacity = self.surface.opacity(row, np.zeros(len(row)))[:, None]
            appearance = self._tensor(np.hstack([colors, opacity]))
            code = self.network.language_code(latent, self._tensor(scale[chunk]), appearance)
            found.append(_known(torch.nn.functional.normalize(code, dim=1), there))
        return np.concatenate(found)

    def _latents(self, points: np.ndarray) -> Iterator[tuple[slice, torch.Tensor, np.ndarray]]:
        """For some points at a time their slice, latent and whether the grids hold them."""
        with torch.no_grad():
            for start in range(0, len(points), _CHUNK):
                chunk = slice(start, start + _CHUNK)
                places = self._moved(points[chunk])
                corners = [grid.corners(places) for grid in self.grids]
                there = np.all([found.weight.sum(axis=1) > 0 for found in corners], axis=0)
                rows = [self._tensor(found.row) for found in corners]
                weights = [self._tensor(found.weight) for found in corners]
                yield chunk, self.network.latent(rows, weights), there

    def _moved(self, points: np.ndarray) -> np.ndarray:
        """(N, 3) points; those outside every cell are those of the surface nearest to them."""
        outside = self.grids[0].corners(points).weight.sum(axis=1) == 0
        row, away = self.surface.nearest(points[outside], self.settings.reach)
        near = np.isfinite(away)[:, None]
        moved = points.copy()
        moved[outside] = np.where(near, self.surface.points[row], points[outside])
        return moved

    def _scale(self, points: np.ndarray, scale: float | np.ndarray) -> np.ndarray:
        check_shape("points", points, (None, 3))
        asked = np.broadcast_to(np.asarray(scale, dtype=np.float32), (len(points),))
        if not (np.isfinite(asked) & (asked > 0)).all():
            raise ValueError(f"scale must be positive metres, got {scale}")
        return asked

    def _need_language(self) -> None:
        if not self.dimension:
            raise ValueError("the field has no language features: train it with an encoder")

    def _tensor(self, array: np.ndarray) -> torch.Tensor:
        return torch.from_numpy(np.array(array, order="C")).to(self._device)


def _known(feature: torch.Tensor, there: np.ndarray) -> np.ndarray:
    return np.where(there[:, None], feature.cpu().numpy(), np.nan).astype(np.float32)
