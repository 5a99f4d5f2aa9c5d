"""RFC 5322, safe against header injection."""

from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from integrations.sockets.interfaces import AdapterError
from integrations.sockets.notices import Mail


@dataclass(frozen=True)
class Sender:
    address: str
    name: str = ""
    bounces: str = ""  # mailbox for undeliverable mail; "" = `address`

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]

    def envelope(self, mail_id: str) -> str:
        """VERP: the return address contains the mail's id."""
        name, _, domain = (self.bounces or self.address).rpartition("@")
        return f"{name}+{mail_id}@{domain}"

    def message_id(self, mail_id: str) -> str:
        """The same at every attempt: clients can detect duplicates."""
        return f"<{mail_id}@{self.domain}>"


def compose(sender: Sender, mail: Mail, now: datetime) -> bytes:
    """Raises AdapterError MAIL_MALFORMED for a line break or an invalid address."""
    if not mail.to.isascii() or any(character in text for text in (mail.to, mail.subject) for character in "\r\n\0"):
        raise AdapterError("MAIL_MALFORMED", "line break", permanent=True)
    name, _, domain = mail.to.rpartition("@")
    if not (name and domain) or any(character in mail.to for character in "<>, \t"):
        raise AdapterError("MAIL_MALFORMED", "address", permanent=True)
    message = EmailMessage(policy=SMTP)
    try:
        message["From"] = Address(sender.name, addr_spec=sender.address)
        # As two parts: carriers issued addresses with dots that the standard forbids (a..b@docomo.ne.jp).
        message["To"] = Address(username=name, domain=domain)
        message["Subject"] = mail.subject
    except (ValueError, IndexError, MessageError):
        raise AdapterError("MAIL_MALFORMED", "address", permanent=True) from None
    message["Date"] = now
    message["Message-ID"] = sender.message_id(mail.id)
    message["Content-Language"] = "ja"
    # Automatic replies and lists must not answer (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text, charset="utf-8", cte="base64")
    return message.as_bytes()
