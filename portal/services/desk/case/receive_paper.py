"""Papers that follow; arrival stays."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from portal.clock import Clock, from_micro, to_micro, tokyo_day
from portal.db import Unit
from portal.errors import Conflict, NotAllowed, NotFound, required
from portal.services.cases.cases import Case
from portal.services.cases.move_application import notify_applicant
from portal.services.cases.own_case import demand_review
from portal.services.desk.case.return_for_correction import MOST_SIGNS, about_reason
from portal.services.filing.describe_papers import paper_title
from portal.services.filing.papers_that_follow import follows_until, named_paper
from portal.services.shared.catalogue import speech_of
from portal.services.shared.needs import Basics, Correspondence
from portal.services.shared.past_day import typed_day
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.cases import applications
from portal.store.cases.applications import EventRow
from portal.store.my_cases import late_papers
from portal.store.my_cases.late_papers import OWED, Coming, LatePaperRow

WAYS = {"post": "郵送", "counter": "窓口"}


@dataclass(frozen=True)
class Received:
    came_by: str
    came_on: date | None
    note: str
    mistakes: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class PutOff:
    due: date | None
    reason: str
    mistakes: tuple[tuple[str, str], ...]


def paper_row(unit: Unit, case: Case, key: str) -> LatePaperRow:
    """Raises NotFound."""
    return required(late_papers.by_key(unit, case.row.id, key), NotFound("paper"))


def may_receive(member: Member, case: Case) -> bool:
    return any(member.may(act, case.row.duty) for act in ("review", "enter"))


def demand_receive(member: Member, case: Case) -> None:
    """Raises NotAllowed."""
    if not may_receive(member, case):
        raise NotAllowed(f"receive paper {case.row.duty}")


def read_received(clock: Clock, case: Case, came_by: str, came_on: str, note: str) -> Received:
    mistakes = [] if came_by in WAYS else [("came_by", "no_way")]
    day = typed_day(came_on)
    if day is None:
        mistakes.append(("came_on", "no_came_on"))
    elif not case.arrival_day <= day <= clock.today():
        mistakes.append(("came_on", "not_a_day_between"))
    mistakes += [("note", "too_long")] if len(note) > MOST_SIGNS else []
    return Received(came_by, day, note.strip(), tuple(mistakes))


def read_put_off(clock: Clock, row: LatePaperRow, due: str, reason: str) -> PutOff:
    mistakes, day = about_reason(reason), typed_day(due)
    earliest = max(clock.today().isoformat(), row.due if row.state == OWED else "")
    if day is None:
        mistakes.insert(0, ("due", "no_day"))
    elif day.isoformat() <= earliest:
        mistakes.insert(0, ("due", "too_early"))
    return PutOff(day, reason.strip(), tuple(mistakes))


def read_waiver(reason: str) -> tuple[tuple[str, str], ...]:
    return tuple(about_reason(reason))


def next_due(installation: Basics, case: Case, row: LatePaperRow) -> date:
    begins = max(installation.clock.today(), date.fromisoformat(row.due))
    return follows_until(installation, named_paper(case.procedure, row.paper), begins)


def receive_paper(
    installation: Basics, unit: Unit, member: Member, case: Case, row: LatePaperRow, came: Received
) -> None:
    """Raises NotAllowed; Conflict if it came meanwhile."""
    demand_receive(member, case)
    if came.mistakes or came.came_on is None:
        raise ValueError(came.mistakes)
    now = to_micro(installation.clock.now())
    note = case.sealer.seal(f"paper note:{row.id}", came.note) if came.note else None
    coming = Coming(came.came_by, came.came_on.isoformat(), note, now)
    if case.row.decided_at is not None or not late_papers.mark_received(unit, row.id, coming, now):
        raise Conflict("paper")
    _note(installation, unit, member, case, row, "paper_came", "receive paper", "", now)


def receive_presented(
    installation: Basics, unit: Unit, member: Member, receipt_number: str, papers: Collection[str]
) -> None:
    """Skips papers no longer asked for: answers may have changed meanwhile."""
    row = applications.by_number(unit, receipt_number)
    if row is None or not papers:
        return
    now = to_micro(installation.clock.now())
    coming = Coming(
        "post" if row.door == "post" else "counter", tokyo_day(from_micro(row.arrived_at)).isoformat(), seen_at=now
    )
    for paper in late_papers.of_application(unit, row.id):
        if paper.paper in papers and late_papers.mark_received(unit, paper.id, coming, now):
            write_audit(installation, unit, member.actor, "receive paper", application_id=row.id, detail=paper.paper)


def put_off_paper(
    installation: Correspondence, unit: Unit, member: Member, case: Case, row: LatePaperRow, wanted: PutOff
) -> None:
    """Raises NotAllowed, OwnCase; Conflict if it came or its day changed."""
    demand_review(installation, unit, member, case)
    if wanted.mistakes or wanted.due is None:
        raise ValueError(wanted.mistakes)
    now, due = to_micro(installation.clock.now()), wanted.due.isoformat()
    owed = row.state == OWED
    done = late_papers.extend(unit, row.id, row.due, due) if owed else late_papers.ask(unit, row.id, due)
    if case.row.decided_at is not None or not done:
        raise Conflict("paper")
    move, audit = ("paper_put_off", "put off paper") if owed else ("paper_asked", "ask for paper")
    _note(installation, unit, member, case, row, move, audit, wanted.reason, now)
    notify_applicant(installation, unit, case, "paper_news", now)


def waive_paper(
    installation: Correspondence, unit: Unit, member: Member, case: Case, row: LatePaperRow, reason: str
) -> None:
    """Raises NotAllowed, OwnCase, Conflict."""
    demand_review(installation, unit, member, case)
    now = to_micro(installation.clock.now())
    note = case.sealer.seal(f"paper note:{row.id}", reason.strip())
    if case.row.decided_at is not None or not late_papers.waive(unit, row.id, note, now):
        raise Conflict("paper")
    _note(installation, unit, member, case, row, "paper_waived", "waive paper", reason.strip(), now)
    notify_applicant(installation, unit, case, "paper_news", now)


def see_papers(installation: Basics, unit: Unit, member: Member, case: Case, papers: Collection[str]) -> None:
    """Raises NotAllowed."""
    # `papers`: those that the page showed as new. One that came since stays new.
    member.demand("review", case.row.duty)
    for paper in papers:
        late_papers.see(unit, case.row.id, paper, to_micro(installation.clock.now()))
    write_audit(installation, unit, member.actor, "see papers", application_id=case.row.id)


def _note(
    installation: Basics, unit: Unit, member: Member, case: Case, row: LatePaperRow, move: str, audit: str,
    reason: str, now: int,
) -> None:  # fmt: skip
    title = paper_title(case, row.paper, speech_of(case.procedure, "ja"))
    sealed = case.sealer.seal(f"words:{now}", f"{title}：{reason}" if reason else title)
    state = case.row.state
    applications.add_event(unit, case.row.id, EventRow(now, str(member.actor), move, state, state, sealed))
    write_audit(installation, unit, member.actor, audit, application_id=case.row.id, detail=row.paper)
