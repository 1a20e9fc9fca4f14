"""The two towers: pictures with measures, and words, to unit features of one length."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .crops import MEASURES
from .tokens import BUCKETS, WORDS
from .words import HEADS, LAYERS

DIMENSION = 128  # of a feature
_TEXT = 96  # numbers of a word
_WIDTHS = (48, 96, 192)  # channels at 16, 8 and 4 pixels a side
_SEEN = 8  # channels that the picture's six become


class ImageTower(nn.Module):
    """A small residual network over the picture, and two layers over the measures."""

    def __init__(self) -> None:
        super().__init__()
        low, middle, high = _WIDTHS
        self.body = nn.Sequential(
            _Layer(_SEEN, low, size=4, stride=4),
            _Residual(low),
            _Layer(low, middle, size=3, stride=2),
            _Residual(middle),
            _Residual(middle),
            _Layer(middle, high, size=3, stride=2),
            _Residual(high),
        )
        self.measured = nn.Sequential(
            nn.Linear(MEASURES + 6, 96), nn.GELU(), nn.Linear(96, 96), nn.GELU()
        )
        self.head = nn.Sequential(
            nn.Linear(2 * high + 96, 256), nn.GELU(), nn.Linear(256, DIMENSION)
        )

    def forward(self, pictures: Tensor, measures: Tensor) -> Tensor:
        """(M, D) unit features of (M, 6, SIDE, SIDE) pictures in [0, 1] and their measures."""
        seen = _prepared(pictures)
        found = self.body(seen)  # (M, C, 4, 4)
        mask = F.adaptive_avg_pool2d(pictures[:, 3:4], found.shape[-2:])
        pooled = torch.cat([_mean_where(found, mask), found.mean(dim=(2, 3))], dim=1)
        colors = _mean_where(pictures[:, :3], pictures[:, 3:4])
        around = _mean_where(pictures[:, :3], 1 - pictures[:, 3:4])
        measured = self.measured(torch.cat([measures, 2 * colors - 1, 2 * around - 1], dim=1))
        return F.normalize(self.head(torch.cat([pooled, measured], dim=1)), dim=1)


class TextTower(nn.Module):
    """Letter groups to words, words to a phrase by attention, so that their order counts."""

    def __init__(self) -> None:
        super().__init__()
        self.grams = nn.EmbeddingBag(BUCKETS, _TEXT, mode="mean", padding_idx=0)
        self.places = nn.Parameter(torch.zeros(WORDS, _TEXT))
        layer = nn.TransformerEncoderLayer(
            _TEXT, HEADS, 2 * _TEXT, 0.0, activation="gelu", batch_first=True, norm_first=True
        )
        self.layers = nn.TransformerEncoder(layer, LAYERS, enable_nested_tensor=False)
        self.head = nn.Linear(_TEXT, DIMENSION)
        nn.init.normal_(self.grams.weight, std=0.5)
        nn.init.normal_(self.places, std=0.1)

    def forward(self, tokens: Tensor) -> Tensor:
        """(Q, D) unit features of (Q, WORDS, GRAMS) numbers of letter groups."""
        said = tokens[:, :, 0] > 0  # (Q, WORDS)
        said[:, 0] = True  # an empty phrase has one empty word
        length = int(said.sum(dim=1).max())
        tokens, said = tokens[:, :length], said[:, :length]
        words = self.grams(tokens.flatten(0, 1)).unflatten(0, tokens.shape[:2])
        words = self.layers(words + self.places[:length], src_key_padding_mask=~said)
        weight = said[..., None].to(words.dtype)
        return F.normalize(self.head((words * weight).sum(dim=1) / weight.sum(dim=1)), dim=1)


class Towers(nn.Module):
    """Both towers, as one set of weights."""

    def __init__(self) -> None:
        super().__init__()
        self.image = ImageTower()
        self.text = TextTower()


def load_towers(weights: Mapping[str, np.ndarray]) -> Towers:
    """The towers of arrays that `weights.read_weights` gives, ready to be asked.

    Raises:
        ValueError: arrays of another model.
    """
    towers = Towers()
    try:
        towers.load_state_dict({name: torch.from_numpy(array) for name, array in weights.items()})
    except RuntimeError as error:
        raise ValueError(
            f"weights must fit the towers of mini, got: {' '.join(str(error).split())[:200]}"
        ) from error
    return towers.eval()


def as_arrays(towers: Towers) -> dict[str, np.ndarray]:
    """The weights of the towers, ready to be written."""
    return {name: value.detach().cpu().numpy() for name, value in towers.state_dict().items()}


class _Layer(nn.Sequential):
    """A convolution, normalised and bent."""

    def __init__(self, before: int, after: int, *, size: int, stride: int) -> None:
        pad = 0 if size == stride else size // 2
        super().__init__(
            nn.Conv2d(before, after, size, stride, pad, bias=False),
            nn.BatchNorm2d(after),
            nn.GELU(),
        )


class _Residual(nn.Module):
    """What it gets, and a correction of it."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.layer = _Layer(width, width, size=3, stride=1)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.layer(x)


def _prepared(pictures: Tensor) -> Tensor:
    """(M, 8, SIDE, SIDE) about 0: the picture, which pixels were read, and the mask alone."""
    read = (pictures[:, 4:5] > 0).to(pictures.dtype)
    surface = (pictures[:, 4:] - 128 / 255) * read * 2
    return torch.cat(
        [2 * pictures[:, :4] - 1, surface, read - 0.5, pictures[:, 3:4] * surface[:, :1]], dim=1
    )


def _mean_where(values: Tensor, weight: Tensor) -> Tensor:
    """(M, C) means of (M, C, H, W) over pixels, by (M, 1, H, W) weights."""
    return (values * weight).sum(dim=(2, 3)) / (weight.sum(dim=(2, 3)) + 1e-4)
