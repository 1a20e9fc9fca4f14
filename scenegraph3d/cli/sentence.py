"""How verbs read a sentence: by rules, or by an LLM where one is named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from .inputs import clean_sentence

if TYPE_CHECKING:
    from ..language.query import Query

Llm = Annotated[
    str | None,
    typer.Option(
        metavar="MODEL",
        envvar="SG3D_LLM",
        help="Let this model read the sentence, by rules where it fails; key: OPENAI_API_KEY.",
    ),
]
LlmUrl = Annotated[
    str | None,
    typer.Option(
        metavar="URL", help="Its OpenAI-compatible endpoint, else OPENAI_BASE_URL, else OpenAI's."
    ),
]
LlmTimeout = Annotated[
    float | None, typer.Option(metavar="SECONDS", help="Limit of each request.  [default: 10]")
]


def read_sentence(
    sentence: str, llm: str | None, *, llm_url: str | None, llm_timeout: float | None
) -> Query:
    """The Query of a sentence from the command line."""
    text = clean_sentence(sentence)
    if llm is None:
        if llm_url is not None or llm_timeout is not None:
            raise ValueError("--llm-url and --llm-timeout need a model: --llm MODEL")
        from ..language.parser import parse

        return parse(text)
    from ..language.llm import DEFAULT_TIMEOUT, parse_with_llm

    timeout = DEFAULT_TIMEOUT if llm_timeout is None else llm_timeout
    return parse_with_llm(text, model=llm, base_url=llm_url, timeout=timeout)
