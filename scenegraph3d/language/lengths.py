"""Lengths as people write them: marks for feet and inches are written out, nonsense is refused."""

from __future__ import annotations

import re

from .numerals import METRES_PER_UNIT

UNITS = r"(?:" + "|".join(sorted(METRES_PER_UNIT, key=len, reverse=True)) + r")"
_DIGITS = r"(?:\d+(?:\.\d+)?|\.\d+)"
_QUOTED = re.compile(r"(?<!\w)[\"\u201c]([^\"\u201d]*)[\"\u201d](?!\w)")
_FEET = re.compile(r"(\d) ?['\u2032](?![^\W\d]|')")
_INCHES = re.compile(r"(\d) ?(?:\"|''|\u2033)(?!\w)")
_FEET_AND_INCHES = re.compile(
    rf"({_DIGITS})[\s-]*(?:feet|foot|ft)[\s-]*(?:and\s+)?({_DIGITS})[\s-]*(?:inch(?:es)?|in)\b"
)
# A sign has nothing before it and its number right behind: "0.5-1 m" and " - 5 m" are dashes.
_PRODUCT = re.compile(rf"(?<=\d)((?:\s*{UNITS})?)\s*[x\u00d7*]\s*(?=\.?\d)")
_NEGATIVE = re.compile(
    rf"(?:(?<![^\s(x*×,])[-\u2212\u2013]|\bminus\s+){_DIGITS}[\s-]*{UNITS}\b"  # noqa: RUF001
)


def write_out_lengths(text: str) -> str:
    """A lower-case text with 5' as "5 feet", 5'6" as "66 inches" and 6x4 as "6 x 4".

    Raises:
        ValueError: it holds a length below 0.
    """
    text = _QUOTED.sub(_unquoted, text)
    text = _FEET.sub(r"\1 feet ", _INCHES.sub(r"\1 inches", text))
    negative = _NEGATIVE.search(text)
    if negative is not None:
        raise ValueError(
            f"a length in words must not be below 0, got '{negative[0]}'; "
            "say it without the minus and name the other way"
        )
    text = _FEET_AND_INCHES.sub(_as_inches, text)
    return _PRODUCT.sub(r"\1 x ", text)


def _as_inches(match: re.Match[str]) -> str:
    return f"{12 * float(match[1]) + float(match[2]):g} inches"


def _unquoted(match: re.Match[str]) -> str:
    """What stands in quotes; no number there has a unit behind it ("150" in big letters)."""
    return f" {match[1]}{' ,' if match[1][-1:].isdigit() else ' '}"
