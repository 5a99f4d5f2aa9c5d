"""The last two steps of filing on a phone: everything is read once more, and sent once."""

from collections.abc import Sequence
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from forms.binding import sentence
from forms.path import Path
from portal.db import Unit
from portal.errors import NotYours
from portal.services.admit import closed_words
from portal.services.ask_signers import same_person
from portal.services.check_sections import check_sections
from portal.services.describe_consequences import describe_consequences
from portal.services.describe_papers import papers_of_draft, without_late
from portal.services.describe_procedure import describe_procedure
from portal.services.drafts import Draft, draft_path, helped_by
from portal.services.find_clash import MARK, mark_of
from portal.services.hold_slots import Held, held_of, held_until
from portal.services.installation import Installation
from portal.services.keep_file import untold, waits
from portal.services.note_protected import Looked, asking_register
from portal.services.sent_before import Before, sent_before
from portal.services.sessions import GUEST
from portal.services.signed_document import fix_document
from portal.services.who_files import CAME, asked_on_line, may_file, role_of
from portal.web.brought_view import brought_view
from portal.web.doors_page import doors_page
from portal.web.draft_page import address_of, bring_up, draft_context, draft_or_receipt, not_now, onward
from portal.web.file_answer import linked
from portal.web.helped_view import helped_words, other_parts
from portal.web.page import language_of, render, see
from portal.web.posting import Post, Posted, first
from portal.web.router import Router
from portal.web.send_draft import send_draft
from portal.web.state import installation_of
from portal.web.who_files import filer_of
from portal.web.words import words

# Before the pages of questions: no question may be called check or submit.
router = Router(prefix="/apply/{procedure}")


@router.get("/{draft}/check")
def check(request: Request, procedure: str, draft: str) -> Response:
    installation = installation_of(request)
    bring_up(request, procedure, draft)
    with installation.database.read() as unit:
        session = filer_of(request, unit, procedure)
        found = draft_or_receipt(installation, unit, session, procedure, draft)
        if isinstance(found, str):
            return see(request, f"/applications/{found}")
        if found.bundle and not found.helping:
            return see(request, f"/bundles/{found.bundle}/check")
        held = held_of(installation, unit, found.id)
        before = sent_before(unit, found.procedure, session.person_id)
    path = draft_path(installation, found)
    if found.helping:
        return _helped_page(request, installation, found, path)
    return _check_page(request, installation, found, path, held=held, before=before)


def _helped_page(request: Request, installation: Installation, draft: Draft, path: Path) -> Response:
    """What who helps is asked to see to, and nothing else; the last word is its owner's."""
    if path.stopped is not None:
        return see(request, onward(draft, path))
    others = other_parts(installation, draft, language_of(request))
    mine = [address_of(draft, asked) for asked in path.pages if asked.open]
    context = draft_context(request, installation, draft) | {
        "sections": _sections(request, installation, draft, path),
        "facts": describe_procedure(installation, draft.procedure, language_of(request)),
        "open": mine or [where for where, _, is_open in others if is_open],
        "by_session": request.state.person.realm == GUEST,
        "others": others,
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
    held: Sequence[Held] = (), problem: str = "", before: Before | None = None,
) -> Response:  # fmt: skip
    """`changed`: it is not what was read before the button was pressed. `held`: the times that are kept for it. `problem`:
    what keeps it from being sent. `before`: what they sent of this procedure and is still open."""
    if path.stopped is not None or path.next_page(draft.seen) is not None:
        return see(request, onward(draft, path))
    speech = installation.speech(draft.procedure, language_of(request))
    here = f"/apply/{draft.procedure.id}/{draft.id}"
    facts = describe_procedure(installation, draft.procedure, language_of(request))
    papers = papers_of_draft(installation, draft, path, speech)
    context = draft_context(request, installation, draft, path) | {
        "sections": _sections(request, installation, draft, path),
        "helped": bool(helped_by(draft, path)),
        "problem": problem,
        "problems": [(problem, "helped")] if problem else [],
        "changed": changed,
        "before": before,
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
        if found.bundle:
            return see(request, f"/bundles/{found.bundle}/check")  # all parts, or none
        ready = ready_to_send(request, unit, found, first(posted, MARK), confirmed="helped" in posted)
        if isinstance(ready, Response):
            return ready
        path, helped = ready
        if installation.signature_needed(found.procedure, installation.clock.today()):
            fix_document(installation, unit, found, path, language_of(request), helped)
            unit.commit()
            return see(request, f"/apply/{procedure}/{draft}/sign")
        sent = send_draft(request, unit, session, found, {"helped": helped} if helped else {}, looked)
    return _check_page(request, installation, found, sent, status=409) if isinstance(sent, Path) else sent


def ready_to_send(
    request: Request, unit: Unit, draft: Draft, read: str, *, confirmed: bool
) -> Response | tuple[Path, list[str]]:
    """The way that was answered, and who helped with it; or the page that says what comes first. `read`: the mark of what
    was read before; `confirmed`: what who helped wrote."""
    installation, procedure = installation_of(request), draft.procedure
    speech = installation.speech(procedure, language_of(request))
    closed = closed_words(installation, procedure, speech, installation.clock.today())
    if closed:
        return not_now(request, installation, procedure, closed)
    if read and read != mark_of(installation, draft):
        return _check_page(request, installation, draft, draft_path(installation, draft), status=409, changed=True)
    if asked_on_line(procedure) and CAME not in draft.answers:
        return see(request, f"/apply/{procedure.id}/{draft.id}/who-files")
    path = draft_path(installation, draft)
    role = role_of(procedure, path.answers, str(draft.answers.get(CAME, "")))
    if not may_file(procedure, "online", role):
        return doors_page(request, procedure, role)
    helped = helped_by(draft, path)
    if helped and not confirmed:
        said = words(language_of(request))["helping.confirm_first"]
        return _check_page(request, installation, draft, path, status=422, problem=said)
    if installation.signature_needed(procedure, installation.clock.today()):
        if installation.signing is None:
            return not_now(request, installation, procedure, words(language_of(request))["signing.nowhere"])
        double = same_person(installation, unit, draft, path)
        if double:
            said = words(language_of(request))["signers.twice"].format(name=double)
            return _check_page(request, installation, draft, path, status=422, problem=said)
        # What is signed is complete; elsewhere the page of what is open comes with the attempt to send.
        if not path.complete or waits(path, draft.shelf) or untold(path, draft.shelf):
            return _check_page(request, installation, draft, path, status=409)
    return path, helped
