"""ViGiL3D: its csv of zero-, one- and many-target prompts goes in, exact-set accuracy comes out."""

from __future__ import annotations

from pathlib import Path

from .evaluate import Build, Progress, Scenes, evaluate_rows
from .files import read_csv_records, whole_number
from .metrics import is_view_dependent
from .rows import Row, describe_rows, select_rows, text_tokens
from .sets import SetReport

COLUMNS = ("scene_id", "object_id", "description")


# Six arguments: what is asked (queries, fold, limit), in what, and how it is run.
def run(
    queries: str | Path,
    scenes: Scenes,
    *,
    fold: str | None = None,
    limit: int | None = None,
    build: Build | None = None,
    progress: Progress | None = None,
) -> SetReport:
    """Score the prompts of a ViGiL3D csv; the arguments are those of `referit3d.run`."""
    rows = select_rows(read_rows(queries), fold=fold, limit=limit)
    outcomes = evaluate_rows(rows, scenes, build=build, progress=progress)
    return SetReport(f"ViGiL3D {describe_rows(queries, fold=fold, limit=limit)}", tuple(outcomes))


def read_rows(path: str | Path) -> list[Row]:
    """Read the rows of a ViGiL3D csv.

    `object_id` is blank where no object fits and has commas where several do. A column `num_*` that
    is not 0 tags the row with its phenomenon.
    """
    records = read_csv_records(path, COLUMNS)
    return [_row(record, number, path) for number, record in enumerate(records, start=1)]


def _row(record: dict[str, str], number: int, path: str | Path) -> Row:
    cells = [cell for cell in record["object_id"].split(",") if cell.strip()]
    ids = [whole_number(cell, name="object_id", number=number, path=path) for cell in cells]
    tagged = [name for name, cell in record.items() if name.startswith("num_")]
    return Row(
        number=number,
        scene=record["scene_id"],
        text=record["description"],
        target_ids=tuple(ids),
        view_dependent=is_view_dependent(text_tokens(record["description"])),
        tags=tuple(name.removeprefix("num_") for name in tagged if record[name] not in ("", "0")),
        key=record.get("prompt_id", ""),
    )
