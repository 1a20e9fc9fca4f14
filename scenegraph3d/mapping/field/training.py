"""Samples of masked views in, the trained weights of a field out; stops and goes on anywhere."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch

from ...config import FieldSettings
from .compress import Compression, fit_compression
from .grid import SparseGrid, build_grids
from .losses import contrastive_loss, language_loss
from .network import FieldNetwork
from .pairs import Batch, PairDrawer
from .samples import FieldSamples
from .surface import Surface

_LAST_RATE = 0.01  # of the learning rate, at the last step


class FieldTrainer:
    """Trains a network step by step; its state is that after a number of steps.

    Attributes:
        network: being trained.
        grids: the finest first.
        compression: of the language features.
        steps_done: so far.
        losses: (language, contrastive) of the last step.
    """

    def __init__(
        self,
        surface: Surface,
        samples: FieldSamples,
        settings: FieldSettings,
        device: str | torch.device = "cpu",
    ) -> None:
        """Make ready for the first step."""
        self._samples, self._settings = samples, settings
        self._device = torch.device(device)
        mass = np.bincount(samples.mask[samples.mask >= 0], minlength=len(samples.scale))
        heavy = samples.quality * (mass > 0)
        self.compression: Compression = fit_compression(
            samples.feature, heavy, most=settings.language_dim
        )
        code = np.nan_to_num(self.compression.encode(samples.feature))
        self._known = torch.from_numpy(np.isfinite(samples.feature).all(axis=1)).to(self._device)
        self._code = torch.from_numpy(code).to(self._device)
        self.grids: tuple[SparseGrid, ...] = build_grids(
            surface.points,
            levels=settings.levels,
            finest=settings.finest,
            growth=settings.growth,
            max_vertices=settings.max_vertices,
        )
        self._draw = PairDrawer(samples, surface.points, settings)
        self._corners(surface)
        sizes = [len(grid) for grid in self.grids]
        self.network = FieldNetwork(sizes, code.shape[1], settings).to(self._device)
        self._parameters = list(self.network.parameters())
        self._optimizer = torch.optim.Adam(self._parameters, betas=(0.9, 0.99), eps=1e-12)
        self.steps_done = 0
        self.losses = (float("nan"), float("nan"))

    def train(self, steps: int) -> None:
        """Take so many steps more."""
        for _ in range(steps):
            self._step()

    def state(self) -> dict[str, np.ndarray]:
        """Weights and moments, as arrays by name: what `restore` goes on from."""
        arrays = {"steps_done": np.array(self.steps_done)}
        for name, parameter in self.network.named_parameters():
            arrays[f"weight.{name}"] = parameter.detach().cpu().numpy().copy()
            moments = self._optimizer.state.get(parameter) or {}
            for moment in {"exp_avg", "exp_avg_sq"} & set(moments):
                arrays[f"{moment}.{name}"] = moments[moment].cpu().numpy().copy()
        return arrays

    def restore(self, arrays: Mapping[str, np.ndarray]) -> None:
        """Go on from another trainer's state, of the same samples and settings.

        Raises:
            ValueError: an array is missing or has another shape.
        """
        self.steps_done = int(arrays["steps_done"])
        for name, parameter in self.network.named_parameters():
            found = arrays.get(f"weight.{name}")
            if found is None or found.shape != tuple(parameter.shape):
                came = "none" if found is None else found.shape
                raise ValueError(
                    f"a field's state must hold {name} of shape {tuple(parameter.shape)}, "
                    f"got {came}: its surface or settings are others"
                )
            with torch.no_grad():
                parameter.copy_(torch.from_numpy(found))
            if self.steps_done:
                self._optimizer.state[parameter] = {
                    "step": torch.tensor(float(self.steps_done)),
                    **{
                        moment: torch.from_numpy(arrays[f"{moment}.{name}"]).to(self._device)
                        for moment in ("exp_avg", "exp_avg_sq")
                    },
                }

    def _corners(self, surface: Surface) -> None:
        """Look up the grid vertices about each surface point that a sample shows, once."""
        points, self._place = np.unique(self._samples.point, return_inverse=True)
        found = [grid.corners(surface.points[points]) for grid in self.grids]
        self._rows = [self._tensor(corners.row.astype(np.int32)) for corners in found]
        self._weights = [self._tensor(corners.weight) for corners in found]
        opacity = surface.opacity(points, np.zeros(len(points)))[:, None]
        colors = surface.colors[points].astype(np.float32) / 255
        self._appearance = self._tensor(np.hstack([colors, opacity]))

    def _step(self) -> None:
        rate = self._settings.learning_rate * _LAST_RATE ** (
            self.steps_done / max(self._settings.steps, 1)
        )
        for group in self._optimizer.param_groups:
            group["lr"] = rate
        loss = self._loss(self._draw.draw(self.steps_done))
        self._optimizer.zero_grad(set_to_none=False)
        loss.backward()
        self._optimizer.step()
        self.steps_done += 1

    def _loss(self, batch: Batch) -> torch.Tensor:
        here = self._tensor(self._place[batch.sample])
        there = self._tensor(self._place[batch.partner])
        scale = self._tensor(batch.scale)
        mine, other = self._latent(here), self._latent(there)
        ends = self.network.instance_feature(torch.cat([mine, other]), torch.cat([scale, scale]))
        first, second = ends.chunk(2)
        apart = ((first - second) ** 2).sum(dim=1)
        together, heavy = self._tensor(batch.together), self._tensor(batch.pair_weight)
        contrast = contrastive_loss(apart, together, heavy, self._settings.margin)
        mask = self._tensor(batch.mask)
        speech = torch.zeros((), device=self._device)
        if self._code.shape[1]:
            code = self.network.language_code(
                mine, self._tensor(batch.mask_scale), self._appearance[here]
            )
            # The root: quality falls with a mask's size, and small things must be learnt too.
            says = self._samples.weight[batch.sample] * self._samples.quality[batch.mask]
            says = np.sqrt(says)
            speech = language_loss(code, self._code[mask], self._tensor(says) * self._known[mask])
        self.losses = (float(speech.detach()), float(contrast.detach()))
        return speech + self._settings.instance_weight * contrast

    def _latent(self, place: torch.Tensor) -> torch.Tensor:
        rows = [row[place] for row in self._rows]
        return self.network.latent(rows, [weight[place] for weight in self._weights])

    def _tensor(self, array: np.ndarray) -> torch.Tensor:
        return torch.from_numpy(np.ascontiguousarray(array)).to(self._device)
