"""進達 to the prefecture and return; the definition may pause the period."""

from dataclasses import dataclass
from datetime import date

from forms.city.city import City
from forms.numbers.calendar import in_era
from forms.path.consequences import forwarding_of
from portal.clock import Clock, to_micro
from portal.db import Unit
from portal.errors import Conflict, NotFound
from portal.services.cases.cases import Case
from portal.services.cases.note_inside import add_inside_event
from portal.services.cases.own_case import demand_not_own, demand_review
from portal.services.desk.sections.after_waiting import after_forwarding
from portal.services.shared.city_rules import NO_DUE
from portal.services.shared.form_mark import demand_form
from portal.services.shared.needs import HasPayments
from portal.services.shared.official_words import FORWARDED, pauses_period
from portal.services.shared.past_day import past_day
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.cases import applications
from portal.store.desk import forwardings
from portal.store.desk.forwardings import ForwardingRow

MOST_SIGNS = 1000
MOST_NUMBER = 60
RESULTS = {"fit": "適当と認められた", "unfit": "適当と認められなかった", "sent_back": "返戻", "other": "そのほか"}


@dataclass(frozen=True)
class ForwardingView:
    """`days` at the prefecture."""

    number: str
    sent_on: date
    days: int
    returned_on: date | None
    result: str
    words: str


def read_sending(clock: Clock, case: Case, number: str, sent_on: str) -> tuple[str, dict[str, str]]:
    """(ISO day, mistakes: box → key)."""
    mistakes = {}
    if not number.strip() or len(number) > MOST_NUMBER:
        mistakes["number"] = "no_number"
    day = past_day(clock, sent_on, case.arrival_day)
    if day is None:
        mistakes["sent_on"] = "no_day"
    return day.isoformat() if day else "", mistakes


def read_return(
    clock: Clock, row: ForwardingRow, returned_on: str, result: str, words: str
) -> tuple[str, dict[str, str]]:
    mistakes = {}
    day = past_day(clock, returned_on, date.fromisoformat(row.sent_on))
    if day is None:
        mistakes["returned_on"] = "no_return_day"
    if result not in RESULTS:
        mistakes["result"] = "no_result"
    if len(words) > MOST_SIGNS:
        mistakes["words"] = "too_long"
    return day.isoformat() if day else "", mistakes


def forward_case(
    installation: HasPayments, unit: Unit, member: Member, case: Case, revision: int, number: str, sent_on: str, once: str
) -> None:  # fmt: skip
    """Raises NotAllowed, NotFound, OwnCase; Conflict if decided, forwarded or changed."""
    member.demand("review", case.row.duty)
    if forwarding_of(case.procedure, case.path) is None:
        raise NotFound("forwarding")
    demand_not_own(installation, unit, member, case)
    demand_form(once)
    row, now = case.row, to_micro(installation.clock.now())
    if forwardings.by_form(unit, row.id, once) is not None:
        return
    if row.decided_at is not None or row.revision != revision or open_forwarding(unit, case) is not None:
        raise Conflict("forward")
    due = NO_DUE if pauses_period(case.procedure, FORWARDED) else row.due
    if not applications.move(unit, row, state=row.state, due=due, decided_at=None, now=now):
        raise Conflict("forward")
    kept = row.due if due != row.due else ""
    forwardings.add(unit, row, once, number.strip(), sent_on, member.id, now, kept)
    add_inside_event(
        unit, member.actor, case, "forward", f"{number.strip()}、{in_era(date.fromisoformat(sent_on))}", now
    )
    write_audit(installation, unit, member.actor, "forward case", application_id=row.id, detail=sent_on)


def take_return(
    installation: HasPayments, unit: Unit, member: Member, case: Case, row: ForwardingRow, returned_on: str, result: str, words: str
) -> None:  # fmt: skip
    """Raises NotAllowed, OwnCase; Conflict once returned."""
    demand_review(installation, unit, member, case)
    now, plain = to_micro(installation.clock.now()), words.strip()
    sealed = case.sealer.seal(f"forwarding:{row.once}", plain) if plain else None
    if not forwardings.mark_returned(unit, row.id, returned_on, result, sealed, member.id, now):
        raise Conflict("forward")
    if row.due and case.row.decided_at is None:
        _run_again(installation.city, unit, case, row, date.fromisoformat(returned_on), now)
    add_inside_event(
        unit, member.actor, case, "come_back", f"{RESULTS[result]}、{in_era(date.fromisoformat(returned_on))}", now
    )
    write_audit(installation, unit, member.actor, "take case back", application_id=case.row.id, detail=result)


def _run_again(city: City, unit: Unit, case: Case, row: ForwardingRow, returned_on: date, now: int) -> None:
    # Raises Conflict.
    stretch, events = (date.fromisoformat(row.sent_on), returned_on), applications.events(unit, case.row.id)
    due = after_forwarding(city, case, row.due, stretch, row.sent_at, events)
    if not applications.move(unit, case.row, state=case.row.state, due=due, decided_at=None, now=now):
        raise Conflict("forward")


def open_forwarding(unit: Unit, case: Case) -> ForwardingRow | None:
    return next((row for row in forwardings.of(unit, case.row.id) if not row.returned_on), None)


def forwardings_of(clock: Clock, unit: Unit, case: Case) -> tuple[ForwardingView, ...]:
    """Newest first, without words about protected people."""
    rows = reversed(forwardings.of(unit, case.row.id))
    return tuple(_view(clock, case, row) for row in rows)


def days_there(row: ForwardingRow, today: date) -> int:
    until = date.fromisoformat(row.returned_on) if row.returned_on else today
    return (until - date.fromisoformat(row.sent_on)).days


def _view(clock: Clock, case: Case, row: ForwardingRow) -> ForwardingView:
    hidden = row.sealed_words is None or (case.protected and not case.shows_all)
    return ForwardingView(
        row.number, date.fromisoformat(row.sent_on), days_there(row, clock.today()),
        date.fromisoformat(row.returned_on) if row.returned_on else None, RESULTS.get(row.result, ""),
        "" if hidden else case.sealer.open(f"forwarding:{row.once}", row.sealed_words or b""),
    )  # fmt: skip
