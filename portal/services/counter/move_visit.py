from dataclasses import replace

from portal.clock import Clock, to_micro
from portal.db import Unit
from portal.errors import NotFound
from portal.services.cases.given import is_handed_over
from portal.services.counter.discard_at_counter import discard_at_counter
from portal.services.counter.scan_visit import drop_visit_scans
from portal.services.counter.visitor_screen_pairing import rest_or_let_go
from portal.services.counter.visits import Visit, Words, open_visit, save_visit
from portal.services.filing.drafts import start_draft
from portal.services.filing.visit_facts import facts_of, keep_facts
from portal.services.procedures.ask_reception import counter_doors
from portal.services.shared.needs import Basics, Records
from portal.services.shared.rights import ALLOWED, Member
from portal.services.shared.write_audit import write_audit
from portal.store.cases import applications
from portal.store.counter import visit_figures, visitor_screens, visits
from portal.store.staff import staff_members, staff_rights
from portal.store.staff.staff_members import StaffRow


def add_procedure(installation: Records, unit: Unit, member: Member, visit: Visit, procedure: str) -> str:
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


def remove_procedure(installation: Records, unit: Unit, member: Member, visit: Visit, draft_id: str) -> None:
    """Restorable for a day. Raises NotFound unless open in this visit."""
    if draft_id not in [item.uid for item in visit.open]:
        raise NotFound("draft")
    discard_at_counter(installation, unit, member, draft_id)
    visits.leave(unit, draft_id)


def join_visit(
    installation: Basics, unit: Unit, member: Member, visit: Visit, uid: str, *, booked: bool = False
) -> None:
    visits.join(unit, visit.id, uid, booked=booked)
    write_audit(installation, unit, member.actor, "join visit", detail=f"{visit.id} {uid}")


def park_visit(installation: Records, unit: Unit, member: Member, visit: Visit, words: Words) -> None:
    now = to_micro(installation.clock.now())
    save_visit(installation, unit, visit, words, parked_at=visit.row.parked_at or now)
    visitor_screens.let_go(unit, visit.id)
    write_audit(installation, unit, member.actor, "park visit", detail=visit.id)


def resume_visit(installation: Records, unit: Unit, member: Member, visit: Visit, words: Words) -> Visit:
    _count_parked(installation.clock, unit, visit)
    write_audit(installation, unit, member.actor, "resume visit", detail=visit.id)
    return save_visit(installation, unit, visit, words, parked_at=None, staff_id=member.id)


def _count_parked(clock: Clock, unit: Unit, visit: Visit) -> None:
    if visit.row.parked_at is not None:
        visit_figures.stood(unit, visit.id, max(0, to_micro(clock.now()) - visit.row.parked_at))


def colleagues_of(installation: Basics, unit: Unit, member: Member, visit: Visit) -> list[StaffRow]:
    """Staff with duties for all open procedures; in an empty visit, for one of `member`'s."""
    open_ = {installation.catalogue.version(unit, item.meaning).duty for item in visit.open}
    own = set(member.duties("enter", tuple(installation.city.duties)))
    held: dict[int, set[str]] = {}
    for right in staff_rights.in_force(unit, installation.clock.today().isoformat()):
        if right.role in ALLOWED["enter"]:
            held.setdefault(right.staff_id, set()).add(right.duty)
    able_ids = {
        staff_id for staff_id, duties in held.items() if "*" in duties or (open_ <= duties if open_ else own & duties)
    }
    return [row for row in staff_members.everyone(unit) if row.id in able_ids and row.id != member.id]


def hand_over_visit(
    installation: Records, unit: Unit, member: Member, visit: Visit, words: Words, colleague: int
) -> None:
    """Raises NotFound unless the colleague may continue it."""
    if colleague not in [row.id for row in colleagues_of(installation, unit, member, visit)]:
        raise NotFound("colleague")
    now = to_micro(installation.clock.now())
    save_visit(installation, unit, visit, words, staff_id=colleague, parked_at=visit.row.parked_at or now)
    visitor_screens.let_go(unit, visit.id)
    write_audit(installation, unit, member.actor, "hand over visit", detail=f"{visit.id} {colleague}")


def visit_ending_with(installation: Records, unit: Unit, member: Member, uid: str) -> Visit | None:
    """The member's own visit in which nothing is left to do once the paper of `uid` is given. A guide's rest is printed
    first."""
    row = visits.of_uid(unit, uid)
    if row is None or row.staff_id != member.id or row.parked_at is not None or row.ended_at is not None:
        return None
    visit = open_visit(installation, row, visits.items(unit, [row.id]))
    if len(visit.filed) < len(visit.items) or visit.words.adding or facts_of(installation, row).guides:
        return None
    others = (applications.by_number(unit, item.receipt_number) for item in visit.filed if item.uid != uid)
    return visit if all(other is not None and is_handed_over(unit, other) for other in others) else None


def end_visit(installation: Records, unit: Unit, member: Member, visit: Visit, words: Words) -> None:
    """Deletes its scans and what was typed or read of papers and not taken in, and frees its ticket."""
    facts = facts_of(installation, visit.row)
    if facts.typed:
        visit = replace(visit, row=keep_facts(installation, unit, visit.row, replace(facts, typed={})))
    _count_parked(installation.clock, unit, visit)
    now = to_micro(installation.clock.now())
    save_visit(installation, unit, visit, words, ended_at=now, parked_at=None, open_ticket=None)
    rest_or_let_go(installation, unit, visit)
    drop_visit_scans(installation, unit, member, visit)
    visit_figures.end(unit, visit.id, now)
    write_audit(installation, unit, member.actor, "end visit", detail=visit.id)
