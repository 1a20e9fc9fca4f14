"""How verbs print: JSON for machines, aligned tables for people."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import typer

STATUS_COLORS = {"ok": "green", "ambiguous": "yellow", "not_found": "red", "unsupported": "red"}


def print_json(content: Any) -> None:
    """One JSON document on stdout."""
    typer.echo(json.dumps(content, indent=2, allow_nan=False))


def print_table(head: Sequence[str], rows: Sequence[Sequence[str]], *, right: str = "") -> None:
    """Columns as wide as they need to be; `right` has an "r" for each that is set right."""
    widths = [max(len(line[k]) for line in [head, *rows]) for k in range(len(head))]
    for line in (head, *rows):
        cells = [
            cell.rjust(width) if right[k : k + 1] == "r" else cell.ljust(width)
            for k, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        text = "  ".join(cells).rstrip()
        typer.secho(text, dim=True) if line is head else typer.echo(text)
