from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from forms.definition.procedure import Procedure, full_name
from forms.path.environment import KeptFile
from forms.path.path import Path
from forms.text.speech import Speech
from portal.clock import Clock
from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.filing.drafts import Draft
from portal.services.filing.papers_that_follow import (
    PaperAsked,
    files_of_paper,
    follows_until,
    named_paper,
    needed_papers,
    paper_of,
    papers_that_follow,
    refused_scan,
    scans_of_paper,
)
from portal.services.procedures.describe_consequences import Consequences, PaperView, paper_view
from portal.services.procedures.row_names import labels, row_title
from portal.services.shared.catalogue import speech_of
from portal.services.shared.needs import Basics
from portal.store.my_cases import late_papers
from portal.store.my_cases.late_papers import CAME, OWED, LatePaperRow

OPEN = "open"  # in a draft: not attached, will follow


@dataclass(frozen=True)
class PaperStatus:
    key: str
    view: PaperView
    state: str  # owed, came, waived, unneeded; in a draft open or came
    due: date
    over: bool
    files: tuple[KeptFile, ...]
    came_by: str = ""
    came_on: str = ""
    with_it: bool = False
    new: bool = False  # unseen by staff
    note: str = ""
    ended: bool = False  # no longer awaited
    scans: tuple[KeptFile, ...] = ()  # for staff only: a misfiled scan shows another person's paper
    scan_refused: bool = False

    @property
    def on_paper(self) -> bool:
        return self.state == CAME and self.came_by != "online"

    @property
    def title(self) -> str:
        return f"{self.view.label}（{self.view.about}）" if self.view.about else self.view.label


def papers_of_draft(installation: Basics, draft: Draft, path: Path, speech: Speech) -> tuple[PaperStatus, ...]:
    today = installation.clock.today()
    papers = []
    for asked in papers_that_follow(draft.procedure, path).values():
        files = files_of_paper(draft.shelf, asked.key)
        due = follows_until(installation, asked.needed.paper, today, path)
        view = _view(draft.procedure, path, asked.key, speech)
        papers.append(PaperStatus(asked.key, view, CAME if files else OPEN, due, False, files))
    return tuple(papers)


def papers_of_case(clock: Clock, unit: Unit, case: Case, speech: Speech) -> tuple[PaperStatus, ...]:
    rows = late_papers.of_application(unit, case.row.id)
    path = case.path if rows else None
    return tuple(_status(clock, case, path, row, speech) for row in rows if path is not None)


def _status(clock: Clock, case: Case, path: Path, row: LatePaperRow, speech: Speech) -> PaperStatus:
    ended = case.row.decided_at is not None and row.state == OWED
    today = clock.today().isoformat()
    note = case.sealer.open(f"paper note:{row.id}", row.sealed_note) if row.sealed_note and not case.hides else ""
    return PaperStatus(
        row.paper, _view(case.procedure, path, row.paper, speech), row.state, date.fromisoformat(row.due),
        row.state == OWED and row.due < today, files_of_paper(case.shown_shelf, row.paper) if row.state == CAME else (),
        row.came_by, row.came_on, row.is_enclosed, row.state == CAME and row.seen_at is None, note, ended,
        scans_of_paper(case.shown_shelf, row.paper) if row.state == CAME else (), refused_scan(case.shelf, row.paper),
    )  # fmt: skip


def paper_title(case: Case, key: str, speech: Speech) -> str:
    view = _view(case.procedure, case.path, key, speech)
    return f"{view.label}（{view.about}）" if view.about else view.label


def asked_titles(case: Case, language: str = "ja") -> dict[str, str]:
    """By id: the questions, and the papers that are needed."""
    speech = speech_of(case.procedure, language)
    papers = needed_papers(case.procedure, case.path).values()
    return labels(case.procedure, case.path, speech) | {
        asked.field.id: paper_title(case, asked.key, speech) for asked in papers
    }


def asked_words(case: Case, words: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """(label, the city's sentence). `words`: by question or paper."""
    titles = asked_titles(case)
    return tuple((titles.get(name) or _label(case.procedure, name), sentence) for name, sentence in words.items())


def _label(procedure: Procedure, name: str) -> str:
    return (named_paper(procedure, paper_of(name)) or procedure.field(name)).label


def asked_view(procedure: Procedure, path: Path, asked: PaperAsked, speech: Speech) -> PaperView:
    return _view(procedure, path, asked.key, speech)


def _view(procedure: Procedure, path: Path, key: str, speech: Speech) -> PaperView:
    paper = named_paper(procedure, key)
    if paper is None:  # a bug: rows name papers of their own version
        raise KeyError(full_name(key))
    rows = {asked.row.key: asked.row for asked in path.pages if asked.row is not None}
    row = rows.get(key.rpartition(".")[0])
    return paper_view(paper, speech, row_title(procedure, path, row, speech) if row is not None else "")


def without_late(consequences: Consequences, follows: Sequence[PaperStatus]) -> Consequences:
    return (
        replace(consequences, papers=tuple(paper for paper in consequences.papers if not paper.later))
        if follows
        else consequences
    )


def needed_names(procedure: Procedure, rows: Iterable[LatePaperRow]) -> tuple[tuple[str, str], ...]:
    """(message key, Japanese label)."""
    papers = (named_paper(procedure, row.paper) for row in rows)
    return tuple(dict.fromkeys((f"{paper.path}.label", paper.label) for paper in papers if paper is not None))
