"""The applicant mends what was asked, on the same form, asked fields only. Arrival does not move; revisions are kept."""

from collections.abc import Mapping
from dataclasses import dataclass

from forms.answers import Answers
from forms.binding import Posted, bind
from forms.path import AskedPage, Path, walk
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Closed, Conflict
from portal.services.actor import Actor
from portal.services.after_waiting import after_waiting
from portal.services.cases import Case
from portal.services.hold_slots import Mistakes
from portal.services.index_application import index_again
from portal.services.installation import Installation
from portal.services.keep_answers import keep_answers
from portal.services.keep_file import as_they_stand, drop_told, untold, waits
from portal.services.keep_numbers import drop_unnamed, keep_numbers
from portal.services.move_bookings import move_bookings
from portal.services.owe_papers import owe_as_now
from portal.services.save_page import bind_files, merged
from portal.services.sign_anew import sign_anew
from portal.services.submit_application import summary
from portal.services.write_audit import write_audit
from portal.store import applications, corrections
from portal.store.applications import EventRow
from portal.store.attachments import Holder
from portal.store.corrections import CorrectionRow


@dataclass(frozen=True)
class Mending:
    """A correction in hand. `words`: field id → the city's reason; `answers`: as mended so far; `fields`: what is asked
    now, in the return or by an answer in it; `pages`: those to be shown, in order; `seen`: those that were sent."""

    row: CorrectionRow
    words: Mapping[str, str]
    answers: Answers
    path: Path
    fields: frozenset[str]
    pages: tuple[AskedPage, ...]
    seen: frozenset[str]

    def next_page(self) -> AskedPage | None:
        return next((asked for asked in self.pages if asked.open or asked.page.id not in self.seen), None)


def open_mending(unit: Unit, case: Case) -> Mending:
    """Closed if nothing is asked of the applicant now."""
    row = corrections.open_one(unit, case.row.id) if case.row.state == "returned" else None
    if row is None:
        raise Closed("correction")
    words: dict[str, str] = case.sealer.open(f"correction:{row.asked_at}", row.sealed_words)
    answers = case.answers
    if row.sealed_answers is not None:
        # Whole, not laid over what was sent: an answer that was emptied would come back.
        mended = case.sealer.open(f"mended:{row.id}", row.sealed_answers)
        answers = as_they_stand(case.procedure, mended, case.shelf)
    return _mending(case, row, words, answers, frozenset(row.seen.split()))


def _mending(
    case: Case, row: CorrectionRow, words: Mapping[str, str], answers: Answers, seen: frozenset[str]
) -> Mending:
    """Asked pages, and those that an answer changed in this correction opens; these stay when they are filled in."""
    path = case.veiled(walk(case.procedure, answers, case.environment))
    fields = (path.asked - case.path.asked) | frozenset(row.fields)
    pages = tuple(asked for asked in path.pages if asked.open or any(field.id in fields for field in asked.fields))
    return Mending(row, words, answers, path, fields, pages, seen)


def save_mended_page(
    installation: Installation, unit: Unit, case: Case, mending: Mending, asked: AskedPage, posted: Posted
) -> tuple[Path, Mending]:
    """The path with mistakes, and what is stored if there are none."""
    names = frozenset(field.id for field in asked.fields)
    path = bind(case.procedure, names, posted, mending.answers, case.environment)
    if path.mistakes:
        return path, mending
    drop_told(unit, case.shelf, {field.id for field in asked.fields})
    return path, _keep(
        installation, unit, case, mending, merged(mending.answers, path.answers, names), mending.seen | {asked.page.id}
    )


def save_mended_files(
    installation: Installation, unit: Unit, case: Case, mending: Mending, asked: AskedPage, posted: Posted
) -> Path:
    """As `save_files` of a draft. A file that is taken away stays with the application: what was sent before names it."""
    drop_told(unit, case.shelf, {field.id for field in asked.fields})
    path, kept = bind_files(case.procedure, asked, posted, mending.answers, case.environment)
    _keep(installation, unit, case, mending, kept, mending.seen)
    return path


def _keep(
    installation: Installation, unit: Unit, case: Case, mending: Mending, answers: Answers, seen: frozenset[str]
) -> Mending:
    holder = Holder(application_id=case.row.id)
    answers = keep_numbers(installation, unit, holder, case.procedure, mending.answers, answers)
    sealed = case.sealer.seal(f"mended:{mending.row.id}", dict(answers))
    if not corrections.save(unit, mending.row.id, sealed, " ".join(sorted(seen))):
        raise Conflict("correction")
    return _mending(case, mending.row, mending.words, answers, seen)


def send_correction(installation: Installation, unit: Unit, case: Case, mending: Mending, actor: Actor) -> Mistakes:
    """Back to 形式審査 with a new revision of the answers. Conflict if it was sent already, or is not complete. What is
    answered are the times that others were faster for: then the caller stores nothing."""
    if mending.next_page() is not None or not mending.path.complete:
        raise Conflict("correction is not complete")
    if waits(mending.path, case.shelf) or untold(mending.path, case.shelf):
        raise Conflict("a file waits")
    now = to_micro(installation.clock.now())
    if not corrections.answer(unit, mending.row.id, now):
        raise Conflict("correction was sent")
    taken = move_bookings(installation, unit, case, mending.path, now)
    if taken:
        return taken
    store_correction(installation, unit, case, mending.row, mending.path, actor, now)
    return {}


def store_correction(
    installation: Installation, unit: Unit, case: Case, correction: CorrectionRow, path: Path, actor: Actor, now: int,
    *, signs: bool = True,
) -> None:  # fmt: skip
    """What an answered correction changes of its application, as of `now` (microseconds). `signs`: what was signed is signed
    anew, where it says something else by now. Conflict if somebody was faster."""
    row = case.row
    sealed_summary = case.sealer.seal("summary", summary(case.procedure, path.answers))
    due = after_waiting(installation, case, correction.asked_at, now)
    if not applications.correct(unit, row, state="screening", due=due, sealed_summary=sealed_summary, now=now):
        raise Conflict("application")
    revision = row.answers_revision + 1
    keep_answers(unit, case.sealer, row.id, revision, path.answers, path, now)
    drop_unnamed(unit, Holder(application_id=row.id), case.procedure, path.answers)
    index_again(installation, unit, row.id, case.procedure, path.answers)
    applications.add_event(unit, row.id, EventRow(now, str(actor), "correct", "returned", "screening", None))
    owe_as_now(installation, unit, case, path, now)
    if signs:
        sign_anew(installation, unit, case, path, actor)
    write_audit(
        installation, unit, actor, "correct application", application_id=row.id, detail=" ".join(correction.fields)
    )
