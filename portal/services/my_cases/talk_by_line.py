"""Short conversations in LINE, by number and code or for a linked account. No name, answer or procedure is written there."""

import re
from collections.abc import Mapping, Sequence

from forms.definition.kind import RETURNED, WITHDRAWN
from forms.fields.slot import day_in_words, hours_in_words
from forms.path.environment import Slot
from integrations.sockets.notices import LineEvent
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Closed, NotFound, TooMany
from portal.outbox import About, enqueue
from portal.services.bookings.change_reservation import Booking, booking_of, bookings_of, change_time, times_left
from portal.services.cases.cases import Case, open_own_case
from portal.services.filing.track_application import count_try, track_application
from portal.services.my_cases.own_applications import without_ended
from portal.services.residents.contact_book import address_hash
from portal.services.residents.prove_contact import is_line_code
from portal.services.shared.catalogue import speech_of
from portal.services.shared.needs import HasCodeKey
from portal.services.shared.receipt_number import read
from portal.services.shared.write_audit import Actor
from portal.store.cases import applications
from portal.store.cases.applications import ApplicationRow
from portal.store.notices import deliveries
from portal.store.residents import company_members, contacts
from portal.store.residents.contacts import ContactRow

STATUS, TIMES, HELP = ("状況", "じょうきょう", "status"), ("予約", "よやく", "booking"), ("使い方", "help", "ヘルプ")
_NUMBER_AND_CODE = re.compile(r"\s*([0-9０-９\-‐－ー]{11,20})[\s　]+(\S.{3,40})", re.DOTALL)
_MOST_CASES, _MOST_TIMES = 3, 13  # LINE shows at most 13 quick replies
_DECIDED_NOT = frozenset({"received", "screening", "examining", "waiting", "taken"})


def talk_by_line(installation: HasCodeKey, unit: Unit, event: LineEvent) -> bool:
    """False if it is about nothing of this. The caller has verified LINE's signature and commits."""
    if deliveries.asked_for(unit, _once(event)):
        return True  # delivered again: answered once, and nothing is done a second time
    words = event.text.strip().lower()
    linked = _linked(installation, unit, event.account)
    if event.kind == "postback":
        return _press(installation, unit, event, linked)
    coded = _NUMBER_AND_CODE.fullmatch(event.text)
    if coded is not None:
        return _look_up(installation, unit, event, coded[1], coded[2])
    asks_times = any(word in words for word in TIMES)
    if asks_times or any(word in words for word in STATUS):
        if linked is None:
            return _reply_with(installation, unit, event, "line_nothing")
        return (_offer_times if asks_times else _reply_with_states)(installation, unit, event, linked)
    if any(word in words for word in HELP):
        return _reply_with(installation, unit, event, "line_help")
    return event.kind == "message" and not is_line_code(event.text) and _offer_help(installation, unit, event)


def _offer_help(installation: HasCodeKey, unit: Unit, event: LineEvent) -> bool:
    """At most once an hour: a person who chats with the section's staff is not interrupted by each line."""
    account = address_hash(installation.keys, "line", event.account).hex()[:16]
    once = f"line help:{account}:{installation.clock.now():%Y-%m-%dT%H}"
    return deliveries.asked_for(unit, once) or _reply_with(installation, unit, event, "line_help", once=once)


def _linked(installation: HasCodeKey, unit: Unit, account: str) -> ContactRow | None:
    # An account may be linked by two people of a family: then it answers for neither.
    rows = contacts.by_address(unit, "line", address_hash(installation.keys, "line", account))
    proved = [row for row in rows if row.state == "proved"]
    # It does not say which account of a company writes, so that its rights cannot be asked (D332).
    return None if len(proved) != 1 or company_members.of_company(unit, proved[0].person_id) else proved[0]


def _own(installation: HasCodeKey, unit: Unit, contact: ContactRow) -> list[ApplicationRow]:
    return without_ended(installation.clock, unit, applications.of_person(unit, contact.person_id))


def _look_up(installation: HasCodeKey, unit: Unit, event: LineEvent, number: str, code: str) -> bool:
    place = f"line {address_hash(installation.keys, 'line', event.account).hex()[:16]}"
    try:
        count_try(installation, unit, number, place)
    except TooMany:
        return True
    row = track_application(installation, unit, Actor("visitor", "track", place=place), number, code)
    if row is None or not without_ended(installation.clock, unit, [row]):
        return _reply_with(installation, unit, event, "line_wrong" if row is None else "line_nothing")
    return _reply_with_state(installation, unit, event, row)


def _reply_with_states(installation: HasCodeKey, unit: Unit, event: LineEvent, contact: ContactRow) -> bool:
    rows = sorted(_own(installation, unit, contact), key=lambda row: (row.state != RETURNED, -row.arrived_at))
    for place, row in enumerate(rows[:_MOST_CASES]):
        _reply_with_state(installation, unit, event, row, contact, place)
    if more := len(rows[_MOST_CASES:]):
        _reply_with(installation, unit, event, "line_more", contact, {"more": str(more)}, place=_MOST_CASES)
    return bool(rows) or _reply_with(installation, unit, event, "line_nothing", contact)


def _reply_with_state(
    installation: HasCodeKey, unit: Unit, event: LineEvent, row: ApplicationRow, contact: ContactRow | None = None,
    place: int = 0,
) -> bool:  # fmt: skip
    stage = "open" if row.state in _DECIDED_NOT else row.state if row.state in (RETURNED, WITHDRAWN) else "decided"
    office = installation.city.office(row.duty, installation.clock.today()).office
    facts = {"receipt": row.receipt_number, "office": office}
    return _reply_with(installation, unit, event, f"line_status_{stage}", contact, facts, place=place)


def _offer_times(installation: HasCodeKey, unit: Unit, event: LineEvent, contact: ContactRow) -> bool:
    bookings = []
    for row in _own(installation, unit, contact):
        case = open_own_case(installation, unit, row)
        bookings += [(case, booking) for booking in bookings_of(installation, unit, case) if _free(unit, case, booking)]
    if not bookings:
        return _reply_with(installation, unit, event, "line_no_times", contact)
    if len(bookings) == 1:
        return _offer(installation, unit, event, contact, *bookings[0])
    bookings.sort(key=lambda offer: offer[1].row.starts)
    more = len(bookings[_MOST_TIMES:])
    if more:  # before the choices, which LINE shows below the last message alone
        _reply_with(installation, unit, event, "line_more", contact, {"more": str(more)})
    choices = [
        (_label(booking.row.starts), f"which {case.row.receipt_number} {booking.row.question}")
        for case, booking in bookings[:_MOST_TIMES]
    ]
    return _reply_with(installation, unit, event, "line_which", contact, None, choices, place=bool(more))


def _free(unit: Unit, case: Case, booking: Booking) -> tuple[Slot, ...]:
    return times_left(unit, case, booking) if booking.open else ()


def _offer(
    installation: HasCodeKey, unit: Unit, event: LineEvent, contact: ContactRow, case: Case, booking: Booking
) -> bool:  # fmt: skip
    free, number = _free(unit, case, booking), case.row.receipt_number
    if not free:
        return _reply_with(installation, unit, event, "line_no_times", contact)
    choices = [(_label(slot.starts), f"time {number} {booking.row.question} {slot.id}") for slot in free[:_MOST_TIMES]]
    facts = {"receipt": number, "time": _time(case, booking.row.starts, booking.row.ends)}
    if more := len(free[_MOST_TIMES:]):
        return _reply_with(installation, unit, event, "line_more_times", contact, facts | {"more": str(more)}, choices)
    return _reply_with(installation, unit, event, "line_times", contact, facts, choices)


def _press(installation: HasCodeKey, unit: Unit, event: LineEvent, contact: ContactRow | None) -> bool:
    act, *parts = event.text.split(" ")
    if (act, len(parts)) not in (("which", 2), ("time", 3)):
        return False
    own = _own(installation, unit, contact) if contact is not None else []
    row = next((row for row in own if row.receipt_number == read(parts[0])), None)
    if contact is None or row is None:
        return _reply_with(installation, unit, event, "line_nothing")
    case = open_own_case(installation, unit, row)
    try:
        booking = booking_of(installation, unit, case, parts[1])
        if act == "which":
            return _offer(installation, unit, event, contact, case, booking)
        actor = Actor("resident", contact.person_id, place="line")
        wrong = change_time(installation, unit, case, actor, booking, parts[2])
    except (NotFound, Closed):
        return _reply_with(installation, unit, event, "line_no_times", contact)
    if wrong is not None:
        return _reply_with(installation, unit, event, "line_time_gone", contact)
    changed = booking_of(installation, unit, open_own_case(installation, unit, _again(unit, row)), parts[1])
    facts = {"receipt": row.receipt_number, "time": _time(case, changed.row.starts, changed.row.ends)}
    return _reply_with(installation, unit, event, "line_time_changed", contact, facts)


def _again(unit: Unit, row: ApplicationRow) -> ApplicationRow:
    return applications.by_id(unit, row.id) or row


def _time(case: Case, starts: str, ends: str) -> str:
    speech = speech_of(case.procedure, "ja")
    return f"{day_in_words(starts, speech)} {hours_in_words(starts, ends, speech)}"


def _label(starts: str) -> str:
    return f"{int(starts[5:7])}月{int(starts[8:10])}日 {starts[11:16]}"


def _reply_with(
    installation: HasCodeKey, unit: Unit, event: LineEvent, message: str, contact: ContactRow | None = None,
    facts: Mapping[str, str] | None = None, choices: Sequence[tuple[str, str]] = (), place: int = 0, once: str = "",
) -> bool:  # fmt: skip
    language = contact.language if contact is not None else "ja"
    payload: dict[str, object] = {
        "to": event.account, "language": language, "link": "/applications", "facts": dict(facts or {}),
        "reply": event.reply, "choices": [list(choice) for choice in choices],
    }  # fmt: skip
    enqueue(
        installation.keys, unit, "line", message, payload, once=once or _once(event, place),
        about=About(person_id=contact.person_id if contact is not None else None),
        now=to_micro(installation.clock.now()),
    )  # fmt: skip
    return True


def _once(event: LineEvent, place: int = 0) -> str:
    # An event may have several answers.
    return f"line:{event.id}:{place}"
