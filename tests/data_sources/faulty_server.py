"""A server on loopback that misbehaves as told: each path has a list of replies, one a question."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Reply:
    """One reply: the status, the body, more headers, and how it is spoilt."""

    status: int = 200
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict)
    slow_s: float = 0.0
    cut_after: int | None = None
    drip_s: float = 0.0


@dataclass
class Faulty:
    """The server's address, what each path replies (the last for ever), and what was asked."""

    url: str
    replies: dict[str, list[Reply]] = field(default_factory=dict)
    asked: list[tuple[str, str, bytes]] = field(default_factory=list)

    def next_reply(self, path: str) -> Reply:
        waiting = self.replies.get(path, [Reply(404)])
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    faulty: Faulty

    def do_GET(self):
        self._answer(b"")

    def do_POST(self):
        self._answer(self.rfile.read(int(self.headers.get("Content-Length", 0))))

    def _answer(self, body):
        self.faulty.asked.append((self.command, self.path, body))
        reply = self.faulty.next_reply(self.path.split("?")[0])
        time.sleep(reply.slow_s)
        with suppress(BrokenPipeError, ConnectionResetError):
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body)))
            # Said, not only done: a client that follows a redirect must not try the old line again.
            self.send_header("Connection", "close")
            self.end_headers()
            self._write(reply)
        self.close_connection = True

    def _write(self, reply):
        if not reply.drip_s:
            self.wfile.write(reply.body[: reply.cut_after])
            return
        for n in range(len(reply.body)):
            self.wfile.write(reply.body[n : n + 1])
            self.wfile.flush()
            time.sleep(reply.drip_s)

    def log_message(self, format, *args):  # noqa: A002 - the library's name
        pass


@contextmanager
def serving() -> Iterator[Faulty]:
    """Serve on a free port of this machine until the test ends."""
    faulty = Faulty("")
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"faulty": faulty}))
    server.daemon_threads = True
    faulty.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield faulty
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
