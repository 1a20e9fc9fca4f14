"""The LLM parser against a real local server that misbehaves on purpose: no network, no LLM."""

import json
import logging
import sys
import time

import pytest

from command import run
from llm_server import (
    FakeLlm,
    Reply,
    drips,
    hangs,
    redirects_to,
    says,
    sends,
    sends_bytes,
    serve_llm,
)
from scenegraph3d.language.llm import parse_with_llm
from scenegraph3d.language.llm_prompt import EXAMPLES, write_instructions
from scenegraph3d.language.parser import parse
from scenegraph3d.language.query import Find, Query, Relate
from scenegraph3d.pipeline import Scene

KEY = "sk-secret-0123456789"
TEXT = "the seat by the place to work"
CLAUSE = Relate(relation="near", anchors=(Find(category="desk"),), text="by the place to work")
MEANT = Query(target=Find(category="chair", clauses=(CLAUSE,)), not_understood=("place",))
GOOD = MEANT.model_dump_json()
UNKNOWN_RELATION = GOOD.replace('"near"', '"adjacent"')


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    """A key, no endpoint, and no proxy between this process and the server."""
    for name in ("OPENAI_BASE_URL", "SG3D_LLM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def ask(llm: FakeLlm, *, timeout: float = 5.0) -> Query:
    return parse_with_llm(TEXT, model="test-model", base_url=llm.url, timeout=timeout)


def meant(text: str = TEXT) -> Query:
    return MEANT.model_copy(update={"text": text})


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(GOOD, id="plain"),
        pytest.param(f"Here you are:\n```json\n{GOOD}\n```\nAnything else?", id="code fence"),
        pytest.param(f"<think>maybe {{near}}?</think>{GOOD}", id="thoughts"),
        pytest.param(
            MEANT.model_copy(update={"text": "other"}).model_dump_json(), id="another text"
        ),
    ],
)
def test_a_good_answer_is_the_query_with_the_users_own_words(answer, caplog):
    with serve_llm(says(answer)) as llm:
        query = ask(llm)
    assert query.text == TEXT
    assert query.not_understood == ("place",)
    assert query.target.clauses == (CLAUSE,)
    assert len(llm.requests) == 1
    assert caplog.text == ""


def test_the_request_carries_the_model_the_key_the_sentence_and_the_vocabulary():
    with serve_llm(says(GOOD)) as llm:
        ask(llm)
    path, headers, body = llm.requests[0]
    assert path == "/v1/chat/completions"
    assert headers["authorization"] == f"Bearer {KEY}"
    assert body["model"] == "test-model"
    assert body["messages"] == [
        {"role": "system", "content": write_instructions()},
        {"role": "user", "content": TEXT},
    ]


def test_the_key_does_not_follow_a_redirect_to_another_host():
    with serve_llm(says(GOOD)) as other, serve_llm(redirects_to(other.url)) as llm:
        assert ask(llm) == meant()
    assert "authorization" in llm.requests[0][1]
    assert "authorization" not in other.requests[0][1]


@pytest.mark.parametrize(
    ("bad", "fault"),
    [
        pytest.param("I see a chair.", "Invalid JSON", id="no JSON"),
        pytest.param('{"target": {"category": "chair"', "Invalid JSON", id="cut off"),
        pytest.param("{}", "target: Field required", id="no target"),
        pytest.param(UNKNOWN_RELATION, "unknown relation 'adjacent'; choose from: near", id="name"),
        pytest.param('{"target": {"colour": "red"}}', "Extra inputs are not", id="unknown key"),
        pytest.param('{"target": ' + '{"a":[' * 5_000 + "]}" * 5_000 + "}", "JSON", id="too deep"),
    ],
)
def test_a_bad_answer_goes_back_with_what_is_wrong_and_is_repaired(bad, fault, caplog):
    with serve_llm(says(bad), says(GOOD)) as llm:
        assert ask(llm) == meant()
    assert len(llm.requests) == 2
    opening, (answer, repair) = llm.messages(1)[:2], llm.messages(1)[2:]
    assert opening == llm.messages(0)
    assert answer == {"role": "assistant", "content": bad}
    assert repair["role"] == "user"
    assert fault in repair["content"]
    assert caplog.text == ""


def test_after_three_repairs_the_rule_parser_answers(caplog):
    with serve_llm(says(UNKNOWN_RELATION)) as llm:
        assert ask(llm) == parse(TEXT)
    assert len(llm.requests) == 1 + 3
    assert [len(llm.messages(request)) for request in range(4)] == [2, 4, 4, 4]
    assert_logged_once(caplog, "'test-model' gave no valid Query in 4 answers; the rule parser")


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        pytest.param(sends({"error": KEY}, status=500), "answered HTTP 500", id="500"),
        pytest.param(sends({"error": KEY}, status=401), "answered HTTP 401", id="401"),
        pytest.param(sends({"error": KEY}, status=429), "answered HTTP 429", id="429"),
        pytest.param(sends({"choices": []}), "answered without a message", id="no choices"),
        pytest.param(sends([KEY]), "answered without a message", id="not an object"),
        pytest.param(sends_bytes(b"<html>"), "answered without a message", id="not JSON"),
        pytest.param(says(None), "answered without a message", id="null message"),
        pytest.param(says("x" * 9_000_000), "answered more than 200000 bytes", id="huge"),
        pytest.param(sends_bytes(b"{", length=99), "could not be reached", id="breaks off"),
    ],
)
def test_a_failing_endpoint_is_asked_once_then_the_rule_parser_answers(
    reply: Reply, reason, caplog
):
    caplog.set_level(logging.DEBUG)  # the client's own log lines are searched for the key, too
    with serve_llm(reply) as llm:
        assert ask(llm) == parse(TEXT)
    assert len(llm.requests) == 1
    assert_logged_once(caplog, f"LLM 'test-model' {reason}")
    assert KEY not in caplog.text


@pytest.mark.parametrize("reply", [hangs, drips])
def test_the_time_out_is_for_the_whole_request(reply: Reply, caplog):
    with serve_llm(reply) as llm:
        started = time.monotonic()
        assert ask(llm, timeout=0.4) == parse(TEXT)
        assert time.monotonic() - started < 5
    assert_logged_once(caplog, "LLM 'test-model' gave no answer within 0.4 s")


def test_a_refused_connection_falls_back(caplog):
    with serve_llm(says(GOOD)) as llm:
        pass  # now nobody listens there
    assert ask(llm) == parse(TEXT)
    assert_logged_once(caplog, "LLM 'test-model' could not be reached (APIConnectionError)")


def assert_logged_once(caplog, start: str) -> None:
    (record,) = [r for r in caplog.records if r.name.startswith("scenegraph3d")]
    assert record.levelname == "WARNING"
    assert start in record.getMessage()


@pytest.mark.parametrize(
    ("key", "url"),
    [
        pytest.param(None, None, id="no key for OpenAI"),
        pytest.param("sk-secret\nX-Evil: 1", "http://127.0.0.1:1/v1", id="a header in the key"),
        pytest.param("sk-secret\u2026", "http://127.0.0.1:1/v1", id="an ellipsis in the key"),
        pytest.param("sk-secret", "127.0.0.1:1/v1", id="no scheme"),
        pytest.param("sk-secret", "ftp://user:sk-secret@host/v1", id="wrong scheme"),
        pytest.param("sk-secret", "http:///v1", id="no host"),
    ],
)
def test_what_cannot_be_asked_is_an_error_that_tells_no_secret(monkeypatch, key, url):
    monkeypatch.delenv("OPENAI_API_KEY")
    if key is not None:
        monkeypatch.setenv("OPENAI_API_KEY", key)
    with pytest.raises(ValueError, match=r"OPENAI_API_KEY must be|base URL must begin") as error:
        parse_with_llm(TEXT, model="test-model", base_url=url)
    assert "sk-secret" not in str(error.value)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        pytest.param({"timeout": 0.0}, "timeout must be positive seconds, got 0", id="no time"),
        pytest.param({"timeout": float("nan")}, "positive seconds, got nan", id="nan seconds"),
        pytest.param({"model": " "}, "model must be the name", id="no model"),
        pytest.param({"text": "  "}, "at least one word", id="no words"),
    ],
)
def test_bad_arguments_are_refused_before_anything_is_sent(changed, message):
    with serve_llm(says(GOOD)) as llm:
        arguments = {"text": TEXT, "model": "test-model", "base_url": llm.url, **changed}
        with pytest.raises(ValueError, match=message):
            parse_with_llm(arguments.pop("text"), **arguments)
    assert llm.requests == []


def test_a_local_endpoint_from_the_environment_needs_no_key(monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY")
    with serve_llm(says(GOOD)) as llm:
        monkeypatch.setenv("OPENAI_BASE_URL", llm.url)
        assert parse_with_llm(TEXT, model="test-model") == meant()


def test_without_openai_the_error_has_the_pip_line(monkeypatch):
    monkeypatch.setitem(sys.modules, "openai", None)
    with pytest.raises(ImportError, match=r'pip install "scenegraph3d\[llm\]"'):
        parse_with_llm(TEXT, model="test-model")


def test_the_instructions_hold_what_the_rule_parser_makes_of_each_example():
    blocks = write_instructions().split("Examples:\n")[1].split("\n\n")
    assert len(blocks) == len(EXAMPLES)
    for block in blocks:
        sentence, shown = block.split("\n")
        query = parse(sentence)
        assert query.not_understood == ()
        assert Query.model_validate_json(shown).model_copy(update={"text": sentence}) == query


def test_what_an_llm_read_is_grounded(office):
    with serve_llm(says(GOOD)) as llm:
        answer = Scene(office).ground(ask(llm))
    assert {result.instance_id for result in answer.results} == {8, 9}
    assert answer.not_understood == ("place",)


def test_the_command_grounds_what_the_llm_read(office_file, capsys):
    with serve_llm(says(GOOD)) as llm:
        assert run("ground", office_file, TEXT, "--llm", "m", "--llm-url", llm.url, "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["answer_ids"] == [8]
    assert answer["query"]["text"] == TEXT


def test_the_command_parses_by_rules_where_the_llm_is_slow(monkeypatch, capsys, caplog):
    monkeypatch.setenv("SG3D_LLM", "test-model")
    with serve_llm(hangs) as llm:
        code = run("parse", TEXT, "--llm-url", llm.url, "--llm-timeout", "0.3", "--json")
    assert code == 0
    assert json.loads(capsys.readouterr().out) == parse(TEXT).model_dump(mode="json")
    assert_logged_once(caplog, "LLM 'test-model' gave no answer within 0.3 s")


def test_an_endpoint_without_a_model_is_refused_by_the_command(capsys):
    assert run("parse", TEXT, "--llm-url", "http://127.0.0.1:1/v1") == 1
    assert "need a model: --llm MODEL" in capsys.readouterr().err
