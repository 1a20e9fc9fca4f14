"""Parser coverage: files of sentences go in, the share understood and unknown words come out."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..io.files import read_bytes
from ..language.query import Query
from .files import read_csv_records, read_json_lines

if TYPE_CHECKING:
    from rich.table import Table

TEXT_FIELDS = ("utterance", "description", "sentence", "referring_expressions", "text")
CORPUS_KINDS = (".jsonl", ".csv", ".json", ".txt")


@dataclass(frozen=True)
class Coverage:
    """How much of some corpora the parser understood.

    Attributes:
        num_sentences: sentences read.
        num_understood: those in which every word found a use.
        num_raised: those the parser raised on; not understood.
        unknown: words without a use, and in how many sentences each stands, most frequent first.
    """

    num_sentences: int
    num_understood: int
    num_raised: int
    unknown: tuple[tuple[str, int], ...]

    @property
    def understood(self) -> float:
        """Share of sentences fully understood."""
        return self.num_understood / self.num_sentences

    def to_dict(self, *, top: int = 50) -> dict[str, Any]:
        """The report as plain JSON types, with the `top` most frequent unknown words."""
        return {
            "sentences": self.num_sentences,
            "understood": self.understood,
            "raised": self.num_raised,
            "unknown_words": [{"word": w, "sentences": n} for w, n in self.unknown[:top]],
        }

    def table(self, *, top: int = 50) -> Table:
        """The report as a table for people."""
        from rich.table import Table

        share = f"{self.understood * 100:.1f} % of {self.num_sentences} sentences fully understood"
        table = Table("word not understood", "sentences", title=share, min_width=60)
        table.caption = f"the parser raised on {self.num_raised}"
        for word, count in self.unknown[:top]:
            table.add_row(word, str(count))
        return table


def run(
    corpora: Sequence[str | Path],
    *,
    parse: Callable[[str], Query] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Coverage:
    """Parse every sentence of some corpora.

    Args:
        corpora: files of sentences, see `read_sentences`.
        parse: the parser; None uses `scenegraph3d.language.parser.parse`.
        progress: called with the sentences done and the sentences in all.
    """
    if parse is None:
        from ..language.parser import parse
    sentences = [text for path in corpora for text in read_sentences(path)]
    if not sentences:
        raise ValueError("coverage needs at least one sentence, got none")
    understood, raised, unknown = 0, 0, Counter[str]()
    for done, text in enumerate(sentences, start=1):
        try:
            words = parse(text).not_understood
        except Exception:  # The parser's promise is to raise on no sentence: count where it does.
            raised += 1
        else:
            understood += not words
            unknown.update({word.lower() for word in words})
        if progress is not None:
            progress(done, len(sentences))
    ranked = sorted(unknown.items(), key=lambda item: (-item[1], item[0]))
    return Coverage(len(sentences), understood, raised, tuple(ranked))


def read_sentences(path: str | Path) -> list[str]:
    """Read the sentences of a corpus, by the file's name (with or without .gz behind).

    .txt has a sentence a line; .csv, .jsonl and .json (a list) have one of `TEXT_FIELDS`; a .jsonl
    object or a .json one may also hold "utterances": [[class, sentence], ...]. A .json list may
    hold the sentences themselves.
    """
    path = Path(path)
    kind = Path(path.name.removesuffix(".gz")).suffix
    if kind not in CORPUS_KINDS:
        raise ValueError(f"unknown corpus {path.name!r}; choose from: {', '.join(CORPUS_KINDS)}")
    if kind == ".txt":
        lines = read_bytes(path).decode("utf-8", errors="replace").splitlines()
        return [line.strip() for line in lines if line.strip()]
    if kind == ".csv":
        return _texts(read_csv_records(path, ()), path)
    if kind == ".jsonl":
        return _texts(read_json_lines(path, ()), path)
    return _texts(_json_list(path), path)


def _json_list(path: Path) -> list[Any]:
    try:
        records = json.loads(read_bytes(path))
    except ValueError as error:
        raise ValueError(f"{path} must be a json file, got: {error}") from error
    if not isinstance(records, list):
        raise ValueError(f"{path} must hold a json list, got a {type(records).__name__}")
    return records


def _texts(records: Iterable[Any], path: Path) -> list[str]:
    return [text for record in records for text in _texts_of(record, path) if text.strip()]


def _texts_of(record: Any, path: Path) -> list[str]:
    if isinstance(record, str):
        return [record]
    if isinstance(record, dict) and isinstance(record.get("utterances"), list):
        listed = record["utterances"]
        return [str(entry[-1] if isinstance(entry, list) else entry) for entry in listed]
    found = [
        str(record[name]) for name in TEXT_FIELDS if isinstance(record, dict) and name in record
    ]
    if not found:
        raise ValueError(f"{path} must give one of {', '.join(TEXT_FIELDS)} in every row")
    return found[:1]
