"""The agent's address (docs/card-agent.md)."""

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from integrations.card_reader.agent import Agent
from integrations.sockets.card_protocol import (
    MAX_BODY,
    PREFLIGHT,
    USE_PATH,
    is_loopback,
    problem,
    response_headers,
    token_in,
)
from integrations.sockets.interfaces import AdapterError

_SECONDS = 10.0  # for a request to arrive


class ReaderServer(ThreadingHTTPServer):
    daemon_threads = True
    # On Windows another program could take the port of one that allows this.
    allow_reuse_address = sys.platform != "win32"

    def __init__(self, port: int, agent: Agent) -> None:
        self.agent = agent
        super().__init__(("127.0.0.1", port), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass  # a page that was closed; the traceback would name what it asked


class _Handler(BaseHTTPRequestHandler):
    server: ReaderServer
    timeout = _SECONDS

    def do_OPTIONS(self) -> None:
        if self._may():
            self._reply(204, PREFLIGHT)

    def do_POST(self) -> None:
        if not self._may():
            return
        length = self.headers.get("Content-Length", "")
        if self.headers.get("Content-Type") != "application/json" or not (
            length.isascii() and length.isdigit() and len(length) < 6 and int(length) <= MAX_BODY
        ):
            self._reply(415)
            return
        try:
            status, content = 200, self.server.agent.use(token_in(self.rfile.read(int(length))))
        except AdapterError as error:
            status, content = problem(error)
        self._reply(status, {"Content-Type": "application/json"}, json.dumps(content).encode())

    def _may(self) -> bool:
        hosts, origins = self.headers.get_all("Host", []), self.headers.get_all("Origin", [])
        may = (
            self.path == USE_PATH
            and len(hosts) == 1
            and is_loopback(hosts[0])
            and origins == [self.server.agent.portal]
        )
        if not may:
            self.send_error(403)
        return may

    def send_error(self, *_: object) -> None:
        # Whatever is wrong, also what the standard library refuses: other sites do not learn that it is here.
        self._send(403, {}, b"")

    def _reply(self, status: int, headers: dict[str, str] | None = None, content: bytes = b"") -> None:
        self._send(status, response_headers(self.server.agent.portal) | (headers or {}), content)

    def _send(self, status: int, headers: dict[str, str], content: bytes) -> None:
        self.close_connection = True
        self.send_response_only(status)  # without `Server`
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass  # nothing is logged
