"""The LLM parser: a sentence goes to an OpenAI-compatible endpoint, a checked Query comes out.

Whatever goes wrong on the way, the rule parser answers and the log says why. What the endpoint
sent, and the key, are in no log line and no error.
"""

from __future__ import annotations

import json
import logging
import math
import os
import re
from collections.abc import Callable, Sequence
from concurrent import futures
from threading import Thread
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pydantic import ValidationError

from .llm_prompt import write_instructions, write_repair
from .parser import parse
from .query import Query

if TYPE_CHECKING:
    from openai import OpenAI
    from openai.types.chat import ChatCompletionMessageParam as Message

log = logging.getLogger(__name__)

DEFAULT_TIMEOUT = 10.0  # seconds
NUM_REPAIRS = 3
_MOST_BYTES = 200_000  # of one response; a Query takes hundreds, reasoning some ten thousands


class _NoAnswer(Exception):
    """The LLM is of no help; the message ends a sentence that begins with its name."""


def parse_with_llm(
    text: str, *, model: str, base_url: str | None = None, timeout: float = DEFAULT_TIMEOUT
) -> Query:
    """Parse a sentence to a Query with an LLM, or by rules where it fails.

    An answer that is no valid Query goes back with what is wrong, at most three times.

    Args:
        text: one or several sentences about one thing, such as "the mug on the desk".
        model: the model's name at the endpoint.
        base_url: the endpoint, such as "http://localhost:11434/v1"; by default OPENAI_BASE_URL
            from the environment, else OpenAI's own. It is sent the key in OPENAI_API_KEY,
            which a local endpoint may do without.
        timeout: seconds for each request, from the first byte sent to the last received.

    Returns:
        The Query; its `text` is `text`.

    Raises:
        ImportError: openai is not installed.
        TypeError: `text` is not a string.
        ValueError: `text` holds no word or far too many, no endpoint can be reached with these
            arguments, or the key is missing or malformed.
    """
    by_rules = parse(text)  # checks the text, too
    if not model.strip():
        raise ValueError("model must be the name of one at the endpoint, got none")
    if not math.isfinite(timeout) or timeout <= 0:
        raise ValueError(f"timeout must be positive seconds, got {timeout}")
    try:
        with _open_client(base_url, timeout) as client:
            query = _converse(text, lambda messages: _ask(client, model, messages, timeout))
    except _NoAnswer as error:
        log.warning("LLM %r %s; the rule parser read the sentence", model, error)
        return by_rules
    return query.model_copy(update={"text": text})


def _converse(text: str, ask: Callable[[Sequence[Message]], str]) -> Query:
    """Ask, and send what is wrong with the last answer back until there is nothing."""
    opening: list[Message] = [
        {"role": "system", "content": write_instructions()},
        {"role": "user", "content": text},
    ]
    messages = opening
    for _ in range(1 + NUM_REPAIRS):
        answer = _json_part(ask(messages))
        try:
            return Query.model_validate_json(answer)
        except ValidationError as error:
            messages = [
                *opening,
                {"role": "assistant", "content": answer},
                {"role": "user", "content": write_repair(error)},
            ]
    raise _NoAnswer(f"gave no valid Query in {1 + NUM_REPAIRS} answers")


def _json_part(answer: str) -> str:
    """The answer without the thoughts, code fence or chatter around its JSON object."""
    spoken = answer.rpartition("</think>")[2]
    found = re.search(r"\{.*\}", spoken, re.DOTALL)
    return found[0] if found else spoken


def _open_client(base_url: str | None, timeout: float) -> OpenAI:
    try:
        from openai import OpenAI
    except ImportError as error:
        raise ImportError('the LLM parser needs openai: pip install "scenegraph3d[llm]"') from error
    url = base_url or os.environ.get("OPENAI_BASE_URL")
    # One second more than `_within` waits: it ends a thread that nobody waits for any more.
    return OpenAI(api_key=_key(url), base_url=_checked_url(url), timeout=timeout + 1, max_retries=0)


def _checked_url(url: str | None) -> str | None:
    if url is not None and (
        urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname
    ):
        # The value stays untold: an URL may carry a password.
        raise ValueError("the LLM's base URL must begin with http:// or https:// and name a host")
    return url


def _key(url: str | None) -> str:
    key = os.environ.get("OPENAI_API_KEY", "").strip()
    if not key and url is None:
        raise ValueError(
            "OPENAI_API_KEY must be set in the environment; "
            "for a local endpoint give its base URL instead"
        )
    if not (key.isascii() and key.isprintable()):
        raise ValueError("OPENAI_API_KEY must be printable ASCII, got other characters in it")
    return key or "none"  # the client insists on one


def _ask(client: OpenAI, model: str, messages: Sequence[Message], timeout: float) -> str:
    """The LLM's answer to `messages`.

    Raises:
        _NoAnswer: there is none.
    """
    from openai import APIStatusError

    try:
        return _content(_within(timeout, lambda: _request(client, model, messages)))
    except _NoAnswer:
        raise
    except futures.TimeoutError:
        raise _NoAnswer(f"gave no answer within {timeout:g} s") from None
    except APIStatusError as error:
        raise _NoAnswer(f"answered HTTP {error.status_code}") from None
    except Exception as error:  # The client lets through whatever its transport meets.
        raise _NoAnswer(f"could not be reached ({type(error).__name__})") from None


def _within(seconds: float, call: Callable[[], bytes]) -> bytes:
    """The call's result. The client's own limit is for one read, and a server may drip."""
    future: futures.Future[bytes] = futures.Future()

    def run() -> None:
        try:
            future.set_result(call())
        except BaseException as error:
            future.set_exception(error)

    Thread(target=run, daemon=True).start()
    return future.result(seconds)


def _request(client: OpenAI, model: str, messages: Sequence[Message]) -> bytes:
    """One request; the response's body, which is read no further than sense goes."""
    body = bytearray()
    completions = client.chat.completions.with_streaming_response
    with completions.create(model=model, messages=messages) as response:
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > _MOST_BYTES:
                raise _NoAnswer(f"answered more than {_MOST_BYTES} bytes")
    return bytes(body)


def _content(body: bytes) -> str:
    try:
        content = json.loads(body)["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError):
        content = None
    if not isinstance(content, str):
        raise _NoAnswer("answered without a message")
    return content
