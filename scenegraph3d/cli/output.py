"""How verbs print: JSON for machines, aligned tables for people."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

import typer

# A list without strings, lists or objects; no string in JSON holds a raw line break.
_NUMBERS = re.compile(r'(?<=\[)\n[^\[\]{}"]*(?=\])')
STATUS_COLORS = {"ok": "green", "ambiguous": "yellow", "not_found": "red", "unsupported": "red"}


def print_json(content: Any) -> None:
    """One JSON document on stdout, indented, each list of numbers on one line."""
    indented = json.dumps(content, indent=2, allow_nan=False)
    typer.echo(_NUMBERS.sub(lambda found: " ".join(found[0].split()), indented))


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
