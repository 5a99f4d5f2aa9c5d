"""The sockets of notices that leave: mail, a messenger, and what a messenger posts to us. As in `interfaces`, a plug knows
its socket and nothing else, and fails with an AdapterError."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True)
class Mail:
    """One mail. `id` (a UUID) is the same at every attempt; `to`, `subject` and `text` stay out of `repr`."""

    id: str
    to: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)


class Mailer(Protocol):
    """Sends mail. `name` is the plug's name."""

    name: str
    fake: bool

    def send(self, mail: Mail) -> None:
        """Returns when a server took it over. AdapterError otherwise: MAIL_NO_SUCH_ADDRESS (permanent) where the
        address is at fault, other MAIL_… codes where it is not."""

    def ready(self) -> bool:
        """Whether the neighbour answers; for `/readyz`."""


@dataclass(frozen=True)
class Push:
    """One message to one account. `id` (a UUID) is the same at every attempt."""

    id: str
    to: str = field(repr=False)
    text: str = field(repr=False)


class Messenger(Protocol):
    """Sends short messages to accounts of a messenger (LINE). `name` is the plug's name."""

    name: str
    fake: bool

    def push(self, push: Push) -> None:
        """Returns when the neighbour took it over, now or at an earlier attempt. AdapterError LINE_… otherwise;
        LINE_REFUSED (permanent) where there is no such account for us."""

    def ready(self) -> bool:
        """Whether the neighbour answers; for `/readyz`."""


@dataclass(frozen=True)
class LineEvent:
    """`id` is the same when it is told twice; `kind` follow, unfollow or message; `at` milliseconds since 1970."""

    id: str
    kind: str
    account: str = field(repr=False)
    text: str = field(repr=False)
    at: int


class Webhooks(Protocol):
    """Reads what a messenger posts to us."""

    def genuine(self, body: bytes, signature: str) -> bool:
        """Whether the messenger signed exactly this body."""

    def events(self, body: bytes) -> tuple[LineEvent, ...] | None:
        """None where the body is no post of the messenger's."""


class Mailbox(Protocol):
    """In demo and test: what left by mail, for people to look at."""

    def received(self) -> Sequence[Mail]:
        """Oldest first."""
