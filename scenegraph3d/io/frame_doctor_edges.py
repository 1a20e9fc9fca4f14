"""Frames in; whether the edges of depth lie on those of colour, and how far off if not, out.

Where depth steps, colour mostly changes too. Depth edges are laid over colour edges in every
shift and in several sizes, summed over the frames: the place where they agree best tells how
depth must be drawn to fit the colour image.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import fft

from ..geometry.cameras import Pinhole
from ..records import Camera, Frame
from .doctor import Finding

WIDTH = 320  # pixels, to which images are brought at least
SIZES = np.arange(0.8, 1.26, 0.0125)  # of depth, drawn about the image's middle
MOST_SHIFT = 0.08  # of the image's width, either way
DEPTH_STEP = 0.06  # of the nearer depth, between neighbours
MOST_CONTRAST = 0.5  # of log intensity: a stronger edge counts no more
DARK = 8.0  # of 255, added before the logarithm: noise of the sensor
LEAST_EDGES = 0.005  # of the pixels must lie on edges of depth
DISTINCT = 4.0  # times the median over all shifts, that a peak must reach
LEAST_AGREEMENT = 0.005  # contrast, that the median is taken for at least
BETTER = 1.25  # times the agreement in place, that a peak elsewhere must reach
MOST_OFF = 0.006  # of the image's width, on average over the image; 4 pixels of 640
FAR_OFF = 0.02  # of the image's width: labels land on the wrong things


@dataclass(frozen=True)
class Fit:
    """How depth must be drawn to fit colour.

    Attributes:
        size: times as large, about the image's middle.
        shift: (2,) u, v pixels.
        agreement: of the edges there.
        in_place: agreement of the edges as they are.
        usual: the median agreement over all shifts.
    """

    size: float
    shift: np.ndarray
    agreement: float
    in_place: float
    usual: float


def registration_finding(frames: list[Frame]) -> Finding:
    """Whether depth lies on colour, told by the edges of both.

    Args:
        frames: some of a sequence; those of the first one's size are used.
    """
    camera = frames[0].camera
    size = (camera.width, camera.height)
    fit = fit_edges([f for f in frames if (f.camera.width, f.camera.height) == size])
    if fit is None or fit.agreement < DISTINCT * max(fit.usual, LEAST_AGREEMENT):
        message = "the edges of depth and colour are too few or too faint to compare"
        return Finding("registration", "ok", message)
    off = _mean_offset(fit, camera)
    if off < MOST_OFF * camera.width or fit.agreement < BETTER * fit.in_place:
        return Finding("registration", "ok", "the edges of depth lie on those of colour")
    message = (
        f"the edges of depth lie {off:.0f} pixels off those of colour: they agree where depth is "
        f"drawn {fit.size:.2f} times as large and moved by {fit.shift[0]:+d}, {fit.shift[1]:+d}"
    )
    status = "problem" if off > FAR_OFF * camera.width else "warning"
    return Finding("registration", status, message, _advice(fit, frames))


def _mean_offset(fit: Fit, camera: Camera) -> float:
    """Pixels between where depth is and where it should be, on average over the image."""
    u, v = np.meshgrid(np.arange(camera.width), np.arange(camera.height))
    across = (u - (camera.width - 1) / 2) * (fit.size - 1) + fit.shift[0]
    down = (v - (camera.height - 1) / 2) * (fit.size - 1) + fit.shift[1]
    return float(np.hypot(across, down).mean())


def _advice(fit: Fit, frames: list[Frame]) -> str:
    advice = "read with color_intrinsics, depth_intrinsics and T_color_depth of the two cameras"
    camera = frames[0].camera
    if not isinstance(camera, Pinhole):
        return advice
    focal = fit.size * camera.K[0, 0]
    depth = np.median(np.concatenate([f.depth[f.depth > 0] for f in frames]))
    apart = np.round(fit.shift * depth / focal, 3)
    return (
        f"{advice}: if the focal length {camera.K[0, 0]:.4g} is that of depth, colour's is near "
        f"{focal:.4g}, and the cameras are {apart[0]:+.2f}, {apart[1]:+.2f} m apart"
    )


def fit_edges(frames: list[Frame]) -> Fit | None:
    """The size and shift of depth at which its edges agree best with colour's.

    Args:
        frames: of one size, as read.

    Returns:
        The fit, or None where depth has too few edges to tell.
    """
    step = max(1, frames[0].camera.width // WIDTH)
    colors = [_color_edges(frame.color, step) for frame in frames]
    depths = [_depth_edges(frame.depth, step) for frame in frames]
    if sum(map(len, depths)) < LEAST_EDGES * sum(color[0].size for color in colors):
        return None
    surfaces = [_agreement(colors, depths, size) for size in SIZES]
    best = max(range(len(SIZES)), key=lambda row: surfaces[row].max())
    reach = surfaces[best].shape[0] // 2
    row, column = np.unravel_index(surfaces[best].argmax(), surfaces[best].shape)
    same = int(np.abs(SIZES - 1).argmin())
    return Fit(
        size=float(SIZES[best]),
        shift=np.array([column - reach, row - reach]) * step,
        agreement=float(surfaces[best].max()),
        in_place=float(surfaces[same][reach, reach]),
        usual=float(np.median(surfaces[best])),
    )


def _agreement(colors: list[np.ndarray], depths: list[np.ndarray], size: float) -> np.ndarray:
    """(2 R + 1, 2 R + 1) mean strength of colour edges under depth edges, at every shift."""
    height, width = colors[0].shape[1:]
    reach = round(MOST_SHIFT * width)
    shape = [fft.next_fast_len(edge + reach, real=True) for edge in (height, width)]
    middle = (np.array([height, width]) - 1) / 2
    total, count = np.zeros((shape[0], shape[1] // 2 + 1), dtype=np.complex64), 0
    for color, depth in zip(colors, depths, strict=True):
        drawn = np.zeros_like(color)
        place = np.rint((depth[:, 1:] - middle) * size + middle).astype(int)
        inside = ((place >= 0) & (place < [height, width])).all(axis=1)
        drawn[depth[inside, 0], place[inside, 0], place[inside, 1]] = 1
        count += drawn.sum()
        total += (fft.rfft2(color, shape) * fft.rfft2(drawn, shape).conj()).sum(axis=0)
    surface = np.asarray(fft.irfft2(total, shape)) / max(count, 1)
    return np.roll(surface, (reach, reach), axis=(0, 1))[: 2 * reach + 1, : 2 * reach + 1]


def _color_edges(color: np.ndarray, step: int) -> np.ndarray:
    """(2, H, W) float32 contrast across columns and across rows, its mean taken off."""
    intensity = np.log(_shrink(color.astype(np.float32).mean(axis=2), step).mean(axis=-1) + DARK)
    edges = np.zeros((2, *intensity.shape), dtype=np.float32)
    edges[0, :, 1:-1] = np.abs(intensity[:, 2:] - intensity[:, :-2])
    edges[1, 1:-1] = np.abs(intensity[2:] - intensity[:-2])
    edges = np.minimum(edges, MOST_CONTRAST)
    return edges - edges.mean(axis=(1, 2), keepdims=True)


def _depth_edges(depth: np.ndarray, step: int) -> np.ndarray:
    """(N, 3) direction (0 across columns, 1 across rows), row and column of the nearer sides."""
    small = np.median(_shrink(np.where(depth > 0, depth, np.inf), step), axis=-1)
    places = []
    for direction, surface in enumerate((small, small.T)):
        before, after = _fill(surface)[:, :-1], _fill(surface)[:, 1:]
        with np.errstate(invalid="ignore"):
            is_edge = np.abs(before - after) > DEPTH_STEP * np.minimum(before, after)
        row, column = np.nonzero(is_edge)
        column = column + (after < before)[row, column]
        place = (row, column) if direction == 0 else (column, row)
        places.append(np.stack([np.full_like(row, direction), *place], axis=1))
    return np.concatenate(places)


def _shrink(image: np.ndarray, step: int) -> np.ndarray:
    """(H / step, W / step, step^2): the pixels of each square."""
    height, width = (edge // step for edge in image.shape)
    squares = image[: height * step, : width * step].reshape(height, step, width, step)
    return squares.transpose(0, 2, 1, 3).reshape(height, width, step * step)


def _fill(depth: np.ndarray) -> np.ndarray:
    """Give pixels without a reading (inf) the deeper of the next readings in their row.

    A depth camera has none beside things in front: what lies there is the background.
    """
    left, right = _carry(depth), _carry(depth[:, ::-1])[:, ::-1]
    deeper = np.maximum(left, right)
    return np.where(np.isfinite(deeper), deeper, np.minimum(left, right))


def _carry(depth: np.ndarray) -> np.ndarray:
    """The last reading at or before each column."""
    column = np.where(np.isfinite(depth), np.arange(depth.shape[1]), 0)
    return np.take_along_axis(depth, np.maximum.accumulate(column, axis=1), axis=1)
