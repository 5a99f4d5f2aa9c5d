from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True)
class Mail:
    """Address and content stay out of `repr`."""

    id: str  # a UUID, the same at every attempt
    to: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)


class Mailer(Protocol):
    name: str
    fake: bool

    def send(self, mail: Mail) -> None:
        """Returns once accepted. Raises AdapterError MAIL_NO_SUCH_ADDRESS (permanent) or another MAIL_…."""

    def ready(self) -> bool: ...


@dataclass(frozen=True)
class Push:
    id: str  # a UUID, the same at every attempt
    to: str = field(repr=False)  # one account, or the subscription of one browser
    text: str = field(repr=False)
    reply: str = field(default="", repr=False)  # LINE's token for an answer to what somebody wrote; used once
    choices: tuple[tuple[str, str], ...] = field(default=(), repr=False)  # (label, what a press sends back)


class Messenger(Protocol):
    name: str
    fake: bool

    def push(self, push: Push) -> None:
        """Returns once accepted, now or earlier. Raises AdapterError LINE_… or PUSH_…; …_REFUSED (permanent):
        unknown account, or an ended subscription."""

    def ready(self) -> bool: ...


@dataclass(frozen=True)
class Tile:
    # It opens the link, or writes the words for the person.
    label: str
    box: tuple[int, int, int, int]  # x, y, width, height
    link: str = ""
    words: str = ""


@dataclass(frozen=True)
class Menu:
    name: str  # a menu of this name is replaced
    bar: str  # below the chat
    width: int
    height: int
    tiles: tuple[Tile, ...]


class Menus(Protocol):
    # Below a chat.
    def show(self, menu: Menu, picture: bytes) -> str:
        """To everybody. Raises AdapterError LINE_…."""

    def take_away(self, name: str) -> int: ...

    def close(self) -> None: ...


class Alerts(Messenger, Protocol):
    public_key: str  # for the browser that subscribes: base64url

    def accepts(self, subscription: str) -> bool: ...


@dataclass(frozen=True)
class LineEvent:
    id: str  # the same when delivered again
    kind: str  # follow, unfollow, message or postback
    account: str = field(repr=False)
    text: str = field(repr=False)
    at: int  # milliseconds since 1970
    reply: str = field(default="", repr=False)


class Webhooks(Protocol):
    def genuine(self, body: bytes, signature: str) -> bool: ...

    def events(self, body: bytes) -> tuple[LineEvent, ...] | None:
        """None if the body is malformed."""


class Mailbox(Protocol):
    def received(self) -> Sequence[Mail]:
        """Oldest first."""
