from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, bindparam, func, or_, select

from portal.clock import TOKYO, from_micro
from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.shared.audit_record import AuditRecord
from portal.store.statements import by, every, sql


class Look(NamedTuple):
    """ "" without an application."""

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


_record = AuditRecord.table
_application = Application.table
# 'staff:' < every 'staff:login' < 'staff;', on both databases.
_STAFF = and_(_record.c.actor >= "staff:", _record.c.actor < "staff;")
_LOGIN = func.substr(_record.c.actor, 7).label("login")
_LOOKS = (
    select(
        _record.c.id,
        _record.c.at,
        _LOGIN,
        _record.c.action,
        _record.c.application_id,
        func.coalesce(_application.c.receipt_number, ""),
        func.coalesce(_application.c.duty, ""),
        _record.c.place,
        _record.c.detail,
    )
    .select_from(_record.outerjoin(_application, _application.c.id == _record.c.application_id))
    .where(_STAFF)
)
_BETWEEN = sql(
    _LOOKS.where(
        _record.c.at < bindparam("until"),
        or_(
            _record.c.at > bindparam("since"),
            and_(_record.c.at == bindparam("since"), _record.c.id > bindparam("last")),
        ),
    )
    .order_by(_record.c.at, _record.c.id)
    .limit(1000),
    Look,
)
_OF_ONE = sql(_LOOKS.where(by(_record.c.application_id)).order_by(_record.c.id), Look)
_ACTED = sql(
    select(_record.c.application_id, _LOGIN, _record.c.action)
    .distinct()
    .where(_record.c.application_id.in_(bindparam("ids")), _STAFF, _record.c.action.not_in(bindparam("reads")))
)


def between(unit: Unit, since: int, until: int) -> Iterator[Look]:
    """In [since, until), streamed by keyset."""
    at, last = since, 0
    while rows := every(unit, _BETWEEN, since=at, last=last, until=until):
        yield from rows
        at, last = rows[-1].at, rows[-1].id


def of_application(unit: Unit, application_id: int) -> list[Look]:
    return every(unit, _OF_ONE, application_id=application_id)


def acted(unit: Unit, application_ids: Sequence[int], reads: Sequence[str]) -> dict[tuple[int, str], set[str]]:
    actions: dict[tuple[int, str], set[str]] = {}
    for start in range(0, len(application_ids), 500):
        rows = every(unit, _ACTED, ids=application_ids[start : start + 500], reads=reads)
        for row in rows:
            actions.setdefault((row.application_id, row.login), set()).add(row.action)
    return actions
