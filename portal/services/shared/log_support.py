"""Support codes show staff the page and error of a caller."""

# Entries are written in batches; a crash loses the last one.

import threading
from collections.abc import Sequence

from portal.clock import Clock, to_micro
from portal.db import Database, Unit
from portal.services.shared.needs import Basics
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.shared import support_entries
from portal.store.shared.support_entries import SupportRow

DAYS = 7
MOST = 500_000  # rows: bounds the table under a flood of requests
_WAITING = 2000
_AT_ONCE = 400
_DAY = 86_400_000_000


class SupportLog:
    """If too many wait, drops entries without an error."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[SupportRow] = []

    def note(self, row: SupportRow) -> None:
        with self._lock:
            if len(self._waiting) >= _WAITING:
                self._waiting = [waiting for waiting in self._waiting if waiting.status >= 400][-_WAITING // 2 :]
            self._waiting.append(row)

    def write(self, database: Database) -> int:
        with self._lock:
            rows, self._waiting = self._waiting[:_AT_ONCE], self._waiting[_AT_ONCE:]
        if not rows:
            return 0
        try:
            with database.change() as unit:
                support_entries.add(unit, rows)
        except Exception:
            # Pages of an outage show a support code too: their entries wait until the database is back.
            with self._lock:
                self._waiting = [*rows, *self._waiting][:_WAITING]
            raise
        return len(rows)


def look_up(installation: Basics, unit: Unit, actor: Actor, code: str) -> Sequence[SupportRow]:
    """Newest first; audited."""
    rows = support_entries.of_code(unit, code)
    write_audit(installation, unit, actor, "look up support code", detail=f"{len(rows)} pages")
    return rows


def plain_code(typed: str) -> str:
    digits = "".join(str(int(letter)) for letter in typed[:40] if letter.isdecimal())
    return digits if len(digits) == 8 else ""


def sweep_support(clock: Clock, unit: Unit) -> None:
    support_entries.sweep(unit, to_micro(clock.now()) - DAYS * _DAY, MOST)
