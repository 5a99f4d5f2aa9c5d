"""A list of what need not be kept: one person proposes it, another one with the right to decide approves it (廃棄決裁), and between
approval and the day on which it is carried out there is time to think again."""

import hashlib
import json
from collections.abc import Sequence
from datetime import date, timedelta

from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict, NotAllowed, NotFound
from portal.services.actor import Actor
from portal.services.drafts import application_sealer
from portal.services.find_disposable import MOST, Free, find_disposable
from portal.services.installation import Installation
from portal.services.receipt_number import read
from portal.services.rights import Member
from portal.services.write_audit import write_audit
from portal.store import applications, disposals, notices
from portal.store.disposals import DROPPED, LISTED, OUT, PROPOSED, DisposalRow, LineRow

# Between approval and the day: a week to be told, a quarter at most, since meanwhile the world goes on.
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


def propose(installation: Installation, unit: Unit, member: Member, duty: str) -> int | None:
    """Its number; None where nothing may go. NotAllowed; Conflict if a list of this duty is open."""
    member.demand("propose disposal", duty)
    return propose_as(installation, unit, member.actor, duty)


def propose_as(installation: Installation, unit: Unit, actor: Actor, duty: str) -> int | None:
    """As `propose`, for who needs no right: the command line. A member still has to approve."""
    free = find_disposable(installation, unit, duty).may_go[:MOST]
    if not free:
        return None
    now, today = to_micro(installation.clock.now()), installation.clock.today().isoformat()
    number = disposals.add(unit, duty, today, actor.id, now)
    if number is None:
        raise Conflict("disposal")
    for at in range(0, len(free), _AT_ONCE):
        part = free[at : at + _AT_ONCE]
        documents = notices.numbers_of(unit, [one.row.id for one in part])
        disposals.add_lines(unit, [_line(number, one, documents.get(one.row.id, ())) for one in part])
    write_audit(installation, unit, actor, "propose disposal", detail=f"{number} {duty} {len(free)} lines")
    return number


def _line(number: int, one: Free, documents: Sequence[str]) -> LineRow:
    row = one.row
    return LineRow(
        number, row.id, row.receipt_number, row.procedure, row.version, row.meaning, row.duty, row.door,
        row.arrival_place, row.arrival_basis, row.arrived_at, row.decided_at or 0, row.state, one.free_on.isoformat(),
        " ".join(documents),
    )  # fmt: skip


def disposal_of(unit: Unit, member: Member, number: int) -> DisposalRow:
    """NotFound, also for other duties."""
    row = disposals.by_id(unit, number)
    if row is None or not member.may("see disposals", row.duty):
        raise NotFound("disposal")
    return row


def take_out(
    installation: Installation, unit: Unit, member: Member, row: DisposalRow, typed: str, why: str, words: str
) -> bool:
    """One line, with a reason; more of it is sealed under the application's own key and goes with it. False where the list has
    no such line. NotAllowed; Conflict once it is approved: from then on a hold (廃棄停止) is the way."""
    member.demand("propose disposal", row.duty)
    if row.state != PROPOSED:
        raise Conflict("disposal")
    number = read(typed)
    line = next((one for one in disposals.lines(unit, row.id) if one.receipt_number == number), None)
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


def digest_of(lines: Sequence[LineRow]) -> bytes:
    """Over all that was approved, whatever became of it: what was taken out before is not in it."""
    told = [
        [
            one.receipt_number,
            one.procedure,
            one.version,
            one.door,
            one.arrived_at,
            one.ended_at,
            one.outcome,
            one.free_on,
        ]
        for one in sorted(lines, key=lambda one: one.application_id)
        if one.state != OUT
    ]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()).digest()


def may_approve(member: Member, row: DisposalRow) -> bool:
    """Two people: never who proposed it."""
    return row.state == PROPOSED and member.login != row.proposed_by and member.may("approve disposal", row.duty)


def days_to_choose(today: date) -> tuple[date, date, date]:
    """The first day on which a list may be carried out, the usual one, the last one."""
    return today + timedelta(SOONEST), today + timedelta(USUAL), today + timedelta(LATEST)


def approve(installation: Installation, unit: Unit, member: Member, row: DisposalRow, mark: str, day: date) -> None:
    """`mark`: digest of the lines as the approver saw them; `day`: of `days_to_choose`. NotAllowed; Conflict if the list is another by now, or has no line."""
    member.demand("approve disposal", row.duty)
    if member.login == row.proposed_by:
        raise NotAllowed("approve disposal")
    lines = disposals.lines(unit, row.id)
    digest, now = digest_of(lines), to_micro(installation.clock.now())
    first, _, last = days_to_choose(installation.clock.today())
    fits = mark == digest.hex() and first <= day <= last and any(one.state == LISTED for one in lines)
    if not fits or not disposals.approve(unit, row.id, digest=digest, by=member.login, day=day.isoformat(), now=now):
        raise Conflict("disposal")
    told = f"{row.id} of {row.proposed_by} {sum(one.state == LISTED for one in lines)} lines on {day} {digest.hex()}"
    write_audit(installation, unit, member.actor, "approve disposal", detail=told)


def drop(installation: Installation, unit: Unit, member: Member, row: DisposalRow) -> None:
    """Nothing more of it goes. NotAllowed; Conflict if it has ended."""
    if not member.may("approve disposal", row.duty):
        member.demand("propose disposal", row.duty)
    if not disposals.end(unit, row.id, DROPPED, member.login, to_micro(installation.clock.now())):
        raise Conflict("disposal")
    write_audit(installation, unit, member.actor, "drop disposal", detail=str(row.id))
