"""What the mock was asked to have signed: 署名API's transactions, in memory. Knows no HTTP. Ten minutes, one person,
once."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Lock

from integrations.certificate_sockets import CardSignature

LIFE = timedelta(minutes=10)


@dataclass(frozen=True)
class Transaction:
    """`signed`: what a card made of it, None while nobody has."""

    digest_info: bytes
    at: datetime
    signed: CardSignature | None = None


class Transactions:
    """All of them. Threads may share it."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._lock = Lock()
        self._all: dict[str, Transaction] = {}

    def begin(self, digest_info: bytes) -> str:
        """Its name."""
        with self._lock:
            name = str(uuid.uuid4())
            self._all[name] = Transaction(digest_info, self._clock())
            return name

    def find(self, name: str) -> Transaction | None:
        """None for one that is unknown or too old."""
        with self._lock:
            found = self._all.get(name)
            return found if found is not None and self._clock() - found.at < LIFE else None

    def sign(self, name: str, signed: CardSignature) -> bool:
        """False where somebody signed it before."""
        with self._lock:
            found = self._all[name]
            if found.signed is not None:
                return False
            self._all[name] = replace(found, signed=signed)
            return True
