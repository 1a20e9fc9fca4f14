"""What a file of weights is called: by its content, so that a copy elsewhere is the same model."""

from __future__ import annotations

import hashlib
from pathlib import Path

_CHUNK = 1 << 20  # bytes


def digest(path: Path) -> str:
    """The first 12 hexadecimal digits of the file's SHA-256."""
    sha = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            sha.update(chunk)
    return sha.hexdigest()[:12]
