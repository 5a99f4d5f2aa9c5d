"""Stops the hand-over of one application, and lets it go on. State, period and arrival are as they were."""

from portal.clock import from_micro, to_micro, tokyo_day
from portal.db import Unit
from portal.errors import Conflict
from portal.services.cases import Case
from portal.services.installation import Installation
from portal.services.rights import Member
from portal.services.write_audit import write_audit
from portal.store import applications, holds, staff_members
from portal.store.applications import EventRow
from portal.store.holds import ExportHoldRow

MOST_REASON = 200


def hold_hand_over(installation: Installation, unit: Unit, member: Member, case: Case, reason: str) -> None:
    """`reason` for the section. NotAllowed; Conflict if it is stopped already."""
    member.demand("hold hand-over", case.row.duty)
    now = to_micro(installation.clock.now())
    sealed = case.sealer.seal(f"export hold:{now}", reason)
    if not holds.add_export_hold(unit, ExportHoldRow(case.row.id, member.login, now, sealed)):
        raise Conflict("hold")
    _note(installation, unit, member, case, "hold_export", now)


def free_hand_over(installation: Installation, unit: Unit, member: Member, case: Case) -> None:
    """NotAllowed; Conflict if nothing stops it."""
    member.demand("hold hand-over", case.row.duty)
    if not holds.end_export_hold(unit, case.row.id):
        raise Conflict("hold")
    _note(installation, unit, member, case, "free_export", to_micro(installation.clock.now()))


def why_held(unit: Unit, case: Case) -> str:
    """Why its hand-over is stopped, by whom and since when; "" where it is not."""
    row = holds.export_hold(unit, case.row.id)
    if row is None:
        return ""
    by = staff_members.by_login(unit, row.held_by)
    reason: str = case.sealer.open(f"export hold:{row.held_at}", row.sealed_reason)
    day = tokyo_day(from_micro(row.held_at))
    return f"{reason}（{by.name if by else row.held_by}、{day.year}年{day.month}月{day.day}日）"


def _note(installation: Installation, unit: Unit, member: Member, case: Case, move: str, now: int) -> None:
    event = EventRow(now, str(member.actor), move, case.row.state, case.row.state, None)
    applications.add_event(unit, case.row.id, event)
    write_audit(installation, unit, member.actor, move.replace("_", " "), application_id=case.row.id)
