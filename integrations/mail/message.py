"""A notice as a mail message (RFC 5322): what no answer of anybody and no line break can change."""

from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from integrations.interfaces import AdapterError
from integrations.notices import Mail


@dataclass(frozen=True)
class Sender:
    """`bounces`: the mailbox to which servers send back what they could not deliver; "" = `address`."""

    address: str
    name: str = ""
    bounces: str = ""

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]

    def envelope(self, mail_id: str) -> str:
        """Where a mail that cannot be delivered goes back to: it says in its own address which one it was (VERP)."""
        name, _, domain = (self.bounces or self.address).rpartition("@")
        return f"{name}+{mail_id}@{domain}"

    def message_id(self, mail_id: str) -> str:
        """The same at every attempt, so that a mail that went twice is shown once by whoever can tell."""
        return f"<{mail_id}@{self.domain}>"


def compose(sender: Sender, mail: Mail, now: datetime) -> bytes:
    """AdapterError MAIL_MALFORMED where an address or a subject could reach beyond its own line."""
    if not mail.to.isascii() or any(sign in text for text in (mail.to, mail.subject) for sign in "\r\n\0"):
        raise AdapterError("MAIL_MALFORMED", "line break", permanent=True)
    name, _, domain = mail.to.rpartition("@")
    if not (name and domain) or any(sign in mail.to for sign in "<>, \t"):
        raise AdapterError("MAIL_MALFORMED", "address", permanent=True)
    message = EmailMessage(policy=SMTP)
    try:
        message["From"] = Address(sender.name, addr_spec=sender.address)
        # In its two parts: dots where the standard wants none (a..b@docomo.ne.jp) were given out by carriers.
        message["To"] = Address(username=name, domain=domain)
        message["Subject"] = mail.subject
    except (ValueError, IndexError, MessageError):
        raise AdapterError("MAIL_MALFORMED", "address", permanent=True) from None
    message["Date"] = now
    message["Message-ID"] = sender.message_id(mail.id)
    message["Content-Language"] = "ja"
    # Holiday answers and lists must not answer a machine (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text, charset="utf-8", cte="base64")
    return message.as_bytes()
