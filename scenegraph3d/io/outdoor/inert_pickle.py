"""Pickles of plain records and arrays in, inert data out; no code of a pickle is ever run.

The names that a pickle may ask for are the caller's record names and what numpy writes for arrays
and numbers. Each is answered by something of ours that only stores or checks; nothing is imported
and nothing of numpy's own unpickling is used.
"""

from __future__ import annotations

import io
import pickle
import pickletools
from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from ..files import one_line

ARRAY_NAMES = {
    f"{package}.{function}"
    for package in ("numpy.core.multiarray", "numpy._core.multiarray")
    for function in ("_reconstruct", "scalar")
}
FRAME_NAMES = ("numpy.core.numeric._frombuffer", "numpy._core.numeric._frombuffer")
NUMBER_KINDS = "fiubUS"  # no objects, no structures
MOST_SPARE_MEMO = 1000  # places of the memo beyond the number of operations


class Record:
    """A record of a pickle as it was stored: its class's name and its attributes."""

    kind, where = "", ""
    values: Mapping[str, Any] = MappingProxyType({})

    def __init__(self, *_: Any) -> None:
        pass

    def __setstate__(self, state: Any) -> None:
        if not isinstance(state, dict) or not all(isinstance(key, str) for key in state):
            raise ValueError(f"a {self.kind} must be stored as named values")
        self.values = state

    def get(self, key: str) -> Any:
        """One attribute; a ValueError where the record has none of that name."""
        if key not in self.values:
            got = ", ".join(self.values) or "nothing"
            raise ValueError(f"{self.where}: a {self.kind} must have '{key}', got: {got}")
        return self.values[key]


class _NumberType:
    """What numpy calls a dtype: a code such as "f8" and a byte order."""

    code: Any = ""
    order = "="

    def __init__(self, code: Any = "", *_: Any) -> None:
        self.code = code

    def __setstate__(self, state: Any) -> None:
        if not isinstance(state, tuple) or len(state) < 2 or state[1] not in ("<", ">", "|", "="):
            raise ValueError("a number type has a damaged state")
        self.order = state[1]

    def dtype(self) -> np.dtype:
        code = self.code
        plain = isinstance(code, str) and code[:1] in NUMBER_KINDS and code[1:].isdigit()
        if not plain:
            got = repr(code) if isinstance(code, str) else type(code).__name__
            raise ValueError(f"arrays must hold numbers or text, got the type {got}")
        return np.dtype(self.order + code)


class _Array:
    """What numpy rebuilds an array from."""

    value: np.ndarray | None = None

    def __init__(self, *_: Any) -> None:
        pass

    def __setstate__(self, state: Any) -> None:
        if not isinstance(state, tuple) or len(state) != 5:
            raise ValueError("an array has a damaged state")
        _, shape, number_type, is_fortran, data = state
        self.value = _build(data, number_type, shape, "F" if is_fortran else "C")


def _build(data: Any, number_type: Any, shape: Any, order: Any) -> np.ndarray:
    if not isinstance(number_type, _NumberType) or not isinstance(shape, tuple):
        raise ValueError("an array has a damaged state")
    dtype = number_type.dtype()
    sides_fit = all(type(side) is int and 0 <= side < 2**40 for side in shape)
    if not isinstance(data, bytes | bytearray) or not sides_fit or len(shape) > 8:
        raise ValueError("an array must be stored as bytes and a shape")
    count = 1
    for side in shape:
        count *= side
    if count * dtype.itemsize != len(data):
        raise ValueError(f"an array of shape {shape} must have its bytes, got {len(data)}")
    return np.frombuffer(data, dtype).reshape(shape, order="F" if order == "F" else "C")


class _Call:
    """A function that a pickle may call, and cannot change."""

    __slots__ = ("_make",)

    def __init__(self, make: Callable[..., Any]) -> None:
        self._make = make

    def __call__(self, *arguments: Any) -> Any:
        return self._make(*arguments)

    def __setstate__(self, state: Any) -> None:
        raise ValueError("a function has no state")


def _new_array(*_: Any) -> _Array:
    return _Array()


def _new_number(number_type: Any = None, data: Any = b"", *_: Any) -> Any:
    return _build(data, number_type, (1,), "C")[0].item()


def _new_from_buffer(data: Any, number_type: Any, shape: Any, order: Any = "C") -> _Array:
    made = _Array()
    made.value = _build(data, number_type, shape, order)
    return made


def load_records(data: bytes, names: Collection[str], where: str) -> Any:
    """Read a pickle of records, lists, dictionaries, numbers, text and numpy arrays.

    Args:
        data: the pickle.
        names: full names of the classes whose records are admitted ("package.module.Class").
        where: the file to name in an error.

    Returns:
        The content with a `Record` for each record and plain arrays.

    Raises:
        ValueError: it asks for any other name, holds arrays of objects, or is damaged.
    """
    _check_operations(data, where)
    try:
        return _plain(_Reader(io.BytesIO(data), names, where).load(), {})
    except Exception as error:  # a damaged pickle may fail in any way; none of it has run
        raise ValueError(f"{where} cannot be read: {one_line(error)}") from error


class _Reader(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, names: Collection[str], where: str) -> None:
        super().__init__(file)
        self._names, self._where = names, where

    def find_class(self, module: str, name: str) -> Any:
        full = f"{module}.{name}"
        if full in self._names:
            return type("Stored", (Record,), {"kind": name, "where": self._where})
        if full in ARRAY_NAMES:
            return _Call(_new_array if name == "_reconstruct" else _new_number)
        if full in FRAME_NAMES:
            return _Call(_new_from_buffer)
        known = {"numpy.dtype": _NumberType, "numpy.ndarray": _Array}
        if full not in known:
            raise ValueError(f"refused, it asks for {full}, which is no record of this format")
        return known[full]


def _check_operations(data: bytes, where: str) -> None:
    """Refuse what would make the reader reserve memory, before it runs."""
    count = 0
    try:
        for count, (operation, argument, _) in enumerate(pickletools.genops(data), start=1):
            if operation.name in ("PERSID", "BINPERSID", "EXT1", "EXT2", "EXT4"):
                raise ValueError(f"the operation {operation.name} is not admitted")
            stored = operation.name in ("PUT", "BINPUT", "LONG_BINPUT")
            if stored and int(argument or 0) > count + MOST_SPARE_MEMO:
                raise ValueError(f"it remembers thing {argument} after {count} operations")
    except Exception as error:  # genops names no type for a damaged pickle
        raise ValueError(f"{where} cannot be read: {one_line(error)}") from error


def _plain(value: Any, seen: dict[int, tuple[Any, Any]]) -> Any:
    """The content with arrays in place of what held them; shared parts stay shared.

    `seen` holds each part as it was, so that its id stays its own, and as it became.
    """
    if id(value) in seen:
        return seen[id(value)][1]
    if isinstance(value, _Array):
        if value.value is None:
            raise ValueError("an array has no content")
        return value.value
    if isinstance(value, list | dict):
        seen[id(value)] = value, value
        for key, part in list(value.items() if isinstance(value, dict) else enumerate(value)):
            value[key] = _plain(part, seen)
    elif isinstance(value, tuple):
        made = tuple(_plain(part, seen) for part in value)
        seen[id(value)] = value, made
        return made
    elif isinstance(value, Record):
        seen[id(value)] = value, value
        _plain(value.values, seen)
    return value
