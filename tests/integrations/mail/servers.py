"""SMTP servers on loopback."""

import errno
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Inbox:
    """`answers`: address → response that refuses it."""

    answers: dict[str, str] = field(default_factory=dict)
    after_data: str = "250 OK"
    to_sender: str = "250 OK"
    taken: list[Envelope] = field(default_factory=list)

    async def handle_MAIL(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self.to_sender

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        refused = self.answers.get(address)
        if refused is None:
            envelope.rcpt_tos.append(address)
        return refused or "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.after_data.startswith("2"):
            self.taken.append(envelope)
        return self.after_data


@contextmanager
def mail_server(inbox: Inbox, **more: Any) -> Iterator[int]:
    controller = _started(inbox, more)
    try:
        yield controller.port
    finally:
        controller.stop()


def _started(inbox: Inbox, more: dict[str, Any], tries: int = 5) -> Controller:
    """Another process may take the port; retries."""
    controller = Controller(inbox, hostname="127.0.0.1", port=_free_port(), **more)
    try:
        controller.start()
    except OSError as error:
        if error.errno != errno.EADDRINUSE or tries == 1:
            raise
        return _started(inbox, more, tries - 1)
    return controller


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def odd_server(behave: Callable[[socket.socket, threading.Event], None]) -> Iterator[int]:
    """The event is set at the end."""
    over, listener = threading.Event(), socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                caller, _ = listener.accept()
            except OSError:
                return
            with caller:
                try:
                    behave(caller, over)
                except OSError:
                    continue

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        over.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(timeout=5)


def silent(_caller: socket.socket, over: threading.Event) -> None:
    over.wait()


def dripping(caller: socket.socket, over: threading.Event) -> None:
    """Never completes a line within the timeout."""
    while not over.wait(0.05):
        caller.sendall(b"2")


def rubbish(caller: socket.socket, _over: threading.Event) -> None:
    caller.sendall(b"\xff\xfe not a mail server\r\n\r\n")


def hanging_up(_caller: socket.socket, _over: threading.Event) -> None:
    return
