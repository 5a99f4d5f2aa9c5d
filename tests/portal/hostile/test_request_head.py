"""Clients that never send the body of their request, against a real server."""

import socket
from collections.abc import Iterator
from itertools import repeat
from pathlib import Path

import pytest

from tests.servers import Server, running

PIECE = 1 << 16
ENDLESS = 8 << 20  # what the server must not wait for


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder: Path = tmp_path_factory.mktemp("head")
    with running("serve", folder=folder, KAKANAI_IDENTITY="none") as started:
        yield started


def sent_before_it_ends(server: Server, beginning: bytes, piece: bytes) -> int:
    """The bytes of an endless request that were accepted before the server closed the connection."""
    count = 0
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as client:
        try:
            client.sendall(beginning)
            for part in repeat(piece):
                client.sendall(part)
                count += len(part)
                if count > ENDLESS:
                    break
        except (BrokenPipeError, ConnectionResetError):
            return count
    return count


@pytest.mark.parametrize(
    ("beginning", "piece"),
    [
        (b"GET /", b"a" * PIECE),
        (b"GET / HTTP/1.1\r\nHost: x\r\nCookie: ", b"a" * PIECE),
        (b"GET / HTTP/1.1\r\nHost: x\r\n", b"A: b\r\n" * (PIECE // 6)),
        (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", b"A: b\r\n" * (PIECE // 6)),
        (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1;", b"a" * PIECE),
    ],
    ids=["address", "header", "headers", "trailers", "chunk extension"],
)
def test_an_endless_head_is_cut_off(server: Server, beginning: bytes, piece: bytes) -> None:
    assert sent_before_it_ends(server, beginning, piece) < ENDLESS


def test_a_long_body_in_small_pieces_is_no_head(server: Server) -> None:
    """A slow connection delivers a large form in many pieces; its content decides on the refusal."""
    length = 200_000
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as client:
        for _ in range(2):
            client.sendall(b"POST /sign-out HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n" % server.port)
            client.sendall(b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n" % length)
            for _ in range(length // 1000):
                client.sendall(b"a" * 1000)
            answer = client.recv(PIECE)
            assert answer.startswith(b"HTTP/1.1 403 ")
            while not answer.endswith(b"</html>"):
                answer += client.recv(PIECE)
