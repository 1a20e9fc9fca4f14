"""`sg3d parse`: a sentence goes in, the Query it is read as comes out; no scan is needed."""

from __future__ import annotations

from typing import Annotated

import typer

from .inputs import AsJson
from .output import print_json
from .sentence import Llm, LlmTimeout, LlmUrl, read_sentence


def parse(
    sentence: Annotated[str, typer.Argument(help='Such as "the mug next to the lamp".')],
    as_json: AsJson = False,
    llm: Llm = None,
    llm_url: LlmUrl = None,
    llm_timeout: LlmTimeout = None,
) -> None:
    """Show how a sentence is read."""
    query = read_sentence(sentence, llm, llm_url=llm_url, llm_timeout=llm_timeout)
    if as_json:
        print_json(query.model_dump(mode="json"))
        return
    from ..viz.outline import query_outline

    for depth, line in query_outline(query):
        typer.echo("  " * depth + line)
