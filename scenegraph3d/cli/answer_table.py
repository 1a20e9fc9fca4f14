"""An answer for people: the ranked candidates, the outcome in a sentence, and the reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import typer

from ..viz.summary import frame_line, one_line, shown_results
from .output import STATUS_COLORS, print_table

if TYPE_CHECKING:
    from ..reasoning.answer import Grounding, Result


def print_answer(answer: Grounding, scene: str, top: int | None) -> None:
    """Print the `top` candidates, the best first, then what there is to say about them.

    With `top` None, those worth showing.
    """
    typer.secho(f'"{one_line(answer.query.text)}"', bold=True, nl=False)
    typer.echo(f"  in {one_line(scene, 80)}\n")
    shown = shown_results(answer, top)
    if shown:
        head = ("", "#", "id", "label", "probability", "center x, y, z", "size x, y, z (m)")
        print_table(head, [_row(k, r, answer) for k, r in enumerate(shown, 1)], right=" rr r")
        typer.echo()
    if answer.count is not None:
        typer.secho(f"count: {answer.count}", bold=True)
    status = answer.status.replace("_", " ")
    typer.secho(status, fg=STATUS_COLORS[answer.status], bold=True, nl=False)
    typer.echo(f": {one_line(answer.reason, 400)}")
    for frame in answer.frame:
        typer.echo(frame_line(frame))
    if answer.not_understood:
        typer.echo(f"not understood: {one_line(', '.join(answer.not_understood))}")


def print_trace(answer: Grounding, top: int | None) -> None:
    """Print how well the best candidates satisfy each clause."""
    shown = shown_results(answer, top)
    if not answer.trace or not shown:
        return
    head = ("clause", *(one_line(r.name, 30) for r in shown))
    rows = [
        (
            one_line(clause.clause, 48),
            *(_score(_scored(clause.scores, result)) for result in shown),
        )
        for clause in answer.trace
    ]
    typer.echo()
    print_table(head, rows, right=" " + "r" * len(shown))


def _scored(scores: dict[int, float], result: Result) -> float | None:
    return None if result.instance_id is None else scores.get(result.instance_id)


def _score(score: float | None) -> str:
    return "-" if score is None else f"{score:.2f}"


def _row(number: int, result: Result, answer: Grounding) -> tuple[str, ...]:
    size = result.aabb[3:] - result.aabb[:3]
    return (
        ">" if answer.is_answer(result) else "",
        str(number),
        "-" if result.instance_id is None else str(result.instance_id),
        one_line(result.label, 40) or "(no name)",
        f"{result.probability:.2f}",
        _numbers(result.center),
        _numbers(size),
    )


def _numbers(vector: np.ndarray) -> str:
    return " ".join(f"{value:5.2f}" for value in vector + 0.0)  # + 0.0: no negative zero
