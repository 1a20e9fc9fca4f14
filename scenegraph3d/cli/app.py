"""The verbs of `sg3d` under one roof."""

from __future__ import annotations

from typing import Annotated

import typer

from . import bench
from .bev import bev
from .build import build
from .doctor import doctor
from .ground import ground
from .localize import localize
from .parse import parse
from .place import place
from .relations import relations
from .synth import synth

app = typer.Typer(
    help="Ask a 3D scan: resolve a sentence to a box, with a probability and the reasons.",
    epilog="Exit codes: 0 ok; 1 an error, told in one line; 3 ambiguous, not found, unsupported.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@app.callback(invoke_without_command=True)
def root(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Ask a 3D scan: resolve a sentence to a box, with a probability and the reasons."""
    if version:
        from importlib.metadata import version as installed_version

        typer.echo(f"sg3d {installed_version('scenegraph3d')}")
    elif context.invoked_subcommand is None:
        typer.echo(context.get_help())


for verb in (ground, localize, place, build, parse, synth, doctor, relations, bev):
    app.command()(verb)
app.add_typer(bench.app, name="bench", no_args_is_help=False)
