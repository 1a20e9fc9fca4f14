"""Answers in words: what the terminal and the notebook both say of them."""

from __future__ import annotations

from unicodedata import category

import numpy as np

from ..reasoning.answer import ClauseFrame, Grounding, Result

_NUM_SHOWN = 5
MIN_SHOWN = 0.005  # probability beside an answer: the least that is not printed as 0.00
MIN_GUESS = 0.2  # probability where there is no answer: doubts spread over a room say nothing
_VIEWERS = {
    "stated": "the viewpoint in the sentence",
    "given": "the viewpoint that was given",
    "front": "a viewer who faces its front",
    "room": "a viewer in the middle of the room",
}


def shown_results(answer: Grounding, top: int | None = None) -> tuple[Result, ...]:
    """The `top` candidates; by default five or all of the answer, and no other without a chance."""
    if top is not None:
        return answer.results[:top]
    answered = len(answer.answer_ids) or answer.num_regions
    least = MIN_SHOWN if answered else MIN_GUESS
    worth = [
        result
        for result in answer.results
        if result.probability >= least or answer.is_answer(result)
    ]
    return tuple(worth[: max(_NUM_SHOWN, answered)])


def frame_line(frame: ClauseFrame) -> str:
    """Who looks from where, and for which words."""
    x, y = frame.T_world_viewer[:2, 3]
    dx, dy = frame.T_world_viewer[:2, 0]
    yaw_degrees = np.rad2deg(np.arctan2(dy, dx))
    viewer = _VIEWERS.get(frame.kind, frame.kind)
    place = f"at ({x:.2f}, {y:.2f}) looking along {yaw_degrees:.0f} degrees"
    weight = "" if frame.weight > 0.995 else f", weight {frame.weight:.2f}"
    return f"seen from {viewer}, {place}, for '{one_line(frame.clause, 60)}'{weight}"


def one_line(text: str, limit: int = 200) -> str:
    """Text without line breaks and other control characters, cut where it is very long."""
    text = " ".join("".join(" " if category(c) == "Cc" else c for c in text).split())
    return text if len(text) <= limit else text[: limit - 3] + "..."


def counted(number: int, noun: str) -> str:
    """Such as "1 room" and "2,000 objects"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
