"""Train the encoder that ships: render rooms, learn from them, write the weights.

    python training/mini/train.py --out /tmp/mini

Everything is drawn from seeds, and a run that was stopped goes on where it was.
"""

# ruff: noqa: T201 - a script that tells how it goes.

from __future__ import annotations

import argparse
import time
from collections import Counter
from pathlib import Path

import numpy as np
import torch
from captions import LABEL_OF_KIND, LABELS
from colours import COMMON
from learn import Schedule, learn
from pictures import Pictures, load_pictures, render_rooms, save_pictures
from rooms import STRUCTURE

from scenegraph3d.perception.encoders.mini.tokens import tokenize
from scenegraph3d.perception.encoders.mini.towers import Towers, as_arrays
from scenegraph3d.perception.encoders.mini.weights import write_weights

ROOMS_A_FILE = 25
TEST_FILES = 2  # the last ones; nothing is learnt from them


def main() -> None:
    """Render, learn, test on rooms kept apart, and write mini.safetensors."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, required=True, help="folder of all that is made")
    parser.add_argument("--rooms", type=int, default=700, help="to render")
    parser.add_argument("--steps", type=int, default=7000, help="of learning")
    parser.add_argument("--minutes", type=float, help="of learning, at most")
    parser.add_argument("--batch", type=int, default=128, help="crops a step")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1, help="of torch")
    parser.add_argument("--only-rendered", action="store_true", help="render nothing more")
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    torch.manual_seed(given.seed)
    given.out.mkdir(parents=True, exist_ok=True)
    files = rendered(given.out, given.rooms, render=not given.only_rendered)
    schedule = Schedule(
        steps=given.steps, batch=given.batch, minutes=given.minutes, seed=given.seed
    )
    pictures = load_pictures(files[:-TEST_FILES])
    tell(f"{len(pictures)} crops of {ROOMS_A_FILE * (len(files) - TEST_FILES)} rooms")
    towers = learn(Towers(), pictures, schedule, given.out, tell)
    tell(judged(towers, load_pictures(files[-TEST_FILES:])))
    notes = {"rooms": str(given.rooms), "seed": str(given.seed)}
    write_weights(given.out / "mini.safetensors", as_arrays(towers), **notes)


def rendered(folder: Path, rooms: int, *, render: bool) -> list[Path]:
    """The files of pictures, those that are missing made first."""
    files = []
    for first in range(0, rooms, ROOMS_A_FILE):
        path = folder / f"rooms-{first:05d}.npz"
        if render and not path.exists():
            began = time.monotonic()
            save_pictures(path, render_rooms(first, ROOMS_A_FILE))
            tell(f"{path.name}: {time.monotonic() - began:.0f} s")
        if path.exists():
            files.append(path)
    if len(files) <= TEST_FILES:
        raise ValueError(
            f"more than {TEST_FILES} files of rooms must be rendered, got {len(files)}"
        )
    return files


def judged(towers: Towers, pictures: Pictures) -> str:
    """Share of single crops, of rooms not learnt from, whose name and colour come out first."""
    label = LABEL_OF_KIND[pictures.kind]
    named = answered(towers, pictures, list(LABELS))
    coloured = answered(towers, pictures, [f"{name} thing" for name in COMMON])
    things = (pictures.purity >= 0.9) & (label < len(LABELS) - len(STRUCTURE))
    painted = things & (pictures.colour >= 0) & (pictures.colour < len(COMMON))
    kind = (named == label)[things].mean()
    colour = (coloured == pictures.colour)[painted].mean()
    wrong = things & (named != label)
    mixed = Counter(zip(label[wrong].tolist(), named[wrong].tolist(), strict=True)).most_common(12)
    told = ", ".join(f"{LABELS[a]} > {LABELS[b]} {count}" for (a, b), count in mixed)
    return f"{things.sum()} crops: kind {kind:.3f}, colour {colour:.3f}; {told}"


def answered(towers: Towers, pictures: Pictures, texts: list[str]) -> np.ndarray:
    """(N,) row of the text that fits each crop best."""
    found = []
    with torch.inference_mode():
        said = towers.text(torch.from_numpy(tokenize(texts)))
        for start in range(0, len(pictures), 256):
            seen = torch.from_numpy(pictures.pictures[start : start + 256]).float() / 255
            measures = torch.from_numpy(pictures.measures[start : start + 256])
            found.append((towers.image(seen, measures) @ said.T).argmax(dim=1).numpy())
    return np.concatenate(found)


def tell(line: str) -> None:
    """Say how it goes, at once."""
    print(line, flush=True)


if __name__ == "__main__":
    main()
