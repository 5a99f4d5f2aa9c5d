"""Support codes: which page had which code, so that staff see the page and the error of whoever calls, and nothing else.

Pages are many and a look at one must cost no write: what is noted goes into the table together, a moment later. After a
crash the last moment is missing, which costs one question more on the telephone.
"""

import threading
from collections.abc import Sequence

from portal.clock import to_micro
from portal.db import Unit
from portal.services.actor import Actor
from portal.services.installation import Installation
from portal.services.write_audit import write_audit
from portal.store import support_entries
from portal.store.support_entries import SupportRow

DAYS = 7
MOST = 500_000  # rows; a flood of requests fills no disk
_WAITING = 2000
_AT_ONCE = 400
_DAY = 86_400_000_000


class SupportLog:
    """What waits to be written, one a process. When too much waits, pages without an error are left out first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[SupportRow] = []

    def note(self, row: SupportRow) -> None:
        with self._lock:
            if len(self._waiting) >= _WAITING:
                self._waiting = [one for one in self._waiting if one.status >= 400][-_WAITING // 2 :]
            self._waiting.append(row)

    def write(self, installation: Installation) -> int:
        """How many were written."""
        with self._lock:
            rows, self._waiting = self._waiting[:_AT_ONCE], self._waiting[_AT_ONCE:]
        if rows:
            with installation.database.write() as unit:
                support_entries.add(unit, rows)
                unit.commit()
        return len(rows)


def look_up(installation: Installation, unit: Unit, actor: Actor, code: str) -> Sequence[SupportRow]:
    """The pages that had this code, the last first. Who looked is recorded."""
    found = support_entries.of_code(unit, code)
    write_audit(installation, unit, actor, "look up support code", detail=f"{len(found)} pages")
    return found


def plain_code(typed: str) -> str:
    """Eight digits as they were said and typed, or ""."""
    digits = "".join(str(int(letter)) for letter in typed[:40] if letter.isdecimal())
    return digits if len(digits) == 8 else ""


def sweep_support(installation: Installation, unit: Unit) -> None:
    support_entries.sweep(unit, to_micro(installation.clock.now()) - DAYS * _DAY, MOST)
