import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Lock

from integrations.sockets.certificate_sockets import CardSignature

LIFE = timedelta(minutes=10)


@dataclass(frozen=True)
class Transaction:
    digest_info: bytes
    at: datetime
    signed: CardSignature | None = None


class Transactions:
    """Thread-safe."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._lock = Lock()
        self._all: dict[str, Transaction] = {}

    def begin(self, digest_info: bytes) -> str:
        with self._lock:
            name = str(uuid.uuid4())
            self._all[name] = Transaction(digest_info, self._clock())
            return name

    def find(self, name: str) -> Transaction | None:
        """None if unknown or expired."""
        with self._lock:
            transaction = self._all.get(name)
            return transaction if transaction is not None and self._clock() - transaction.at < LIFE else None

    def sign(self, name: str, signed: CardSignature) -> bool:
        """False if it is signed already."""
        with self._lock:
            transaction = self._all[name]
            if transaction.signed is not None:
                return False
            self._all[name] = replace(transaction, signed=signed)
            return True
