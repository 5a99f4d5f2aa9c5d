# Who came and what they showed is sealed; numbers of identity papers are refused.

import re
import secrets
import unicodedata
from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from portal.clock import from_micro, to_micro
from portal.db import Unit
from portal.errors import BadRequest, Conflict, NotFound, NotYours, required
from portal.sealing import new_sealer
from portal.services.filing.visit_facts import USUAL
from portal.services.shared.needs import Basics, Records
from portal.services.shared.rights import Member
from portal.services.shared.visit_part import visit_sealer
from portal.services.shared.write_audit import write_audit
from portal.store.counter import visit_figures, visits
from portal.store.counter.visit_figures import FigureRow
from portal.store.counter.visits import ItemRow, VisitRow
from portal.store.staff import staff_members

CAME = {"self": "本人", "same_household": "同じ世帯の家族", "agent": "代理人", "guardian": "法定代理人"}
_DIGITS = re.compile(r"[0-9]{7,}")
_JOINS = re.compile(r"(?<=[0-9])[\s\-ー―‐－–—・.]+(?=[0-9])")
_ONCE = re.compile(r"[A-Za-z0-9_-]{16,64}")


@dataclass(frozen=True)
class Words:
    """Sealed."""

    came: str = ""
    name: str = ""
    about: str = ""
    papers: tuple[str, ...] = ()  # kinds shown
    note: str = ""
    handed: str = ""  # note for the next colleague
    adding: str = ""  # procedure not started yet
    last: str = ""  # digest of the last post, to detect a repeat
    came_by: str = ""  # source of `came`, USUAL while preselected, "" for the clerk's choice

    def choose_role(self, came: str | None, offered: str, about: str) -> tuple[str, str]:
        """Leaving the preselected `offered` is no choice. For another person (`about`) the usual answer is dropped."""
        if came is not None and came != offered:
            return came, ""
        return ("", "") if self.came_by == USUAL and about else (self.came, self.came_by)


# most visitors come for themselves: preselected, and counted as usual
_BEGUN = Words(came="self", came_by=USUAL)


@dataclass(frozen=True)
class Visit:
    row: VisitRow
    words: Words
    items: tuple[ItemRow, ...]

    @property
    def id(self) -> str:
        return self.row.id

    @property
    def open(self) -> tuple[ItemRow, ...]:
        return tuple(item for item in self.items if item.meaning and not item.receipt_number)

    @property
    def filed(self) -> tuple[ItemRow, ...]:
        return tuple(item for item in self.items if item.receipt_number and not item.booked)

    @property
    def begun_at(self) -> datetime:
        return from_micro(self.row.begun_at)


def has_number(text: str) -> bool:
    """Seven or more digits, with any separators, as on licences or insurance cards."""
    return _DIGITS.search(_JOINS.sub("", unicodedata.normalize("NFKC", text))) is not None


def begin_visit(installation: Records, unit: Unit, member: Member, once: str, ticket: str = "") -> str:
    """The existing visit for a repeated request or a ticket being served, except one of other duties."""
    if not _ONCE.fullmatch(once):
        raise BadRequest("once")
    day, now = installation.clock.today().isoformat(), to_micro(installation.clock.now())
    existing = _begun(installation, unit, member, once, day, ticket)
    if existing:
        return existing
    visit_id = secrets.token_urlsafe(16)
    box, stored = new_sealer(installation.keys, f"visit:{visit_id}")
    free = ticket and not visits.by_ticket(unit, day, ticket)
    row = VisitRow(
        visit_id, once, day, ticket, f"{day} {ticket}" if free else None, member.id, stored.key_id, stored.wrapped,
        box.seal("words", asdict(_BEGUN)), 0, now, now,
    )  # fmt: skip
    if not visits.add(unit, row):  # created concurrently
        existing = _begun(installation, unit, member, once, day, ticket)
        if not existing:
            raise Conflict("visit")
        return existing
    visit_figures.add(unit, FigureRow(visit_id, day, now))
    write_audit(installation, unit, member.actor, "begin visit", detail=visit_id)
    return visit_id


def _begun(installation: Basics, unit: Unit, member: Member, once: str, day: str, ticket: str) -> str:
    pressed = visits.by_once(unit, once)
    candidates = [*([pressed] if pressed else []), *(visits.by_ticket(unit, day, ticket) if ticket else [])]
    return next((row.id for row in candidates if may_enter(installation, unit, member, row)), "")


def may_enter(installation: Basics, unit: Unit, member: Member, row: VisitRow) -> bool:
    return _may(installation, unit, member, row, visits.items(unit, [row.id]))


def _may(installation: Basics, unit: Unit, member: Member, row: VisitRow, items: Collection[ItemRow]) -> bool:
    # Clerks of a duty in the visit; if empty, of a duty of the serving member.
    if not member.duties("enter", tuple(installation.city.duties)):
        return False
    duties = {installation.catalogue.version(unit, item.meaning).duty for item in items if item.meaning}
    if row.staff_id == member.id:
        return True
    if not duties:
        today = installation.clock.today().isoformat()
        rights = frozenset((right.role, right.duty) for right in staff_members.rights(unit, row.staff_id, today))
        holder = replace(member, rights=rights)
        duties = set(holder.duties("enter", tuple(installation.city.duties)))
    return any(member.may("enter", duty) for duty in duties)


def visit_of_counter(installation: Records, unit: Unit, member: Member, visit_id: str) -> Visit:
    """Raises NotFound, NotYours. The caller audits."""
    row = required(visits.by_id(unit, visit_id), NotFound("visit"))
    items = visits.items(unit, [row.id])
    if not _may(installation, unit, member, row, items):
        raise NotYours("visit")
    return open_visit(installation, row, items)


def open_visit(installation: Records, row: VisitRow, items: Collection[ItemRow]) -> Visit:
    words = visit_sealer(installation, row).open("words", row.sealed_words)
    return Visit(row, Words(**{**words, "papers": tuple(words["papers"])}), tuple(items))


def open_visits(installation: Records, unit: Unit, member: Member) -> list[Visit]:
    rows = visits.open_ones(unit)
    items = visits.items(unit, [row.id for row in rows])
    open_ = []
    for row in rows:
        own = [item for item in items if item.visit_id == row.id]
        if _may(installation, unit, member, row, own):
            open_.append(open_visit(installation, row, own))
    return open_


def save_visit(installation: Records, unit: Unit, visit: Visit, words: Words, **changes: object) -> Visit:
    """Raises Conflict if saved since it was opened."""
    box, now = visit_sealer(installation, visit.row), to_micro(installation.clock.now())
    row = replace(visit.row, sealed_words=box.seal("words", asdict(words)), changed_at=now, **changes)  # type: ignore[arg-type]
    if not visits.save(unit, row):
        raise Conflict("visit")
    return replace(visit, row=replace(row, revision=row.revision + 1), words=words)


def fill_visitor_role(
    installation: Records, unit: Unit, visit: Visit, role: str, source: str, row: VisitRow | None = None
) -> Visit:  # fmt: skip
    """Keeps a clerk's choice. `source`: where they wrote it before."""
    visit = replace(visit, row=row or visit.row)
    if not role or visit.words.came_by != USUAL:
        return visit
    # the page of a visit has no option for a ケアマネジャー: the clerk asks
    came, came_by = (role, source) if role in CAME else ("", "")
    return save_visit(installation, unit, visit, replace(visit.words, came=came, came_by=came_by))
