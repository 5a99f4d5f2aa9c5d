"""廃棄決裁: one person proposes, another approves for a later day."""

from collections.abc import Sequence
from datetime import date, timedelta

from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict, NotAllowed, NotFound, required
from portal.services.disposal.find_disposable import MOST, Free, find_disposable, must_stay
from portal.services.filing.drafts import application_sealer
from portal.services.shared.needs import Basics, HasPayments, Records
from portal.services.shared.receipt_number import read
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.cases import applications
from portal.store.disposal import disposals
from portal.store.disposal.disposals import DROPPED, LISTED, OUT, PROPOSED, DisposalRow, LineRow
from portal.store.notices import notices

# Days between approval and disposal: at least one, at most a quarter, since circumstances change.
SOONEST, USUAL, LATEST = 1, 7, 90
REASONS = {
    "request": "開示請求・照会がある",
    "appeal": "審査請求・訴訟がある",
    "history": "歴史的な文書として残す",
    "work": "事務でまだ使う",
    "mistake": "期間の数え方を確かめる",
}
MOST_WORDS = 200
_AT_ONCE = 500


def propose(installation: HasPayments, unit: Unit, member: Member, duty: str) -> int | None:
    member.demand("propose disposal", duty)
    return propose_as(installation, unit, member.actor, duty)


def propose_as(installation: HasPayments, unit: Unit, actor: Actor, duty: str) -> int | None:
    """The command line needs no right."""
    free = find_disposable(installation, unit, duty).may_go[:MOST]
    if not free:
        return None
    now, today = to_micro(installation.clock.now()), installation.clock.today().isoformat()
    number = required(disposals.add(unit, duty, today, actor.id, now), Conflict("disposal"))
    for index in range(0, len(free), _AT_ONCE):
        part = free[index : index + _AT_ONCE]
        documents = notices.numbers_of(unit, [free_case.row.id for free_case in part])
        disposals.add_lines(unit, [_line(number, free_case, documents.get(free_case.row.id, ())) for free_case in part])
    write_audit(installation, unit, actor, "propose disposal", detail=f"{number} {duty} {len(free)} lines")
    return number


def _line(number: int, free: Free, documents: Sequence[str]) -> LineRow:
    row = free.row
    return LineRow(
        number, row.id, row.receipt_number, row.procedure, row.version, row.meaning, row.duty, row.door,
        row.arrival_place, row.arrival_basis, row.arrived_at, row.decided_at or 0, row.state, free.free_on.isoformat(),
        " ".join(documents),
    )  # fmt: skip


def disposal_of(unit: Unit, member: Member, number: int) -> DisposalRow:
    """Raises NotFound."""
    row = disposals.by_id(unit, number)
    if row is None or not member.may("see disposals", row.duty):
        raise NotFound("disposal")
    return row


def take_out(
    installation: Records, unit: Unit, member: Member, row: DisposalRow, typed: str, why: str, words: str
) -> bool:
    """`words` are sealed under the application's key. Raises NotAllowed; Conflict once approved: then use a 廃棄停止."""
    member.demand("propose disposal", row.duty)
    if row.state != PROPOSED:
        raise Conflict("disposal")
    number = read(typed)
    line = next((listed for listed in disposals.lines(unit, row.id) if listed.receipt_number == number), None)
    if line is None or line.state != LISTED:
        return False
    case = applications.by_id(unit, line.application_id)
    if case is None:  # nothing else deletes one: a bug
        raise KeyError(line.application_id)
    box = application_sealer(installation, case.uid, case.key_id, case.wrapped_key)
    sealed, now = box.seal(f"disposal:{row.id}", words) if words else None, to_micro(installation.clock.now())
    disposals.settle(unit, line, OUT, why=why, by=member.login, now=now, words=sealed)
    write_audit(
        installation, unit, member.actor, "take out of disposal", application_id=line.application_id,
        detail=f"{row.id} {why}",
    )  # fmt: skip
    return True


def may_approve(member: Member, row: DisposalRow) -> bool:
    return row.state == PROPOSED and member.login != row.proposed_by and member.may("approve disposal", row.duty)


def days_to_choose(today: date) -> tuple[date, date, date]:
    return today + timedelta(SOONEST), today + timedelta(USUAL), today + timedelta(LATEST)


def approve(installation: Basics, unit: Unit, member: Member, row: DisposalRow, mark: str, day: date) -> None:
    """`mark`: digest as shown. Raises NotAllowed; Conflict if the list changed, is empty or has a case
    that must stay."""
    member.demand("approve disposal", row.duty)
    if member.login == row.proposed_by:
        raise NotAllowed("approve disposal")
    lines = disposals.lines(unit, row.id)
    digest, now = disposals.digest_of(lines), to_micro(installation.clock.now())
    first, _, last = days_to_choose(installation.clock.today())
    going = [line for line in lines if line.state == LISTED]
    fits = mark == digest.hex() and first <= day <= last and bool(going)
    fits = fits and not any(must_stay(installation, unit, line) for line in going)
    if not fits or not disposals.approve(unit, row.id, digest=digest, by=member.login, day=day.isoformat(), now=now):
        raise Conflict("disposal")
    detail = f"{row.id} of {row.proposed_by} {len(going)} lines on {day} {digest.hex()}"
    write_audit(installation, unit, member.actor, "approve disposal", detail=detail)


def drop(installation: Basics, unit: Unit, member: Member, row: DisposalRow) -> None:
    """Raises NotAllowed; Conflict once ended."""
    if not member.may("approve disposal", row.duty):
        member.demand("propose disposal", row.duty)
    if not disposals.end(unit, row.id, DROPPED, member.login, to_micro(installation.clock.now())):
        raise Conflict("disposal")
    write_audit(installation, unit, member.actor, "drop disposal", detail=str(row.id))
