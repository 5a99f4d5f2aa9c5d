# An outage near a deadline is one recorded act. Corrections and papers that follow; windows are settings of the city, statutory periods have their own notice.

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from forms.definition.kind import RETURNED
from portal.clock import Clock
from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.desk.case.extend_correction import Extension, extend_correction
from portal.services.desk.case.receive_paper import PutOff, put_off_paper
from portal.services.desk.case.return_for_correction import about_reason, read_due
from portal.services.desk.queue.act_in_bulk import BulkLine, in_own_transaction
from portal.services.notices.ask_by_letter import why_no_letter
from portal.services.notices.hand_in_paper import asks_for, requested_papers
from portal.services.shared.needs import Basics, Correspondence
from portal.services.shared.past_day import typed_day
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.desk import corrections, due_then

MOST, MOST_DAYS = 500, 31
_DONE, _NOTHING = "期限を延ばしました", "その間にあった期限は、もうありません"
_UNTOLD = "期限を延ばしました。知らせの届かない人です。電話か手紙で知らせてください"


@dataclass(frozen=True)
class Days:
    first: date
    last: date

    def has(self, due: str) -> bool:
        return self.first <= date.fromisoformat(due) <= self.last


@dataclass(frozen=True)
class Due:
    numbers: tuple[str, ...]  # of receipts, each once
    corrections: int
    papers: int  # applications that owe some


def read_days(first: str, last: str) -> tuple[Days | None, tuple[tuple[str, str], ...]]:
    begin, end = typed_day(first), typed_day(last)
    mistakes = [(box, "no_day") for box, day in (("first", begin), ("last", end)) if day is None]
    if begin is None or end is None:
        return None, tuple(mistakes)
    if end < begin:
        return None, (("last", "backwards"),)
    return (None, (("last", "long"),)) if (end - begin).days >= MOST_DAYS else (Days(begin, end), ())


def read_later(clock: Clock, days: Days, until: str, reason: str) -> Extension:
    day, problem = read_due(clock, until, max(clock.today(), days.last))
    return Extension(day, reason.strip(), ((("until", problem),) if problem else ()) + tuple(about_reason(reason)))


def due_in(installation: Basics, unit: Unit, member: Member, days: Days) -> Due:
    # Raises NotAllowed. Of the sections that the member reviews for.
    duties = member.demand_duties("review", tuple(installation.city.duties))
    rows = due_then.due_between(unit, duties, days.first.isoformat(), days.last.isoformat())
    kinds = [what for _, what in rows]
    numbers = tuple(dict.fromkeys(number for number, _ in rows))
    return Due(numbers, kinds.count("correction"), kinds.count("paper"))


def extend_for_all(
    installation: Correspondence, member: Member, days: Days, later: Extension, numbers: Sequence[str]
) -> Iterator[BulkLine]:
    # The act is recorded before the first case. Each commits before it is yielded; a repeat is safe.
    until = later.due
    if later.mistakes or until is None:
        raise ValueError(later.mistakes)
    with installation.database.change() as unit:
        detail = f"{days.first} {days.last} {until} {len(numbers)}"
        write_audit(installation, unit, member.actor, "extend for all", detail=detail)

    def do(unit: Unit, case: Case) -> tuple[bool, str]:
        member.demand("review", case.row.duty)
        correction = corrections.open_one(unit, case.row.id) if case.row.state == RETURNED else None
        done = False
        if correction is not None and days.has(correction.due):
            extend_correction(installation, unit, member, case, case.row.revision, later)
            done = True
        for paper in requested_papers(unit, case):
            # One that a correction asks for waits for its day.
            if days.has(paper.due) and not (correction is not None and asks_for(correction, paper.paper)):
                put_off_paper(installation, unit, member, case, paper, PutOff(until, later.reason, ()))
                done = True
        if not done:
            return False, _NOTHING
        return True, _DONE if why_no_letter(unit, case) else _UNTOLD

    for number in numbers:
        yield in_own_transaction(installation, member, number, do)
