"""Plain-text messages between applicant and office."""

from dataclasses import dataclass
from datetime import datetime

from portal.clock import Clock, from_micro, to_micro
from portal.db import Unit
from portal.errors import TooMany
from portal.services.cases.cases import Case
from portal.services.cases.mandate_acts import may_talk
from portal.services.shared.form_mark import demand_form, new_form
from portal.services.shared.needs import Basics, Correspondence
from portal.services.shared.notify import Addressee, notify
from portal.services.shared.official_words import WITHHELD
from portal.services.shared.rights import Member
from portal.services.shared.throttle import Limit, count
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.my_cases import messages
from portal.store.my_cases.messages import RESIDENT, STAFF
from portal.store.staff import staff_members

MOST_SIGNS = 1000
MOST_PER_CASE = 200  # by applicants, for each application
SENT = Limit("messages by a person", 20, 3600)


@dataclass(frozen=True)
class MessageView:
    text: str
    at: datetime
    mine: bool  # of the reader's side
    who: str  # for staff
    unread: bool


def read_message(text: str) -> tuple[str, str]:
    plain = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not plain:
        return plain, "no_words"
    return plain, "too_long" if len(plain) > MOST_SIGNS else ""


def ask_office(installation: Basics, unit: Unit, case: Case, actor: Actor, text: str, once: str) -> bool:
    """False for a repeated form. Raises TooMany."""
    count(installation, unit, SENT, actor.id)
    if messages.count(unit, case.row.id, RESIDENT) >= MOST_PER_CASE:
        raise TooMany("messages")
    return _send(installation, unit, case, actor, RESIDENT, None, text, once)


def message_office(installation: Basics, unit: Unit, case: Case, actor: Actor, text: str) -> None:
    # What the applicant did that the section has to act on.
    _send(installation, unit, case, actor, RESIDENT, None, text, new_form())


def answer_applicant(
    installation: Correspondence, unit: Unit, member: Member, case: Case, text: str, once: str
) -> bool:
    """False for a repeated form. Raises NotAllowed."""
    member.demand("review", case.row.duty)
    if not _send(installation, unit, case, member.actor, STAFF, member.id, text, once):
        return False
    if not may_talk(unit, case):
        return True  # the page of the desk says that the agent cannot read it
    number = case.row.receipt_number
    to = Addressee(person_id=case.row.person_id, application_id=case.row.id)
    link = f"/applications/{number}/messages"
    notify(installation, unit, to, "message", link=link, once=f"message:{once}", receipt=number)
    return True


def _send(
    installation: Basics, unit: Unit, case: Case, actor: Actor, author: str, staff_id: int | None, text: str,
    once: str,
) -> bool:  # fmt: skip
    demand_form(once)
    sealed = case.sealer.seal(f"message:{once}", text)
    now = to_micro(installation.clock.now())
    if messages.add(unit, case.row.id, once, author, staff_id, sealed, now) is None:
        return False
    write_audit(installation, unit, actor, "send message", application_id=case.row.id)
    return True


def thread(unit: Unit, case: Case, reader: str) -> list[MessageView]:
    thread_ = []
    for row in messages.of(unit, case.row.id):
        staff = staff_members.by_id(unit, row.staff_id) if row.staff_id is not None and reader == STAFF else None
        # Where a protected person lives may be among the words of either side, as in notes.
        text = WITHHELD if reader == STAFF and case.hides else case.sealer.open(f"message:{row.once}", row.sealed_text)
        author_name = staff.name if staff else ""
        thread_.append(
            MessageView(text, from_micro(row.sent_at), row.author == reader, author_name, row.read_at is None)
        )
    return thread_


def mark_read(clock: Clock, unit: Unit, case: Case, reader: str) -> None:
    if reader == STAFF and case.hides:  # it stays new for who may read it
        return
    other = STAFF if reader == RESIDENT else RESIDENT
    messages.mark_read(unit, case.row.id, other, to_micro(clock.now()))
