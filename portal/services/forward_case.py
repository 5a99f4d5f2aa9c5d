"""進達: records that a case was sent on to the prefecture, under which number and when, and how and when it came back. Only of procedures
whose definition says that they go there. State and arrival stay; the period stands meanwhile where the definition says so: the case is
due on no day then, and on a later one when it is back."""

from dataclasses import dataclass
from datetime import date

from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict, NotFound
from portal.services.after_waiting import after_forwarding
from portal.services.cases import Case
from portal.services.installation import Installation
from portal.services.official_words import FORWARDED, stands
from portal.services.one_form import demand_form
from portal.services.own_case import demand_not_own, demand_review
from portal.services.past_day import past_day
from portal.services.print_form import written_day
from portal.services.rights import Member
from portal.services.submit_application import NO_DUE
from portal.services.tell_inside import tell_inside
from portal.services.write_audit import write_audit
from portal.store import applications, forwardings
from portal.store.forwardings import ForwardingRow

MOST_SIGNS = 1000
MOST_NUMBER = 60
RESULTS = {"fit": "適当と認められた", "unfit": "適当と認められなかった", "sent_back": "返戻", "other": "そのほか"}


@dataclass(frozen=True)
class ForwardingView:
    """`days`: at the prefecture, until today while it is there; `returned_on` None so long."""

    number: str
    sent_on: date
    days: int
    returned_on: date | None
    result: str
    words: str


def read_sending(installation: Installation, case: Case, number: str, sent_on: str) -> tuple[str, dict[str, str]]:
    """(day ISO, what is wrong: box → key)."""
    wrong = {}
    if not number.strip() or len(number) > MOST_NUMBER:
        wrong["number"] = "no_number"
    day = past_day(installation, sent_on, case.arrival_day)
    if day is None:
        wrong["sent_on"] = "no_day"
    return day.isoformat() if day else "", wrong


def read_return(
    installation: Installation, row: ForwardingRow, returned_on: str, result: str, words: str
) -> tuple[str, dict[str, str]]:
    """As `read_sending`."""
    wrong = {}
    day = past_day(installation, returned_on, date.fromisoformat(row.sent_on))
    if day is None:
        wrong["returned_on"] = "no_return_day"
    if result not in RESULTS:
        wrong["result"] = "no_result"
    if len(words) > MOST_SIGNS:
        wrong["words"] = "too_long"
    return day.isoformat() if day else "", wrong


def forward_case(
    installation: Installation, unit: Unit, member: Member, case: Case, revision: int, number: str, sent_on: str, once: str
) -> None:  # fmt: skip
    """As `read_sending` found nothing wrong with. Once for each form. NotAllowed, NotFound, OwnCase; Conflict where it is over or there already,
    or a colleague was faster."""
    member.demand("review", case.row.duty)
    if case.procedure.forwarding is None:
        raise NotFound("forwarding")
    demand_not_own(installation, unit, member, case)
    demand_form(once)
    row, now = case.row, to_micro(installation.clock.now())
    if forwardings.by_form(unit, row.id, once) is not None:
        return
    if row.decided_at is not None or row.revision != revision or open_forwarding(unit, case) is not None:
        raise Conflict("forward")
    due = NO_DUE if stands(case.procedure, FORWARDED) else row.due
    if not applications.move(unit, row, state=row.state, due=due, decided_at=None, now=now):
        raise Conflict("forward")
    kept = row.due if due != row.due else ""
    forwardings.add(unit, row, once, number.strip(), sent_on, member.id, now, kept)
    tell_inside(
        unit, member.actor, case, "forward", f"{number.strip()}、{written_day(date.fromisoformat(sent_on))}", now
    )
    write_audit(installation, unit, member.actor, "forward case", application_id=row.id, detail=sent_on)


def take_return(
    installation: Installation, unit: Unit, member: Member, case: Case, row: ForwardingRow, returned_on: str, result: str, words: str
) -> None:  # fmt: skip
    """As `read_return` found nothing wrong with. NotAllowed, OwnCase; Conflict if it is back already."""
    demand_review(installation, unit, member, case)
    now, plain = to_micro(installation.clock.now()), words.strip()
    sealed = case.sealer.seal(f"forwarding:{row.once}", plain) if plain else None
    if not forwardings.come_back(unit, row.id, returned_on, result, sealed, member.id, now):
        raise Conflict("forward")
    if row.due and case.row.decided_at is None:
        _run_again(installation, unit, case, row, date.fromisoformat(returned_on), now)
    tell_inside(
        unit, member.actor, case, "come_back", f"{RESULTS[result]}、{written_day(date.fromisoformat(returned_on))}", now
    )
    write_audit(installation, unit, member.actor, "take case back", application_id=case.row.id, detail=result)


def _run_again(installation: Installation, unit: Unit, case: Case, row: ForwardingRow, back: date, now: int) -> None:
    """Conflict if a colleague was faster."""
    there, events = (date.fromisoformat(row.sent_on), back), applications.events(unit, case.row.id)
    due = after_forwarding(installation, case, row.due, there, row.sent_at, events)
    if not applications.move(unit, case.row, state=case.row.state, due=due, decided_at=None, now=now):
        raise Conflict("forward")


def open_forwarding(unit: Unit, case: Case) -> ForwardingRow | None:
    return next((row for row in forwardings.of(unit, case.row.id) if not row.returned_on), None)


def forwardings_of(installation: Installation, unit: Unit, case: Case) -> tuple[ForwardingView, ...]:
    """The newest first; without the prefecture's words where somebody is protected whom this member may not see."""
    rows = reversed(forwardings.of(unit, case.row.id))
    return tuple(_view(installation, case, row) for row in rows)


def days_there(row: ForwardingRow, today: date) -> int:
    """Calendar days, without the day on which it was sent."""
    until = date.fromisoformat(row.returned_on) if row.returned_on else today
    return (until - date.fromisoformat(row.sent_on)).days


def _view(installation: Installation, case: Case, row: ForwardingRow) -> ForwardingView:
    hidden = row.sealed_words is None or (case.protected and not case.shows_all)
    return ForwardingView(
        row.number, date.fromisoformat(row.sent_on), days_there(row, installation.clock.today()),
        date.fromisoformat(row.returned_on) if row.returned_on else None, RESULTS.get(row.result, ""),
        "" if hidden else case.sealer.open(f"forwarding:{row.once}", row.sealed_words or b""),
    )  # fmt: skip
