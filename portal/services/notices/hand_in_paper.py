"""Arrival and state stay."""

from dataclasses import replace

from portal.clock import from_micro, to_micro, tokyo_day
from portal.db import Unit
from portal.errors import Conflict, NotFound
from portal.services.cases.cases import Case
from portal.services.files.keep_file import Shelf, shelf_of
from portal.services.filing.papers_that_follow import (
    PaperAsked,
    files_of_paper,
    follows_until,
    needed_papers,
    paper_of,
    paper_question,
)
from portal.services.shared.needs import Basics
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.cases import applications
from portal.store.cases.applications import EventRow
from portal.store.desk import corrections
from portal.store.desk.corrections import CorrectionRow
from portal.store.files import attachments
from portal.store.my_cases import late_papers
from portal.store.my_cases.late_papers import CAME, OWED, Coming, LatePaperRow


def requested_papers(unit: Unit, case: Case) -> list[LatePaperRow]:
    """The nearest day first; none once decided."""
    if case.row.decided_at is not None:
        return []
    rows = late_papers.of_application(unit, case.row.id)
    return sorted((row for row in rows if row.state == OWED), key=lambda row: row.due)


def paper_to_hand_in(unit: Unit, case: Case, key: str) -> tuple[LatePaperRow, PaperAsked]:
    """Raises NotFound."""
    row = next((row for row in requested_papers(unit, case) if row.paper == key), None)
    asked = needed_papers(case.procedure, case.path).get(key)
    if row is None or asked is None:
        raise NotFound("paper")
    return row, asked


def asks_for(correction: CorrectionRow, paper: str) -> bool:
    return paper_question(paper) in correction.fields


def shelf_since(unit: Unit, application_id: int, shelf: Shelf, paper: str) -> Shelf:
    """Files from before the last correction that asks for the paper answer nothing: staff have examined them."""
    asked = [row.asked_at for row in corrections.of_application(unit, application_id) if asks_for(row, paper)]
    old = attachments.made_before(unit, shelf.holder, max(asked)) if asked else ()
    return replace(shelf, questions={name: of for name, of in shelf.questions.items() if name not in old})


def extend_until(unit: Unit, row: LatePaperRow, due: str) -> None:
    """Never to an earlier day."""
    if row.due < due:
        late_papers.extend(unit, row.id, row.due, due)


def hand_in_paper(installation: Basics, unit: Unit, case: Case, asked: PaperAsked, actor: Actor) -> None:
    """Raises Conflict."""
    now = to_micro(installation.clock.now())
    row, _ = paper_to_hand_in(unit, case, asked.key)
    coming = Coming("online", tokyo_day(from_micro(now)).isoformat())
    new = files_of_paper(shelf_since(unit, case.row.id, case.shelf, asked.key), asked.key)
    if not new or not late_papers.mark_received(unit, row.id, coming, now):
        raise Conflict("paper")
    state = case.row.state
    applications.add_event(unit, case.row.id, EventRow(now, str(actor), "hand_in", state, state, None))
    write_audit(installation, unit, actor, "hand in paper", application_id=case.row.id, detail=asked.key)


def request_again(installation: Basics, unit: Unit, application_id: int, shelf: Shelf, question: str) -> None:
    """After a refused file the paper is owed again, if no other remains."""
    key = paper_of(question)
    row = late_papers.by_key(unit, application_id, key) if key else None
    if row is None or row.state != CAME or row.came_by != "online":
        return
    left = shelf_of(unit, shelf.holder, shelf.sealer)
    if not files_of_paper(shelf_since(unit, application_id, left, key), key):
        until = follows_until(installation, None, installation.clock.today())
        late_papers.ask(unit, row.id, max(row.due, until.isoformat()))
