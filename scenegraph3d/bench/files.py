"""Benchmark files: a csv, json or jsonl path goes in, checked dictionaries of its rows come out."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from ..io.files import one_line, read_bytes, read_lines


def read_csv_records(path: str | Path, columns: Sequence[str]) -> list[dict[str, str]]:
    """Read a csv with a header that has at least `columns`; a cell that is not there is ""."""
    reader = csv.DictReader(io.StringIO(_text(Path(path), "csv"), newline=""), restval="")
    try:
        header, records = list(reader.fieldnames or ()), list(reader)
    except csv.Error as error:
        raise ValueError(f"{path} must be a csv text file, got: {one_line(error)}") from error
    if header and not set(columns) <= set(header):
        found = ", ".join(header)[:200]
        raise ValueError(f"{path} must have the columns {', '.join(columns)}; got {found}")
    if not records:
        raise ValueError(f"{path} must hold a header and at least one row, got an empty csv")
    return records


def read_json_records(path: str | Path, keys: Sequence[str]) -> list[dict[str, Any]]:
    """Read a json list of objects that each have at least `keys`."""
    try:
        records = json.loads(_text(Path(path), "json"))
    except json.JSONDecodeError as error:
        raise ValueError(f"{path} must be a json file, got: {one_line(error)}") from error
    if not isinstance(records, list) or not records:
        raise ValueError(f"{path} must hold a json list of objects, got {_kind(records)}")
    for number, record in enumerate(records, start=1):
        _check_keys(record, keys, f"{path} object {number}")
    return records


def read_json_lines(path: str | Path, keys: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Read the objects of a jsonl file, plain or ending in .gz, that each have at least `keys`."""
    if not Path(path).is_file():
        raise FileNotFoundError(f"no such file: {path}")
    for number, line in enumerate(read_lines(Path(path)), start=1):
        try:
            record = json.loads(line)
        except ValueError as error:
            raise ValueError(
                f"{path} line {number} must be a json object, got: {one_line(error)}"
            ) from error
        _check_keys(record, keys, f"{path} line {number}")
        yield record


def whole_number(value: Any, *, name: str, number: int, path: str | Path) -> int:
    """The integer in a cell; otherwise one line that names the cell."""
    try:
        return int(str(value).strip())
    except ValueError:
        raise ValueError(
            f"{name} must be a whole number, got {str(value)!r} in row {number} of {path}"
        ) from None


def _text(path: Path, kind: str) -> str:
    try:
        return read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"{path} must be a {kind} text file, got: {one_line(error)}") from error


def _check_keys(record: Any, keys: Sequence[str], where: str) -> None:
    if not isinstance(record, dict):
        raise ValueError(f"{where} must be a json object, got {_kind(record)}")
    missing = [key for key in keys if key not in record]
    if missing:
        raise ValueError(f"{where} must give {', '.join(keys)}; {missing[0]} is missing")


def _kind(value: Any) -> str:
    if isinstance(value, list):
        return "a list" if value else "an empty list"
    return {dict: "an object", str: "a string"}.get(type(value), f"a {type(value).__name__}")
