"""On the laptop: what is not back yet (D330)."""

import json
from dataclasses import dataclass
from datetime import datetime

from portal.clock import from_micro, to_micro
from portal.db import Unit
from portal.services.cases.cases import open_case
from portal.services.courier.report_to_inner import mark_of, report_case
from portal.services.shared.needs import Basics, Records
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.bundles import bundles
from portal.store.cases import applications
from portal.store.cases.applications import ApplicationRow
from portal.store.counter import visits
from portal.store.courier import courier
from portal.store.disposal import disposals, removals
from portal.store.disposal.disposals import DONE, GONE, LineRow

_BY = "courier"


@dataclass(frozen=True)
class NotBack:
    # `packed`: when it was last put into a package; None: never.

    receipt_number: str
    arrived: datetime
    packed: datetime | None


def not_back(unit: Unit, most: int) -> list[NotBack]:
    return [
        NotBack(row.receipt_number, from_micro(row.arrived_at), from_micro(row.sent_at) if row.sent_in else None)
        for row in courier.waiting(unit, True, most)
    ]


def erase_acknowledged(installation: Records, actor: Actor) -> int:
    # Of applications that the city has as they are now, once their visit has ended. Commits its own units.
    with installation.database.read() as unit:
        ids = courier.acknowledged(unit)
    return sum(_erase(installation, actor, application_id) for application_id in ids)


def _erase(installation: Records, actor: Actor, application_id: int) -> bool:
    with installation.database.erase() as unit:
        row, sent = applications.by_id(unit, application_id), courier.of(unit, application_id)
        if row is None or sent is None or sent.there_step != sent.sent_step:
            return False
        visit = visits.of_uid(unit, row.uid)
        content = report_case(installation.keys, unit, open_case(installation, unit, row))
        if mark_of(content) != sent.sent_mark or (visit is not None and visit.ended_at is None):
            return False
        if not _remove(installation, unit, row):
            return False
        if visit is not None and not visits.items(unit, [visit.id]):
            visits.remove(unit, visit.id)
        # The number too: SQLite gives the id of the last one to the next.
        detail = f"{row.receipt_number} is back"
        write_audit(installation, unit, actor, "erase application", application_id=row.id, detail=detail)
        unit.commit()
    return True


def _remove(installation: Basics, unit: Unit, row: ApplicationRow) -> bool:
    # The database lets go only of what an approved list names (D87).
    now, today = to_micro(installation.clock.now()), installation.clock.today().isoformat()
    number = disposals.add(unit, row.duty, today, _BY, now)
    if number is None:
        return False
    line = LineRow(
        number, row.id, row.receipt_number, row.procedure, row.version, row.meaning, row.duty, row.door, row.arrival_place,
        row.arrival_basis, row.arrived_at, now, row.state, today, "",
    )  # fmt: skip
    disposals.add_lines(unit, [line])
    disposals.approve(unit, number, digest=disposals.digest_of([line]), by=_BY, day=today, now=now)
    counts, together = removals.rows_of(unit, row.id, row.uid), bundles.of_part(unit, row.uid)
    disposals.settle(unit, line, GONE, why="", by=_BY, now=now, counts=json.dumps(counts), sent="")
    removals.remove(unit, row.id, row.uid)
    bundles.remove_empty(unit, together)
    if row.person_id is not None:
        removals.remove_person(unit, row.person_id, now)
    disposals.end(unit, number, DONE, _BY, now)
    return True
