"""A connection that drops the response."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread


class Lossy:
    """`swallowed` is the dropped response."""

    def __init__(self, port: int, when_answered: Callable[[], None]) -> None:
        self._to = port
        self._when_answered = when_answered
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.swallowed = b""

    def carry(self) -> None:
        """Forwards the request; kills the server at the first byte of the response, after its commit."""
        browser, _ = self._listener.accept()
        server = socket.create_connection(("127.0.0.1", self._to))
        with browser, server:
            Thread(target=_pass_on, args=(browser, server), daemon=True).start()
            self.swallowed = server.recv(65536)
            self._when_answered()
            browser.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._listener.close()


def _pass_on(browser: socket.socket, server: socket.socket) -> None:
    try:
        while data := browser.recv(65536):
            server.sendall(data)
    except OSError:
        """The other side is gone, as it is meant to be."""


@contextmanager
def lossy(port: int, when_answered: Callable[[], None]) -> Iterator[Lossy]:
    line = Lossy(port, when_answered)
    carrier = Thread(target=line.carry)
    carrier.start()
    try:
        yield line
    finally:
        carrier.join()
        line.close()
