from collections.abc import Sequence
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from forms.definition.procedure import Field, Procedure
from forms.fields.slot import day_in_words
from forms.fields.time import clock
from forms.path.joining import Joining
from forms.path.path import AskedPage, Path
from forms.text.speech import Speech
from portal.clock import from_micro
from portal.services.bookings.hold_slots import Held, any_full, held_until, slot_fields
from portal.services.bookings.wait_for_slot import Waits
from portal.services.bundles.find_clash import mark_of_page, mark_of_row
from portal.services.filing.drafts import Draft, draft_environment
from portal.services.filing.fetch_attributes import may_fetch
from portal.services.filing.known.choose_person import Choice
from portal.services.filing.known.look_up_company import may_look_up
from portal.services.finding.describe_procedure import name_procedure
from portal.services.procedures.row_names import row_title
from portal.services.shared.catalogue import speech_of
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import GUEST
from portal.web.bundles.bundle_view import bundle_back
from portal.web.filing.check_view import faults_view
from portal.web.filing.draft_page import address_of, draft_context
from portal.web.filing.known_card import KnownCard
from portal.web.filing.question_page import folded_words, headings, problems, warnings_of
from portal.web.filing.rows_page import addable, rows_view
from portal.web.filing.step_progress import way_of
from portal.web.filing.version_changes_view import old_answers, version_changes_view
from portal.web.shared.field_view import FieldView
from portal.web.shared.page import language_of, render

_AFTER = "after"  # name of the query


def _progress(
    installation: Installation, draft: Draft, path: Path, asked: AskedPage, speech: Speech, known: KnownCard | None
) -> dict[str, Any]:  # fmt: skip
    # What the card shows was never a page: the way back is to the one before it.
    page = known.first if known else asked.page.id
    if draft.bundle and not draft.helping:
        way = way_of([part.procedure for part in draft.parts], draft.place, asked, speech)
        return {"back": bundle_back(installation, draft, page), "way": way}
    before = path.before(page)
    back = address_of(draft, before) if before else f"/procedures/{draft.procedure.id}"
    return {"back": back, "way": way_of([draft.procedure], 0, asked, speech)}


def _held(
    draft: Draft, asked: AskedPage, held: Sequence[Held], waits: Sequence[Waits], speech: Speech
) -> dict[str, Any]:  # fmt: skip
    # Chosen; or kept after waiting, among other times to choose from; or still waited for.
    ids = {field.id for field in asked.fields}
    kept = [slot for slot in held if slot.in_time and slot.question in ids and not draft.answers.get(slot.question)]
    return {
        "held_until": held_until([slot for slot in held if slot not in kept], asked.fields),
        "kept_times": [(_time_text(slot.time.starts, speech), slot.until) for slot in kept],
        "waiting_times": [
            (_time_text(wait.row.starts, speech), from_micro(wait.row.made_at), wait.place)
            for wait in waits
            if wait.place and wait.field.id in ids
        ],
    }


def _time_text(starts: str, speech: Speech) -> str:
    return f"{day_in_words(starts, speech)} {clock(starts[11:], speech)}"


def draw_question(
    request: Request, installation: Installation, draft: Draft, path: Path, asked: AskedPage, shown: list[FieldView],
    heading: str, *, status: int = 200, read: str = "", held: Sequence[Held] = (), waits: Sequence[Waits] = (), kept: bool = False, known: KnownCard | None = None,
    people: Sequence[Choice] = (),
) -> Response:  # fmt: skip
    """`read`: the form's mark, unchanged until a save; `held`: reserved times; `kept`: the boxes show an unsaved post."""
    facts = name_procedure(draft.procedure, language_of(request))
    speech = speech_of(draft.procedure, language_of(request))
    context = (
        draft_context(request, installation, draft, path)
        | _progress(installation, draft, path, asked, speech, known)
        | {
            "facts": facts,
            "fields": shown,
            "with_files": any(view.files for view in shown),
            **_held(draft, asked, held, waits, speech),
            "waiting": request.state.person.realm != GUEST
            and not draft.helping
            and bool(slot_fields(asked.fields))
            and any_full(asked.fields, draft_environment(installation, draft)),
            "here": f"/apply/{draft.procedure.id}/{draft.id}",
            "heading": heading,
            "problems": problems(shown),
            "row": row_title(draft.procedure, path, asked.row, speech)
            if asked.row is not None and not asked.parts
            else "",
            "only_if": asked.only_if,
            "adds": addable(path, asked, speech),
            "headings": headings(draft.procedure, path, asked, speech),
            "title": heading or shown[0].label,
            "read": read or mark_of_page(installation.form_key, draft, asked),
            "kept": kept,
            "brought": None if draft.helping else version_changes_view(draft, speech),
            "old": [] if draft.helping else old_answers(draft, asked, speech),
            # Of a company, or by mail, the way there would end at a sign-in with a card that has no such draft.
            "may_fetch": request.state.person.realm == "resident" and may_fetch(installation, draft, path, asked),
            "may_look_up": may_look_up(installation, draft, path, asked),
            "own_page": asked.page.id,
            # The page after a helper's shows no sums.
            "next_shows": set() if draft.helping else {field.id for field in _sums_of(draft.procedure, [asked])},
            "known": known,
            "people": people,
            "people_at": people[0].field if people else "",
            "folded": folded_words(path, asked, speech),
        }
        | _after(request, draft, path)
    )
    return render(request, "pages/apply/question.html", context, status=status)


def after_warnings(draft: Draft, path: Path, asked: AskedPage) -> str:
    """Of an address: the pages that were answered just now, where they have warnings or values that follow."""
    pages = asked.parts or (asked,)
    if not any(warnings_of(path, page) for page in pages) and not _known_sums(draft.procedure, path, pages):
        return ""
    part = f"{draft.id}/" if draft.bundle else ""
    return f"?{_AFTER}={part}{','.join(page.page.id for page in pages)}"


def _just_answered(request: Request, draft: Draft, path: Path) -> tuple[Draft, Path, list[str]]:
    # In a bundle, the pages may be of another part.
    part_id, _, names = request.query_params.get(_AFTER, "").rpartition("/")
    if path.together is not None and part_id in (ids := [part.id for part in draft.parts]):
        draft, path = draft.parts[ids.index(part_id)], path.together.paths[ids.index(part_id)]
    return draft, path, names.split(",") if names else []


def _sums_of(procedure: Procedure, pages: Sequence[AskedPage]) -> list[Field]:
    # What these pages compute from their own questions; of a sum from elsewhere nothing new is known after them.
    fields, joining = [field for page in pages for field in page.fields], Joining(procedure)
    asks = {field.name for field in fields if field.compute is None and field.type.asks}
    return [field for field in fields if field.compute and asks & joining.closed(field.compute.names)]


def _known_sums(procedure: Procedure, path: Path, pages: Sequence[AskedPage]) -> list[Field]:
    return [field for field in _sums_of(procedure, pages) if field.id in path.answers]


def _after(request: Request, draft: Draft, path: Path) -> dict[str, Any]:
    # What the page before could not show, as one had not answered it yet.
    if draft.helping:
        return {"warned": [], "summed": []}
    draft, path, names = _just_answered(request, draft, path)
    speech = speech_of(draft.procedure, language_of(request))
    pages = [page for name in names if (page := path.page(name)) is not None]
    doubtful = {question for before in pages for question, _ in warnings_of(path, before)}
    warnings = {question: mistakes for question, mistakes in path.warnings.items() if question in doubtful}
    return {
        "warned": faults_view(draft, path, warnings, speech),
        "summed": [
            (
                speech.text(field.label_place, field.label),
                field.type.show(path.answers[field.id], field.settings, speech, field.path),
            )
            for field in _known_sums(draft.procedure, path, pages)
        ],
    }


def draw_rows(
    request: Request, installation: Installation, draft: Draft, path: Path, asked: AskedPage, going: str, *,
    changed: bool = False, known: KnownCard | None = None,
) -> Response:  # fmt: skip
    speech = speech_of(draft.procedure, language_of(request))
    context = draft_context(request, installation, draft, path) | _progress(installation, draft, path, asked, speech, known) | {
        "facts": name_procedure(draft.procedure, language_of(request)),
        "rows": rows_view(
            draft.procedure, path, asked, speech, going=going, confirmed=asked.page.id in draft.answers
        ),
        "row": row_title(draft.procedure, path, asked.row, speech) if asked.row is not None else "",
        "base": f"/apply/{draft.procedure.id}/{draft.id}/page",
        "here": address_of(draft, asked),
        "brought": None if draft.helping else version_changes_view(draft, speech),
        "read": mark_of_row(installation.form_key, draft, f"{asked.page.id}.{going}") if going else "",
        "changed": changed,
        "known": known,
    } | _after(request, draft, path)  # fmt: skip
    return render(request, "pages/apply/rows.html", context, status=409 if changed else 200)
