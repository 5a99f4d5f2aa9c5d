"""Notes which papers follow an application, and until when: when it is sent, and when a correction changes its answers."""

from datetime import date

from forms.path import Path
from portal.db import Unit
from portal.services.cases import Case
from portal.services.drafts import Draft
from portal.services.installation import Installation
from portal.services.papers_that_follow import files_of_paper, follows_until, papers_that_follow
from portal.store import attachments, late_papers
from portal.store.late_papers import OWED, UNNEEDED, Coming


def owe_papers(
    installation: Installation, unit: Unit, draft: Draft, application_id: int, path: Path, arrived: date, now: int
) -> str:
    """What was handed in with the draft goes along, also what no scanner has seen yet; the rest is owed. The first day
    until which something is, "" where nothing is."""
    today, dues = installation.clock.today(), []
    for one in papers_that_follow(draft.procedure, path).values():
        files = files_of_paper(draft.shelf, one.key)
        attachments.carry_papers(unit, draft.id, application_id, [file.id for file in files])
        coming = Coming("online", arrived.isoformat()) if files else None
        due = follows_until(installation, one.needed.paper, today).isoformat()
        late_papers.add(unit, application_id, one.key, due, now, coming)
        dues += [] if coming else [due]
    return min(dues, default="")


def owe_as_now(installation: Installation, unit: Unit, case: Case, path: Path, now: int) -> None:
    """After answers were mended: what is needed since is owed from today on, what is not needed any more is not."""
    rows = {row.paper: row for row in late_papers.of_application(unit, case.row.id)}
    asked, today = papers_that_follow(case.procedure, path), installation.clock.today()
    for key, one in asked.items():
        due = follows_until(installation, one.needed.paper, today).isoformat()
        if key not in rows:
            late_papers.add(unit, case.row.id, key, due, now, None)
        elif rows[key].state == UNNEEDED:
            late_papers.ask(unit, rows[key].id, due)
    for key, row in rows.items():
        if row.state == OWED and key not in asked:
            late_papers.drop(unit, row.id, now)
