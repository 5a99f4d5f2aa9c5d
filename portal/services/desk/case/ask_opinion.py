"""意見照会 by a due day, showing only chosen answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from forms.numbers.calendar import add_days, in_era, open_day_from
from portal.clock import from_micro, to_micro, tokyo_day
from portal.db import Unit
from portal.errors import Conflict
from portal.services.cases.cases import Case
from portal.services.cases.note_inside import add_inside_event
from portal.services.cases.own_case import demand_not_own, demand_review
from portal.services.desk.case.return_for_correction import read_due
from portal.services.files.identity_files import QUESTION as COPIES
from portal.services.filing.scan_form import QUESTION as FORM_SCAN
from portal.services.procedures.check_sections import CheckSection, check_sections
from portal.services.shared.catalogue import speech_of
from portal.services.shared.form_mark import demand_form
from portal.services.shared.needs import Basics, HasPayments
from portal.services.shared.official_words import Deadline, days_left
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.services.staff.words import name_of_staff
from portal.store.desk import opinions
from portal.store.desk.opinions import ANSWERED, ASKED, TAKEN_BACK, OpinionRow

MOST_SIGNS = 2000
FILES = "-files"  # as a part: the files may be seen; no question begins with it
_DAYS = 14


@dataclass(frozen=True)
class Question:
    duty: str
    due: date | None
    words: str
    parts: tuple[str, ...]  # readable questions, and FILES
    mistakes: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class OpinionView:
    id: int
    office: str
    question: str
    parts: tuple[str, ...]
    state: str
    asked_by: str
    asked_at: datetime
    due: date
    left: Deadline | None
    answer: str
    ended_by: str
    ended_at: datetime | None
    seen: bool


def suggested_due(installation: Basics) -> date:
    """In two weeks, on an open day."""
    return open_day_from(add_days(installation.clock.today(), _DAYS), installation.city.calendar)


def askable_sections(case: Case) -> tuple[CheckSection, ...]:
    return check_sections(case.procedure, case.path, speech_of(case.procedure, "ja"))


def askable_files(case: Case) -> tuple[str, ...]:
    shelf = case.shown_shelf.without(COPIES, FORM_SCAN).without_waiting()
    return tuple(file.name for file in shelf.files.values())


def other_duties(installation: Basics, case: Case) -> list[tuple[str, str]]:
    today = installation.clock.today()
    held = {duty for duty, rows in installation.city.duties.items() if any(row.holds(today) for row in rows)}
    return [(duty, installation.city.office(duty, today).office) for duty in sorted(held - {case.row.duty})]


def read_question(installation: Basics, case: Case, duty: str, due: str, words: str, chosen: Sequence[str]) -> Question:
    """`chosen` names sections by their first question."""
    mistakes, plain = [], words.strip()
    if duty not in {known for known, _ in other_duties(installation, case)}:
        mistakes.append(("duty", "no_duty"))
    if not plain or len(plain) > MOST_SIGNS:
        mistakes.append(("question", "too_long" if plain else "no_words"))
    day, problem = read_due(installation.clock, due, installation.clock.today())
    if problem:
        mistakes.append(("due", problem))
    sections = (section.rows for section in askable_sections(case))
    parts = tuple(row.field for rows in sections if rows[0].field in chosen for row in rows)
    parts += (FILES,) if FILES in chosen and askable_files(case) else ()
    return Question(duty, day, plain, parts, tuple(mistakes))


def ask_opinion(installation: HasPayments, unit: Unit, member: Member, case: Case, wanted: Question, once: str) -> None:
    """Raises NotAllowed, OwnCase; Conflict if the case is decided."""
    demand_review(installation, unit, member, case)
    if wanted.mistakes or wanted.due is None:
        raise ValueError(wanted.mistakes)
    demand_form(once)
    if case.row.decided_at is not None:
        raise Conflict("opinion")
    now, due = to_micro(installation.clock.now()), wanted.due.isoformat()
    sealed = case.sealer.seal(f"opinion:{once}", {"words": wanted.words, "parts": list(wanted.parts)})
    if opinions.add(unit, case.row.id, once, wanted.duty, due, member.id, sealed, now):
        office = installation.city.office(wanted.duty, installation.clock.today()).office
        add_inside_event(unit, member.actor, case, "ask_opinion", f"{office}に、{in_era(wanted.due)}まで", now)
        detail = f"{wanted.duty} {due} {len(wanted.parts)} parts"
        write_audit(installation, unit, member.actor, "ask opinion", application_id=case.row.id, detail=detail)


def answer_opinion(
    installation: HasPayments, unit: Unit, member: Member, case: Case, row: OpinionRow, words: str
) -> None:
    """Raises NotAllowed, OwnCase; Conflict if it has ended or the case is decided."""
    member.demand("review", row.duty)
    demand_not_own(installation, unit, member, case)
    now = to_micro(installation.clock.now())
    sealed = case.sealer.seal(f"opinion_answer:{row.once}", words)
    if case.row.decided_at is not None or not opinions.end(unit, row.id, ANSWERED, member.id, sealed, now):
        raise Conflict("opinion")
    add_inside_event(unit, member.actor, case, "answer_opinion", "", now)
    write_audit(installation, unit, member.actor, "answer opinion", application_id=case.row.id, detail=row.duty)


def take_opinion_back(installation: Basics, unit: Unit, member: Member, case: Case, row: OpinionRow) -> None:
    """Raises NotAllowed; Conflict if it has ended."""
    member.demand("review", case.row.duty)
    now = to_micro(installation.clock.now())
    if not opinions.end(unit, row.id, TAKEN_BACK, member.id, None, now):
        raise Conflict("opinion")
    add_inside_event(unit, member.actor, case, "take_opinion_back", "", now)
    write_audit(installation, unit, member.actor, "take opinion back", application_id=case.row.id, detail=row.duty)


def see_opinion(installation: Basics, unit: Unit, member: Member, case: Case, row: OpinionRow) -> None:
    """Raises NotAllowed."""
    member.demand("review", case.row.duty)
    if opinions.see(unit, row.id, to_micro(installation.clock.now())):
        write_audit(installation, unit, member.actor, "see opinion", application_id=case.row.id, detail=row.duty)


def opinions_of(installation: Basics, unit: Unit, case: Case) -> tuple[OpinionView, ...] | None:
    """Newest first; None if they could disclose a protected person's address."""
    rows = opinions.of(unit, case.row.id)
    if rows and case.protected and not case.shows_all:
        return None
    return tuple(view_opinion(installation, unit, case, row) for row in reversed(rows))


def view_opinion(installation: Basics, unit: Unit, case: Case, row: OpinionRow) -> OpinionView:
    question = case.sealer.open(f"opinion:{row.once}", row.sealed_question)
    answer = "" if row.sealed_answer is None else case.sealer.open(f"opinion_answer:{row.once}", row.sealed_answer)
    return OpinionView(
        row.id, installation.city.office(row.duty, tokyo_day(from_micro(row.asked_at))).office, question["words"],
        tuple(question["parts"]), row.state, name_of_staff(unit, row.asked_by), from_micro(row.asked_at),
        date.fromisoformat(row.due), days_left(installation.clock.today(), row.due) if row.state == ASKED else None,
        answer, name_of_staff(unit, row.ended_by),
        None if row.ended_at is None else from_micro(row.ended_at), row.seen_at is not None,
    )  # fmt: skip
