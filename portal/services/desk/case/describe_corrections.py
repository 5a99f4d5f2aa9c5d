"""補正 for staff, and which answers changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from forms.definition.kind import RETURNED, WITHDRAWN
from forms.path.path import Path, walk
from portal.clock import Clock, from_micro
from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.desk.case.enter_correction import CAME_BY
from portal.services.filing.describe_papers import asked_words
from portal.services.procedures.check_sections import check_sections
from portal.services.procedures.row_names import labels
from portal.services.shared.catalogue import speech_of
from portal.services.shared.official_words import Deadline, days_left
from portal.store.cases import applications
from portal.store.desk import corrections
from portal.store.desk.corrections import CorrectionRow


@dataclass(frozen=True)
class Change:
    """ "" = nothing was entered, or it was not asked."""

    label: str
    before: str
    after: str

    @property
    def word(self) -> str:
        if not self.before:
            return "追加"
        return "変更" if self.after else "削除"


@dataclass(frozen=True)
class CorrectionView:
    """(label, sentence) of what was asked, and the changed answers."""

    asked_at: datetime
    due: date
    left: Deadline | None
    asked: tuple[tuple[str, str], ...]
    ended_at: datetime | None  # answered, or no longer awaited if `unanswered`
    unanswered: bool
    withdrawn: bool  # ended with the case
    passed: bool  # staff must decide
    came: str  # how the answer came, with the note, if staff took it in
    changes: tuple[Change, ...]


def describe_corrections(clock: Clock, unit: Unit, case: Case) -> tuple[CorrectionView, ...]:
    """Newest first."""
    today, made = clock.today(), applications.revisions(unit, case.row.id)
    rows = corrections.of_application(unit, case.row.id)
    return tuple(_correction(unit, case, row, made, today) for row in reversed(rows))


def _correction(unit: Unit, case: Case, row: CorrectionRow, made: Mapping[int, int], today: date) -> CorrectionView:
    # The answer is the revision of the instant that ends the wait; without one there was none.
    words: dict[str, str] = case.sealer.open(f"correction:{row.asked_at}", row.sealed_words)
    revision = made.get(row.answered_at or 0)
    changes: tuple[Change, ...] = ()
    if revision is not None:
        changes = changes_between(case, _path(unit, case, revision - 1), _path(unit, case, revision))
    return CorrectionView(
        asked_at=from_micro(row.asked_at),
        due=date.fromisoformat(row.due),
        left=days_left(today, row.due) if row.answered_at is None else None,
        asked=asked_words(case, words),
        ended_at=None if row.answered_at is None else from_micro(row.answered_at),
        unanswered=row.answered_at is not None and revision is None,
        withdrawn=case.row.state == WITHDRAWN and row.answered_at == case.row.decided_at,
        passed=row.answered_at is None and row.due < today.isoformat() and case.row.state == RETURNED,
        came=_how_answered(case, row),
        changes=changes,
    )


def _how_answered(case: Case, row: CorrectionRow) -> str:
    if row.sealed_note is None:
        return "手紙の番号で、本人の側が入れた" if row.came_by else ""
    note: dict[str, str] = case.sealer.open(f"note:{row.id}", row.sealed_note)
    who = "、".join(part for part in (note["who"], note["at"].replace("T", " ")) if part)
    came = f"{CAME_BY[row.came_by]}{f'（{who}）' if who else ''}"
    # What was heard may be the address that is withheld among the answers.
    return came if case.hides else f"{came}：{note['said']}"


def _path(unit: Unit, case: Case, revision: int) -> Path:
    sealed = applications.answers(unit, case.row.id, revision)
    return case.veiled(walk(case.procedure, case.sealer.open(f"answers:{revision}", sealed), case.environment))


def changes_between(case: Case, before: Path, after: Path) -> tuple[Change, ...]:
    """As people read them, in the order of the form."""
    speech = speech_of(case.procedure, "ja")
    old, new = (
        {row.field: row.value for section in check_sections(case.procedure, path, speech) for row in section.rows}
        for path in (before, after)
    )
    titles = labels(case.procedure, before, speech) | labels(case.procedure, after, speech)
    return tuple(
        Change(title, old.get(name, ""), new.get(name, ""))
        for name, title in titles.items()
        if old.get(name, "") != new.get(name, "")
    )
