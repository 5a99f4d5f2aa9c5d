"""Asks a member to sign lines until a day (D298)."""

from collections.abc import Collection
from datetime import date

from forms.text.written_day import read_day
from portal.clock import Clock, to_micro
from portal.db import Unit
from portal.errors import Conflict
from portal.services.shared.needs import Basics
from portal.services.shared.rights import ALLOWED, Member
from portal.services.shared.write_audit import write_audit
from portal.services.workshop.open_draft import OpenedDraft, open_draft
from portal.services.workshop.sign_lines import Sheet, open_marks, open_requests, places_of
from portal.store.staff import staff_members, staff_rights
from portal.store.staff.staff_members import StaffRow
from portal.store.workshop import line_requests
from portal.store.workshop.line_requests import LineRequestRow

LINES, TO, UNTIL = "lines", "to", "until"


def who_may_sign(clock: Clock, unit: Unit, duty: str) -> dict[int, StaffRow]:
    today = clock.today().isoformat()
    able = {
        right.staff_id
        for right in staff_rights.in_force(unit, today)
        if right.role in ALLOWED["make procedures"] and right.duty in ("*", duty)
    }
    return {row.id: row for row in staff_members.everyone(unit) if row.id in able and not row.shut_out(today)}


def ask_to_sign(
    installation: Basics, unit: Unit, member: Member, draft_id: int, sheet: Sheet, chosen: Collection[str], to: str, until: str
) -> list[str]:  # fmt: skip
    # `chosen`: marks as hex, signed and unknown ones are passed over. Returns what is wrong; then nothing was stored.
    draft, lines = _open_lines(unit, member, draft_id, sheet, chosen)
    day = read_day("western", until[:40], "", "")
    asked = {str(row.id): row for row in who_may_sign(installation.clock, unit, draft.row.duty).values()}.get(to)
    wrong = [LINES] if not lines else []
    wrong += [TO] if asked is None else []
    if not isinstance(day, date) or day < installation.clock.today():
        return [*wrong, UNTIL]
    if wrong or asked is None:
        return wrong
    _remove(unit, draft, sheet, lines)
    now, places = to_micro(installation.clock.now()), places_of(sheet)
    for line in lines:
        row = LineRequestRow(draft_id, line, places[line], asked.id, day.isoformat(), member.id, now)
        line_requests.put(unit, row)
    detail = f"{draft.row.procedure} draft {draft_id} {len(lines)} lines {asked.login} until {day}"
    write_audit(installation, unit, member.actor, "ask to sign sheet", detail=detail)
    return []


def withdraw_asking(
    installation: Basics, unit: Unit, member: Member, draft_id: int, sheet: Sheet, chosen: Collection[str]
) -> int:
    # Returns for how many lines.
    draft, lines = _open_lines(unit, member, draft_id, sheet, chosen)
    count = _remove(unit, draft, sheet, lines)
    if count:
        detail = f"{draft.row.procedure} draft {draft_id} {count} lines"
        write_audit(installation, unit, member.actor, "withdraw asking to sign", detail=detail)
    return count


def _open_lines(
    unit: Unit, member: Member, draft_id: int, sheet: Sheet, chosen: Collection[str]
) -> tuple[OpenedDraft, list[bytes]]:
    draft = open_draft(unit, member, draft_id, "write procedures")
    if not draft.open:
        raise Conflict("definition draft")
    return draft, sorted(mark for mark in open_marks(unit, draft.row.procedure, sheet) if mark.hex() in chosen)


def _remove(unit: Unit, draft: OpenedDraft, sheet: Sheet, lines: Collection[bytes]) -> int:
    requests = open_requests(unit, draft, sheet)
    former = [requests[line].line for line in lines if line in requests]
    line_requests.remove(unit, draft.row.id, former)
    return len(former)
