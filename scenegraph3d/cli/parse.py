"""`sg3d parse`: a sentence goes in, the Query it is read as comes out; no scan is needed."""

from __future__ import annotations

from typing import Annotated

import typer

from .inputs import AsJson, clean_sentence
from .output import print_json


def parse(
    sentence: Annotated[str, typer.Argument(help='Such as "the mug next to the lamp".')],
    as_json: AsJson = False,
) -> None:
    """Show how a sentence is read."""
    from ..language.parser import parse as parse_sentence

    query = parse_sentence(clean_sentence(sentence))
    if as_json:
        print_json(query.model_dump(mode="json"))
        return
    from ..viz.outline import query_outline

    for depth, line in query_outline(query):
        typer.echo("  " * depth + line)
