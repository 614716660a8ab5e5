"""A publisher on the loopback interface that misbehaves as asked, and remembers what it was asked for."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Publisher:
    """What is served and how.

    `cut_after`: bytes of body after which each connection drops, one entry a request; `statuses`: answers before the
    first proper one; `ranges`: whether Range is understood; `shift`: bytes by which a partial answer starts wrongly;
    `states_length`: the Content-Length that is stated, None for the true one, -1 for none at all; `slow`: an event
    that must be set before the body goes on.
    """

    content: bytes
    cut_after: list[int] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    ranges: bool = True
    shift: int = 0
    states_length: int | None = None
    endless: bool = False
    pause_at: int | None = None
    asked: list[str] = field(default_factory=list)
    sent: int = 0
    address: str = ""
    going_on: threading.Event = field(default_factory=threading.Event)


@contextmanager
def serving(publisher: Publisher) -> Iterator[Publisher]:
    """Serve until the block ends."""

    class Answer(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            _answer(self, publisher)

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            """A client that goes away in the middle is what these tests are about."""

    server = Server(("127.0.0.1", 0), Answer)
    publisher.address = f"http://127.0.0.1:{server.server_port}/dryer.csv"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield publisher
    finally:
        publisher.going_on.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _answer(request: BaseHTTPRequestHandler, publisher: Publisher) -> None:
    asked = request.headers.get("Range", "")
    publisher.asked.append(asked)
    if publisher.statuses:
        _refuse(request, publisher.statuses.pop(0))
        return
    start = int(asked.removeprefix("bytes=").rstrip("-")) if asked and publisher.ranges else 0
    if start:
        if start >= len(publisher.content):
            _refuse(request, 416)
            return
        start += publisher.shift
        request.send_response(206)
        total = len(publisher.content)
        request.send_header("Content-Range", f"bytes {start}-{total - 1}/{total}")
    else:
        request.send_response(200)
    body = publisher.content[start:]
    if publisher.endless or publisher.states_length == -1:
        request.send_header("Connection", "close")
        request.close_connection = True
    else:
        request.send_header("Content-Length", str(publisher.states_length or len(body)))
    request.end_headers()
    _send(request, publisher, body)


def _send(request: BaseHTTPRequestHandler, publisher: Publisher, body: bytes) -> None:
    cut = publisher.cut_after.pop(0) if publisher.cut_after else None
    if cut is not None:
        body = body[:cut]
        request.close_connection = True
    try:
        if publisher.pause_at is not None and publisher.pause_at < len(body):
            request.wfile.write(body[: publisher.pause_at])
            request.wfile.flush()
            publisher.going_on.wait(30)
            body = body[publisher.pause_at :]
        request.wfile.write(body)
        publisher.sent += len(body)
        while publisher.endless:
            request.wfile.write(body)
    except OSError:
        return  # the client has had enough


def _refuse(request: BaseHTTPRequestHandler, status: int) -> None:
    request.send_response(status)
    request.send_header("Content-Length", "0")
    request.end_headers()
