from collections.abc import Sequence

from fastapi import Request
from fastapi.responses import Response

from forms.path.binding import sentence
from forms.path.filer import CAME, asked_on_line, may_file, role_of
from forms.path.path import Path
from portal.db import Unit
from portal.errors import NotYours
from portal.services.bookings.hold_slots import Held, held_of, held_until
from portal.services.fees.advances import Ahead, fee_ahead
from portal.services.files.keep_file import refusals, waits
from portal.services.filing.describe_papers import papers_of_draft, without_late
from portal.services.filing.drafts import MARK, Draft, draft_path, helped_by, mark_of
from portal.services.filing.note_protected import Looked, asking_register
from portal.services.filing.sent_before import Before, sent_before
from portal.services.filing.submit_application import read_sender
from portal.services.finding.describe_procedure import describe_procedure
from portal.services.procedures.describe_consequences import describe_consequences
from portal.services.shared.catalogue import speech_of
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import GUEST
from portal.services.signing.ask_signers import other_labels, same_person
from portal.services.signing.sign_first import signed_first
from portal.services.signing.signed_document import fix_document
from portal.store.signing.signatures import SignatureRow
from portal.web.filing.check_view import faults_view, folded_sections, row_sections
from portal.web.filing.doors_page import doors_page
from portal.web.filing.draft_page import (
    address_of,
    draft_context,
    draft_or_receipt,
    not_now,
    onward,
    opened,
    send_draft,
)
from portal.web.filing.fee_first import fee_first
from portal.web.filing.helped_view import other_parts
from portal.web.filing.version_changes_view import version_changes_view
from portal.web.filing.who_files import filer_of
from portal.web.shared.access import owner
from portal.web.shared.page import language_of, render, see
from portal.web.shared.posting import Post, Posted, first
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of, writing
from portal.web.shared.words import words

router = Router("resident", prefix="/apply/{procedure}", access=owner())


@router.get("/{draft}/check")
def check(request: Request, procedure: str, draft: str) -> Response:
    installation = installation_of(request)
    with opened(request, procedure, draft) as (unit, session, saved_draft):
        if isinstance(saved_draft, str):
            return see(request, f"/applications/{saved_draft}")
        if saved_draft.bundle and not saved_draft.helping:
            return see(request, f"/bundles/{saved_draft.bundle}/check")
        held = held_of(installation.clock, unit, saved_draft.id)
        ahead = None if saved_draft.helping else fee_ahead(installation, unit, saved_draft)
        before = sent_before(installation, unit, saved_draft.procedure, saved_draft.answers, session.person_id)
        signed = None if saved_draft.helping else signed_first(installation, unit, saved_draft, session.person_id)
    path = draft_path(installation, saved_draft)
    if saved_draft.helping:
        return _helped_page(request, installation, saved_draft, path)
    return _check_page(request, installation, saved_draft, path, held=held, before=before, ahead=ahead, signed=signed)


def _helped_page(request: Request, installation: Installation, draft: Draft, path: Path) -> Response:
    if path.stopped is not None:
        return see(request, onward(installation, draft, path))
    others = other_parts(installation, draft, language_of(request))
    mine = [address_of(draft, asked) for asked in path.pages if asked.open]
    context = draft_context(request, installation, draft) | {
        "sections": row_sections(request, draft, path),
        "facts": describe_procedure(installation, draft.procedure, language_of(request)),
        "open": mine or [where for where, _, is_open in others if is_open],
        "by_session": request.state.person.realm == GUEST,
        "others": others,
    }
    return render(request, "pages/helping/draft.html", context)


def _check_page(
    request: Request, installation: Installation, draft: Draft, path: Path, *, status: int = 200, changed: bool = False,
    held: Sequence[Held] = (), problem: str = "", before: Before | None = None, ahead: Ahead | None = None,
    signed: SignatureRow | None = None,
) -> Response:  # fmt: skip
    # `before`: open applications of this procedure. `signed`: before sending.
    if path.stopped is not None or path.next_page(draft.seen) is not None:
        return see(request, onward(installation, draft, path))
    speech = speech_of(draft.procedure, language_of(request))
    address = f"/apply/{draft.procedure.id}/{draft.id}"
    facts = describe_procedure(installation, draft.procedure, language_of(request))
    papers = papers_of_draft(installation, draft, path, speech)
    context = draft_context(request, installation, draft, path) | {
        "sections": folded_sections(request, draft, path),
        "back": f"{address}/page/{path.pages[-1].page.id}",
        "helped": bool(helped_by(draft, path)),
        "problem": problem,
        "problems": [(problem, "helped")] if problem else [],
        "changed": changed,
        "before": before,
        "ahead": ahead,
        "held_until": held_until(held),
        "held_no_more": any(not booking.in_time for booking in held),
        "waits": waits(path, draft.shelf),
        "untold": [
            (sentence(mistake, draft.procedure.field(name), speech), f"{address}/page/{page.page.id}")
            for page in path.pages
            for name, faults in refusals(path, draft.shelf).items()
            if name in {field.id for field in page.fields}
            for mistake in faults
        ],
        "read": mark_of(installation.form_key, draft),
        "brought": version_changes_view(draft, speech),
        "facts": facts,
        "consequence_view": without_late(
            describe_consequences(draft.procedure, path, speech, installation.clock.today()), papers
        ),
        "papers": papers,
        "signed": installation.rules.signature_needed(draft.procedure, installation.clock.today()),
        "signed_first": signed is not None,
        "others": other_labels(installation, draft, path, speech),
        "looks_again": installation.settings.signed_check == "on",
        "signable": installation.signing is not None,
        "warnings": faults_view(draft, path, path.warnings, speech),
    }
    return render(request, "pages/apply/check.html", context, status=status)


@router.post("/{draft}/submit")
def submit(request: Request, procedure: str, draft: str, posted: Post) -> Response:
    return asking_register(
        installation_of(request).register, lambda looked: _submit(request, procedure, draft, posted, looked)
    )


def _submit(request: Request, procedure: str, draft: str, posted: Posted, looked: Looked) -> Response:
    with writing(request) as (installation, unit):
        session = filer_of(request, unit, procedure)
        beside = None if session.realm == GUEST else read_sender  # of a guest there is nothing to read
        saved_draft = draft_or_receipt(installation, unit, session, procedure, draft, beside=beside)
        if isinstance(saved_draft, str):
            return see(request, f"/applications/{saved_draft}?sent")
        if saved_draft.helping:
            raise NotYours("draft")  # a helper never sends
        if saved_draft.bundle:
            return see(request, f"/bundles/{saved_draft.bundle}/check")  # all parts, or none
        ready = ready_to_send(request, unit, saved_draft, first(posted, MARK), confirmed="helped" in posted)
        if isinstance(ready, Response):
            return ready
        path, helped = ready
        if installation.rules.signature_needed(saved_draft.procedure, installation.clock.today()):
            unpaid = fee_first(request, unit, saved_draft, path)
            if unpaid is not None:
                return unpaid
            fix_document(installation, unit, saved_draft, path, language_of(request), helped)
            unit.commit()
            return see(request, f"/apply/{procedure}/{draft}/sign")
        evidence = {"helped": helped} if helped else {}
        sent = send_draft(request, unit, session, saved_draft, evidence, looked, walked=path)
    return _check_page(request, installation, saved_draft, sent, status=409) if isinstance(sent, Path) else sent


def ready_to_send(
    request: Request, unit: Unit, draft: Draft, read: str, *, confirmed: bool
) -> Response | tuple[Path, list[str]]:
    """(path, helpers), or the page that comes first. `read`: mark of what was read."""
    installation, procedure = installation_of(request), draft.procedure
    speech = speech_of(procedure, language_of(request))
    closed = installation.rules.closed_words(procedure, speech, installation.clock.today())
    if closed:
        return not_now(request, installation, procedure, closed)
    if read and read != mark_of(installation.form_key, draft):
        return _check_page(request, installation, draft, draft_path(installation, draft), status=409, changed=True)
    if asked_on_line(procedure) and CAME not in draft.answers:
        return see(request, f"/apply/{procedure.id}/{draft.id}/who-files")
    path = draft_path(installation, draft)
    role = role_of(procedure, path.answers, str(draft.answers.get(CAME, "")))
    if not may_file(procedure, "online", role):
        return doors_page(request, procedure, role)
    helped = helped_by(draft, path)
    if helped and not confirmed:
        problem = words(language_of(request))["helping.confirm_first"]
        return _check_page(request, installation, draft, path, status=422, problem=problem)
    if installation.rules.signature_needed(procedure, installation.clock.today()):
        if installation.signing is None:
            return not_now(request, installation, procedure, words(language_of(request))["signing.nowhere"])
        double = same_person(installation, unit, draft, path)
        if double:
            problem = words(language_of(request))["signers.twice"].format(name=double)
            return _check_page(request, installation, draft, path, status=422, problem=problem)
        # A document to sign is complete; without a signature, the attempt to send lists what is missing.
        if not path.complete or waits(path, draft.shelf) or refusals(path, draft.shelf):
            return _check_page(request, installation, draft, path, status=409)
    return path, helped
