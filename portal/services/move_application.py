"""Moves an application one step along the table of its kind, for staff: right, lock, event, outcome day."""

from dataclasses import dataclass, replace

from forms.kind import KINDS, RECEIVED, SCREENING, STAFF, WITHDRAWN, moves
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict
from portal.services.cases import Case
from portal.services.holds import demand_free
from portal.services.installation import Installation
from portal.services.notify import Addressee, notify
from portal.services.own_case import demand_not_own
from portal.services.rights import Member
from portal.services.write_audit import write_audit
from portal.store import applications, decisions
from portal.store.applications import ApplicationRow, EventRow


@dataclass(frozen=True)
class Act:
    """What a member of staff does: `move` names it in the history, `to` is the state after it, `words` are for the
    applicant, `detail` names things for the audit, `due` is the new due day ("" = as it was)."""

    move: str
    to: str
    audit: str
    words: str = ""
    detail: str = ""
    due: str = ""


def move_application(
    installation: Installation, unit: Unit, member: Member, case: Case, revision: int, act: Act
) -> int:
    """The instant of the move (microseconds). `revision` is that of the page the member decided on.

    What was only received begins its 形式審査 in the same transaction. NotAllowed without the right; Conflict if
    somebody else was faster, or the state does not allow this; OwnCase where the case names them; Held while something beside the state stops it."""
    member.demand("review", case.row.duty)
    demand_not_own(installation, unit, member, case)
    if case.row.revision != revision or act.to not in ways(case.row):
        raise Conflict(act.move)
    if decisions.open_one(unit, case.row.id) is not None:
        raise Conflict("decision")  # it is taken back first, or leaves
    demand_free(installation, unit, case, act.to)
    now = to_micro(installation.clock.now())
    row = case.row
    if row.state == RECEIVED:
        row = _step(unit, row, member, "screen", SCREENING, now)
    sealed = case.sealer.seal(f"words:{now}", act.words) if act.words else None
    _step(unit, replace(row, due=act.due or row.due), member, act.move, act.to, now, sealed)
    write_audit(installation, unit, member.actor, act.audit, application_id=row.id, detail=act.detail)
    return now


def tell_applicant(installation: Installation, unit: Unit, case: Case, message: str, now: int, **facts: str) -> None:
    """That something happened; what, stands on the applicant's page only. Nobody where no resident filed."""
    number = case.row.receipt_number
    to = Addressee(case.row.person_id, case.row.id)
    once = f"{message}:{case.row.id}:{now}"
    notify(installation, unit, to, message, link=f"/applications/{number}", once=once, receipt=number, **facts)


def ways(row: ApplicationRow) -> tuple[str, ...]:
    """The states that staff may bring it to by one act."""
    state = SCREENING if row.state == RECEIVED else row.state
    return tuple(move.to for move in moves(row.kind, state, STAFF))


def _step(
    unit: Unit, row: ApplicationRow, member: Member, move: str, to: str, now: int, sealed: bytes | None = None
) -> ApplicationRow:
    kind = KINDS[row.kind]
    # An outcome that another may follow (順番待ち) leaves the case open.
    ended = to == WITHDRAWN or (to in kind.outcomes and to not in kind.waiting)
    after = replace(row, state=to, decided_at=now if ended else None, changed_at=now, revision=row.revision + 1)
    if not applications.move(unit, row, state=to, due=row.due, decided_at=after.decided_at, now=now):
        raise Conflict(move)
    applications.add_event(unit, row.id, EventRow(now, str(member.actor), move, row.state, to, sealed))
    return after
