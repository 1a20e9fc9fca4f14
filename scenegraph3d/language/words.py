"""A sentence as plain words: lower case, contractions written out, punctuation kept apart."""

from __future__ import annotations

import re

from .adjectives import typo
from .lengths import write_out_lengths

MAX_WORDS = 400

_UP_TO_TEN = "one|two|three|four|five|six|seven|eight|nine|ten"
_CONTRACTIONS = [
    (re.compile(pattern), spoken)
    for pattern, spoken in (
        (r"[\u2018\u2019`\u00b4]", "'"),
        (r"\bit's(?=\s+(?:top|side|left|right|own|front|back))", "its"),
        (r"\bits(?=\s+(?:the|a|an|on|in|not|next|near|closest|under|above|to|by)\b)", "it is"),
        (r"\b(can)'?t\b", r"\1 not"),
        (r"\bwon't\b", "will not"),
        (r"n't\b", " not"),
        (r"\b(is|does|do|are|was)nt\b", r"\1 not"),
        (r"\b(it|that|there|here|what|where|which|who|he|she|one|this|how)'s\b", r"\1 is"),
        (r"\b(you|they|we|these|those)'re\b", r"\1 are"),
        (r"\bi'm\b", "i am"),
        (r"'ll\b", " will"),
        (r"'ve\b", " have"),
        (r"'d\b", " would"),
        (r"s'(?=\s)", "s 's"),
        (r"'s\b", " 's"),
        (r"(?<=\d):(?=\d)", " to "),
        (r"(?<=\d)(?=(?:m|cm|ft|mm|feet|meters?|metres?|inches)\b)", " "),
        (r"-less\b", "less"),
        (r"(?<=\w)-(?=\w)", " "),
        (r"\b(?:you )?can (?:be |you |i )?(?:see|seen|found|find)\b", "is"),
        (r"\b(?:stands|sits|lies) (?=in|on|at|against|next|near|by|beside|between|behind)", "is "),
        (r"\bfrom left to right\b|\bleft to right\b", "from the left"),
        (r"\bfrom right to left\b|\bright to left\b", "from the right"),
        (r"\b(next|close|closest|closer) tot\b", r"\1 to"),
        (r"\bthats\b", "that is"),
        (r"\bclos(?:et|ets|es)(?= (?:to|from)\b)", "closest"),
        (r"\bhead on\b(?! (?:the|a|of)\b)", ""),
        (r"\bits? self\b", "itself"),
        (r"\b(pushed|pulled|set|moved) back\b", r"\1"),
        (r"\bfloor to ceiling\b", "tall"),
        (r"\bmade (?:out |up )?(?:of|from)\b", ""),
        (r"\b(arm|back) less\b", r"\1less"),
        (r"\b(chose|coose|choos)\b", "choose"),
        (r"\bw/(?=\s|\w)", "with "),
        (rf"\b(?:exactly|precisely|at least) (?=\d|{_UP_TO_TEN})", ""),
        (r"\bneither\b(.{1,60}?)\bnor\b", r"not\1and not"),
        (
            r"^((?:\w+ ){0,4}(?:take|get|grab|pick|bring|fetch|remove)\b.*?) "
            r"(?:off of|off|out of) (?=the|my|your|that)",
            r"\1 from ",
        ),
        (r"^(?:please )?(?:turn|switch) (?:on|off) ", "find "),
        (r"^(?:do|does) (?:we|you|i|they|it|the room) (?:have|got|own) (?:got )?", "is there "),
        (r"^(?:please )?(?:list|name|enumerate) (?=the|all|every|each)", "find "),
        (r"^(?:please )?(?:open|close|shut|clean|wipe|empty|water) (?=the|my|a)", "find "),
        (r"\bsets (?=(?:on|in|at|against|next|near|by|beside|between|behind|under)\b)", "sits "),
        (r"\b(?:affixed|fastened|secured) (?=(?:in)?to\b)", "attached "),
    )
]
_WORD = re.compile(r"\d+\.\d+|'s|[^\W_]+(?:'[^\W_]+)*|[.,;:!?()/&\[\]]")
_STOPS = {".", ";", ":", "!", "?"}
_COMMAS = {",": ",", "(": ",", ")": ",", "[": ",", "]": ",", "/": "/", "&": "and"}


def split_sentences(text: str) -> list[list[str]]:
    """The sentences of a text as lists of words.

    Args:
        text: what a person typed.

    Returns:
        One list of lower-case words a sentence; commas and slashes stay as words of their own.

    Raises:
        TypeError: `text` is not a string.
        ValueError: there is no word in it, more than `MAX_WORDS`, or a length below 0.
    """
    if not isinstance(text, str):
        raise TypeError(f"a sentence must be text, got {type(text).__name__}")
    words = _WORD.findall(_written_out(text))
    num_words = sum(word[0].isalnum() for word in words)
    if num_words == 0:
        raise ValueError(f"a sentence must have at least one word, got {text[:40]!r}")
    if num_words > MAX_WORDS:
        raise ValueError(
            f"a sentence must have at most {MAX_WORDS} words, got {num_words}; "
            "ask for one thing at a time"
        )
    sentences: list[list[str]] = [[]]
    for word in words:
        if word in _STOPS:
            sentences.append([])
        else:
            sentences[-1].append(_COMMAS.get(word, typo(word) or word))
    return [sentence for sentence in sentences if any(word[0].isalnum() for word in sentence)]


def _written_out(text: str) -> str:
    text = write_out_lengths(text.lower())
    for pattern, spoken in _CONTRACTIONS:
        text = pattern.sub(spoken, text)
    return text
