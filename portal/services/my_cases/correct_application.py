"""Returned fields, on the same form."""

# The arrival date never changes.

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from forms.answers import Answers
from forms.path.binding import Posted, bind
from forms.path.path import AskedPage, Path, walk
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Closed, Conflict
from portal.outbox import About
from portal.services.bookings.hold_slots import Mistakes
from portal.services.bookings.move_bookings import move_bookings
from portal.services.bookings.settle_budget import follow_correction
from portal.services.cases.cases import Case
from portal.services.cases.keep_answers import index_again, keep_answers
from portal.services.cases.receiving_office import office_of_correction
from portal.services.desk.sections.after_waiting import after_waiting
from portal.services.files.keep_file import drop_refusals, refusals, waits, with_stored_files
from portal.services.files.keep_numbers import drop_unnamed, keep_numbers
from portal.services.filing.admit_once import move_once
from portal.services.filing.arrival import summary
from portal.services.filing.note_protected import ask_later
from portal.services.filing.papers_that_follow import needed_papers, paper_question
from portal.services.filing.save_page import bind_files, merged
from portal.services.my_cases.needs import MyCasesNeeds
from portal.services.my_cases.require_papers import update_requested_papers
from portal.services.notices.hand_in_paper import asks_for, requested_papers
from portal.services.shared.needs import HasNumberKeys
from portal.services.shared.people_in import people_in
from portal.services.shared.write_audit import Actor, write_audit
from portal.services.signing.sign_again import request_signature_again
from portal.store.cases import applications
from portal.store.cases.applications import EventRow
from portal.store.desk import corrections, typed_corrections
from portal.store.desk.corrections import CorrectionRow
from portal.store.files.attachments import Holder


@dataclass(frozen=True)
class Mending:
    row: CorrectionRow
    words: Mapping[str, str]
    answers: Answers
    path: Path
    fields: frozenset[str]  # returned, or opened by a corrected answer
    pages: tuple[AskedPage, ...]
    seen: frozenset[str]  # pages sent
    owed: tuple[str, ...]  # papers that it asks for and that have not come

    def next_page(self) -> AskedPage | None:
        return next((asked for asked in self.pages if asked.open or asked.page.id not in self.seen), None)

    @property
    def next_place(self) -> str:
        """Of a page or a paper; "" if nothing is missing."""
        asked = self.next_page()
        return asked.page.id if asked is not None else paper_question(self.owed[0]) if self.owed else ""


def mark_of(row: CorrectionRow) -> str:
    # Several people of a company, or a letter's code, may mend one application. Of the sealed bytes: it reveals no answers.
    return sha256(row.sealed_answers or b"").hexdigest()


def open_mending(unit: Unit, case: Case) -> Mending:
    row = corrections.open_one(unit, case.row.id) if case.row.state == "returned" else None
    if row is None:
        raise Closed("correction")
    words: dict[str, str] = case.sealer.open(f"correction:{row.asked_at}", row.sealed_words)
    answers = case.answers
    if row.sealed_answers is not None:
        # not merged over the sent answers: emptied ones would come back
        mended = case.sealer.open(f"mended:{row.id}", row.sealed_answers)
        answers = with_stored_files(case.procedure, mended, case.shelf)
    return _mending(unit, case, row, words, answers, frozenset(row.seen.split()))


def _mending(
    unit: Unit, case: Case, row: CorrectionRow, words: Mapping[str, str], answers: Answers, seen: frozenset[str]
) -> Mending:
    path = case.veiled(walk(case.procedure, answers, case.environment))
    fields = (path.asked - case.path.asked) | frozenset(row.fields)
    pages = tuple(asked for asked in path.pages if asked.open or any(field.id in fields for field in asked.fields))
    needed = needed_papers(case.procedure, path)
    owed = tuple(
        paper.paper for paper in requested_papers(unit, case) if asks_for(row, paper.paper) and paper.paper in needed
    )
    return Mending(row, words, answers, path, fields, pages, seen, owed)


def save_mended_page(
    installation: HasNumberKeys, unit: Unit, case: Case, mending: Mending, asked: AskedPage, posted: Posted
) -> tuple[Path, Mending]:
    """Stores nothing if there are mistakes."""
    names = frozenset(field.id for field in asked.fields)
    path = bind(case.procedure, names, posted, mending.answers, case.environment)
    if path.mistakes:
        return path, mending
    drop_refusals(unit, case.shelf, {field.id for field in asked.fields})
    answers, seen = merged(mending.answers, path.answers, names), mending.seen | {asked.page.id}
    after = _keep(installation, unit, case, mending, answers, seen)
    # After it has the row: what was typed and is kept at the same moment would cover the answer.
    typed_corrections.remove(unit, mending.row.id, asked.page.id)
    return path, after


def save_mended_files(
    installation: HasNumberKeys, unit: Unit, case: Case, mending: Mending, asked: AskedPage, posted: Posted
) -> Path:
    """Removed files stay: earlier revisions refer to them."""
    drop_refusals(unit, case.shelf, {field.id for field in asked.fields})
    path, kept = bind_files(case.procedure, asked, posted, mending.answers, case.environment)
    _keep(installation, unit, case, mending, kept, mending.seen)
    return path


def _keep(
    installation: HasNumberKeys, unit: Unit, case: Case, mending: Mending, answers: Answers, seen: frozenset[str]
) -> Mending:
    holder = Holder(application_id=case.row.id)
    answers = keep_numbers(installation, unit, holder, case.procedure, mending.answers, answers)
    sealed = case.sealer.seal(f"mended:{mending.row.id}", dict(answers))
    if not corrections.save(unit, mending.row.id, sealed, " ".join(sorted(seen))):
        raise Conflict("correction")
    return _mending(unit, case, mending.row, mending.words, answers, seen)


def send_correction(installation: MyCasesNeeds, unit: Unit, case: Case, mending: Mending, actor: Actor) -> Mistakes:
    """Raises Conflict if sent already or incomplete. If it returns full times, the caller rolls back."""
    if mending.next_place or not mending.path.complete:
        raise Conflict("correction is not complete")
    if waits(mending.path, case.shelf) or refusals(mending.path, case.shelf):
        raise Conflict("a file is not checked yet")
    now = to_micro(installation.clock.now())
    if not corrections.answer(unit, mending.row.id, now):
        raise Conflict("correction was already sent")
    full_times = move_bookings(installation, unit, case, mending.path, now)
    if full_times:
        return full_times
    store_correction(installation, unit, case, mending.row, mending.path, actor, now)
    return {}


def store_correction(
    installation: MyCasesNeeds, unit: Unit, case: Case, correction: CorrectionRow, path: Path, actor: Actor, now: int,
    *, signs: bool = True,
) -> None:  # fmt: skip
    """Microseconds. `signs`: request new signatures for changed content. Raises Conflict if changed concurrently."""
    row = case.row
    sealed_summary = case.sealer.seal("summary", summary(case.procedure, path.answers))
    due = after_waiting(installation.city, case, correction.asked_at, now)
    office = office_of_correction(case.procedure, case.answers, path.answers)
    if not applications.correct(
        unit, row, state="screening", due=due, sealed_summary=sealed_summary, now=now, office=office
    ):
        raise Conflict("application")
    typed_corrections.remove_all(unit, correction.id)
    revision = row.answers_revision + 1
    keep_answers(unit, case.sealer, row.id, revision, path.answers, path, now)
    drop_unnamed(unit, Holder(application_id=row.id), case.procedure, path.answers)
    index_again(installation, unit, row.id, case.procedure, path.answers)
    applications.add_event(unit, row.id, EventRow(now, str(actor), "correct", "returned", "screening", None))
    update_requested_papers(installation, unit, case, path, now)
    follow_correction(installation, unit, case, path)
    if people_in(case.procedure, path.answers) - people_in(case.procedure, case.answers):
        ask_later(installation, unit, About(row.duty, application_id=row.id), f"{row.id}:{revision}")
    move_once(installation, unit, case, path)
    if signs:
        request_signature_again(installation, unit, case, path, actor)
    write_audit(
        installation, unit, actor, "correct application", application_id=row.id, detail=" ".join(correction.fields)
    )
