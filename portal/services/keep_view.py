"""Keeps views of the queue under a name: a member's own, or those of everybody who works on a duty. A view is what the address
asks for; whoever opens it sees what their own rights show them."""

from dataclasses import dataclass

from forms.japanese import unusable
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import NotFound
from portal.services.installation import Installation
from portal.services.rights import Member
from portal.services.write_audit import write_audit
from portal.store import saved_views
from portal.store.saved_views import ViewRow

LONGEST = 40
MOST = 30  # of one's own, or of one duty: more would be another queue


@dataclass(frozen=True)
class Views:
    """Their own first. `first`: the one with which the desk opens, 0 for none."""

    rows: tuple[ViewRow, ...]
    first: int

    def one(self, view_id: int) -> ViewRow | None:
        return next((row for row in self.rows if row.id == view_id), None)


def views_of(installation: Installation, unit: Unit, member: Member) -> Views:
    """Those this member may open today. One of a duty they left opens nothing any more, not even first."""
    duties = member.duties("see", tuple(installation.city.duties))
    rows = tuple(saved_views.of_member(unit, member.id, duties))
    first = saved_views.first_of(unit, member.id)
    return Views(rows, first if any(row.id == first for row in rows) else 0)


def may_change(member: Member, row: ViewRow) -> bool:
    """One's own; those of a duty belong to who reviews it."""
    return member.may("review", row.duty) if row.duty else row.staff_id == member.id


def view_of_member(installation: Installation, unit: Unit, member: Member, view_id: int) -> ViewRow:
    """NotFound, also for another's own."""
    row = views_of(installation, unit, member).one(view_id)
    if row is None:
        raise NotFound("view")
    return row


def view_to_change(installation: Installation, unit: Unit, member: Member, view_id: int) -> ViewRow:
    """NotFound for who may only use it."""
    row = view_of_member(installation, unit, member, view_id)
    if not may_change(member, row):
        raise NotFound("view")
    return row


def keep_view(installation: Installation, unit: Unit, member: Member, name: str, query: str, duty: str) -> str:
    """What is wrong with it, "" for nothing. NotAllowed for a duty that they do not review."""
    if duty:
        member.demand("review", duty)
    problem = _wrong(installation, unit, member, name, duty)
    if not problem:
        saved_views.add(unit, name, query, duty, member.id, to_micro(installation.clock.now()))
        write_audit(installation, unit, member.actor, "keep view", detail=duty)
    return problem


def rename_view(installation: Installation, unit: Unit, member: Member, view_id: int, name: str) -> str:
    """What is wrong with the name, "" for nothing."""
    row = view_to_change(installation, unit, member, view_id)
    problem = "" if name == row.name else _wrong(installation, unit, member, name, row.duty)
    if not problem:
        saved_views.rename(unit, row.id, name)
        write_audit(installation, unit, member.actor, "rename view", detail=row.duty)
    return problem


def drop_view(installation: Installation, unit: Unit, member: Member, view_id: int) -> None:
    row = view_to_change(installation, unit, member, view_id)
    saved_views.remove(unit, row.id)
    write_audit(installation, unit, member.actor, "drop view", detail=row.duty)


def open_with(installation: Installation, unit: Unit, member: Member, view_id: int) -> None:
    """The desk opens with this view; pressed once more, with all there is."""
    row = view_of_member(installation, unit, member, view_id)
    saved_views.open_with(unit, member.id, 0 if saved_views.first_of(unit, member.id) == row.id else row.id)


def _wrong(installation: Installation, unit: Unit, member: Member, name: str, duty: str) -> str:
    beside = [row for row in views_of(installation, unit, member).rows if row.duty == duty]
    if not name:
        return "名前を書いてください。"
    if len(name) > LONGEST or unusable(name):
        return f"名前は、{LONGEST}字までで書いてください。"
    if name in (row.name for row in beside):
        return f"「{name}」は、もうあります。別の名前にしてください。"
    return f"保存できるのは{MOST}個までです。使わないものを消してください。" if len(beside) >= MOST else ""
