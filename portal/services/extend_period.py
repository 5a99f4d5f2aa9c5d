"""Puts off the end of a statutory period by a notice (延期通知): the expected day and the reason, told to the applicant before the period
ends (介護保険法27条11項ただし書, 子ども・子育て支援法20条6項ただし書: within 30 days). The arrival stays, and so does the state."""

from dataclasses import dataclass
from datetime import date

from forms.calendar import add_days, open_day_from
from portal.clock import from_micro, to_micro, tokyo_day
from portal.db import Unit
from portal.errors import Conflict
from portal.services.ask_by_letter import Addressee
from portal.services.cases import Case
from portal.services.installation import Installation
from portal.services.move_application import tell_applicant
from portal.services.outcome_notice import EXTENDED, write_extension_notice
from portal.services.own_case import demand_review
from portal.services.print_case import PRINTED
from portal.services.print_form import written_day
from portal.services.print_letter import Letter
from portal.services.print_notice import extension_sheet
from portal.services.return_for_correction import MOST_SIGNS, read_due
from portal.services.rights import Member
from portal.services.submit_application import NO_DUE
from portal.services.throttle import count
from portal.services.write_audit import write_audit
from portal.store import applications, notices
from portal.store.applications import EventRow

MOVE = "extend_period"
_DAYS = 30


@dataclass(frozen=True)
class LaterEnd:
    """`mistakes`: what to mend first, as (box, key); the box is `due` or `reason`. `number`: the 文書番号 that was entered ("" =
    the next of the sequence)."""

    due: date | None
    reason: str
    mistakes: tuple[tuple[str, str], ...]
    number: str = ""


@dataclass(frozen=True)
class Told:
    """A notice as it was given: the day on which it was, its words, and its 文書番号 ("" where it was given before it had one)."""

    on: date
    words: str
    number: str


def may_extend(case: Case) -> bool:
    """Only what a law binds is extended by a notice, and only while it is open; a standard period is no promise."""
    period = case.procedure.period
    return period is not None and period.kind == "statutory" and case.row.decided_at is None and case.row.due != NO_DUE


def ends_soon(installation: Installation, case: Case) -> bool:
    """Whether it has to be decided or extended now: within the days that the queue calls soon, or past."""
    return may_extend(case) and date.fromisoformat(case.row.due) < add_days(
        installation.clock.today(), installation.city.warn_days
    )


def later_end(installation: Installation, case: Case) -> date:
    """Thirty days on, from today or from the day that stands, whichever is later."""
    begins = max(installation.clock.today(), date.fromisoformat(case.row.due))
    return open_day_from(add_days(begins, _DAYS), installation.city.calendar())


def read_later_end(installation: Installation, case: Case, due: str, reason: str, number: str = "") -> LaterEnd:
    wrong = []
    if not reason.strip():
        wrong.append(("reason", "no_reason"))
    elif len(reason) > MOST_SIGNS:
        wrong.append(("reason", "too_long"))
    day, slip = read_due(installation, due, max(installation.clock.today(), date.fromisoformat(case.row.due)))
    return LaterEnd(day, reason.strip(), (("due", slip), *wrong) if slip else tuple(wrong), number)


def extend_period(
    installation: Installation, unit: Unit, member: Member, case: Case, revision: int, wanted: LaterEnd
) -> None:
    """`wanted` without mistakes. NotAllowed, OwnCase; Conflict if nothing may be extended, or a colleague was faster."""
    demand_review(installation, unit, member, case)
    if wanted.mistakes or wanted.due is None:
        raise ValueError(wanted.mistakes)
    row, now, due = case.row, to_micro(installation.clock.now()), wanted.due.isoformat()
    if not may_extend(case) or row.revision != revision:
        raise Conflict(MOVE)
    if not applications.move(unit, row, state=row.state, due=due, decided_at=None, now=now):
        raise Conflict(MOVE)
    words = f"決まる見込み：{written_day(wanted.due)}まで。\nわけ：{wanted.reason}"
    sealed = case.sealer.seal(f"words:{now}", words)
    applications.add_event(unit, row.id, EventRow(now, str(member.actor), MOVE, row.state, row.state, sealed))
    write_audit(installation, unit, member.actor, "extend period", application_id=row.id, detail=f"{row.due} {due}")
    write_extension_notice(installation, unit, member.actor, case, words, wanted.number)
    tell_applicant(installation, unit, case, "period_extended", now, until=due)


def last_told(unit: Unit, case: Case) -> Told | None:
    """The notice that stands; None where none was given."""
    given = [event for event in applications.events(unit, case.row.id) if event.move == MOVE and event.sealed_words]
    if not given:
        return None
    last = given[-1]
    words = str(case.sealer.open(f"words:{last.at}", last.sealed_words or b""))
    rows = reversed(notices.of_application(unit, case.row.id))
    number = next((row.number for row in rows if row.outcome == EXTENDED and row.made_at >= last.at), "")
    return Told(tokyo_day(from_micro(last.at)), words, number)


def extension_letter(installation: Installation, unit: Unit, member: Member, case: Case, to: Addressee) -> Letter:
    """The notice on paper, dated as it was given; to be set outside of the unit. Counted and recorded. NotAllowed, TooMany;
    Conflict where none was given, or somebody is protected: an address would stand on it."""
    member.demand("review", case.row.duty)
    told = last_told(unit, case)
    if told is None or case.protected:
        raise Conflict("letter")
    count(installation, unit, PRINTED, member.login)
    write_audit(installation, unit, member.actor, "print extension letter", application_id=case.row.id)
    sender = installation.city.office(case.row.duty, told.on)
    return extension_sheet(case, to, sender, told.on, told.words, told.number)
