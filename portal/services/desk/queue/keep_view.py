"""Rights apply when opened."""

from dataclasses import dataclass

from forms.city.city import City
from forms.text.japanese import unusable
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import NotFound, required
from portal.services.shared.needs import Basics
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.desk import saved_views
from portal.store.desk.saved_views import ViewRow

LONGEST = 40
MOST = 30  # per member or duty; with more, a list would need its own queue


@dataclass(frozen=True)
class Views:
    rows: tuple[ViewRow, ...]
    first: int

    def by_id(self, view_id: int) -> ViewRow | None:
        return next((row for row in self.rows if row.id == view_id), None)


def views_of(city: City, unit: Unit, member: Member) -> Views:
    duties = member.duties("see", tuple(city.duties))
    rows = tuple(saved_views.of_member(unit, member.id, duties))
    first = saved_views.first_of(unit, member.id)
    return Views(rows, first if any(row.id == first for row in rows) else 0)


def may_change(member: Member, row: ViewRow) -> bool:
    return member.may("review", row.duty) if row.duty else row.staff_id == member.id


def view_of_member(city: City, unit: Unit, member: Member, view_id: int) -> ViewRow:
    """Raises NotFound, also for another's."""
    return required(views_of(city, unit, member).by_id(view_id), NotFound("view"))


def view_to_change(city: City, unit: Unit, member: Member, view_id: int) -> ViewRow:
    """Raises NotFound."""
    row = view_of_member(city, unit, member, view_id)
    if not may_change(member, row):
        raise NotFound("view")
    return row


def keep_view(installation: Basics, unit: Unit, member: Member, name: str, query: str, duty: str) -> str:
    """Returns a message, or "". Raises NotAllowed."""
    if duty:
        member.demand("review", duty)
    problem = _wrong(installation.city, unit, member, name, duty)
    if not problem:
        saved_views.add(unit, name, query, duty, member.id, to_micro(installation.clock.now()))
        write_audit(installation, unit, member.actor, "keep view", detail=duty)
    return problem


def rename_view(installation: Basics, unit: Unit, member: Member, view_id: int, name: str) -> str:
    """Returns a message, or ""."""
    row = view_to_change(installation.city, unit, member, view_id)
    problem = "" if name == row.name else _wrong(installation.city, unit, member, name, row.duty)
    if not problem:
        saved_views.rename(unit, row.id, name)
        write_audit(installation, unit, member.actor, "rename view", detail=row.duty)
    return problem


def drop_view(installation: Basics, unit: Unit, member: Member, view_id: int) -> None:
    row = view_to_change(installation.city, unit, member, view_id)
    saved_views.remove(unit, row.id)
    write_audit(installation, unit, member.actor, "drop view", detail=row.duty)


def open_with(city: City, unit: Unit, member: Member, view_id: int) -> None:
    """A second call resets it."""
    row = view_of_member(city, unit, member, view_id)
    saved_views.open_with(unit, member.id, 0 if saved_views.first_of(unit, member.id) == row.id else row.id)


def _wrong(city: City, unit: Unit, member: Member, name: str, duty: str) -> str:
    beside = [row for row in views_of(city, unit, member).rows if row.duty == duty]
    if not name:
        return "名前を書いてください。"
    if len(name) > LONGEST or unusable(name):
        return f"名前は、{LONGEST}字までで書いてください。"
    if name in (row.name for row in beside):
        return f"「{name}」は、もうあります。別の名前にしてください。"
    return f"保存できるのは{MOST}個までです。使わないものを消してください。" if len(beside) >= MOST else ""
