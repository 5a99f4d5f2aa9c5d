"""The papers that follow an application, as people read them: which, in what state, until when, what was handed in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from forms.environment import KeptFile
from forms.path import Path
from forms.procedure import Procedure, full_name
from forms.speech import Speech
from portal.db import Unit
from portal.services.cases import Case
from portal.services.describe_consequences import Consequences, PaperView, paper_view
from portal.services.drafts import Draft
from portal.services.installation import Installation
from portal.services.papers_that_follow import (
    PaperAsked,
    files_of_paper,
    follows_until,
    named_paper,
    papers_that_follow,
    refused_scan,
    scans_of_paper,
)
from portal.services.row_names import row_title
from portal.store import late_papers
from portal.store.late_papers import CAME, OWED, LatePaperRow

OPEN = "open"  # in a draft: not handed in, so that it will follow


@dataclass(frozen=True)
class PaperStands:
    """`state`: owed, came, waived, unneeded; in a draft open or came. `due`: until when. `over`: that day has passed.
    `came_by` and `came_on` say how and when; `with_it`: along with the application. `new`: the section has not looked
    yet. `note`: what staff wrote. `scans`: what staff scanned of it, for staff alone: a slip would show one person's paper to
    another. `scan_refused`: one of them was refused afterwards. `ended`: nobody waits for it, because the application is
    decided or taken back."""

    key: str
    view: PaperView
    state: str
    due: date
    over: bool
    files: tuple[KeptFile, ...]
    came_by: str = ""
    came_on: str = ""
    with_it: bool = False
    new: bool = False
    note: str = ""
    ended: bool = False
    scans: tuple[KeptFile, ...] = ()
    scan_refused: bool = False

    @property
    def on_paper(self) -> bool:
        return self.state == CAME and self.came_by != "online"

    @property
    def title(self) -> str:
        return f"{self.view.label}（{self.view.about}）" if self.view.about else self.view.label


def papers_of_draft(installation: Installation, draft: Draft, path: Path, speech: Speech) -> tuple[PaperStands, ...]:
    """What may follow, as the check page offers it."""
    today = installation.clock.today()
    found = []
    for one in papers_that_follow(draft.procedure, path).values():
        files = files_of_paper(draft.shelf, one.key)
        due = follows_until(installation, one.needed.paper, today)
        view = _view(draft.procedure, path, one.key, speech)
        found.append(PaperStands(one.key, view, CAME if files else OPEN, due, False, files))
    return tuple(found)


def papers_of_case(installation: Installation, unit: Unit, case: Case, speech: Speech) -> tuple[PaperStands, ...]:
    """In the order in which they were asked for. Whoever may not see the files of a protected case sees none here."""
    rows = late_papers.of_application(unit, case.row.id)
    path = case.path if rows else None
    return tuple(_stands(installation, case, path, row, speech) for row in rows if path is not None)


def _stands(installation: Installation, case: Case, path: Path, row: LatePaperRow, speech: Speech) -> PaperStands:
    ended = case.row.decided_at is not None and row.state == OWED
    today = installation.clock.today().isoformat()
    note = case.sealer.open(f"paper note:{row.id}", row.sealed_note) if row.sealed_note else ""
    return PaperStands(
        row.paper, _view(case.procedure, path, row.paper, speech), row.state, date.fromisoformat(row.due),
        row.state == OWED and row.due < today, files_of_paper(case.shown_shelf, row.paper) if row.state == CAME else (),
        row.came_by, row.came_on, row.came_along, row.state == CAME and row.seen_at is None, note, ended,
        scans_of_paper(case.shown_shelf, row.paper) if row.state == CAME else (), refused_scan(case.shelf, row.paper),
    )  # fmt: skip


def paper_title(case: Case, key: str, speech: Speech) -> str:
    view = _view(case.procedure, case.path, key, speech)
    return f"{view.label}（{view.about}）" if view.about else view.label


def asked_view(procedure: Procedure, path: Path, asked: PaperAsked, speech: Speech) -> PaperView:
    return _view(procedure, path, asked.key, speech)


def _view(procedure: Procedure, path: Path, key: str, speech: Speech) -> PaperView:
    paper = named_paper(procedure, key)
    if paper is None:  # rows name papers of their own version: a bug
        raise KeyError(full_name(key))
    rows = {asked.row.key: asked.row for asked in path.pages if asked.row is not None}
    row = rows.get(key.rpartition(".")[0])
    return paper_view(paper, speech, row_title(procedure, path, row, speech) if row is not None else "")


def without_late(found: Consequences, follows: Sequence[PaperStands]) -> Consequences:
    """What follows has a line of its own. Not so where nothing was noted, because it was sent before there was that."""
    return replace(found, papers=tuple(paper for paper in found.papers if not paper.later)) if follows else found


def needed_names(procedure: Procedure, rows: Iterable[LatePaperRow]) -> tuple[tuple[str, str], ...]:
    """Where the names of these papers stand in the texts, and in Japanese; each once."""
    papers = (named_paper(procedure, row.paper) for row in rows)
    return tuple(dict.fromkeys((f"{paper.path}.label", paper.label) for paper in papers if paper is not None))
