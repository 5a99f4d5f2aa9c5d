from datetime import date

from forms.path.path import Path
from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.filing.drafts import Draft
from portal.services.filing.papers_that_follow import files_of_paper, follows_until, needed_papers, papers_that_follow
from portal.services.shared.needs import Basics
from portal.store.files import attachments
from portal.store.my_cases import late_papers
from portal.store.my_cases.late_papers import OWED, UNNEEDED, Coming


def request_papers(
    installation: Basics, unit: Unit, draft: Draft, application_id: int, path: Path, arrived: date, now: int
) -> None:
    """Attached files go along before their virus scan."""
    today = installation.clock.today()
    for asked in papers_that_follow(draft.procedure, path).values():
        files = files_of_paper(draft.shelf, asked.key)
        if not (files or asked.needed.paper.required):
            continue
        attachments.carry_papers(unit, draft.id, application_id, [file.id for file in files])
        coming = Coming("online", arrived.isoformat()) if files else None
        due = follows_until(installation, asked.needed.paper, today, path).isoformat()
        late_papers.add(unit, application_id, asked.key, due, now, coming)


def update_requested_papers(installation: Basics, unit: Unit, case: Case, path: Path, now: int) -> None:
    rows = {row.paper: row for row in late_papers.of_application(unit, case.row.id)}
    asked, today = papers_that_follow(case.procedure, path), installation.clock.today()
    for key, paper_asked in asked.items():
        due = follows_until(installation, paper_asked.needed.paper, today, path).isoformat()
        if key not in rows and paper_asked.needed.paper.required:
            late_papers.add(unit, case.row.id, key, due, now, None)
        elif key in rows and rows[key].state == UNNEEDED:
            late_papers.ask(unit, rows[key].id, due)
    needed = needed_papers(case.procedure, path)  # staff may have asked for a paper that does not follow by itself
    for key, row in rows.items():
        if row.state == OWED and key not in needed:
            late_papers.drop(unit, row.id, now)
