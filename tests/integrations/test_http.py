"""The transport against misbehaving servers."""

import contextlib
import itertools
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from integrations.http import Reply, Transport, _trusted, trusted
from integrations.sockets.interfaces import AdapterError
from tests.integrations.local_certificate import local_certificate

Answer = Callable[[socket.socket], None]


@dataclass
class Neighbour:
    url: str
    heard: list[str] = field(default_factory=list)


@contextmanager
def neighbour(answer: Answer) -> Iterator[Neighbour]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        running = Neighbour(f"http://127.0.0.1:{server.getsockname()[1]}")
        thread = threading.Thread(target=_serve, args=(server, answer, running.heard))
        thread.start()
        try:
            yield running
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join()


def _serve(server: socket.socket, answer: Answer, requests: list[str]) -> None:
    while True:
        try:
            connection, _ = server.accept()
        except OSError:
            return
        with connection:
            try:
                requests.append(_request(connection))
                answer(connection)
            except OSError:
                continue


def _request(connection: socket.socket) -> str:
    with connection.makefile("rb") as stream:
        head = b"".join(itertools.takewhile(lambda line: line != b"\r\n", stream)).decode()
        length = re.search(r"content-length: (\d+)", head, re.IGNORECASE)
        return head + "\r\n" + stream.read(int(length[1]) if length else 0).decode()


def says(body: bytes, *headers: str, status: str = "200 OK") -> Answer:
    head = "\r\n".join([f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers])
    return lambda connection: connection.sendall(f"{head}\r\n\r\n".encode() + body)


@pytest.fixture
def transport() -> Iterator[Transport]:
    client = Transport(timeout=30.0, max_bytes=1000)
    yield client
    client.close()


@pytest.fixture
def impatient() -> Iterator[Transport]:
    """For what comes too late. Others wait as long as a busy machine needs."""
    client = Transport(timeout=0.3, max_bytes=1000)
    yield client
    client.close()


def test_an_answer_has_status_headers_text_and_json(transport: Transport) -> None:
    with neighbour(says('{"名": 1}'.encode(), "X-Kind: Test", status="418 I am a teapot")) as server:
        reply = transport.get(server.url, {"Authorization": "Bearer t"})
    assert (reply.status, reply.headers["x-kind"], reply.text, reply.json()) == (418, "Test", '{"名": 1}', {"名": 1})
    assert "authorization: bearer t" in server.heard[0].lower()


def test_a_form_is_sent_as_a_form(transport: Transport) -> None:
    with neighbour(says(b"")) as server:
        transport.post_form(server.url, {"a": "1 2", "b": "&"})
    assert server.heard[0].startswith("POST / ")
    assert "application/x-www-form-urlencoded" in server.heard[0]
    assert server.heard[0].endswith("a=1+2&b=%26")


def test_a_redirect_is_not_followed(transport: Transport) -> None:
    with neighbour(says(b"", "Location: /elsewhere", status="302 Found")) as server:
        assert transport.get(server.url).status == 302
    assert len(server.heard) == 1


def test_a_cookie_is_not_kept(transport: Transport) -> None:
    with neighbour(says(b"", "Set-Cookie: who=alice; Path=/")) as server:
        transport.get(server.url)
        transport.get(server.url)
    assert "cookie" not in server.heard[1].lower()


def test_a_body_is_taken_as_it_stands_and_never_unpacked(transport: Transport) -> None:
    with neighbour(says(b"\x1f\x8b-not-gzip", "Content-Encoding: gzip")) as server:
        assert transport.get(server.url).body == b"\x1f\x8b-not-gzip"
    assert "accept-encoding: identity" in server.heard[0].lower()


def failure(transport: Transport, url: str) -> tuple[str, bool]:
    with pytest.raises(AdapterError) as caught:
        transport.get(url)
    return caught.value.code, caught.value.permanent


def test_silence_is_a_timeout(impatient: Transport) -> None:
    with neighbour(lambda connection: time.sleep(0.6)) as server:
        assert failure(impatient, server.url) == ("PROVIDER_TIMEOUT", False)


def test_a_body_that_drips_for_ever_is_a_timeout(impatient: Transport) -> None:
    def drip(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")
        for _ in range(20):
            connection.sendall(b".")
            time.sleep(0.05)

    with neighbour(drip) as server:
        assert failure(impatient, server.url) == ("PROVIDER_TIMEOUT", False)


def test_a_body_too_large_is_refused_and_the_largest_is_not(transport: Transport) -> None:
    with neighbour(says(b"x" * 1000)) as server:
        assert len(transport.get(server.url).body) == 1000
    with neighbour(says(b"x" * 1001)) as server:
        assert failure(transport, server.url) == ("PROVIDER_UNAVAILABLE", False)


def test_a_broken_answer_and_a_closed_door_are_unavailable(transport: Transport) -> None:
    with neighbour(lambda connection: connection.sendall(b"what?\r\n\r\n")) as server:
        assert failure(transport, server.url) == ("PROVIDER_UNAVAILABLE", False)
    assert failure(transport, server.url) == ("PROVIDER_UNAVAILABLE", False)


@pytest.mark.parametrize("address", ["", "ftp://127.0.0.1/", "http://a:b/", "/relative"])
def test_an_address_that_is_none_is_a_wrong_setting(transport: Transport, address: str) -> None:
    assert failure(transport, address) == ("PROVIDER_CONFIG", True)


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"\xff\xfe{", b"[" * 200_000], ids=["nothing", "page", "bytes", "deep"]
)
def test_what_is_not_json_is_unavailable_and_is_not_repeated(body: bytes) -> None:
    with pytest.raises(AdapterError) as caught:
        Reply(200, {}, body).json()
    assert caught.value.code == "PROVIDER_UNAVAILABLE"
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_an_answer_shows_no_body_in_a_log(transport: Transport) -> None:
    with neighbour(says(b"secret", "X-Token: secret")) as server:
        assert "secret" not in repr(transport.get(server.url))


def test_certificates_are_read_once_in_a_process_and_again_where_another_file_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    usual = trusted()
    local_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "server.pem"))
    own = trusted()
    assert trusted() is own is not usual
    monkeypatch.delenv("SSL_CERT_FILE")
    assert trusted() is usual
    assert (usual.verify_mode, usual.check_hostname) == (ssl.CERT_REQUIRED, True)


def test_the_authorities_of_the_system_are_trusted_as_for_mail(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.delenv("SSL_CERT_DIR", raising=False)
    local_certificate(tmp_path)
    seen: list[tuple[str | None, str | None]] = []
    make = ssl.create_default_context

    def made(*, cafile: str | None = None, capath: str | None = None) -> ssl.SSLContext:
        seen.append((cafile, capath))
        return make(cafile=cafile, capath=capath)

    monkeypatch.setattr(ssl, "create_default_context", made)
    _trusted.cache_clear()
    trusted()
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "server.pem"))
    trusted()
    _trusted.cache_clear()
    assert seen == [(None, None), (str(tmp_path / "server.pem"), None)]


def test_a_certificate_that_is_not_trusted_is_named(transport: Transport, tmp_path: Path) -> None:
    server, _ = local_certificate(tmp_path)

    def greets(connection: socket.socket) -> None:
        with contextlib.suppress(ssl.SSLError):
            server.wrap_socket(connection, server_side=True).close()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=lambda: greets(listening.accept()[0]))
        thread.start()
        with pytest.raises(AdapterError, match="PROVIDER_UNAVAILABLE: its certificate is not trusted"):
            transport.get(f"https://127.0.0.1:{listening.getsockname()[1]}")
        thread.join()
