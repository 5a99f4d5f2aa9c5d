"""RFC 5321, with a total time limit."""

import smtplib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from integrations.mail.message import Sender, compose
from integrations.sockets.interfaces import AdapterError
from integrations.sockets.notices import Mail

_NO_SUCH = frozenset({550, 551, 553})
_SENDER = frozenset({"5.1.7", "5.1.8"})  # RFC 3463: our own address is wrong


@dataclass(frozen=True)
class SmtpSettings:
    host: str
    port: int
    tls: str = "starttls"  # starttls (587), tls (465) or none
    user: str = ""
    password: str = field(default="", repr=False)
    seconds: float = 20.0


class SmtpMailer:
    """`sender`: as it is when a mail goes. `context` None: the system's certificates."""

    name = "smtp"
    fake = False

    def __init__(
        self,
        settings: SmtpSettings,
        sender: Callable[[], Sender],
        clock: Callable[[], datetime],
        context: ssl.SSLContext | None = None,
    ) -> None:
        self._settings = settings
        self.sender = sender
        self._clock = clock
        self._context = context

    def send(self, mail: Mail) -> None:
        """Raises AdapterError MAIL_…."""
        sender = self.sender()
        content = compose(sender, mail, self._clock())
        with _failures(), self._connection() as server:
            code, _ = server.mail(sender.envelope(mail.id))
            if code != 250:
                raise _not_now(code)
            code, answer = server.rcpt(mail.to)
            if code not in (250, 251):
                raise _refused(code, answer, of_address=True)
            code, answer = server.data(content)
            if code != 250:
                raise _refused(code, answer)

    def ready(self) -> bool:
        """Without sign-in: it is public, and accounts get locked."""
        try:
            with _failures(), self._connection(seconds=3.0, sign_in=False):
                return True
        except AdapterError:
            return False

    @contextmanager
    def _connection(self, seconds: float = 0.0, *, sign_in: bool = True) -> Iterator[smtplib.SMTP]:
        # A timer enforces the total limit.
        seconds = seconds or self._settings.seconds
        context = None if self._settings.tls == "none" else self._context or _system()
        server = self._caller(seconds, context)
        timer = threading.Timer(seconds, _hang_up, [server])
        timer.daemon = True
        timer.start()
        try:
            code, _ = server.connect(self._settings.host, self._settings.port)
            if code != 220:
                raise _not_now(code)
            if self._settings.tls == "starttls":
                server.starttls(context=context)
            server.ehlo_or_helo_if_needed()
            if self._settings.user and sign_in:
                server.login(self._settings.user, self._settings.password)
            yield server
        finally:
            timer.cancel()
            _leave(server)

    def _caller(self, seconds: float, context: ssl.SSLContext | None) -> smtplib.SMTP:
        # Not connected: the timer must cover the greeting.
        # Without our own name the library asks DNS, which may be slow or down.
        name = self.sender().domain
        if self._settings.tls == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(local_hostname=name, timeout=seconds, context=context)
        else:
            server = smtplib.SMTP(local_hostname=name, timeout=seconds)
        # The library checks the certificate only against the host given to its constructor.
        vars(server)["_host"] = self._settings.host
        return server


@cache
def _system() -> ssl.SSLContext:
    # One for all mail of a process: to read the system's certificates takes 15 ms, more than the rest of a mail.
    return ssl.create_default_context()


def _hang_up(server: smtplib.SMTP) -> None:
    if server.sock is not None:
        try:
            server.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            return


def _leave(server: smtplib.SMTP) -> None:
    # Errors no longer matter.
    try:
        server.quit()
    except (OSError, smtplib.SMTPException, ValueError):
        server.close()


@contextmanager
def _failures() -> Iterator[None]:
    try:
        yield
    except smtplib.SMTPAuthenticationError:
        # Staff fix a wrong password; waiting mail must not be lost.
        raise AdapterError("MAIL_SIGN_IN", permanent=False) from None
    except smtplib.SMTPNotSupportedError:
        raise AdapterError("MAIL_NO_TLS", permanent=False) from None
    except smtplib.SMTPServerDisconnected:
        raise AdapterError("MAIL_UNAVAILABLE", "the server closed the connection", permanent=False) from None
    except smtplib.SMTPDataError as error:
        raise _refused(error.smtp_code, error.smtp_error) from None
    except smtplib.SMTPResponseException as error:
        raise _not_now(error.smtp_code) from None
    except TimeoutError:
        raise AdapterError("MAIL_TIMEOUT", permanent=False) from None
    except (OSError, smtplib.SMTPException, ValueError) as error:
        raise AdapterError("MAIL_UNAVAILABLE", type(error).__name__, permanent=False) from None


def _not_now(code: int) -> AdapterError:
    # Mail is kept for any refusal before the recipient is sent. 4xx means later (RFC 5321 4.2.1); no code means no
    # mail server.
    return AdapterError("MAIL_LATER" if 400 <= code < 600 else "MAIL_UNAVAILABLE", str(code), permanent=False)


def _refused(code: int, answer: bytes | str, *, of_address: bool = False) -> AdapterError:
    # The answer may repeat the address.
    text = answer.decode("ascii", "replace") if isinstance(answer, bytes) else answer
    if not 500 <= code < 600:
        return _not_now(code)
    # 5.1.x and 5.2.1: the address does not exist or is closed (RFC 3463). 5.7.x is the server's policy.
    enhanced = text.lstrip().partition(" ")[0]
    if enhanced in _SENDER:
        return _not_now(code)
    has_enhanced_code = enhanced.startswith("5.") and enhanced.count(".") == 2
    no_such_address = enhanced.startswith("5.1.") or enhanced == "5.2.1" if has_enhanced_code else code in _NO_SUCH
    return AdapterError(
        "MAIL_NO_SUCH_ADDRESS" if of_address and no_such_address else "MAIL_REFUSED", str(code), permanent=True
    )
