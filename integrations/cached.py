"""A document of a neighbour, kept for a while. Knows neither what the document is nor where it comes from."""

import time
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

from integrations.interfaces import AdapterError

T = TypeVar("T")


class Cached(Generic[T]):
    """What `fetch` gave, for `keep` seconds. Of several threads one fetches; who has nothing yet waits for it.

    `pause`: seconds between two questions that a reader forces, and after a failure, so that a neighbour that is down
    costs one time-out and not one for every waiting thread.
    """

    def __init__(
        self, fetch: Callable[[], T], *, keep: float, pause: float, elapsed: Callable[[], float] = time.monotonic
    ) -> None:
        self._fetch, self._keep, self._pause, self._elapsed = fetch, keep, pause, elapsed
        self._lock = Lock()
        self._value: tuple[float, T] | None = None
        self._failure: tuple[float, str, bool] | None = None
        self._forced_at: float | None = None

    def get(self, max_age: float | None = None) -> T:
        """The document, at most `keep` (or `max_age`) seconds old; while one thread asks for a newer one, the others
        take the old one, so that a silent neighbour holds one of them and not all. AdapterError of `fetch`."""
        limit = self._keep if max_age is None else max_age
        known = self._value
        if known is not None and self._elapsed() - known[0] < limit:
            return known[1]
        if known is None:
            self._lock.acquire()
        elif not self._lock.acquire(blocking=False):
            return known[1]
        try:
            known = self._value
            return known[1] if known is not None and self._elapsed() - known[0] < limit else self._ask()
        finally:
            self._lock.release()

    def newer_than(self, seen: T) -> T:
        """What stands in the place of `seen` now: fetched again at most once in `pause` seconds, else `seen` itself."""
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
