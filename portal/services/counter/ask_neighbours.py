"""Asks at most once in SECONDS."""

from collections.abc import Mapping
from threading import Lock
from time import monotonic
from typing import Protocol

from integrations.sockets.interfaces import AdapterError
from portal.db import Database
from portal.services.counter.needs import CounterNeeds
from portal.services.files.lay_outside import is_others

SECONDS = 10.0
OTHERS = "others"  # a place that another installation uses


class _Neighbour(Protocol):
    def ready(self) -> bool: ...


class Neighbours:
    """The page is public: visitors must not trigger calls to every neighbour."""

    def __init__(self, installation: CounterNeeds) -> None:
        self._installation = installation
        self._turn = Lock()
        self._asked_at = 0.0
        self._found: Mapping[str, str] = {}

    def ask(self) -> Mapping[str, str]:
        """ok, missing, others or none, by neighbour. Concurrent callers get previous results."""
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
        installation = self._installation
        return {
            "identity": _readiness(installation.provider),
            "signing": _readiness(installation.signing),
            "revocation": _readiness(installation.revocation),
            "staff_identity": _readiness(installation.staff_provider),
            "payments": _readiness(installation.payments),
            "debits": _readiness(installation.debits),
            "scanner": _readiness(installation.scanner),
            "reader": _readiness(installation.reader),
            "register": _readiness(installation.register),
            "mail": _readiness(installation.mailer),
            "line": _readiness(installation.messenger),
            "sms": _readiness(installation.texter),
            "locks": _readiness(installation.locks),
            "token_server": _readiness(installation.token_server),
            "delivery": _readiness(installation.delivery),
            "files": _of_files(installation.database),
        }


def _of_files(database: Database) -> str:
    try:
        return OTHERS if is_others(database) else _readiness(database.objects)
    except AdapterError:
        return "missing"


def _readiness(neighbour: _Neighbour | None) -> str:
    return "none" if neighbour is None else "ok" if neighbour.ready() else "missing"
