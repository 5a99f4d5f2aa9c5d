"""The only personal datum is the receipt number."""

from dataclasses import dataclass
from datetime import datetime

from forms.city.city import City
from portal.clock import from_micro, to_micro
from portal.db import Unit
from portal.errors import BadRequest, Conflict, NotFound
from portal.outbox import About, enqueue, opened
from portal.services.notices import delivery_words
from portal.services.shared.needs import Basics, Records
from portal.services.shared.rights import ALLOWED, Member
from portal.services.shared.write_audit import write_audit
from portal.store.notices import deliveries
from portal.store.notices.deliveries import BoardRow, DeliveryRow
from portal.store.residents import contacts

PAGE = 50
COUNTED = 1000
_LAST = 1 << 62


@dataclass(frozen=True)
class Wanted:
    """ "" means any."""

    state: str = ""
    kind: str = ""
    number: str = ""
    after: str = ""


@dataclass(frozen=True)
class Line:
    row: BoardRow
    made_at: datetime
    next_try: datetime | None
    problem: str
    acts: tuple[str, ...]  # again, give_up, posted


@dataclass(frozen=True)
class Board:
    lines: tuple[Line, ...]
    after: str
    counts: dict[str, str]


# Saved views.
SORTS = {
    "all": Wanted(),
    "parked": Wanted(state="parked"),
    "bounced": Wanted(state="bounced"),
    "letters": Wanted(state="waiting", kind="letter"),
}


def duties_of(city: City, member: Member, act: str) -> tuple[str, ...]:
    """ "" (codes, reminders) needs the right everywhere."""
    duties = member.duties(act, tuple(city.duties))
    everywhere = any(role in ALLOWED[act] and held == "*" for role, held in member.rights)
    return (*duties, "") if everywhere else duties


def delivery_board(installation: Basics, unit: Unit, member: Member, wanted: Wanted) -> Board:
    """Raises NotFound. Audited."""
    duties = duties_of(installation.city, member, "see deliveries")
    if not duties:
        raise NotFound("deliveries")
    rows = deliveries.board(
        unit, duties, state=wanted.state, kind=wanted.kind, number=wanted.number, before=_position(wanted.after),
        most=PAGE + 1,
    )  # fmt: skip
    may = frozenset(duties_of(installation.city, member, "deliver"))
    lines = tuple(_line(row, may=row.duty in may) for row in rows[:PAGE])
    if lines:
        write_audit(installation, unit, member.actor, "see deliveries", detail=f"{len(lines)} deliveries")
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    counts = {name: deliveries.count(unit, duties, sort.state, sort.kind, COUNTED + 1) for name, sort in SORTS.items()}
    shown_counts = {name: f"{COUNTED}+" if number > COUNTED else str(number) for name, number in counts.items()}
    return Board(lines, f"{last.made_at}_{last.id}" if last else "", shown_counts)


def waiting_letters(unit: Unit, duty: str, most: int) -> list[Line]:
    wanted = SORTS["letters"]
    rows = deliveries.board(
        unit, (duty,), state=wanted.state, kind=wanted.kind, number="", before=(_LAST, ""), most=most
    )
    return [_line(row, may=False) for row in rows]


def _position(after: str) -> tuple[int, str]:
    made, _, name = after.partition("_")
    known = made.isascii() and made.isdigit() and len(made) < 19 and name.isprintable() and len(name) < 50
    return (int(made), name) if known else (_LAST, "")


def _line(row: BoardRow, *, may: bool) -> Line:
    next_try = from_micro(row.next_try) if row.state == "waiting" and row.kind != "letter" else None
    return Line(
        row, from_micro(row.made_at), next_try, delivery_words.problem(row.error_code), _acts(row) if may else ()
    )


def _acts(row: BoardRow) -> tuple[str, ...]:
    if row.kind == "letter":
        return ("print", "posted", "give_up") if row.state == "waiting" else ()
    if row.message in ("verify_mail", "line_linked", "line_unknown_code"):
        return ()  # a code minutes old is useless
    match row.state:
        case "waiting":
            return ("give_up",)
        case "sent":
            return ("again",)
        case "parked" | "bounced":
            return ("again", "give_up")
        case _:
            return ()


def delivery_of_member(city: City, unit: Unit, member: Member, delivery_id: str) -> DeliveryRow:
    """Raises NotFound."""
    row = deliveries.by_id(unit, delivery_id)
    if row is None or row.duty not in duties_of(city, member, "deliver"):
        raise NotFound("delivery")
    return row


def send_again(installation: Records, unit: Unit, member: Member, row: DeliveryRow) -> None:
    """A new delivery. Raises Conflict if sent again before, or the address is bad."""
    contact = None if row.contact_id is None else contacts.by_id(unit, row.contact_id)
    payload = opened(installation.keys, row)
    if row.kind == "letter" or (not payload["to"] and (contact is None or contact.state != "proved")):
        raise Conflict("again")
    now = to_micro(installation.clock.now())
    about = About(row.duty, row.person_id, row.application_id, row.draft_id, row.contact_id)
    once = f"again:{row.id}"
    if not enqueue(installation.keys, unit, row.kind, row.message, payload, once=once, about=about, now=now):
        raise Conflict("again")
    deliveries.close(unit, row.id, "given_up", "RESENT", now)
    _record(installation, unit, member, row, "send notice again")


def give_up(installation: Basics, unit: Unit, member: Member, row: DeliveryRow, reason: str) -> None:
    if reason not in delivery_words.gave_up(row.kind):
        raise BadRequest("reason")
    if not deliveries.close(unit, row.id, "given_up", f"GAVE_UP_{reason}", to_micro(installation.clock.now())):
        raise Conflict("give up")
    _record(installation, unit, member, row, "give notice up", reason)


def posted(installation: Basics, unit: Unit, member: Member, row: DeliveryRow) -> None:
    """Raises Conflict."""
    if row.kind != "letter" or not deliveries.close(unit, row.id, "sent", "", to_micro(installation.clock.now())):
        raise Conflict("posted")
    _record(installation, unit, member, row, "post letter")


def _record(installation: Basics, unit: Unit, member: Member, row: DeliveryRow, action: str, reason: str = "") -> None:
    detail = f"{row.kind} {row.message} {reason}".strip()
    write_audit(installation, unit, member.actor, action, application_id=row.application_id, detail=detail)
