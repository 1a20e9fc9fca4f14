"""Files on disk: whole bytes in with one clear line when that fails, whole files out or none."""

from __future__ import annotations

import codecs
import gzip
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, TypeVar
from uuid import uuid4

from pydantic import TypeAdapter, ValidationError

T = TypeVar("T")


def read_bytes(path: Path) -> bytes:
    """The content of a file, unzipped where its name ends in .gz.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: it is a folder, empty, or a damaged gzip file.
    """
    require_file(path)
    data = b"".join(read_lines(path)) if path.suffix == ".gz" else path.read_bytes()
    if not data:
        raise ValueError(f"{path} must not be empty, got 0 bytes")
    return data


def require_file(path: Path) -> None:
    """Raise FileNotFoundError or ValueError unless the path is a file with something in it."""
    if not path.exists():
        raise FileNotFoundError(f"no such file: {path}")
    if path.is_dir():
        raise ValueError(f"a file is needed, got the folder {path}")
    if path.stat().st_size == 0:
        raise ValueError(f"{path} must not be empty, got 0 bytes")


def read_lines(path: Path) -> Iterator[bytes]:
    """Stream the lines of a file, unzipped where its name ends in .gz.

    Raises:
        ValueError: the gzip file is cut short or damaged.
    """
    opener = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(path, "rb") as file:
            yield from file
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise ValueError(f"{path} must be a whole gzip file, got: {one_line(error)}") from error


def parse_json(data: bytes, shape: TypeAdapter[T], where: str) -> T:
    """Read JSON of a known shape.

    Args:
        data: UTF-8 text.
        shape: what the JSON must hold.
        where: the file (and line) to name in the error.

    Raises:
        ValueError: not JSON, or JSON of another shape; the message names the place.
    """
    try:
        return shape.validate_json(data.removeprefix(codecs.BOM_UTF8))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
    place = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in first["loc"])
    if first["type"] == "json_invalid":
        raise ValueError(
            f"{where} must be JSON, got: {first['msg'].removeprefix('Invalid JSON: ')}"
        )
    if first["type"] == "missing":
        raise ValueError(f"{where}: {place.lstrip('.')} is missing")
    if first["type"] == "extra_forbidden":
        raise ValueError(f"{where}: {place.lstrip('.')} is no known key: drop or rename it")
    message = first["msg"].removeprefix("Value error, ").replace("Input should", "must")
    got = "" if first["type"] == "value_error" else f", got {shorten(repr(first['input']))}"
    raise ValueError(f"{where}: {place.lstrip('.') or 'the content'}: {message}{got}")


@contextmanager
def atomic_write(path: str | Path) -> Iterator[BinaryIO]:
    """Write a file beside its place and rename it there: readers see all of it or nothing.

    Args:
        path: the file to write; an older one is replaced only when the block succeeds.

    Yields:
        The open binary file.

    Raises:
        FileNotFoundError: the folder to write into does not exist.
        OSError: nothing can be written there; the message names the path.
    """
    path = Path(path)
    if not path.parent.is_dir():
        raise FileNotFoundError(
            f"the folder to write {path.name} into does not exist: {path.parent}"
        )
    if path.is_dir():
        raise ValueError(f"a file name is needed to write to, got the folder {path}")
    beside = path.with_name(f".{path.name}.{uuid4().hex}")
    try:
        with open(beside, "xb") as file:
            yield file
        os.replace(beside, path)
    except OSError as error:
        if error.filename == str(beside):  # The name that was asked for says more.
            error.filename, error.filename2 = str(path), None
        raise
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def one_line(error: BaseException) -> str:
    """The first line of an error's message, or its kind where it has none."""
    lines = str(error).strip().splitlines()
    return shorten(lines[0]) if lines else type(error).__name__


def shorten(value: object, limit: int = 120) -> str:
    """A value as text that fits on a line."""
    text = value if isinstance(value, str) else repr(value)
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 3] + "..."
