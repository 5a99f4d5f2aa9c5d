"""What a public address shows is not counted again each time."""

import threading
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from portal.clock import Clock, to_micro

_KEEP = 3_600_000_000  # an hour
Key = TypeVar("Key", bound=Hashable)
Made = TypeVar("Made")


class KeptHour(Generic[Key, Made]):
    """One per process. `make` runs once at a time for a key; what is kept waits for none."""

    def __init__(self, clock: Clock, make: Callable[[Key], Made]) -> None:
        self._clock = clock
        self._make = make
        self._locks: dict[Key, threading.Lock] = {}
        self._kept: dict[Key, tuple[int, Made]] = {}

    def of(self, key: Key) -> Made:
        kept = self._fresh(key)
        if kept is None:
            with self._locks.setdefault(key, threading.Lock()):
                kept = self._fresh(key)
                if kept is None:
                    kept = self._kept[key] = to_micro(self._clock.now()), self._make(key)
        return kept[1]

    def _fresh(self, key: Key) -> tuple[int, Made] | None:
        kept = self._kept.get(key)
        return kept if kept is not None and 0 <= to_micro(self._clock.now()) - kept[0] < _KEEP else None
