"""A mail server that keeps what it gets and sends nothing on: for the demo, over real SMTP."""

import asyncio
import socket
import threading
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.smtp import SMTP, Envelope, Session

from integrations.notices import Mail

MOST = 200
_MOST_BYTES = 1024 * 1024


class Sink:
    """`Mailbox` behind a port of this machine. An address that begins with `unknown` is refused, as a real server would."""

    def __init__(self) -> None:
        self._mails: list[Mail] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        # Made at the start: a loop must be closed by who made it, and who never starts would not.
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    @property
    def port(self) -> int:
        number: int = self._listener.getsockname()[1]
        return number

    def received(self) -> tuple[Mail, ...]:
        return tuple(self._mails)

    def start(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, args=(self._loop,), name="mail", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        if self._loop is not None and self._thread is not None:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(timeout=5)
        self._listener.close()

    def _serve(self, loop: asyncio.AbstractEventLoop) -> None:
        asyncio.set_event_loop(loop)

        def protocol() -> SMTP:
            return SMTP(self, hostname="mihon.example", data_size_limit=_MOST_BYTES, loop=loop)

        server = loop.run_until_complete(loop.create_server(protocol, sock=self._listener))
        loop.run_forever()
        server.close()
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address.startswith("unknown"):
            return "550 5.1.1 No such user here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        message = message_from_bytes(content, policy=default)
        if isinstance(message, EmailMessage):
            text = str(message.get_content()).replace("\r\n", "\n")
            mail = Mail(str(message["Message-ID"]), ", ".join(envelope.rcpt_tos), str(message["Subject"]), text)
            self._mails = [*self._mails, mail][-MOST:]
        return "250 OK"
