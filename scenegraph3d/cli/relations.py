"""`sg3d relations`: the relations that can be asked for, with their definitions."""

from __future__ import annotations

from dataclasses import asdict
from itertools import groupby

import typer

from .inputs import AsJson
from .output import print_json


def relations(as_json: AsJson = False) -> None:
    """List the relations and what they mean."""
    from ..vocabulary import RELATIONS

    definitions = relation_definitions()
    if as_json:
        print_json([{**asdict(t), "definition": definitions[t.name]} for t in RELATIONS.values()])
        return
    for family, terms in groupby(RELATIONS.values(), key=lambda term: term.family):
        typer.secho(f"\n{family}", bold=True)
        for term in terms:
            view = " [needs a viewpoint]" if term.view_dependent else ""
            typer.echo(f"  {term.name:16} {definitions[term.name]}{view}")
            typer.secho(f"  {'':16} said: {', '.join(term.phrases)}", dim=True)


def relation_definitions() -> dict[str, str]:
    """What each relation means: the first line of the function that scores it."""
    from ..graph import relations as registry
    from ..vocabulary import RELATIONS

    scores = {
        **registry.UNARY_SCORES,
        **registry.BINARY_SCORES,
        **registry.TERNARY_SCORES,
        **registry.GROUP_SCORES,
    }
    return {
        term.name: _first_line(scores[term.name].__doc__) or f"The converse of {term.converse}."
        for term in RELATIONS.values()
    }


def _first_line(docstring: str | None) -> str:
    """Without the array shape that a score's docstring may begin with."""
    line = (docstring or "").strip().split("\n")[0].removeprefix("(T,) ")
    return line[:1].upper() + line[1:]
