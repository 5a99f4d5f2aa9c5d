"""Signing by card: what is going to happen, out to the card provider, back with its answer, and sent in the same moment."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from fastapi import Request
from fastapi.responses import Response

from integrations.certificate_sockets import CanonicalDocument
from integrations.interfaces import AdapterError, BasicFour, Callback
from portal.db import Unit
from portal.errors import Conflict, NotFound, NotYours, SignInFailed
from portal.logs import log
from portal.routes.sending import ready_to_send
from portal.services.actor import Actor
from portal.services.admit import closed_words
from portal.services.answer_mandate import mandate_of, own_case
from portal.services.ask_signature import APPLICANT, ask_signature, keep_signature, note_refused
from portal.services.ask_signers import ask_signers, others_of_draft
from portal.services.cases import case_of_resident
from portal.services.describe_procedure import describe_procedure
from portal.services.drafts import Draft, draft_path
from portal.services.fix_bundle import fixed_parts, still_fits
from portal.services.installation import Installation
from portal.services.judge_signature import BEGUN, OPEN, PRINCIPAL, REFUSED, Ruling, judge_signature, signer_of
from portal.services.note_protected import Looked, asking_register
from portal.services.open_bundle import bundle_of_resident
from portal.services.sessions import Session
from portal.services.sign_beside import to_sign
from portal.services.sign_in_attempts import consume_attempt, hashed_state
from portal.services.sign_mandate import mandate_mark
from portal.services.signed_document import (
    content_of,
    fits,
    fix_document,
    fixed_document,
    list_of,
    read_content,
    to_verify,
)
from portal.services.signing_trip import (
    REALM,
    Trip,
    fetch_signature,
    open_trip,
)
from portal.store import applications, bundles, signatures
from portal.store.sessions import AttemptRow
from portal.store.signatures import DocumentRow, SignatureRow
from portal.web.cookies import browser_of
from portal.web.draft_page import draft_context, draft_or_receipt, not_now
from portal.web.leaving_to_sign import leaving_to_sign
from portal.web.mandate_words import mandate_told
from portal.web.page import language_of, render, see
from portal.web.router import Router
from portal.web.send_bundle import send_signed_bundle
from portal.web.send_draft import send_draft
from portal.web.signed_again import page_of, signed_again, signed_beside, signed_mandate
from portal.web.signed_in import resident_actor
from portal.web.signing_words import told_of
from portal.web.state import installation_of
from portal.web.who_files import filer_of, filer_or_none

# Before the pages of questions: no question may be called sign.
router = Router()


@dataclass(frozen=True)
class _Return:
    """A trip that came back: whose it was and what it was about. `content` is what was signed; `back`: the page that tells
    of it; `fits`: what is there still says that; `keep` stores it and answers. `signed`: the list, where it was of a bundle."""

    session: Session
    row: SignatureRow
    document: DocumentRow
    content: bytes
    signer: BasicFour | None
    trip: Trip
    back: str
    fits: bool
    keep: Callable[[Ruling, datetime], Response]
    signed: bytes = b""

    @property
    def asked(self) -> CanonicalDocument:
        return to_verify(self.document, self.content, self.signer, self.signed)


@router.get("/apply/{procedure}/{draft}/sign")
def sign(request: Request, procedure: str, draft: str, refused: str = "") -> Response:
    """Says what is going to happen before the browser leaves. `refused`: why the last try came to nothing."""
    installation = installation_of(request)
    with installation.database.read() as unit:
        session = filer_of(request, unit, procedure)
        found = draft_or_receipt(installation, unit, session, procedure, draft)
    if isinstance(found, str):
        return see(request, f"/applications/{found}")
    if found.helping:
        raise NotYours("draft")
    if found.bundle:
        return see(request, f"/bundles/{found.bundle}/sign")
    path, speech = draft_path(installation, found), installation.speech(found.procedure, language_of(request))
    with installation.database.read() as unit:
        others = others_of_draft(installation, unit, found, path)
    needed = installation.signature_needed(found.procedure, installation.clock.today())
    if not (needed and path.complete):
        return see(request, f"/apply/{procedure}/{draft}/check")
    context = draft_context(request, installation, found, path) | {
        "facts": describe_procedure(installation, found.procedure, language_of(request)),
        "told": told_of(refused),
        "others": [speech.text(f"{one.signer.path}.label", one.signer.label) for one in others],
    }
    return render(request, "pages/signing/sign.html", context)


@router.get("/apply/{procedure}/{draft}/sign/go")
def leave(request: Request, procedure: str, draft: str, read: str = "") -> Response:
    """By a link, not a form, as sign-in does. Pressed twice, two trips are for one and the same document. `read`: the mark
    of what was read on the check page."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        session = filer_of(request, unit, procedure)
        found = draft_or_receipt(installation, unit, session, procedure, draft)
        if isinstance(found, str):
            return see(request, f"/applications/{found}")
        if found.helping:
            raise NotYours("draft")  # who helps never signs
        if found.bundle:
            return see(request, f"/bundles/{found.bundle}/sign")
        language = language_of(request)
        standing = fixed_document(installation, unit, found, language)
        ready = ready_to_send(request, unit, found, read, confirmed=standing is not None)
        if isinstance(ready, Response):
            return ready
        document = standing or fix_document(installation, unit, found, ready[0], language)
        row = ask_signature(installation, unit, document, APPLICANT, session.person_id)
        unit.commit()
    return leaving_to_sign(request, found.sealer, document, row.id, f"/apply/{procedure}/{draft}/sign")


@router.get("/signatures/callback")
def come_back(request: Request, state: str = "", code: str = "", error: str = "") -> Response:
    """State and nonce are used up in one statement, and that is stored, before anything is asked or computed."""
    installation = installation_of(request)
    callback = Callback(state[:500], code[:2000], error[:200])
    with installation.database.write() as unit:
        try:
            attempt = consume_attempt(installation, unit, REALM, callback.state, browser_of(request))
        except SignInFailed as failed:
            return _came_wrong(request, unit, callback.state, failed.code)
        finally:
            unit.commit()
    with installation.database.read() as unit:
        session = filer_or_none(request, unit)
        if session is None:
            return see(request, f"/sign-in?next={attempt.return_to}")
        came = _opened(request, unit, session, callback.state)
    if isinstance(came, str):
        return see(request, came)
    return _judged(request, came, callback, attempt)


def _came_wrong(request: Request, unit: Unit, state: str, code: str) -> Response:
    """A second return (double click, Back, reload) leads to what came of the first one; a stranger's to a refusal."""
    session = filer_or_none(request, unit)
    known = signatures.trip(unit, hashed_state(REALM, state))
    row = signatures.by_id(unit, known[0]) if known else None
    document = signatures.document(unit, row.document_id) if row else None
    if session is None or row is None or document is None or row.person_id != session.person_id:
        raise SignInFailed(code)
    if document.sealed_list is not None:
        bundle_id = bundles.of_part(unit, document.uid)
        sent = document.application_id is not None
        return see(request, f"/bundles/{bundle_id}" if sent else f"/bundles/{bundle_id}/sign?refused={code.lower()}")
    if document.application_id is not None:
        return see(request, page_of(unit, row, document.application_id))
    return see(request, f"/apply/{document.procedure}/{document.uid}/sign?refused={code.lower()}")


def _opened(request: Request, unit: Unit, session: Session, state: str) -> _Return | str:
    """What came back; the receipt's address where it was settled meanwhile. NotFound, NotYours."""
    installation = installation_of(request)
    known = signatures.trip(unit, hashed_state(REALM, state))
    row = signatures.by_id(unit, known[0]) if known else None
    document = signatures.document(unit, row.document_id) if row else None
    if known is None or row is None or document is None:
        raise NotFound("signature")
    if row.person_id != session.person_id:
        raise NotYours("signature")
    signer = signer_of(installation, unit, row.person_id)
    if document.sealed_list is not None:
        return _of_bundle(request, unit, session, row, document, signer, known[1], state)
    if document.application_id is not None:
        address = page_of(unit, row, document.application_id)
        number = address.rpartition("/")[2]
        if row.state not in (OPEN, BEGUN):
            return address
        if row.role == PRINCIPAL:
            return _mandated(request, unit, session, row, document, signer, known[1], state, number)
        if row.role != APPLICANT:
            return _beside(request, unit, session, row, document, signer, known[1], state, number)
        case = case_of_resident(installation, unit, session, number)
        content, trip = content_of(document, case.sealer), open_trip(case.sealer, state, known[1])
        back, keep = f"{address}/signature", partial(signed_again, request, session, case, row)
        return _Return(session, row, document, content, signer, trip, back, fits=True, keep=keep)
    draft = draft_or_receipt(installation, unit, session, document.procedure, document.uid)
    if isinstance(draft, str):
        return f"/applications/{draft}"
    content, trip = content_of(document, draft.sealer), open_trip(draft.sealer, state, known[1])
    return _Return(
        session, row, document, content, signer, trip, f"/apply/{document.procedure}/{document.uid}/sign",
        fits(installation, document, draft), partial(_keep, request, session, row, document, content),
    )  # fmt: skip


def _of_bundle(
    request: Request, unit: Unit, session: Session, row: SignatureRow, document: DocumentRow, signer: BasicFour | None,
    sealed: bytes, state: str,
) -> _Return | str:  # fmt: skip
    """Of a bundle: the trip was asked for by its first part, and what was signed is the list of all."""
    installation, bundle_id = installation_of(request), bundles.of_part(unit, document.uid)
    if not bundle_id:
        return "/applications"
    bundle, back = bundle_of_resident(installation, unit, session, bundle_id), f"/bundles/{bundle_id}/sign"
    draft = next((one for one in bundle.drafts if one.id == document.uid), None)
    if draft is None:
        return f"/bundles/{bundle_id}"
    content, signed = content_of(document, draft.sealer), list_of(document, draft.sealer)
    try:
        fit = still_fits(installation, fixed_parts(unit, bundle, signed, session))
    except (Conflict, NotFound):
        fit = False  # it has other parts by now
    return _Return(
        session, row, document, content, signer, open_trip(draft.sealer, state, sealed), back, fit,
        partial(send_signed_bundle, request, session, bundle_id, signed), signed,
    )  # fmt: skip


def _beside(
    request: Request, unit: Unit, session: Session, row: SignatureRow, document: DocumentRow, signer: BasicFour | None,
    sealed: bytes, state: str, receipt_number: str,
) -> _Return:  # fmt: skip
    """Of somebody who signs what another sent."""
    case, asked, _ = to_sign(installation_of(request), unit, session, receipt_number)
    content, trip = content_of(document, case.sealer), open_trip(case.sealer, state, sealed)
    return _Return(
        session, row, document, content, signer, trip, f"/signers/{receipt_number}",
        fits=asked.row.signature_id == row.id, keep=partial(signed_beside, request, session, case, row),
    )  # fmt: skip


def _mandated(
    request: Request, unit: Unit, session: Session, row: SignatureRow, document: DocumentRow, signer: BasicFour | None,
    sealed: bytes, state: str, receipt_number: str,
) -> _Return:  # fmt: skip
    """Of the principal, over what their page of the mandate says."""
    installation = installation_of(request)
    case = own_case(installation, unit, session, receipt_number)
    mandate = mandate_of(installation, unit, session, receipt_number)
    same = document.mark == mandate_mark(mandate_told(installation, mandate, document.language))
    content, trip = content_of(document, case.sealer), open_trip(case.sealer, state, sealed)
    return _Return(
        session, row, document, content, signer, trip, f"/mandates/{receipt_number}", fits=same and mandate.may_sign,
        keep=partial(signed_mandate, request, session, case, row),
    )  # fmt: skip


def _judged(request: Request, came: _Return, callback: Callback, attempt: AttemptRow) -> Response:
    installation = installation_of(request)
    received_at = installation.clock.now()
    if not came.fits:
        return see(request, f"{came.back}?refused=changed")
    try:
        evidence = fetch_signature(installation, callback, attempt, came.trip, came.asked)
    except AdapterError as failed:
        return _refused(request, came, failed.code)
    ruling = judge_signature(installation, evidence, came.asked, received_at)
    return _refused(request, came, ruling.code) if ruling.state == REFUSED else came.keep(ruling, received_at)


def _refused(request: Request, came: _Return, code: str) -> Response:
    installation = installation_of(request)
    log.warning("signature", code=code)
    with installation.database.write() as unit:
        note_refused(installation, unit, came.row, code, resident_actor(request, came.session))
        unit.commit()
    return see(request, f"{came.back}?refused={code.lower()}")


def _keep(
    request: Request, session: Session, row: SignatureRow, document: DocumentRow, content: bytes, ruling: Ruling,
    at: datetime,
) -> Response:  # fmt: skip
    """Signature and application are stored together, or neither."""

    def sent(looked: Looked) -> Response:
        return _sent(request, session, row, document, content, ruling, at, looked)

    return asking_register(installation_of(request), sent)


def _sent(
    request: Request, session: Session, row: SignatureRow, document: DocumentRow, content: bytes, ruling: Ruling,
    at: datetime, looked: Looked,
) -> Response:  # fmt: skip
    installation, here = installation_of(request), f"/apply/{document.procedure}/{document.uid}"
    with installation.database.write() as unit:
        found = draft_or_receipt(installation, unit, session, document.procedure, document.uid)
        if isinstance(found, str):
            return see(request, f"/applications/{found}?sent")
        speech = installation.speech(found.procedure, language_of(request))
        closed = closed_words(installation, found.procedure, speech, installation.clock.today())
        if closed:
            return not_now(request, installation, found.procedure, closed)
        if not fits(installation, document, found):
            return see(request, f"{here}/sign?refused=changed")
        actor, helped = resident_actor(request, session), read_content(content)["helped"]
        evidence = {"signature": {"role": row.role, "sha256": document.sha256.hex()}}
        evidence |= {"helped": helped} if helped else {}
        answer = send_draft(
            request, unit, session, found, evidence, looked, document.id,
            lambda draft: _and_others(installation, unit, draft, document, row, ruling, actor, at),
        )  # fmt: skip
    return answer if isinstance(answer, Response) else see(request, f"{here}/check")


def _and_others(
    installation: Installation, unit: Unit, draft: Draft, document: DocumentRow, row: SignatureRow, ruling: Ruling,
    actor: Actor, at: datetime,
) -> None:  # fmt: skip
    """With what was sent: the sender's signature, and those that are asked of others over the same bytes."""
    keep_signature(installation, unit, draft.id, draft.sealer, row, ruling, actor, at)
    sent, path = applications.by_uid(unit, draft.id), draft_path(installation, draft)
    if sent is not None:
        others, today = others_of_draft(installation, unit, draft, path), installation.clock.today()
        ask_signers(installation, unit, draft.sealer, sent.id, document.id, others, today)
