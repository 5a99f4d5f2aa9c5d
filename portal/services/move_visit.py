"""A visit goes on: one procedure more or less, put aside, taken up again, given to a colleague, ended."""

from dataclasses import replace

from portal.clock import to_micro
from portal.db import Unit
from portal.errors import NotFound
from portal.services.ask_reception import counter_doors
from portal.services.discard_at_counter import discard_at_counter
from portal.services.drafts import start_draft
from portal.services.installation import Installation
from portal.services.rights import ALLOWED, Member
from portal.services.scan_visit import drop_visit_scans
from portal.services.visits import Visit, Words, save_visit
from portal.services.write_audit import write_audit
from portal.store import staff_members, staff_rights, visit_figures, visitor_screens, visits
from portal.store.staff_members import StaffRow


def add_procedure(installation: Installation, unit: Unit, member: Member, visit: Visit, procedure: str) -> str:
    """The id of its draft. One that is begun in this visit and not filed is taken again only by its own line."""
    current = installation.catalogue.current(procedure)
    doors = counter_doors(current)
    if not doors:
        raise NotFound(procedure)
    member.demand("enter", current.duty)
    save_visit(installation, unit, visit, replace(visit.words, adding=""))
    draft_id = start_draft(installation, unit, current, doors[0], staff_id=member.id)
    visits.join(unit, visit.id, draft_id)
    write_audit(installation, unit, member.actor, "start draft", detail=procedure)
    return draft_id


def remove_procedure(installation: Installation, unit: Unit, member: Member, visit: Visit, draft_id: str) -> None:
    """As a single draft is thrown away: it can be had back for a day. NotFound unless it is open in this visit."""
    if draft_id not in [one.uid for one in visit.open]:
        raise NotFound("draft")
    discard_at_counter(installation, unit, member, draft_id)
    visits.leave(unit, draft_id)


def join_visit(
    installation: Installation, unit: Unit, member: Member, visit: Visit, uid: str, *, booked: bool = False
) -> None:
    """A draft that was begun elsewhere, or what somebody booked."""
    visits.join(unit, visit.id, uid, booked=booked)
    write_audit(installation, unit, member.actor, "join visit", detail=f"{visit.id} {uid}")


def park_visit(installation: Installation, unit: Unit, member: Member, visit: Visit, words: Words) -> None:
    """Put aside with its ticket number, for whoever calls that next."""
    now = to_micro(installation.clock.now())
    save_visit(installation, unit, visit, words, parked_at=visit.row.parked_at or now)
    visitor_screens.let_go(unit, visit.id)
    write_audit(installation, unit, member.actor, "park visit", detail=visit.id)


def resume_visit(installation: Installation, unit: Unit, member: Member, visit: Visit, words: Words) -> Visit:
    """Whoever takes it up serves them from now on."""
    _stood(installation, unit, visit)
    write_audit(installation, unit, member.actor, "resume visit", detail=visit.id)
    return save_visit(installation, unit, visit, words, parked_at=None, staff_id=member.id)


def _stood(installation: Installation, unit: Unit, visit: Visit) -> None:
    if visit.row.parked_at is not None:
        visit_figures.stood(unit, visit.id, max(0, to_micro(installation.clock.now()) - visit.row.parked_at))


def colleagues_of(installation: Installation, unit: Unit, member: Member, visit: Visit) -> list[StaffRow]:
    """Who may go on with it: all procedures of it that are not filed are of their duties; while there is none, one of `member`'s is."""
    open_ = {installation.catalogue.version(unit, one.meaning).duty for one in visit.open}
    own = set(member.duties("enter", tuple(installation.city.duties)))
    held: dict[int, set[str]] = {}
    for right in staff_rights.in_force(unit, installation.clock.today().isoformat()):
        if right.role in ALLOWED["enter"]:
            held.setdefault(right.staff_id, set()).add(right.duty)
    may = {one for one, duties in held.items() if "*" in duties or (open_ <= duties if open_ else own & duties)}
    return [row for row in staff_members.everyone(unit) if row.id in may and row.id != member.id]


def hand_over_visit(
    installation: Installation, unit: Unit, member: Member, visit: Visit, words: Words, colleague: int
) -> None:
    """To a colleague, who finds it among their own. NotFound unless they may go on with it."""
    if colleague not in [row.id for row in colleagues_of(installation, unit, member, visit)]:
        raise NotFound("colleague")
    now = to_micro(installation.clock.now())
    save_visit(installation, unit, visit, words, staff_id=colleague, parked_at=visit.row.parked_at or now)
    visitor_screens.let_go(unit, visit.id)
    write_audit(installation, unit, member.actor, "hand over visit", detail=f"{visit.id} {colleague}")


def end_visit(installation: Installation, unit: Unit, member: Member, visit: Visit, words: Words) -> None:
    """They go, and what was scanned of their papers. The ticket is free again."""
    _stood(installation, unit, visit)
    now = to_micro(installation.clock.now())
    save_visit(installation, unit, visit, words, ended_at=now, parked_at=None, open_ticket=None)
    visitor_screens.let_go(unit, visit.id)
    drop_visit_scans(installation, unit, member, visit)
    visit_figures.end(unit, visit.id, now)
    write_audit(installation, unit, member.actor, "end visit", detail=visit.id)
