"""発送簿, one line each."""

from portal.clock import to_micro
from portal.db import Unit
from portal.errors import BadRequest, Conflict
from portal.services.cases.cases import Case
from portal.services.cases.correction import open_return
from portal.services.notices.ask_by_letter import Addressee, why_no_letter
from portal.services.notices.ask_papers_by_letter import demand_requested_papers
from portal.services.notices.dispatch_note import CORRECTION, NOTICE, PAPERS, Note, seal_note
from portal.services.shared.needs import Basics
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.notices import dispatches, notices
from portal.store.notices.dispatches import CHECKED, DROPPED, OPEN, RETURNED, WAITING, DispatchRow
from portal.store.notices.notices import NoticeRow
from portal.store.signing import delegations

ELECTRONIC, UNOPENED, AGAIN = "electronic", "unopened", "again"
MOST_SIGNS = 200
DROPS = {"counter": "窓口で渡した", "not_needed": "送らなくてよくなった", "wrong": "まちがえて入れた"}


def put_notice(installation: Basics, unit: Unit, actor: Actor, case: Case, notice: NoticeRow, why: str = "") -> bool:
    """A line dropped for electronic delivery waits again if UNOPENED. False if there is a line."""
    if _put(installation, unit, actor, case, NOTICE, notice.id, Note(), why=why):
        return True
    rows = _of(unit, case, NOTICE, notice.id)
    dropped = next((row for row in rows if row.copies == 0 and row.state == DROPPED and row.why == ELECTRONIC), None)
    if why != UNOPENED or dropped is None or not dispatches.step(unit, dropped.id, DROPPED, WAITING, UNOPENED):
        return False
    write_audit(installation, unit, actor, "put letter in dispatch", application_id=case.row.id, detail=UNOPENED)
    return True


def put_correction(installation: Basics, unit: Unit, member: Member, case: Case, to: Addressee) -> None:
    """Raises NotAllowed; Conflict if no letter may go or one is in."""
    member.demand("review", case.row.duty)
    _put_asking(installation, unit, member, case, CORRECTION, open_return(unit, case).id, to)


def put_papers(installation: Basics, unit: Unit, member: Member, case: Case, to: Addressee) -> None:
    """As `put_correction`."""
    member.demand("review", case.row.duty)
    demand_requested_papers(unit, case)
    _put_asking(installation, unit, member, case, PAPERS, case.row.id, to)


def _put_asking(
    installation: Basics, unit: Unit, member: Member, case: Case, kind: str, source: int, to: Addressee
) -> None:
    before = _of(unit, case, kind, source)
    if why_no_letter(unit, case) or any(row.state in OPEN for row in before):
        raise Conflict("letter")
    if not _put(installation, unit, member.actor, case, kind, source, Note(to), copies=len(before)):
        raise Conflict("letter")


def put_again(installation: Basics, unit: Unit, member: Member, case: Case, notice_id: int, reason: str) -> int:
    """Its line. Raises NotAllowed; BadRequest without a reason; Conflict while one is under way."""
    member.demand("deliver", case.row.duty)
    if not any(row.id == notice_id for row in notices.of_application(unit, case.row.id)):
        raise Conflict("notice of another case")
    before = _of(unit, case, NOTICE, notice_id)
    if any(row.state in OPEN for row in before):
        raise Conflict("dispatch")
    if (before and not reason.strip()) or len(reason) > MOST_SIGNS:
        raise BadRequest("reason")
    note = Note(reason=reason.strip())
    if not _put(
        installation, unit, member.actor, case, NOTICE, notice_id, note, copies=len(before), why=AGAIN if before else ""
    ):
        raise Conflict("dispatch")
    return _of(unit, case, NOTICE, notice_id)[-1].id


def goes_by_agent(unit: Unit, case: Case) -> bool:
    # Whoever was asked to file reads a copy on line; the letter goes to the applicant, whose decision it is.
    filed = delegations.of_application(unit, case.row.id)
    return filed is not None and filed.kind in ("agent", "care_manager")


def goes_on_line_alone(unit: Unit, case: Case) -> bool:
    return notices.declared_at(unit, case.row.id) is not None and not goes_by_agent(unit, case)


def take_out_read_on_line(unit: Unit, case: Case) -> None:
    """Unless packed already, or the applicant does not read it there."""
    if goes_by_agent(unit, case):
        return
    for row in dispatches.of_application(unit, case.row.id):
        if row.kind == NOTICE and row.copies == 0 and row.state in (WAITING, CHECKED):
            dispatches.step(unit, row.id, row.state, DROPPED, ELECTRONIC)


def drop_line(installation: Basics, unit: Unit, member: Member, row: DispatchRow, why: str) -> None:
    """Raises NotAllowed, BadRequest; Conflict if packed or sent."""
    member.demand("deliver", row.duty)
    if why not in DROPS:
        raise BadRequest("why")
    # Why it came back is in the list and its CSV; why it goes no more is in the audit record.
    kept = row.why if row.state == RETURNED else why
    if row.state not in (WAITING, CHECKED, RETURNED) or not dispatches.step(unit, row.id, row.state, DROPPED, kept):
        raise Conflict("dispatch")
    write_audit(
        installation, unit, member.actor, "take letter out", application_id=row.application_id, detail=f"{row.id} {why}"
    )


def _of(unit: Unit, case: Case, kind: str, source: int) -> list[DispatchRow]:
    return [row for row in dispatches.of_application(unit, case.row.id) if (row.kind, row.source) == (kind, source)]


def _put(
    installation: Basics, unit: Unit, actor: Actor, case: Case, kind: str, source: int, note: Note,
    *, copies: int = 0, why: str = "",
) -> bool:  # fmt: skip
    now = to_micro(installation.clock.now())
    row = DispatchRow(
        0, case.row.id, case.row.duty, kind, source, copies, WAITING, why, 0, b"", now, None, None, 0, "", None, None, "",
    )  # fmt: skip
    if not dispatches.add(unit, DispatchRow(**vars(row) | {"sealed_note": seal_note(case, row, note)})):
        return False
    detail = f"{kind} {source} copy {copies}"
    write_audit(installation, unit, actor, "put letter in dispatch", application_id=case.row.id, detail=detail)
    return True
