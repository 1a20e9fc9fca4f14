"""The loss and the loop: crops and phrases in, towers that agree on them out."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from captions import LABEL_OF_KIND, LABELS, UNDECIDED, Captions
from colours import COMMON
from pictures import Pictures
from torch import Tensor
from torch.nn import functional as F

from scenegraph3d.perception.encoders.mini.crops import SIDE
from scenegraph3d.perception.encoders.mini.tokens import tokenize
from scenegraph3d.perception.encoders.mini.towers import Towers

SHARPNESS = 10.0  # relevancy's temperature: a cosine of 0 is as likely as not
CHOICE = 16.0  # of the choice among all names
_RARITY = 0.65  # 0 would take crops as they come, 1 all labels alike
_MOST_WEIGHT = 10.0  # of a true pair beside a false one


@dataclass(frozen=True)
class Schedule:
    """How long and how fast to learn.

    Attributes:
        steps: of the optimizer.
        batch: crops a step.
        phrases: drawn a step, beside the names and colours.
        rate: highest learning rate.
        minutes: stop by then, the rate falling to nothing; None for no limit.
        seed: of everything drawn.
    """

    steps: int = 8000
    batch: int = 128
    phrases: int = 96
    rate: float = 2e-3
    minutes: float | None = None
    seed: int = 0


def learn(
    towers: Towers,
    pictures: Pictures,
    schedule: Schedule,
    folder: Path,
    report: Callable[[str], None],
) -> Towers:
    """Train the towers; a run that was stopped goes on from `folder`."""
    run = _Run(towers, pictures, schedule)
    checkpoint = folder / "checkpoint.pt"
    if checkpoint.exists():
        run.load(checkpoint)
        report(f"goes on from step {run.step}")
    began, saved, shown = time.monotonic(), time.monotonic(), {}
    while run.step < schedule.steps:
        spent = (time.monotonic() - began) / 60 + run.minutes
        progress = run.step / schedule.steps
        if schedule.minutes is not None:
            progress = max(progress, spent / schedule.minutes)
        if progress >= 1:
            break
        losses = run.learn_step(progress)
        shown = {k: 0.98 * shown.get(k, v) + 0.02 * v for k, v in losses.items()}
        if run.step % 100 == 0:
            report(
                f"step {run.step} {spent:.1f} min "
                + " ".join(f"{k} {v:.3f}" for k, v in shown.items())
            )
        if time.monotonic() - saved > 120:
            run.save(checkpoint, spent)
            saved = time.monotonic()
    run.save(checkpoint, (time.monotonic() - began) / 60 + run.minutes)
    return run.towers.eval()


class _Run:
    """Towers in training, and all that a stopped run needs to go on alike."""

    def __init__(self, towers: Towers, pictures: Pictures, schedule: Schedule) -> None:
        self.towers = towers.train()
        self.schedule = schedule
        self.step = 0
        self.minutes = 0.0
        self._pictures = pictures
        self._captions = Captions()
        self._weight = _sampling_weight(pictures)
        decayed = [p for p in towers.parameters() if p.ndim > 1]
        kept = [p for p in towers.parameters() if p.ndim <= 1]
        groups = [{"params": decayed, "weight_decay": 0.02}, {"params": kept, "weight_decay": 0.0}]
        self._optimizer = torch.optim.AdamW(groups, lr=schedule.rate, betas=(0.9, 0.98))

    def save(self, path: Path, minutes: float) -> None:
        """Write the run, beside and then renamed."""
        state = {
            "towers": self.towers.state_dict(),
            "optimizer": self._optimizer.state_dict(),
            "step": self.step,
            "minutes": minutes,
        }
        torch.save(state, path.with_suffix(".part"))
        path.with_suffix(".part").rename(path)

    def load(self, path: Path) -> None:
        """Go on where a run was; each step draws by its number, so nothing else is needed."""
        state = torch.load(path, weights_only=True)
        self.towers.load_state_dict(state["towers"])
        self._optimizer.load_state_dict(state["optimizer"])
        self.step, self.minutes = state["step"], state["minutes"]

    def learn_step(self, progress: float) -> dict[str, float]:
        """One step; the losses."""
        rng = np.random.default_rng([self.schedule.seed, 13, self.step])
        torch.manual_seed(int(rng.integers(1 << 31)))
        rows = np.sort(rng.choice(len(self._weight), self.schedule.batch, p=self._weight))
        batch = _taken(self._pictures, rows)
        losses = self._losses(batch, rng)
        loss = torch.stack(list(losses.values())).sum()
        for group in self._optimizer.param_groups:
            warm = min(1.0, (self.step + 1) / 200)
            group["lr"] = (
                self.schedule.rate * warm * 0.5 * (1 + math.cos(math.pi * min(progress, 1)))
            )
        self._optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.towers.parameters(), 1.0)
        self._optimizer.step()
        self.step += 1
        return {name: float(value.detach()) for name, value in losses.items()}

    def _losses(self, batch: Pictures, rng: np.random.Generator) -> dict[str, Tensor]:
        with torch.autocast("cpu", dtype=torch.bfloat16):
            seen = self.towers.image(*augmented(batch)).float()
        phrases = self._captions.draw(batch, self.schedule.phrases, rng)
        names = [self._name(label, rng) for label in range(len(LABELS))]
        frame = str(rng.choice(["{}", "{} thing", "a {} object", "{} one"]))
        colours = [frame.format(name) for name in COMMON]
        texts = [*(p.text for p in phrases), *names, *colours, *UNDECIDED]
        said = self.towers.text(torch.from_numpy(tokenize(texts)))
        fits = said @ seen.T  # (Q, M)
        ends = np.cumsum([len(phrases), len(names), len(colours)])
        drawn, named, coloured, nothing = torch.tensor_split(fits, torch.from_numpy(ends))
        label = torch.from_numpy(LABEL_OF_KIND[batch.kind])
        colour = torch.from_numpy(batch.colour.astype(np.int64))
        colour = torch.where(colour < len(COMMON), colour, -1)
        truth = torch.from_numpy(self._captions.truth(phrases, batch))
        exact = F.one_hot(label, len(LABELS)).T.float()
        return {
            "phrases": _pair_loss(drawn, truth),
            "names": 0.5 * F.cross_entropy(CHOICE * named.T, label, label_smoothing=0.02),
            "fits": 0.5
            * _pair_loss(
                named,
                torch.where(exact > 0, exact, torch.nan_to_num(self._near(label), nan=torch.nan)),
            ),
            "colours": 0.5 * F.cross_entropy(CHOICE * coloured.T, colour, ignore_index=-1),
            "nothing": 5.0 * (nothing**2).mean(),
        }

    def _near(self, label: Tensor) -> Tensor:
        """(L, M) 0 where a label is not that of a crop, NaN where some would use it."""
        truth = self._captions.true_of_kind[: len(LABELS)]  # the first nouns are the labels
        first_kind = np.array(
            [int(np.flatnonzero(one == LABEL_OF_KIND)[0]) for one in range(len(LABELS))]
        )
        grid = truth[:, first_kind]  # (L said, L seen)
        grid = np.where(grid == 0, 0.0, np.nan).astype(np.float32)
        return torch.from_numpy(grid)[:, label]

    def _name(self, label: int, rng: np.random.Generator) -> str:
        """A label, in one case of four another word for just that."""
        if rng.random() < 0.75:
            return LABELS[label]
        kinds = np.flatnonzero(label == LABEL_OF_KIND)
        truth = self._captions.true_of_kind
        others = (truth == 1).sum(axis=1) == (truth[:, kinds] == 1).sum(axis=1)
        same = np.flatnonzero((truth[:, kinds] == 1).all(axis=1) & others)
        return self._captions.nouns[int(rng.choice(same))] if len(same) else LABELS[label]


def augmented(batch: Pictures) -> tuple[Tensor, Tensor]:
    """Pictures and measures as other cameras, lights and hands would have given them."""
    pictures = torch.from_numpy(batch.pictures).float() / 255
    measures = torch.from_numpy(batch.measures).clone()
    count = len(pictures)
    inside = (pictures[:, :3].sum(dim=1, keepdim=True) > 0).float()
    gain = torch.exp(0.12 * torch.randn(count, 1, 1, 1) + 0.04 * torch.randn(count, 3, 1, 1))
    gamma = torch.exp(0.1 * torch.randn(count, 1, 1, 1))
    noise = 0.02 * torch.randn(16, 3, SIDE, SIDE).repeat(-(-count // 16), 1, 1, 1)[:count]
    colors = gain * pictures[:, :3].clamp(min=1e-3) ** gamma + noise
    blurred = torch.rand(count) < 0.3
    colors[blurred] = F.avg_pool2d(colors[blurred], 3, 1, 1)
    colors = colors.clamp(0, 1) * inside
    pictures = torch.cat([colors, pictures[:, 3:]], dim=1)
    flipped = torch.rand(count) < 0.5
    pictures[flipped] = pictures[flipped].flip(3)
    blind = torch.rand(count) < 0.05
    pictures[blind, 4:] = 0
    measures += torch.tensor(
        [0.05, *[0.0] * 4, 0.05, 0.05, 0.05, 0.05, 0.03, 0.0, 0.03]
    ) * torch.randn(count, 12)
    measures[:, 1:3] += 0.15 * torch.randn(count, 1)
    measures[:, 3:5] += 0.08 * torch.randn(count, 1)
    measures[blind, :9] = 0
    measures[blind, 11] = 0
    return pictures, measures


def _pair_loss(fits: Tensor, truth: Tensor) -> Tensor:
    """Each pair for itself; true ones, which are few, weigh more; unclear ones nothing."""
    known = ~torch.isnan(truth)
    target = torch.nan_to_num(truth)
    rare = (known & (target == 0)).sum(dim=1, keepdim=True) / (target.sum(dim=1, keepdim=True) + 1)
    weight = torch.where(target > 0, rare.clamp(1, _MOST_WEIGHT), 1.0) * known
    loss = F.binary_cross_entropy_with_logits(SHARPNESS * fits, target, reduction="none")
    return (weight * loss).sum() / weight.sum()


def _sampling_weight(pictures: Pictures) -> np.ndarray:
    """(N,) chance of each crop: rare labels oftener than they come, impure masks seldomer."""
    label = LABEL_OF_KIND[pictures.kind]
    count = np.bincount(label, minlength=len(LABELS))
    weight = pictures.purity**2 / (np.maximum(count, 30) ** _RARITY)[label]
    return weight / weight.sum()


def _taken(pictures: Pictures, rows: np.ndarray) -> Pictures:
    from dataclasses import fields

    return Pictures(*(getattr(pictures, f.name)[rows] for f in fields(Pictures)))
