"""`sg3d synth`: a seed goes in, a furnished scan with known answers comes out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .inputs import AsJson
from .output import print_json

if TYPE_CHECKING:
    from ..synthetic.claims import Sentence
    from ..synthetic.house import House

_TEXTURE = 0.1  # contrast of the surfaces' grain


def synth(
    out: Annotated[Path, typer.Argument(help="The folder that gets the scan's own folder.")],
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same scan.")] = 0,
    rooms: Annotated[int, typer.Option(min=1, help="How many rooms.")] = 1,
    frames: Annotated[
        int, typer.Option(min=0, help="RGB-D frames of a walk through it; needs Open3D.")
    ] = 0,
    as_json: AsJson = False,
) -> None:
    """Generate a scan with known answers.

    A folder in ScanNet's own format, with truth.json and sentences.json beside the mesh, and
    posed frames with the noise of a depth camera in its folder frames.
    """
    from ..io.files import atomic_write
    from ..synthetic import generate
    from ..synthetic.scannet import write_scannet
    from ..synthetic.sentences import describe

    house = generate(seed, num_rooms=rooms)
    sentences = [_to_dict(sentence) for sentence in describe(house)]
    folder = write_scannet(house, out)
    with atomic_write(folder / "sentences.json") as file:
        file.write(json.dumps(sentences, indent=1).encode() + b"\n")
    if frames:
        _write_frames(house, folder / "frames", frames)
    if as_json:
        counts = {"objects": len(house.things), "sentences": len(sentences), "frames": frames}
        print_json({"name": house.name, "path": str(folder), **counts})
        return
    from ..viz.summary import counted

    things, spoken = counted(len(house.things), "object"), counted(len(sentences), "sentence")
    typer.echo(f"{house.name}: {things}, {spoken}")
    typer.echo(f"written: {folder}")
    if frames:
        typer.echo(f"written: {folder / 'frames'}")


def _write_frames(house: House, folder: Path, num_frames: int) -> None:
    from ..geometry.cameras import Pinhole
    from ..synthetic import to_mesh
    from ..synthetic.depth_noise import DepthNoise
    from ..synthetic.frames import write_frames
    from ..synthetic.render import Renderer, render_frames
    from ..synthetic.trajectory import walk_house

    camera = Pinhole.from_focal(525, 525, cx=319.5, cy=239.5, width=640, height=480)  # a Kinect
    renderer = Renderer(to_mesh(house), texture=_TEXTURE, seed=house.seed)
    poses = walk_house(house, num_frames, seed=house.seed)
    write_frames(folder, render_frames(renderer, camera, poses, noise=DepthNoise()))


def _to_dict(sentence: Sentence) -> dict[str, Any]:
    """The sentence and its true answer as plain JSON types."""
    view = sentence.viewpoint
    return {
        "text": sentence.text,
        "relation": sentence.relation,
        "instance_ids": list(sentence.instance_ids),
        "anchor_ids": list(sentence.anchor_ids),
        "viewpoint": None
        if view is None
        else {"position": view.position.tolist(), "forward": view.forward.tolist()},
        "count": sentence.count,
    }
