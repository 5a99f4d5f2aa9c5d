"""Which neighbours answer now: asked once in a while, however often anybody wants to know."""

from collections.abc import Mapping
from threading import Lock
from time import monotonic
from typing import Protocol

from portal.services.installation import Installation

SECONDS = 10.0


class _Neighbour(Protocol):
    def ready(self) -> bool: ...


class Neighbours:
    """The page that tells it is for everybody: it must not be a way to make us call all others."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self._turn = Lock()
        self._asked_at = 0.0
        self._found: Mapping[str, str] = {}

    def ask(self) -> Mapping[str, str]:
        """ok, missing or none, by neighbour. While one caller asks, the others get what was found before."""
        if self._fresh() or not self._turn.acquire(blocking=not self._found):
            return self._found
        try:
            if not self._fresh():
                self._found, self._asked_at = self._now(), monotonic()
        finally:
            self._turn.release()
        return self._found

    def _fresh(self) -> bool:
        return bool(self._found) and monotonic() - self._asked_at < SECONDS

    def _now(self) -> Mapping[str, str]:
        there = self._installation
        return {
            "identity": _told(there.provider),
            "signing": _told(there.signing),
            "revocation": _told(there.revocation),
            "staff_identity": _told(there.staff_provider),
            "payments": _told(there.payments),
            "scanner": _told(there.scanner),
            "register": _told(there.register),
            "mail": _told(there.mailer),
            "line": _told(there.messenger),
            "delivery": _told(there.delivery),
        }


def _told(neighbour: _Neighbour | None) -> str:
    return "none" if neighbour is None else "ok" if neighbour.ready() else "missing"
