"""Right, lock, event, outcome day."""

from dataclasses import dataclass

from forms.definition.kind import KINDS, RECEIVED, SCREENING, STAFF, WITHDRAWN, moves
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict
from portal.services.cases.cases import Case
from portal.services.cases.holds import demand_free
from portal.services.cases.own_case import demand_review
from portal.services.shared.needs import Correspondence, HasPayments
from portal.services.shared.notify import Addressee, notify
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.cases import applications
from portal.store.cases.applications import ApplicationRow, EventRow
from portal.store.desk import decisions


@dataclass(frozen=True)
class Act:
    move: str
    to: str
    audit: str
    words: str = ""  # for the applicant
    detail: str = ""  # audit; `due` "": unchanged
    due: str = ""


def move_application(installation: HasPayments, unit: Unit, member: Member, case: Case, revision: int, act: Act) -> int:
    """The instant (microseconds). A received case begins its 形式審査 with it. Raises NotAllowed, OwnCase, Held, Conflict."""
    demand_review(installation, unit, member, case)
    if case.row.revision != revision or act.to not in ways(case.row):
        raise Conflict(act.move)
    if decisions.open_one(unit, case.row.id) is not None:
        raise Conflict("decision")  # revoke it first, or wait until it is sent
    demand_free(installation, unit, case, act.to)
    now = to_micro(installation.clock.now())
    row = case.row
    if row.state == RECEIVED:
        row = _step(unit, row, member, "screen", SCREENING, now)
    sealed = case.sealer.seal(f"words:{now}", act.words) if act.words else None
    _step(unit, row._replace(due=act.due or row.due), member, act.move, act.to, now, sealed)
    write_audit(installation, unit, member.actor, act.audit, application_id=row.id, detail=act.detail)
    return now


def notify_applicant(
    installation: Correspondence, unit: Unit, case: Case, message: str, now: int, **facts: str
) -> None:
    """Details are only on the applicant's page."""
    notify_of(installation, unit, case.row, message, now, **facts)


def notify_of(
    installation: Correspondence, unit: Unit, row: ApplicationRow, message: str, now: int, **facts: str
) -> None:
    number, once = row.receipt_number, f"{message}:{row.id}:{now}"
    to = Addressee(row.person_id, row.id)
    notify(installation, unit, to, message, link=f"/applications/{number}", once=once, receipt=number, **facts)


def ways(row: ApplicationRow) -> tuple[str, ...]:
    state = SCREENING if row.state == RECEIVED else row.state
    return tuple(move.to for move in moves(row.kind, state, STAFF))


def _step(
    unit: Unit, row: ApplicationRow, member: Member, move: str, to: str, now: int, sealed: bytes | None = None
) -> ApplicationRow:
    kind = KINDS[row.kind]
    # An outcome that another may follow (順番待ち) leaves the case open.
    ended = to == WITHDRAWN or to in kind.endings or (to in kind.outcomes and to not in kind.waiting)
    after = row._replace(state=to, decided_at=now if ended else None, changed_at=now, revision=row.revision + 1)
    if not applications.move(unit, row, state=to, due=row.due, decided_at=after.decided_at, now=now):
        raise Conflict(move)
    applications.add_event(unit, row.id, EventRow(now, str(member.actor), move, row.state, to, sealed))
    return after
