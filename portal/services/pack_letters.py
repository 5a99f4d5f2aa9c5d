"""A day's batch (束) of checked letters: packed, printed as one PDF, marked as sent line by line, and what came back. Everything is
compared once more when it is printed: what does not fit any more is taken out, and nothing is printed with it."""

from collections.abc import Sequence
from datetime import date, timedelta

from portal.clock import from_micro, to_micro, tokyo_day
from portal.db import Unit
from portal.errors import BadRequest, Conflict, NotFound, NotYours
from portal.services.cases import Case, case_of_member
from portal.services.dispatch_line import letter_of, title_and_number, why_stopped
from portal.services.dispatch_note import note_of
from portal.services.installation import Installation
from portal.services.print_case import PRINTED
from portal.services.print_dispatch import CoverLine, Printed
from portal.services.rights import Member
from portal.services.throttle import count
from portal.services.write_audit import write_audit
from portal.store import applications, dispatches, staff_members
from portal.store.dispatches import CHECKED, PACKED, SENT, WAITING, BatchRow, DispatchRow

MOST = 100  # two to a second: nobody waits a minute for a sheet
CAME_BACK = {
    "unknown": "あて所に尋ねあたりません（宛先不明）", "moved": "転居先不明", "kept": "保管期間が過ぎた", "refused": "受取拒否", "other": "そのほか",
}  # fmt: skip
_LONG_AGO = timedelta(days=31)


def batch_of_member(unit: Unit, member: Member, batch_id: int, act: str) -> BatchRow:
    """NotFound, the same for what there is not and for another section's."""
    batch = dispatches.batch(unit, batch_id)
    if batch is None:
        raise NotFound("batch")
    if not member.may(act, batch.duty):
        raise NotYours("batch")
    return batch


def pack_letters(installation: Installation, unit: Unit, member: Member, duty: str, chosen: Sequence[int]) -> int:
    """The new batch, in the order of the list. NotAllowed, also where somebody protected is among them whom the member may not see;
    BadRequest for none or too many; Conflict where one was not there any more."""
    member.demand("deliver", duty)
    ids = sorted(set(chosen))
    if not 0 < len(ids) <= MOST:
        raise BadRequest("letters")
    now, today = to_micro(installation.clock.now()), installation.clock.today().isoformat()
    batch_id = dispatches.add_batch(unit, duty, today, member.id, now)
    for place, line_id in enumerate(ids, 1):
        if not dispatches.pack(unit, line_id, duty, batch_id, place):
            raise Conflict("pack")
    _demand_shown(installation, unit, member, dispatches.of_batch(unit, batch_id))
    write_audit(installation, unit, member.actor, "pack letters", detail=f"{batch_id} {len(ids)} letters")
    return batch_id


def unpack_letter(installation: Installation, unit: Unit, member: Member, row: DispatchRow) -> None:
    """Back to those that were checked. NotAllowed; Conflict if it has left."""
    member.demand("deliver", row.duty)
    if not dispatches.unpack(unit, row.id, CHECKED, row.why):
        raise Conflict("unpack")
    write_audit(installation, unit, member.actor, "unpack letter", application_id=row.application_id)


def print_batch(
    installation: Installation, unit: Unit, member: Member, batch: BatchRow
) -> tuple[Printed | None, tuple[tuple[str, str], ...]]:  # fmt: skip
    """What is to be set outside of the unit; or None and what was stopped, as (receipt number, key of STOPPED): it waits to be
    checked anew. Recorded letter by letter. NotAllowed; TooMany; Conflict where nothing is left to be printed."""
    member.demand("deliver", batch.duty)
    rows = [row for row in dispatches.of_batch(unit, batch.id) if row.state == PACKED]
    if not rows:
        raise Conflict("batch")
    _demand_shown(installation, unit, member, rows)
    count(installation, unit, PRINTED, member.login)
    cases = {row.id: _case(installation, unit, member, row) for row in rows}
    stopped = [(row, why) for row in rows if (why := _why(installation, unit, cases[row.id], row))]
    for row, why in stopped:
        dispatches.unpack(unit, row.id, WAITING, why)
        write_audit(installation, unit, member.actor, "stop letter", application_id=row.application_id, detail=why)
    if stopped:
        return None, tuple((cases[row.id].row.receipt_number, why) for row, why in stopped)
    letters = [letter_of(installation, unit, cases[row.id], row) for row in rows]
    lines = [_cover_line(unit, row, cases[row.id], letter.name) for row, letter in zip(rows, letters, strict=True)]
    for row in rows:
        write_audit(
            installation,
            unit,
            member.actor,
            "print letter to post",
            application_id=row.application_id,
            detail=str(row.id),
        )
    dispatches.mark_printed(unit, batch.id, to_micro(installation.clock.now()))
    office = installation.city.office(batch.duty, date.fromisoformat(batch.day))
    return Printed(batch.id, date.fromisoformat(batch.day), office.office, tuple(lines), tuple(letters)), ()


def mark_sent(
    installation: Installation, unit: Unit, member: Member, batch: BatchRow, chosen: Sequence[int], on: str
) -> None:  # fmt: skip
    """`on`: the day of posting, not after today and not long ago. NotAllowed; BadRequest; Conflict where one was sent or taken out
    meanwhile, or nothing was printed."""
    member.demand("deliver", batch.duty)
    day, now = read_day(installation, on), to_micro(installation.clock.now())
    if day is None or not chosen:
        raise BadRequest("sent")
    if batch.printed_at is None:
        raise Conflict("not printed")
    for line_id in sorted(set(chosen)):
        if not dispatches.send(unit, line_id, batch.id, day.isoformat(), member.id, now):
            raise Conflict("sent")
    for row in dispatches.of_batch(unit, batch.id):
        if row.id in chosen:
            _record(installation, unit, member, row, "post letter", day.isoformat())


def read_day(installation: Installation, typed: str) -> date | None:
    """Of an act of the post: today, or one of the last days."""
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return None
    today = installation.clock.today()
    return day if today - _LONG_AGO <= day <= today else None


def may_undo(installation: Installation, row: DispatchRow) -> bool:
    """Until the day ends on which it was marked."""
    marked = row.marked_at
    return row.state == SENT and marked is not None and tokyo_day(from_micro(marked)) == installation.clock.today()


def undo_sent(installation: Installation, unit: Unit, member: Member, row: DispatchRow) -> None:
    """NotAllowed; Conflict on the next day."""
    member.demand("deliver", row.duty)
    if not may_undo(installation, row) or not dispatches.unsend(unit, row.id):
        raise Conflict("undo sent")
    _record(installation, unit, member, row, "take posting back")


def come_back(installation: Installation, unit: Unit, member: Member, row: DispatchRow, on: str, why: str) -> None:
    """It came back on this day. NotAllowed; BadRequest; Conflict unless it was sent, and before that day."""
    member.demand("deliver", row.duty)
    day = read_day(installation, on)
    if day is None or why not in CAME_BACK:
        raise BadRequest("came back")
    if day.isoformat() < row.sent_on or not dispatches.come_back(unit, row.id, day.isoformat(), why):
        raise Conflict("came back")
    _record(installation, unit, member, row, "letter came back", why)


def _record(
    installation: Installation, unit: Unit, member: Member, row: DispatchRow, action: str, detail: str = ""
) -> None:  # fmt: skip
    write_audit(
        installation, unit, member.actor, action, application_id=row.application_id, detail=f"{row.id} {detail}".strip()
    )


def _case(installation: Installation, unit: Unit, member: Member, row: DispatchRow) -> Case:
    found = applications.by_id(unit, row.application_id)
    if found is None:
        raise NotFound("application")
    return case_of_member(installation, unit, member, found.receipt_number)


def _why(installation: Installation, unit: Unit, case: Case, row: DispatchRow) -> str:
    return why_stopped(installation, unit, case, row, note_of(case, row))


def _demand_shown(installation: Installation, unit: Unit, member: Member, rows: Sequence[DispatchRow]) -> None:
    """Whoever prints sees where it goes."""
    for row in rows:
        if _case(installation, unit, member, row).protected:
            member.demand("see protected", row.duty)


def _cover_line(unit: Unit, row: DispatchRow, case: Case, name: str) -> CoverLine:
    title, number = title_and_number(unit, row)
    by = staff_members.by_id(unit, row.checked_by) if row.checked_by else None
    return CoverLine(
        row.place, name, title, number, case.row.receipt_number, bool(row.registered), by.name if by else ""
    )  # fmt: skip
