"""The line to the database breaks in the ways that it is asked to."""

import socket
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from tests.servers import free_ports
from tests.torture.relay import Relay, relayed


@pytest.fixture
def heard() -> list[bytes]:
    """What the database was asked."""
    return []


@pytest.fixture
def line(tmp_path: Path, heard: list[bytes]) -> Iterator[Relay]:
    """To a database that repeats what it is asked."""
    with socket.socket(socket.AF_UNIX) as database:
        database.bind(str(tmp_path / "database"))
        database.listen()
        Thread(target=_repeat, args=(database, heard), daemon=True).start()
        with relayed(str(tmp_path / "database"), free_ports(1)[0]) as relay:
            yield relay


def _repeat(database: socket.socket, heard: list[bytes]) -> None:
    while True:
        try:
            asking, _ = database.accept()
        except OSError:  # the test is over
            return
        with asking:
            while data := asking.recv(100):
                heard.append(data)
                asking.sendall(data)


def _asking(line: Relay) -> socket.socket:
    service = socket.create_connection(("127.0.0.1", line.port), timeout=5)
    service.sendall(b"one")
    assert service.recv(100) == b"one"
    return service


def test_a_line_that_hangs_passes_everything_when_it_is_mended(line: Relay, heard: list[bytes]) -> None:
    with _asking(line) as service:
        line.hang()
        service.sendall(b"two")
        service.settimeout(0.2)
        with pytest.raises(TimeoutError):
            service.recv(100)
        assert heard == [b"one"]
        line.mend()
        service.settimeout(5)
        assert service.recv(100) == b"two"


def test_an_answer_that_is_lost_was_asked_for(line: Relay, heard: list[bytes]) -> None:
    with _asking(line) as service:
        line.lose_answers()
        service.sendall(b"two")
        service.settimeout(0.2)
        with pytest.raises(TimeoutError):
            service.recv(100)
        assert heard == [b"one", b"two"]
        line.reset()
        service.settimeout(5)
        with pytest.raises(ConnectionResetError):
            service.recv(100)


def test_a_line_that_is_cut_takes_nobody_until_it_is_mended(line: Relay) -> None:
    with _asking(line) as service:
        line.cut()
        with pytest.raises(ConnectionResetError):
            service.recv(100)
    with pytest.raises(ConnectionRefusedError):
        _asking(line)
    line.mend()
    _asking(line).close()
