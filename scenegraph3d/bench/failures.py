"""The rows a system got wrong: outcomes go in, a JSONL file to read one by one comes out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from ..io.files import atomic_write
from .outcomes import Outcome


def write_failures(
    path: str | Path, outcomes: Iterable[Outcome], is_correct: Callable[[Outcome], bool]
) -> int:
    """Write one line for each wrong outcome; returns how many there are."""
    wrong = [failure_record(outcome) for outcome in outcomes if not is_correct(outcome)]
    lines = [json.dumps(record, ensure_ascii=False) + "\n" for record in wrong]
    with atomic_write(path) as file:
        file.write("".join(lines).encode())
    return len(wrong)


def failure_record(outcome: Outcome) -> dict[str, Any]:
    """The JSON object of one outcome: what was asked, wanted, chosen and understood."""
    row, query = outcome.row, outcome.query
    return {
        "row": row.number,
        "scene": row.scene,
        "text": row.text,
        "target_ids": list(row.target_ids),
        "chosen_id": outcome.chosen_id,
        "answer_ids": list(outcome.answer_ids),
        "probability": outcome.probability,
        "status": outcome.status,
        "reason": outcome.reason,
        "iou": outcome.iou,
        "num_same_class": row.num_same_class,
        "view_dependent": row.view_dependent,
        "relation": row.relation,
        "query": None if query is None else query.model_dump(mode="json"),
    }
