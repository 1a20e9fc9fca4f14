"""Packages of the `perception` extra, imported when they are first needed."""

from __future__ import annotations

from importlib import import_module
from typing import Any


def require(package: str, purpose: str) -> Any:
    """Import a package.

    Raises:
        ImportError: it is not installed; the message says what it is for and how to get it.
    """
    try:
        return import_module(package)
    except ImportError as error:
        name = package.replace("_", "-")
        raise ImportError(
            f'{purpose} needs {name}: pip install "scenegraph3d[perception]" ({error})'
        ) from error
