"""延期通知: extends a statutory period before it ends (介護保険法27条11項ただし書, 子ども・子育て支援法20条6項ただし書: within 30 days)."""

from dataclasses import dataclass
from datetime import date

from forms.numbers.calendar import add_days, in_both_calendars, open_day_from
from portal.clock import Clock, from_micro, to_micro, tokyo_day
from portal.db import Unit
from portal.errors import Conflict
from portal.services.cases.cases import Case
from portal.services.cases.move_application import notify_applicant
from portal.services.cases.own_case import demand_review
from portal.services.counter.print_case import PRINTED
from portal.services.desk.case.return_for_correction import about_reason, read_due
from portal.services.desk.needs import DeskNeeds
from portal.services.notices.ask_by_letter import Addressee
from portal.services.notices.outcome_notice import EXTENDED, write_extension_notice
from portal.services.notices.print_letter import Letter
from portal.services.notices.print_notice import extension_sheet
from portal.services.shared.city_rules import NO_DUE
from portal.services.shared.needs import Basics
from portal.services.shared.rights import Member
from portal.services.shared.throttle import count
from portal.services.shared.write_audit import write_audit
from portal.store.cases import applications
from portal.store.cases.applications import EventRow
from portal.store.notices import notices

MOVE = "extend_period"
_DAYS = 30


@dataclass(frozen=True)
class LaterEnd:
    due: date | None
    reason: str
    mistakes: tuple[tuple[str, str], ...]
    number: str = ""  # 文書番号, "" = next


@dataclass(frozen=True)
class ExtensionNotice:
    on: date
    words: str
    number: str  # "" before notices had 文書番号


def may_extend(case: Case) -> bool:
    """A standard period is no promise and needs no notice."""
    period = case.procedure.period
    return period is not None and period.kind == "statutory" and case.row.decided_at is None and case.row.due != NO_DUE


def ends_soon(installation: Basics, case: Case) -> bool:
    return may_extend(case) and date.fromisoformat(case.row.due) < add_days(
        installation.clock.today(), installation.city.warn_days
    )


def later_end(installation: Basics, case: Case) -> date:
    """Thirty days after today or the due day, whichever is later."""
    begins = max(installation.clock.today(), date.fromisoformat(case.row.due))
    return open_day_from(add_days(begins, _DAYS), installation.city.calendar)


def read_later_end(clock: Clock, case: Case, due: str, reason: str, number: str = "") -> LaterEnd:
    mistakes = about_reason(reason)
    day, problem = read_due(clock, due, max(clock.today(), date.fromisoformat(case.row.due)))
    return LaterEnd(day, reason.strip(), (("due", problem), *mistakes) if problem else tuple(mistakes), number)


def extend_period(
    installation: DeskNeeds, unit: Unit, member: Member, case: Case, revision: int, wanted: LaterEnd
) -> None:
    """Raises NotAllowed, OwnCase; Conflict if it is not extendable or changed."""
    demand_review(installation, unit, member, case)
    if wanted.mistakes or wanted.due is None:
        raise ValueError(wanted.mistakes)
    row, now, due = case.row, to_micro(installation.clock.now()), wanted.due.isoformat()
    if not may_extend(case) or row.revision != revision:
        raise Conflict(MOVE)
    if not applications.move(unit, row, state=row.state, due=due, decided_at=None, now=now):
        raise Conflict(MOVE)
    words = f"決まる見込み：{in_both_calendars(wanted.due)}まで。\n理由：{wanted.reason}"
    sealed = case.sealer.seal(f"words:{now}", words)
    applications.add_event(unit, row.id, EventRow(now, str(member.actor), MOVE, row.state, row.state, sealed))
    write_audit(installation, unit, member.actor, "extend period", application_id=row.id, detail=f"{row.due} {due}")
    write_extension_notice(installation, unit, member.actor, case, words, wanted.number)
    notify_applicant(installation, unit, case, "period_extended", now, until=due)


def last_extension_notice(unit: Unit, case: Case) -> ExtensionNotice | None:
    given = [event for event in applications.events(unit, case.row.id) if event.move == MOVE and event.sealed_words]
    if not given:
        return None
    last = given[-1]
    words = str(case.sealer.open(f"words:{last.at}", last.sealed_words or b""))
    rows = reversed(notices.of_application(unit, case.row.id))
    number = next((row.number for row in rows if row.outcome == EXTENDED and row.made_at >= last.at), "")
    return ExtensionNotice(tokyo_day(from_micro(last.at)), words, number)


def extension_letter(installation: Basics, unit: Unit, member: Member, case: Case, to: Addressee) -> Letter:
    """Raises NotAllowed, TooMany; Conflict, also for protected people, whose address it would show."""
    member.demand("review", case.row.duty)
    notice = last_extension_notice(unit, case)
    if notice is None or case.protected:
        raise Conflict("letter")
    count(installation, unit, PRINTED, member.login)
    write_audit(installation, unit, member.actor, "print extension letter", application_id=case.row.id)
    sender = installation.city.office(case.row.duty, notice.on)
    return extension_sheet(case, to, sender, notice.on, notice.words, notice.number)
