"""Mail over SMTP (RFC 5321), submitted to the city's own server: one connection a mail, a limit on the whole of it."""

import smtplib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from integrations.interfaces import AdapterError
from integrations.mail.message import Sender, compose
from integrations.notices import Mail

_NO_SUCH = frozenset({550, 551, 553})
_SENDER = frozenset({"5.1.7", "5.1.8"})  # RFC 3463: our own address is the one that is wrong


@dataclass(frozen=True)
class SmtpSettings:
    """`tls` is starttls (587), tls (465) or none. The password stays out of `repr`."""

    host: str
    port: int
    tls: str = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    seconds: float = 20.0


class SmtpMailer:
    """`context`: whose certificates are believed; None = those of the system (SSL_CERT_FILE holds)."""

    name = "smtp"
    fake = False

    def __init__(
        self,
        settings: SmtpSettings,
        sender: Sender,
        clock: Callable[[], datetime],
        context: ssl.SSLContext | None = None,
    ) -> None:
        self._settings = settings
        self._sender = sender
        self._clock = clock
        self._context = context

    def send(self, mail: Mail) -> None:
        """Returns when the server took it over. AdapterError MAIL_…, permanent where trying again cannot help."""
        content = compose(self._sender, mail, self._clock())
        with _failures(), self._connection() as server:
            code, _ = server.mail(self._sender.envelope(mail.id))
            if code != 250:
                raise _not_now(code)
            code, said = server.rcpt(mail.to)
            if code not in (250, 251):
                raise _refused(code, said, of_address=True)
            code, said = server.data(content)
            if code != 250:
                raise _refused(code, said)

    def ready(self) -> bool:
        """Whether a server answers there. Without a sign-in: who wants to know may be anybody, and accounts get locked."""
        try:
            with _failures(), self._connection(seconds=3.0, sign_in=False):
                return True
        except AdapterError:
            return False

    @contextmanager
    def _connection(self, seconds: float = 0.0, *, sign_in: bool = True) -> Iterator[smtplib.SMTP]:
        """Signed in. Waits are bounded one by one by the time-out, and all together by a bell that hangs up."""
        seconds = seconds or self._settings.seconds
        context = self._context or ssl.create_default_context()
        server = self._caller(seconds, context)
        bell = threading.Timer(seconds, _hang_up, [server])
        bell.daemon = True
        bell.start()
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
            bell.cancel()
            _leave(server)

    def _caller(self, seconds: float, context: ssl.SSLContext) -> smtplib.SMTP:
        """Not connected yet: the bell must be able to end a greeting that drips."""
        # Our own name is given: without it the library asks the name service, which may be slow or away.
        name = self._sender.domain
        if self._settings.tls == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(local_hostname=name, timeout=seconds, context=context)
        else:
            server = smtplib.SMTP(local_hostname=name, timeout=seconds)
        # The library checks the certificate against the name that its constructor connected to, and only there.
        vars(server)["_host"] = self._settings.host
        return server


def _hang_up(server: smtplib.SMTP) -> None:
    if server.sock is not None:
        try:
            server.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            return


def _leave(server: smtplib.SMTP) -> None:
    """Whatever the server says now, the mail is with it or is not."""
    try:
        server.quit()
    except (OSError, smtplib.SMTPException, ValueError):
        server.close()


@contextmanager
def _failures() -> Iterator[None]:
    """What the library and the network raise, as the two sorts there are: later, or never."""
    try:
        yield
    except smtplib.SMTPAuthenticationError:
        # A wrong password is mended by people; what waits must not be lost meanwhile.
        raise AdapterError("MAIL_SIGN_IN", permanent=False) from None
    except smtplib.SMTPNotSupportedError:
        raise AdapterError("MAIL_NO_TLS", permanent=False) from None
    except smtplib.SMTPServerDisconnected:
        raise AdapterError("MAIL_UNAVAILABLE", "hung up", permanent=False) from None
    except smtplib.SMTPDataError as error:
        raise _refused(error.smtp_code, error.smtp_error) from None
    except smtplib.SMTPResponseException as error:
        raise _not_now(error.smtp_code) from None
    except TimeoutError:
        raise AdapterError("MAIL_TIMEOUT", permanent=False) from None
    except (OSError, smtplib.SMTPException, ValueError) as error:
        raise AdapterError("MAIL_UNAVAILABLE", type(error).__name__, permanent=False) from None


def _not_now(code: int) -> AdapterError:
    """Before anybody's address was told the server can have nothing against it: whatever it says is mended by people, and what
    waits must not be lost meanwhile. 4xx is "later" by itself (RFC 5321 4.2.1); no code at all is no mail server."""
    return AdapterError("MAIL_LATER" if 400 <= code < 600 else "MAIL_UNAVAILABLE", str(code), permanent=False)


def _refused(code: int, said: bytes | str, *, of_address: bool = False) -> AdapterError:
    """The server's words may repeat the address: only its number is told."""
    text = said.decode("ascii", "replace") if isinstance(said, bytes) else said
    if not 500 <= code < 600:
        return _not_now(code)
    # 5.1.x and 5.2.1: the address is none, or is closed (RFC 3463). 5.7.x is the server's policy, not the address.
    enhanced = text.lstrip().partition(" ")[0]
    if enhanced in _SENDER:
        return _not_now(code)
    known = enhanced.startswith("5.") and enhanced.count(".") == 2
    gone = enhanced.startswith("5.1.") or enhanced == "5.2.1" if known else code in _NO_SUCH
    return AdapterError("MAIL_NO_SUCH_ADDRESS" if of_address and gone else "MAIL_REFUSED", str(code), permanent=True)
