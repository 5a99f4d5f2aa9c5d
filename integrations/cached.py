"""Caches one document fetched from a neighbour."""

import time
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

from integrations.sockets.interfaces import AdapterError

T = TypeVar("T")


class Cached(Generic[T]):
    """For `keep` seconds. One thread fetches; threads without a value wait. `pause`: minimum seconds between forced
    fetches and after a failure."""

    def __init__(
        self, fetch: Callable[[], T], *, keep: float, pause: float, elapsed: Callable[[], float] = time.monotonic
    ) -> None:
        self._fetch, self._keep, self._pause, self._elapsed = fetch, keep, pause, elapsed
        self._lock = Lock()
        self._value: tuple[float, T] | None = None
        self._failure: tuple[float, str, bool] | None = None
        self._forced_at: float | None = None

    def get(self, max_age: float | None = None) -> T:
        """At most `keep` (or `max_age`) seconds old, older while another thread refreshes. Raises the AdapterError of
        `fetch`."""
        limit = self._keep if max_age is None else max_age
        entry = self._value
        if entry is not None and self._elapsed() - entry[0] < limit:
            return entry[1]
        if entry is None:
            self._lock.acquire()
        elif not self._lock.acquire(blocking=False):
            return entry[1]
        try:
            entry = self._value
            return entry[1] if entry is not None and self._elapsed() - entry[0] < limit else self._ask()
        finally:
            self._lock.release()

    def newer_than(self, seen: T) -> T:
        with self._lock:
            if self._value is not None and self._value[1] is not seen:
                return self._value[1]
            if self._forced_at is not None and self._elapsed() - self._forced_at < self._pause:
                return seen
            self._forced_at = self._elapsed()
            return self._ask()

    def _ask(self) -> T:
        if self._failure is not None and self._elapsed() - self._failure[0] < self._pause:
            raise AdapterError(self._failure[1], "failed a moment ago", permanent=self._failure[2])
        try:
            value = self._fetch()
        except AdapterError as error:
            self._failure = (self._elapsed(), error.code, error.permanent)
            raise
        self._value, self._failure = (self._elapsed(), value), None
        return value
