"""An OpenAI-compatible server on this machine that answers as it is told, wrongly on purpose."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

Reply = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Notes the request, then does what the next reply says; the last one is repeated."""

    server: "LlmServer"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.llm.requests.append((self.path, headers, json.loads(body)))
        replies = self.server.llm.replies
        (replies.pop(0) if len(replies) > 1 else replies[0])(self)

    def send(self, body: bytes, *, status: int = 200, length: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@dataclass
class FakeLlm:
    """What the server is to say, and what it was sent: path, headers and body of each request."""

    url: str
    replies: list[Reply]
    requests: list[tuple[str, dict[str, str], dict[str, Any]]] = field(default_factory=list)
    closing: Event = field(default_factory=Event)

    def messages(self, request: int) -> list[dict[str, str]]:
        return self.requests[request][2]["messages"]


class LlmServer(ThreadingHTTPServer):
    daemon_threads = True
    llm: FakeLlm


@contextmanager
def serve_llm(*replies: Reply) -> Iterator[FakeLlm]:
    with LlmServer(("127.0.0.1", 0), Handler) as server:
        server.llm = FakeLlm(f"http://127.0.0.1:{server.server_port}/v1", list(replies))
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield server.llm
        finally:
            server.llm.closing.set()
            server.shutdown()


def says(content: str | None) -> Reply:
    """A well-formed response whose message is `content`."""
    message = {"role": "assistant", "content": content}
    return sends({"choices": [{"index": 0, "finish_reason": "stop", "message": message}]})


def sends(body: Any, *, status: int = 200) -> Reply:
    return lambda handler: handler.send(json.dumps(body).encode(), status=status)


def sends_bytes(body: bytes, *, length: int | None = None) -> Reply:
    """Raw bytes, announced as `length` of them."""
    return lambda handler: handler.send(body, length=length)


def redirects_to(url: str) -> Reply:
    def reply(handler: Handler) -> None:
        handler.send_response(307)
        handler.send_header("Location", url)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return reply


def hangs(handler: Handler) -> None:
    """Never answer."""
    handler.server.llm.closing.wait()


def drips(handler: Handler) -> None:
    """Answer a byte at a time, so that no single read takes long, and never end."""
    handler.send(b"", length=100_000)
    while not handler.server.llm.closing.wait(0.05):
        handler.wfile.write(b" ")
        handler.wfile.flush()
