"""A visit (来庁): begun, opened by whoever may, saved as it was seen. Who came and what they showed is sealed; no number of a paper
is kept, and words in which one stands are refused."""

import re
import secrets
import unicodedata
from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from portal.clock import from_micro, to_micro
from portal.db import Unit
from portal.errors import BadRequest, Conflict, NotFound, NotYours
from portal.sealing import new_sealer
from portal.services.installation import Installation
from portal.services.rights import Member
from portal.services.visit_facts import USUAL
from portal.services.visit_part import visit_sealer
from portal.services.write_audit import write_audit
from portal.store import staff_members, visit_figures, visits
from portal.store.visit_figures import FigureRow
from portal.store.visits import ItemRow, VisitRow

CAME = {"self": "本人", "same_household": "同じ世帯の家族", "agent": "代理人", "guardian": "法定代理人"}
_DIGITS = re.compile(r"[0-9]{7,}")
_JOINS = re.compile(r"(?<=[0-9])[\s\-ー―‐－–—・.]+(?=[0-9])")
_ONCE = re.compile(r"[A-Za-z0-9_-]{16,64}")


@dataclass(frozen=True)
class Words:
    """What is sealed: who came and as what, for whom, what they showed (kinds of papers), and what the clerk wrote. `came_by`: what told
    as what they came, USUAL while nobody has touched it, "" for the clerk's own press. `handed`: words
    for the colleague who goes on; `adding`: the procedure that is chosen and not begun yet; `last`: a digest of the post that made this, so that it is known when it comes again."""

    came: str = ""
    name: str = ""
    about: str = ""
    papers: tuple[str, ...] = ()
    note: str = ""
    handed: str = ""
    adding: str = ""
    last: str = ""
    came_by: str = ""

    def heard(self, came: str | None, offered: str, about: str) -> tuple[str, str]:
        """As what they came and by what that is known, once a page was sent: `came` None where it had no such box, `offered` what stood
        chosen on it before anybody touched it; to leave that alone is no press. Whoever came for somebody else (`about`) did not, as is
        usual, come for themselves."""
        if came is not None and came != offered:
            return came, ""
        return ("", "") if self.came_by == USUAL and about else (self.came, self.came_by)


# Most who come, come for themselves: so it stands there until a clerk says otherwise, and counts as usual and not as told.
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
        """Drafts that are not filed yet."""
        return tuple(one for one in self.items if one.meaning and not one.receipt_number)

    @property
    def filed(self) -> tuple[ItemRow, ...]:
        return tuple(one for one in self.items if one.receipt_number and not one.booked)

    @property
    def begun_at(self) -> datetime:
        return from_micro(self.row.begun_at)


def has_number(text: str) -> bool:
    """Whether the number of a licence or an insurance card may stand there: seven digits and more, however they are parted."""
    return _DIGITS.search(_JOINS.sub("", unicodedata.normalize("NFKC", text))) is not None


def begin_visit(installation: Installation, unit: Unit, member: Member, once: str, ticket: str = "") -> str:
    """Its id. The same press again, and a ticket that is being served, lead to the visit that there is; one of another section's
    duties is passed over in silence. The caller commits."""
    if not _ONCE.fullmatch(once):
        raise BadRequest("once")
    day, now = installation.clock.today().isoformat(), to_micro(installation.clock.now())
    there = _begun(installation, unit, member, once, day, ticket)
    if there:
        return there
    visit_id = secrets.token_urlsafe(16)
    box, stored = new_sealer(installation.keys, f"visit:{visit_id}")
    free = ticket and not visits.by_ticket(unit, day, ticket)
    row = VisitRow(
        visit_id, once, day, ticket, f"{day} {ticket}" if free else None, member.id, stored.key_id, stored.wrapped,
        box.seal("words", asdict(_BEGUN)), 0, now, now,
    )  # fmt: skip
    if not visits.add(unit, row):  # at this very moment by somebody else
        there = _begun(installation, unit, member, once, day, ticket)
        if not there:
            raise Conflict("visit")
        return there
    visit_figures.add(unit, FigureRow(visit_id, day, now))
    write_audit(installation, unit, member.actor, "begin visit", detail=visit_id)
    return visit_id


def _begun(installation: Installation, unit: Unit, member: Member, once: str, day: str, ticket: str) -> str:
    """The visit of this press, or the one that is served under this ticket; ""."""
    pressed = visits.by_once(unit, once)
    found = [*([pressed] if pressed else []), *(visits.by_ticket(unit, day, ticket) if ticket else [])]
    return next((row.id for row in found if may_enter(installation, unit, member, row)), "")


def may_enter(installation: Installation, unit: Unit, member: Member, row: VisitRow) -> bool:
    return _may(installation, unit, member, row, visits.items(unit, [row.id]))


def _may(installation: Installation, unit: Unit, member: Member, row: VisitRow, items: Collection[ItemRow]) -> bool:
    """Whoever serves them; else a clerk of a duty of the visit, or, while nothing is begun, of one of the duties of who serves."""
    if not member.duties("enter", tuple(installation.city.duties)):
        return False
    duties = {installation.catalogue.version(unit, one.meaning).duty for one in items if one.meaning}
    if row.staff_id == member.id:
        return True
    if not duties:
        today = installation.clock.today().isoformat()
        rights = frozenset((one.role, one.duty) for one in staff_members.rights(unit, row.staff_id, today))
        holder = replace(member, rights=rights)
        duties = set(holder.duties("enter", tuple(installation.city.duties)))
    return any(member.may("enter", duty) for duty in duties)


def visit_of_counter(installation: Installation, unit: Unit, member: Member, visit_id: str) -> Visit:
    """NotFound, and NotYours shown as the same, unless this member may. The caller records the look."""
    row = visits.by_id(unit, visit_id)
    if row is None:
        raise NotFound("visit")
    items = visits.items(unit, [row.id])
    if not _may(installation, unit, member, row, items):
        raise NotYours("visit")
    return open_visit(installation, row, items)


def open_visit(installation: Installation, row: VisitRow, items: Collection[ItemRow]) -> Visit:
    words = visit_sealer(installation, row).open("words", row.sealed_words)
    return Visit(row, Words(**{**words, "papers": tuple(words["papers"])}), tuple(items))


def open_visits(installation: Installation, unit: Unit, member: Member) -> list[Visit]:
    """Those that have not ended and that this member may serve, who came first first."""
    rows = visits.open_ones(unit)
    items = visits.items(unit, [row.id for row in rows])
    found = []
    for row in rows:
        own = [one for one in items if one.visit_id == row.id]
        if _may(installation, unit, member, row, own):
            found.append(open_visit(installation, row, own))
    return found


def save_visit(installation: Installation, unit: Unit, visit: Visit, words: Words, **changes: object) -> Visit:
    """Conflict where somebody saved since it was opened. `changes`: of its row. The caller commits."""
    box, now = visit_sealer(installation, visit.row), to_micro(installation.clock.now())
    row = replace(visit.row, sealed_words=box.seal("words", asdict(words)), changed_at=now, **changes)  # type: ignore[arg-type]
    if not visits.save(unit, row):
        raise Conflict("visit")
    return replace(visit, row=replace(row, revision=row.revision + 1), words=words)


def hear_who_came(
    installation: Installation, unit: Unit, visit: Visit, role: str, source: str, row: VisitRow | None = None
) -> Visit:  # fmt: skip
    """As what they come, as they wrote themselves (`source`) before they came; "" for `role` says nothing. What a clerk pressed stays.
    `row`: as it stands by now. The caller commits."""
    visit = replace(visit, row=row or visit.row)
    if not role or visit.words.came_by != USUAL:
        return visit
    # A ケアマネジャー, whom the page of a visit does not know, is asked there.
    came, came_by = (role, source) if role in CAME else ("", "")
    return save_visit(installation, unit, visit, replace(visit.words, came=came, came_by=came_by))
