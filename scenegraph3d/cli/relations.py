"""`sg3d relations`: the relations that can be asked for, with their definitions."""

from __future__ import annotations

from dataclasses import asdict
from itertools import groupby
from typing import TYPE_CHECKING, Any

import typer

from .inputs import AsJson
from .output import print_json

if TYPE_CHECKING:
    from ..graph.relations.table import Definition


def relations(as_json: AsJson = False) -> None:
    """List the relations: what they mean, their thresholds, source and frame."""
    listed = list_relations()
    if as_json:
        print_json(listed)
        return
    for family, members in groupby(listed, key=lambda one: one["family"]):
        typer.secho(f"\n{family}", bold=True)
        for one in members:
            view = " [needs a viewpoint]" if one["view_dependent"] else ""
            typer.echo(f"  {one['name']:18} {one['definition']}{view}")
            limits = ", ".join(f"{key} {value:g}" for key, value in one["thresholds"].items())
            facts = [f"said: {', '.join(one['phrases'])}", limits, one["source"]]
            told = "; ".join(fact for fact in facts if fact)
            typer.secho(f"  {'':18} {told}; frame: {one['frame']}", dim=True)


def list_relations() -> list[dict[str, Any]]:
    """Each relation's name, family, arity, phrases, definition, thresholds, source and frame."""
    from ..graph.relations.table import DEFINITIONS
    from ..vocabulary import RELATIONS

    return [{**asdict(term), **_defined(DEFINITIONS[term.name])} for term in RELATIONS.values()]


def _defined(definition: Definition) -> dict[str, Any]:
    from ..graph.relations import DEFAULT_LIMITS

    return {
        "definition": definition.meaning,
        "thresholds": {name: getattr(DEFAULT_LIMITS, name) for name in definition.limits},
        "source": definition.source,
        "frame": definition.frame,
    }
