"""Clients that are slow on purpose, against a real socket and without a proxy. The server's seconds are shortened."""

import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from portal.cli import request_head
from portal.cli.listening import server as make_server
from tests.servers import PATIENCE

pytestmark = pytest.mark.timeout(60)

HEAD, BODY, TAKE = 0.4, 0.4, 0.4
POST = b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n"
GET = b"GET /short HTTP/1.1\r\nHost: x\r\n\r\n"
LARGE = 32 << 20  # more than the kernel buffers


@pytest.fixture
def serving(monkeypatch: pytest.MonkeyPatch) -> uvicorn.Server:
    for name, value in (("HEAD_SECONDS", HEAD), ("BODY_SECONDS", BODY), ("TAKE_SECONDS", TAKE), ("_TICK", 0.05)):
        monkeypatch.setattr(request_head, name, value)

    async def echo(request: Request) -> Response:
        return PlainTextResponse(f"{len(await request.body())} bytes")

    async def short(_request: Request) -> Response:
        return PlainTextResponse("short")

    async def large(_request: Request) -> Response:
        return Response(b"0" * LARGE)

    app = Starlette(routes=[Route("/echo", echo, methods=["POST"]), Route("/short", short), Route("/large", large)])
    made = make_server(app)
    made.config.lifespan = "off"
    return made


@pytest.fixture
def port(serving: uvicorn.Server) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serving.run, kwargs={"sockets": [listener]})
        thread.start()
        yield listener.getsockname()[1]
        serving.should_exit = True
        thread.join(PATIENCE)


def seconds_until_closed(port: int, act: Callable[[socket.socket], object]) -> tuple[float, bytes]:
    """How long the server kept the connection, and what it answered; `act` is repeated until then."""
    began, received = time.monotonic(), b""
    with socket.create_connection(("127.0.0.1", port), timeout=0.05) as client:
        while time.monotonic() - began < 20:
            try:
                act(client)
                part = client.recv(1 << 16)
                if not part:
                    break
                received += part
            except TimeoutError:
                continue
            except OSError:
                break
    return time.monotonic() - began, received


def say(*parts: bytes) -> Callable[[socket.socket], None]:
    """Sends the first part, then one at a time; the last one again and again."""
    rest = list(parts)

    def send(client: socket.socket) -> None:
        part = rest.pop(0) if len(rest) > 1 else rest[0]
        if part:
            client.sendall(part)

    return send


@pytest.mark.parametrize(
    ("parts", "answer"),
    [
        ((b"",), b"HTTP/1.1 408 "),
        ((b"GET / HT", b""), b"HTTP/1.1 408 "),
        ((b"GET / HTTP/1.1\r\n", b"A: b\r\n"), b"HTTP/1.1 408 "),
        ((b"\r\n",), b"HTTP/1.1 408 "),
        ((POST, b""), b"HTTP/1.1 408 "),
        ((POST, b"a"), b"HTTP/1.1 408 "),
        ((b"POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n"), b"HTTP/1.1 408 "),
        ((GET, b""), b"HTTP/1.1 200 "),
        ((GET, b"\r\n"), b"HTTP/1.1 200 "),
        ((GET, b"G", b""), b"HTTP/1.1 200 "),
    ],
    ids=[
        "silence", "half a line", "dripping headers", "empty lines", "no body", "dripping body", "dripping chunks",
        "idle after an answer", "empty lines after an answer", "half a second request",
    ],
)  # fmt: skip
def test_a_client_that_makes_the_server_wait_is_closed(port: int, parts: tuple[bytes, ...], answer: bytes) -> None:
    seconds, received = seconds_until_closed(port, say(*parts))
    assert received.startswith(answer)
    assert seconds < 15


def test_a_client_that_takes_nothing_of_its_answer_is_closed(serving: uvicorn.Server, port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        client.sendall(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
        assert client.recv(64).startswith(b"HTTP/1.1 200 ")
        deadline = time.monotonic() + 15
        while serving.server_state.connections:
            assert time.monotonic() < deadline, "the connection is still held"
            time.sleep(0.05)


def test_a_body_at_an_honest_speed_may_take_its_time(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each piece buys time: a photo over a bad line takes minutes."""
    monkeypatch.setattr(request_head, "BODY_RATE", 100)
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        client.sendall(POST)
        for _ in range(10):
            client.sendall(b"a" * 100)
            time.sleep(2 * BODY / 10 + 0.03)
        received = b""
        while b"bytes" not in received:
            received += client.recv(1 << 12)
    assert received.startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"Cookie: " + b"a" * 70_000, 400),
        (b"A: b\r\n" * 3000, 400),
        (b"A: b\r\n" * (request_head.MOST_HEADERS - 1), 200),
        (b"Cookie: " + b"a" * 60_000, 200),
    ],
    ids=["long header", "many headers", "as many as may be", "as long as may be"],
)
def test_a_head_that_comes_at_once_is_bounded_too(port: int, head: bytes, status: int) -> None:
    """Before, only what came after the first piece was counted: 70 kB in one piece were served."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        client.sendall(b"GET /short HTTP/1.1\r\nHost: x\r\n" + head.rstrip() + b"\r\n\r\n")
        assert client.recv(64).startswith(b"HTTP/1.1 %d " % status)


def test_a_long_address_is_bounded_too(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        client.sendall(b"GET /short?" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n")
        assert client.recv(64).startswith(b"HTTP/1.1 400 ")


def test_many_who_hang_keep_nobody_else_waiting(port: int) -> None:
    hanging = [socket.create_connection(("127.0.0.1", port), timeout=10) for _ in range(300)]
    for number, client in enumerate(hanging):
        client.sendall(POST if number % 2 else b"GET / HT")
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        client.sendall(GET)
        assert client.recv(64).startswith(b"HTTP/1.1 200 ")
    assert time.monotonic() - began < 5
    deadline = time.monotonic() + 20
    closed = 0
    for client in hanging:
        client.settimeout(max(0.1, deadline - time.monotonic()))
        closed += client.recv(64).startswith(b"HTTP/1.1 408 ")
        client.close()
    assert closed == len(hanging)
