"""What a public address shows is not counted again each time."""

import threading
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from portal.clock import Clock, to_micro

_KEEP = 3_600_000_000  # an hour
Key = TypeVar("Key", bound=Hashable)
Made = TypeVar("Made")


class KeptHour(Generic[Key, Made]):
    """One per process. `make` runs once at a time."""

    def __init__(self, clock: Clock, make: Callable[[Key], Made]) -> None:
        self._clock = clock
        self._make = make
        self._lock = threading.Lock()
        self._kept: dict[Key, tuple[int, Made]] = {}

    def of(self, key: Key) -> Made:
        now = to_micro(self._clock.now())
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None and 0 <= now - kept[0] < _KEEP:
                return kept[1]
            made = self._make(key)
            self._kept[key] = now, made
            return made
