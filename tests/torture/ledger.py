"""What the clients were told."""

from collections import Counter
from dataclasses import dataclass, field
from math import inf
from threading import Lock
from time import monotonic


@dataclass(frozen=True)
class Promise:
    """`place`: the answer that nobody else gave; `digest`: SHA-256 of the attached PDF."""

    receipt: str
    place: str
    digest: str


@dataclass
class Ledger:
    receipts: list[Promise] = field(default_factory=list)
    moments: list[float] = field(default_factory=list)  # of the receipts, in seconds
    begun: int = 0
    given_up: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)  # what no client may see
    setbacks: Counter[str] = field(default_factory=Counter)  # answers that did not come, by their kind
    retries: int = 0  # of one press that failed, at most
    allowed: float = inf  # reports that may be begun
    _lock: Lock = field(default_factory=Lock)

    def begin(self) -> int:
        """The number of a report; 0 where no more are allowed."""
        with self._lock:
            if self.begun >= self.allowed:
                return 0
            self.begun += 1
            return self.begun

    def receive(self, promise: Promise) -> None:
        with self._lock:
            self.receipts.append(promise)
            self.moments.append(monotonic())

    def give_up(self, place: str) -> None:
        with self._lock:
            self.given_up.append(place)

    def complain(self, sentence: str) -> None:
        with self._lock:
            self.faults.append(sentence)

    def retry(self, count: int) -> None:
        with self._lock:
            self.retries = max(self.retries, count)

    def suffer(self, kind: str) -> None:
        with self._lock:
            self.setbacks[kind] += 1
