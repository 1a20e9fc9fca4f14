"""What the parser carries: its place in the words, and a noun phrase still being read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from .lexicon import longest_noun
from .phrases import PhraseTable, is_function_word
from .query import AnyOf, Attribute, Find, Not, Rank, Relate, Sized

AnyClause = Relate | Rank | Not | AnyOf | Sized


@dataclass
class Cursor:
    """A place in the words of one sentence, and the words nobody could use so far."""

    words: Sequence[str]
    index: int = 0
    not_understood: list[str] = field(default_factory=list)

    @property
    def done(self) -> bool:
        """True behind the last word."""
        return self.index >= len(self.words)

    @property
    def word(self) -> str:
        """The word at this place, "" behind the last."""
        return self.peek(0)

    def peek(self, ahead: int) -> str:
        """The word `ahead` places on, "" behind the last."""
        place = self.index + ahead
        return self.words[place] if 0 <= place < len(self.words) else ""

    def noun_length(self, ahead: int = 0, *, misspelt: bool = False) -> int:
        """How many words from `ahead` places on form one known name; 0 where none does."""
        start = self.index + ahead
        end = start
        while end < len(self.words) and self.words[end][0].isalnum():
            end += 1
        return longest_noun(self.words[:end], start, misspelt=misspelt) if end > start else 0

    def take(self, *options: str) -> str:
        """Step over the word if it is one of `options` and return it, else ""."""
        word = self.word
        if word and word in options:
            self.index += 1
            return word
        return ""

    def take_phrase(self, table: PhraseTable) -> str | None:
        """Step over the longest phrase of `table` that starts here and return its value."""
        found = table.at(self.words, self.index)
        if found is None:
            return None
        value, length = found
        self.index += length
        return value

    def sees(self, table: PhraseTable) -> bool:
        """True where a phrase of `table` starts here."""
        return table.at(self.words, self.index) is not None

    def give_up_on_word(self) -> None:
        """Step over the word; one that should have meant something is not understood."""
        word = self.word
        self.index += 1
        if word[0].isalpha() and not is_function_word(word):
            self.not_understood.append(word)

    def since(self, start: int) -> str:
        """The words from `start` up to here as one string."""
        return " ".join(self.words[start : self.index])


@dataclass
class Draft:
    """A noun phrase being read; `freeze` makes the Find of it.

    `named` says that a noun was heard; `pronoun` that it only points back ("it", "them");
    `absent` that there is none ("no lamp"); `thing` that it may be of any kind ("something");
    `subject` that a sentence about another thing than the target begins with it.
    """

    category: str = "thing"
    text: str = ""
    named: bool = False
    pronoun: bool = False
    plural: bool = False
    count: int | None = None
    other: bool = False
    absent: bool = False
    thing: bool = False
    subject: bool = False
    pending_nth: int | None = None
    attributes: list[Attribute] = field(default_factory=list)
    clauses: list[AnyClause] = field(default_factory=list)

    def freeze(self) -> Find:
        """The typed noun phrase."""
        return Find(
            category=self.category,
            text=self.text,
            attributes=tuple(dict.fromkeys(self.attributes)),
            clauses=tuple(self.clauses),
            quantity="many" if self.plural else "one",
            count=self.count,
            other=self.other,
        )

    @property
    def says_anything(self) -> bool:
        """True where it holds more than a pointing word."""
        return self.named or bool(self.attributes or self.clauses)
