"""Batches (束) of checked letters; printing checks again."""

from collections.abc import Sequence
from datetime import date, timedelta

from portal.clock import Clock, from_micro, iso_day, to_micro, tokyo_day
from portal.db import Unit
from portal.errors import BadRequest, Conflict, NotFound, NotYours, required
from portal.services.cases.cases import Case
from portal.services.counter.print_case import PRINTED
from portal.services.notices.dispatch_line import case_of_line, letter_of, title_and_number, why_stopped
from portal.services.notices.dispatch_note import note_of
from portal.services.notices.print_dispatch import CoverLine, Printed
from portal.services.shared.needs import Basics, HasCodeKey, Records
from portal.services.shared.rights import Member
from portal.services.shared.throttle import count
from portal.services.shared.write_audit import write_audit
from portal.store.notices import dispatches
from portal.store.notices.dispatches import CHECKED, PACKED, RETURNED, SENT, WAITING, BatchRow, DispatchRow
from portal.store.staff import staff_members

MOST = 100  # half a second each: a request takes at most a minute
CAME_BACK = {
    "unknown": "あて所に尋ねあたりません（宛先不明）", "moved": "転居先不明", "kept": "保管期間が過ぎた", "refused": "受取拒否", "other": "そのほか",
}  # fmt: skip
_LONG_AGO = timedelta(days=31)


def batch_of_member(unit: Unit, member: Member, batch_id: int, act: str) -> BatchRow:
    """Raises NotFound, NotYours."""
    batch = required(dispatches.batch(unit, batch_id), NotFound("batch"))
    if not member.may(act, batch.duty):
        raise NotYours("batch")
    return batch


def pack_letters(installation: Records, unit: Unit, member: Member, duty: str, chosen: Sequence[int]) -> int:
    """Raises NotAllowed, also for protected people; BadRequest; Conflict if one is gone."""
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


def unpack_letter(installation: Basics, unit: Unit, member: Member, row: DispatchRow) -> None:
    """Raises NotAllowed, Conflict."""
    member.demand("deliver", row.duty)
    if not dispatches.unpack(unit, row.id, CHECKED, row.why):
        raise Conflict("unpack")
    write_audit(installation, unit, member.actor, "unpack letter", application_id=row.application_id)


def unpack_batch(installation: Basics, unit: Unit, member: Member, batch: BatchRow) -> None:
    """Its letters are checked ones again. Raises NotAllowed; Conflict if none is packed."""
    rows = [row for row in dispatches.of_batch(unit, batch.id) if row.state == PACKED]
    if not rows:
        raise Conflict("unpack")
    for row in rows:
        unpack_letter(installation, unit, member, row)


def print_batch(
    installation: HasCodeKey, unit: Unit, member: Member, batch: BatchRow
) -> tuple[Printed | None, tuple[tuple[str, str], ...]]:  # fmt: skip
    """Render outside the unit. None with stopped letters: (receipt number, key of STOPPED). Raises NotAllowed,
    TooMany, Conflict."""
    member.demand("deliver", batch.duty)
    rows = [row for row in dispatches.of_batch(unit, batch.id) if row.state == PACKED]
    if not rows:
        raise Conflict("batch")
    _demand_shown(installation, unit, member, rows)
    count(installation, unit, PRINTED, member.login)
    cases = {row.id: case_of_line(installation, unit, member, row) for row in rows}
    stopped = [(row, why) for row in rows if (why := _why(unit, cases[row.id], row))]
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
    installation: Basics, unit: Unit, member: Member, batch: BatchRow, chosen: Sequence[int], on: str
) -> None:  # fmt: skip
    """Raises NotAllowed, BadRequest; Conflict if a letter was sent or removed meanwhile, or nothing was printed."""
    member.demand("deliver", batch.duty)
    day, now = read_day(installation.clock, on), to_micro(installation.clock.now())
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


def read_day(clock: Clock, typed: str) -> date | None:
    day, today = iso_day(typed), clock.today()
    return day if day and today - _LONG_AGO <= day <= today else None


def may_undo(clock: Clock, row: DispatchRow) -> bool:
    """Until the end of that day."""
    marked = row.marked_at
    return row.state == SENT and marked is not None and tokyo_day(from_micro(marked)) == clock.today()


def undo_sent(installation: Basics, unit: Unit, member: Member, row: DispatchRow) -> None:
    """Or that it came back. Raises NotAllowed; Conflict on the next day."""
    member.demand("deliver", row.duty)
    if row.state == RETURNED and dispatches.unreturn(unit, row.id):
        _record(installation, unit, member, row, "take return back")
        return
    if not may_undo(installation.clock, row) or not dispatches.unsend(unit, row.id):
        raise Conflict("undo sent")
    _record(installation, unit, member, row, "take posting back")


def undo_batch(installation: Basics, unit: Unit, member: Member, batch: BatchRow) -> None:
    """All that was marked as sent today. Raises NotAllowed; Conflict if there is nothing to undo."""
    rows = [row for row in dispatches.of_batch(unit, batch.id) if may_undo(installation.clock, row)]
    if not rows:
        raise Conflict("undo sent")
    for row in rows:
        undo_sent(installation, unit, member, row)


def record_return(installation: Basics, unit: Unit, member: Member, row: DispatchRow, on: str, why: str) -> bool:
    """False before the day of sending. Raises NotAllowed, BadRequest; Conflict unless sent."""
    member.demand("deliver", row.duty)
    day = read_day(installation.clock, on)
    if day is None or why not in CAME_BACK:
        raise BadRequest("came back")
    if day.isoformat() < row.sent_on:
        return False
    if not dispatches.mark_returned(unit, row.id, day.isoformat(), why):
        raise Conflict("came back")
    _record(installation, unit, member, row, "letter came back", why)
    return True


def _record(
    installation: Basics, unit: Unit, member: Member, row: DispatchRow, action: str, detail: str = ""
) -> None:  # fmt: skip
    write_audit(
        installation, unit, member.actor, action, application_id=row.application_id, detail=f"{row.id} {detail}".strip()
    )


def _why(unit: Unit, case: Case, row: DispatchRow) -> str:
    return why_stopped(unit, case, row, note_of(case, row))


def _demand_shown(installation: Records, unit: Unit, member: Member, rows: Sequence[DispatchRow]) -> None:
    for row in rows:
        if case_of_line(installation, unit, member, row).protected:
            member.demand("see protected", row.duty)


def _cover_line(unit: Unit, row: DispatchRow, case: Case, name: str) -> CoverLine:
    title, number = title_and_number(unit, row)
    by = staff_members.by_id(unit, row.checked_by) if row.checked_by else None
    return CoverLine(
        row.place, name, title, number, case.row.receipt_number, bool(row.registered), by.name if by else ""
    )  # fmt: skip
