"""The last two steps of filing on a phone: everything is read once more, and sent once."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from forms.binding import sentence
from forms.path import Path
from portal.db import Unit
from portal.errors import NotYours
from portal.services.admit import closed_words
from portal.services.ask_signature import APPLICANT, ask_signature
from portal.services.check_sections import check_sections
from portal.services.describe_consequences import describe_consequences
from portal.services.describe_papers import papers_of_draft, without_late
from portal.services.describe_procedure import describe_procedure
from portal.services.drafts import Draft, draft_path
from portal.services.find_clash import MARK, mark_of
from portal.services.hold_slots import Held, held_of, held_until
from portal.services.installation import Installation
from portal.services.keep_file import untold, waits
from portal.services.note_protected import Looked, asking_register
from portal.services.sessions import GUEST, Session, touch_session
from portal.services.signed_document import fix_document
from portal.services.who_files import CAME, asked_on_line, may_file, role_of
from portal.web.brought_view import brought_view
from portal.web.doors_page import doors_page
from portal.web.draft_page import address_of, bring_up, draft_context, draft_or_receipt, not_now, onward
from portal.web.file_answer import linked
from portal.web.helped_view import helped_words
from portal.web.page import language_of, render, see
from portal.web.posting import Post, Posted, first
from portal.web.send_draft import send_draft
from portal.web.state import installation_of
from portal.web.who_files import filer_of
from portal.web.words import words

# Before the pages of questions: no question may be called check or submit.
router = APIRouter(prefix="/apply/{procedure}")


@router.get("/{draft}/check")
def check(request: Request, procedure: str, draft: str) -> Response:
    installation = installation_of(request)
    bring_up(request, procedure, draft)
    with installation.database.read() as unit:
        session = filer_of(request, unit, procedure)
        found = draft_or_receipt(installation, unit, session, procedure, draft)
        if isinstance(found, str):
            return see(request, f"/applications/{found}")
        held = held_of(installation, unit, found.id)
    path = draft_path(installation, found)
    if found.helping:
        return _helped_page(request, installation, found, path)
    return _check_page(request, installation, found, path, held=held)


def _helped_page(request: Request, installation: Installation, draft: Draft, path: Path) -> Response:
    """What who helps is asked to see to, and nothing else; the last word is its owner's."""
    if path.stopped is not None:
        return see(request, onward(draft, path))
    context = draft_context(request, installation, draft) | {
        "sections": _sections(request, installation, draft, path),
        "facts": describe_procedure(installation, draft.procedure, language_of(request)),
        "open": [address for asked in path.pages if asked.open for address in [address_of(draft, asked)]],
        "by_session": request.state.person.realm == GUEST,
    }
    return render(request, "pages/helping/draft.html", context)


def _sections(request: Request, installation: Installation, draft: Draft, path: Path) -> list[Any]:
    speech = installation.speech(draft.procedure, language_of(request))
    here, helped = f"/apply/{draft.procedure.id}/{draft.id}", helped_words(request, draft)
    return [
        (
            section.title,
            [
                (row.label, row.value, f"{here}/{row.page}", linked(row.files, here), helped.get(row.field, ""))
                for row in section.rows
            ],
        )
        for section in check_sections(draft.procedure, path, speech, draft.files)
    ]


def _check_page(
    request: Request, installation: Installation, draft: Draft, path: Path, *, status: int = 200, changed: bool = False,
    held: Sequence[Held] = (), problem: str = "",
) -> Response:  # fmt: skip
    """`changed`: it is not what was read before the button was pressed. `held`: the times that are kept for it. `problem`:
    what keeps it from being sent."""
    if path.stopped is not None or path.next_page(draft.seen) is not None:
        return see(request, onward(draft, path))
    speech = installation.speech(draft.procedure, language_of(request))
    here = f"/apply/{draft.procedure.id}/{draft.id}"
    facts = describe_procedure(installation, draft.procedure, language_of(request))
    papers = papers_of_draft(installation, draft, path, speech)
    context = draft_context(request, installation, draft, path) | {
        "sections": _sections(request, installation, draft, path),
        "helped": bool(_helped_by(draft, path)),
        "problem": problem,
        "problems": [(problem, "helped")] if problem else [],
        "changed": changed,
        "held_until": held_until(held),
        "held_no_more": any(not one.in_time for one in held),
        "waits": waits(path, draft.shelf),
        "untold": [
            (sentence(mistake, draft.procedure.field(name), speech), f"{here}/{page.page.id}")
            for page in path.pages
            for name, found in untold(path, draft.shelf).items()
            if name in {field.id for field in page.fields}
            for mistake in found
        ],
        "read": mark_of(installation, draft),
        "brought": brought_view(draft, speech),
        "facts": facts,
        "found": without_late(describe_consequences(draft.procedure, path, speech, installation.clock.today()), papers),
        "papers": papers,
        "signed": installation.signature_needed(draft.procedure, installation.clock.today()),
        "signable": installation.signing is not None,
        "warnings": [
            sentence(warning, draft.procedure.field(name), speech)
            for name, found in path.warnings.items()
            for warning in found
        ],
    }
    return render(request, "pages/apply/check.html", context, status=status)


@router.post("/{draft}/submit")
def submit(request: Request, procedure: str, draft: str, posted: Post) -> Response:
    """Commits, then answers. Sent again, by a double click or after an answer that got lost, it leads to the same
    receipt."""
    return asking_register(installation_of(request), lambda looked: _submit(request, procedure, draft, posted, looked))


def _submit(request: Request, procedure: str, draft: str, posted: Posted, looked: Looked) -> Response:
    installation = installation_of(request)
    with installation.database.write() as unit:
        session = filer_of(request, unit, procedure)
        found = draft_or_receipt(installation, unit, session, procedure, draft)
        if isinstance(found, str):
            return see(request, f"/applications/{found}?sent")
        if found.helping:
            raise NotYours("draft")  # who helps never sends
        speech = installation.speech(found.procedure, language_of(request))
        closed = closed_words(installation, found.procedure, speech, installation.clock.today())
        if closed:
            return not_now(request, installation, found.procedure, closed)
        if first(posted, MARK) not in ("", mark_of(installation, found)):
            return _check_page(request, installation, found, draft_path(installation, found), status=409, changed=True)
        if asked_on_line(found.procedure) and CAME not in found.answers:
            return see(request, f"/apply/{procedure}/{draft}/who-files")
        path = draft_path(installation, found)
        role = role_of(found.procedure, path.answers, str(found.answers.get(CAME, "")))
        if not may_file(found.procedure, "online", role):
            return doors_page(request, found.procedure, role)
        helped = _helped_by(found, path)
        if helped and "helped" not in posted:
            said = words(language_of(request))["helping.confirm_first"]
            return _check_page(request, installation, found, path, status=422, problem=said)
        if installation.signature_needed(found.procedure, installation.clock.today()):
            return _to_sign(request, unit, session, found, path, helped)
        sent = send_draft(request, unit, session, found, {"helped": helped} if helped else {}, looked)
    return _check_page(request, installation, found, sent, status=409) if isinstance(sent, Path) else sent


def _to_sign(
    request: Request, unit: Unit, session: Session, draft: Draft, path: Path, helped: Sequence[str]
) -> Response:
    """What was read is fixed, and then the page that tells of the signature. What is not complete is told first."""
    installation = installation_of(request)
    if installation.signing is None:
        return not_now(request, installation, draft.procedure, words(language_of(request))["signing.nowhere"])
    if not path.complete or waits(path, draft.shelf) or untold(path, draft.shelf):
        return _check_page(request, installation, draft, path, status=409)
    document = fix_document(installation, unit, draft, path, language_of(request), helped)
    ask_signature(installation, unit, document, APPLICANT, session.person_id)
    touch_session(installation, unit, session)
    unit.commit()
    return see(request, f"/apply/{draft.procedure.id}/{draft.id}/sign")


def _helped_by(draft: Draft, path: Path) -> list[str]:
    """Who wrote answers that are sent, and that their owner has not sent the page of since."""
    return sorted({name for key, name in draft.helped.items() if key in path.answers or key in path.rows})
