"""Every response of clamd except "OK" is a failure."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from integrations.scanning.clamav import ClamavScanner
from integrations.scanning.fake import SIGNATURE
from integrations.sockets.interfaces import AdapterError
from tests.clamd import LIMIT, Clamd


def test_more_than_the_daemon_takes_is_refused_for_good(daemon: Clamd) -> None:
    for address in (daemon.unix, daemon.tcp):
        with pytest.raises(AdapterError) as failed:
            ClamavScanner(address).scan(bytes(LIMIT + 4_000_000))
        assert (failed.value.code, failed.value.permanent) == ("SCANNER_LIMIT", True)


def test_the_largest_file_is_looked_through_to_its_end(daemon: Clamd) -> None:
    assert not ClamavScanner(daemon.tcp).scan(bytes(10_000_000 - len(SIGNATURE)) + SIGNATURE).clean


@contextmanager
def neighbour(answer: bytes | None, *, read: int = 1 << 20) -> Iterator[str]:
    """None reads without answering."""
    done = threading.Event()

    def serve() -> None:
        with suppress(OSError):
            line, _ = listening.accept()
            with line:
                line.settimeout(5)
                received = b""
                while len(received) < read and not received.endswith((bytes(4), b"PING\0")):
                    received += line.recv(read)
                if answer is None:
                    done.wait(10)
                else:
                    line.sendall(answer)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"127.0.0.1:{listening.getsockname()[1]}"
        done.set()
        thread.join(10)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (b"", "SCANNER_UNAVAILABLE"),
        (b"stream: OK", "SCANNER_UNAVAILABLE"),  # cut off: more could have followed "stream: OK"
        (b"stream: OK\0stream: X FOUND\0", "SCANNER_RUBBISH"),
        (b"\0", "SCANNER_UNAVAILABLE"),
        (b"stream: OKAY\0", "SCANNER_RUBBISH"),
        (b"stream:  FOUND\0", "SCANNER_RUBBISH"),
        (b"stream: X ERROR\0", "SCANNER_RUBBISH"),
        (b"HTTP/1.1 200 OK\r\n\r\n\0", "SCANNER_RUBBISH"),
        (b"OK" * 4000, "SCANNER_RUBBISH"),
        (b"UNKNOWN COMMAND\0", "SCANNER_RUBBISH"),
    ],
)
def test_rubbish_is_not_clean(answer: bytes, code: str) -> None:
    with neighbour(answer) as address, pytest.raises(AdapterError) as failed:
        ClamavScanner(address).scan(b"anything")
    assert (failed.value.code, failed.value.permanent) == (code, False)


def test_a_name_is_found_whatever_it_looks_like() -> None:
    with neighbour(b"stream: OK.Win.Test-1 FOUND\0") as address:
        assert ClamavScanner(address).scan(b"anything").malware == "OK.Win.Test-1"


def test_a_neighbour_that_hangs_up_in_the_middle_is_not_clean() -> None:
    with neighbour(b"", read=10) as address, pytest.raises(AdapterError) as failed:
        ClamavScanner(address).scan(bytes(8_000_000))
    assert failed.value.code == "SCANNER_UNAVAILABLE"


@pytest.mark.timeout(20)
def test_a_neighbour_that_is_silent_is_left_after_its_time() -> None:
    with neighbour(None) as address, pytest.raises(AdapterError) as failed:
        ClamavScanner(address, seconds=0.2).scan(b"anything")
    assert (failed.value.code, failed.value.permanent) == ("SCANNER_TIMEOUT", False)
    with neighbour(None) as address:
        assert not ClamavScanner(address, seconds=0.2).ready()
    with neighbour(b"PING\0") as address:
        assert not ClamavScanner(address).ready()
