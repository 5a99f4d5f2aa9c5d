"""What staff did, read from the audit records in order of time, each beside the application it concerns."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam

from portal.clock import TOKYO, from_micro
from portal.db import Unit
from portal.store.statements import every, sql


class Look(NamedTuple):
    """`receipt_number` and `duty` are "" where it concerned no application, or one that was deleted since."""

    id: int
    at: int
    login: str
    action: str
    application_id: int | None
    receipt_number: str
    duty: str
    place: str
    detail: str

    @property
    def when(self) -> datetime:
        return from_micro(self.at).astimezone(TOKYO)


_COLUMNS = (
    "r.id, r.at, substr(r.actor, 7) AS login, r.action, r.application_id, COALESCE(a.receipt_number, ''), "
    "COALESCE(a.duty, ''), r.place, r.detail"
)
_JOINED = "FROM audit_record r LEFT JOIN application a ON a.id = r.application_id"
# 'staff:' < every 'staff:login' < 'staff;', on both databases.
_STAFF = "r.actor >= 'staff:' AND r.actor < 'staff;'"
_BETWEEN = sql(
    f"SELECT {_COLUMNS} {_JOINED} WHERE r.at < :until AND (r.at > :since OR (r.at = :since AND r.id > :last)) "
    f"AND {_STAFF} ORDER BY r.at, r.id LIMIT 1000"
)
_OF_ONE = sql(f"SELECT {_COLUMNS} {_JOINED} WHERE r.application_id = :application_id AND {_STAFF} ORDER BY r.id")
_ACTED = sql(
    "SELECT DISTINCT application_id, substr(actor, 7) AS login, action FROM audit_record WHERE application_id IN :ids "
    "AND actor >= 'staff:' AND actor < 'staff;' AND action NOT IN :reads"
).bindparams(bindparam("ids", expanding=True), bindparam("reads", expanding=True))


def between(unit: Unit, since: int, until: int) -> Iterator[Look]:
    """In [since, until), streamed by keyset."""
    at, last = since, 0
    while rows := every(unit, _BETWEEN, since=at, last=last, until=until):
        yield from (Look(*row) for row in rows)
        at, last = rows[-1].at, rows[-1].id


def of_application(unit: Unit, application_id: int) -> list[Look]:
    """All that staff ever did with it."""
    return [Look(*row) for row in every(unit, _OF_ONE, application_id=application_id)]


def acted(unit: Unit, application_ids: Sequence[int], reads: Sequence[str]) -> dict[tuple[int, str], set[str]]:
    """By (application, login): what they did with one of these, on any day, other than `reads`."""
    found: dict[tuple[int, str], set[str]] = {}
    for start in range(0, len(application_ids), 500):
        rows = every(unit, _ACTED, ids=list(application_ids[start : start + 500]), reads=list(reads))
        for row in rows:
            found.setdefault((row.application_id, row.login), set()).add(row.action)
    return found
