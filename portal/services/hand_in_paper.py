"""Hands in a paper that follows. Arrival and state of the application stay as they are."""

from portal.clock import from_micro, to_micro, tokyo_day
from portal.db import Unit
from portal.errors import Conflict, NotFound
from portal.services.actor import Actor
from portal.services.cases import Case
from portal.services.installation import Installation
from portal.services.keep_file import Shelf, shelf_of
from portal.services.papers_that_follow import PaperAsked, files_of_paper, follows_until, paper_of, papers_that_follow
from portal.services.write_audit import write_audit
from portal.store import applications, late_papers
from portal.store.applications import EventRow
from portal.store.late_papers import CAME, OWED, Coming, LatePaperRow


def owed_papers(unit: Unit, case: Case) -> list[LatePaperRow]:
    """What is waited for, nearest day first. Nothing of what was decided, or taken back."""
    if case.row.decided_at is not None:
        return []
    rows = late_papers.of_application(unit, case.row.id)
    return sorted((row for row in rows if row.state == OWED), key=lambda row: row.due)


def paper_to_hand_in(unit: Unit, case: Case, key: str) -> tuple[LatePaperRow, PaperAsked]:
    """NotFound unless it is owed now."""
    row = next((row for row in owed_papers(unit, case) if row.paper == key), None)
    asked = papers_that_follow(case.procedure, case.path).get(key)
    if row is None or asked is None:
        raise NotFound("paper")
    return row, asked


def hand_in_paper(installation: Installation, unit: Unit, case: Case, asked: PaperAsked, actor: Actor) -> None:
    """Conflict where no file of it stands, or it came already."""
    now = to_micro(installation.clock.now())
    row, _ = paper_to_hand_in(unit, case, asked.key)
    coming = Coming("online", tokyo_day(from_micro(now)).isoformat())
    if not files_of_paper(case.shelf, asked.key) or not late_papers.come(unit, row.id, coming, now):
        raise Conflict("paper")
    state = case.row.state
    applications.add_event(unit, case.row.id, EventRow(now, str(actor), "hand_in", state, state, None))
    write_audit(installation, unit, actor, "hand in paper", application_id=case.row.id, detail=asked.key)


def owe_refused(installation: Installation, unit: Unit, application_id: int, shelf: Shelf, question: str) -> None:
    """A file was refused after its paper had been handed in: where no other stands, the paper is owed again, as long as
    any is given at first."""
    key = paper_of(question)
    row = late_papers.by_key(unit, application_id, key) if key else None
    if row is None or row.state != CAME or row.came_by != "online":
        return
    if not files_of_paper(shelf_of(unit, shelf.holder, shelf.sealer), key):
        until = follows_until(installation, None, installation.clock.today())
        late_papers.ask(unit, row.id, max(row.due, until.isoformat()))
