"""Keeps one application out of batches."""

from portal.clock import from_micro, to_micro, tokyo_day
from portal.db import Unit
from portal.errors import Conflict
from portal.services.cases.cases import Case
from portal.services.cases.own_case import demand_not_own
from portal.services.shared.needs import Basics, Records
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.cases import applications
from portal.store.cases.applications import EventRow
from portal.store.handover import holds
from portal.store.handover.holds import ExportHoldRow
from portal.store.staff import staff_members

MOST_REASON = 200


def hold_hand_over(installation: Records, unit: Unit, member: Member, case: Case, reason: str) -> None:
    """Raises NotAllowed, OwnCase, Conflict."""
    member.demand("hold hand-over", case.row.duty)
    demand_not_own(installation, unit, member, case)
    now = to_micro(installation.clock.now())
    sealed = case.sealer.seal(f"export hold:{now}", reason)
    if not holds.add_export_hold(unit, ExportHoldRow(case.row.id, member.login, now, sealed)):
        raise Conflict("hold")
    _note(installation, unit, member, case, "hold_export", now)


def free_hand_over(installation: Records, unit: Unit, member: Member, case: Case, *, shown: str) -> None:
    """Raises NotAllowed, OwnCase, Conflict."""
    # `shown`: why it was held, as it was read. Somebody may have freed it and held it for another reason.
    member.demand("hold hand-over", case.row.duty)
    demand_not_own(installation, unit, member, case)
    if shown != why_held(unit, case) or not holds.end_export_hold(unit, case.row.id):
        raise Conflict("hold")
    _note(installation, unit, member, case, "free_export", to_micro(installation.clock.now()))


def why_held(unit: Unit, case: Case) -> str:
    row = holds.export_hold(unit, case.row.id)
    if row is None:
        return ""
    by = staff_members.by_login(unit, row.held_by)
    reason: str = case.sealer.open(f"export hold:{row.held_at}", row.sealed_reason)
    day = tokyo_day(from_micro(row.held_at))
    return f"{reason}（{by.name if by else row.held_by}、{day.year}年{day.month}月{day.day}日）"


def _note(installation: Basics, unit: Unit, member: Member, case: Case, move: str, now: int) -> None:
    event = EventRow(now, str(member.actor), move, case.row.state, case.row.state, None)
    applications.add_event(unit, case.row.id, event)
    write_audit(installation, unit, member.actor, move.replace("_", " "), application_id=case.row.id)
