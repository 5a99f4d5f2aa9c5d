"""Messages about one application: the applicant asks, the office answers, in plain text. Each form is sent once."""

from dataclasses import dataclass
from datetime import datetime

from portal.clock import from_micro, to_micro
from portal.db import Unit
from portal.errors import TooMany
from portal.services.actor import Actor
from portal.services.cases import Case
from portal.services.installation import Installation
from portal.services.notify import Addressee, notify
from portal.services.one_form import demand_form
from portal.services.rights import Member
from portal.services.throttle import Limit, count
from portal.services.write_audit import write_audit
from portal.store import messages, staff_members
from portal.store.messages import RESIDENT, STAFF

MOST_SIGNS = 1000
MOST_OF_ONE = 200  # an applicant's, about one application
SENT = Limit("messages by a person", 20, 3600)


@dataclass(frozen=True)
class Said:
    """One message as a reader sees it. `mine`: the reader's own side wrote it. `who`: the member of staff who wrote it, for
    the desk; `unread`: by the other side where it is mine, else new to this reader."""

    text: str
    at: datetime
    mine: bool
    who: str
    unread: bool


def read_message(text: str) -> tuple[str, str]:
    """The text as it is stored, and what is wrong with it as a key ("" if nothing is)."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not plain:
        return plain, "no_words"
    return plain, "too_long" if len(plain) > MOST_SIGNS else ""


def ask_office(installation: Installation, unit: Unit, case: Case, actor: Actor, text: str, once: str) -> bool:
    """The applicant writes. False if this form was sent before. TooMany in an hour, or about one application."""
    count(installation, unit, SENT, actor.id)
    if messages.count(unit, case.row.id, RESIDENT) >= MOST_OF_ONE:
        raise TooMany("messages")
    return _send(installation, unit, case, actor, RESIDENT, None, text, once)


def answer_applicant(installation: Installation, unit: Unit, member: Member, case: Case, text: str, once: str) -> bool:
    """The office writes. False if this form was sent before. NotAllowed."""
    member.demand("review", case.row.duty)
    if not _send(installation, unit, case, member.actor, STAFF, member.id, text, once):
        return False
    number = case.row.receipt_number
    to = Addressee(person_id=case.row.person_id, application_id=case.row.id)
    link = f"/applications/{number}/messages"
    notify(installation, unit, to, "message", link=link, once=f"message:{once}", receipt=number)
    return True


def _send(
    installation: Installation, unit: Unit, case: Case, actor: Actor, author: str, staff_id: int | None, text: str,
    once: str,
) -> bool:  # fmt: skip
    demand_form(once)
    sealed = case.sealer.seal(f"message:{once}", text)
    now = to_micro(installation.clock.now())
    if messages.add(unit, case.row.id, once, author, staff_id, sealed, now) is None:
        return False
    write_audit(installation, unit, actor, "send message", application_id=case.row.id)
    return True


def thread(unit: Unit, case: Case, reader: str) -> list[Said]:
    """All of them, the first one first, as `reader` (RESIDENT or STAFF) sees them."""
    found = []
    for row in messages.of(unit, case.row.id):
        staff = staff_members.by_id(unit, row.staff_id) if row.staff_id is not None and reader == STAFF else None
        text = case.sealer.open(f"message:{row.once}", row.sealed_text)
        who = staff.name if staff else ""
        found.append(Said(text, from_micro(row.sent_at), row.author == reader, who, row.read_at is None))
    return found


def mark_read(installation: Installation, unit: Unit, case: Case, reader: str) -> None:
    """What the other side wrote was seen by `reader`."""
    other = STAFF if reader == RESIDENT else RESIDENT
    messages.mark_read(unit, case.row.id, other, to_micro(installation.clock.now()))
