"""Redirect, return, and submission in one transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from fastapi import Request
from fastapi.responses import Response

from integrations.sockets.certificate_sockets import CanonicalDocument
from integrations.sockets.interfaces import AdapterError, BasicFour, Callback
from portal.db import Unit
from portal.errors import Conflict, NotFound, NotYours, SignInFailed, SignInNeeded
from portal.logs import log
from portal.routes.filing.sending import ready_to_send
from portal.services.bundles.open_bundle import bundle_of_resident
from portal.services.cases.cases import case_of_resident
from portal.services.filing.drafts import Draft, draft_path
from portal.services.filing.note_protected import Looked, asking_register
from portal.services.finding.describe_procedure import describe_procedure
from portal.services.residents.sign_in_attempts import consume_attempt, hashed_state
from portal.services.shared.catalogue import speech_of
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from portal.services.signing.answer_mandate import mandate_of, own_case
from portal.services.signing.ask_signature import APPLICANT, ask_signature, keep_signature, note_refused
from portal.services.signing.ask_signers import ask_signers, other_labels, others_of_draft
from portal.services.signing.fix_bundle import fixed_parts, still_fits
from portal.services.signing.judge_signature import BEGUN, OPEN, PRINCIPAL, REFUSED, Ruling, judge_signature, signer_of
from portal.services.signing.sign_as_further_signer import to_sign
from portal.services.signing.sign_first import sign_first, signed_first
from portal.services.signing.sign_mandate import mandate_mark
from portal.services.signing.signed_document import (
    content_of,
    fits,
    fix_document,
    fixed_document,
    list_of,
    read_content,
    to_verify,
)
from portal.services.signing.trip import REALM, Trip, asked_for, fetch_signature, open_trip
from portal.store.bundles import bundles
from portal.store.cases import applications
from portal.store.residents.sessions import AttemptRow
from portal.store.signing import signatures
from portal.store.signing.signatures import DocumentRow, SignatureRow
from portal.web.bundles.send_bundle import send_signed_bundle
from portal.web.filing.draft_address import signed_address
from portal.web.filing.draft_page import draft_context, draft_or_receipt, not_now, send_draft
from portal.web.filing.fee_first import fee_first
from portal.web.filing.who_files import filer_of, filer_or_none
from portal.web.shared.access import anyone, owner
from portal.web.shared.page import language_of, render, see
from portal.web.shared.router import Router
from portal.web.shared.state import browser_of, changing, installation_of, reading, resident_actor, writing
from portal.web.signing.leaving_to_sign import leaving_to_sign
from portal.web.signing.mandate_words import mandate_content
from portal.web.signing.signed_again import page_of, signed_again, signed_beside, signed_mandate
from portal.web.signing.signing_words import signing_message

# Routes before the question pages: no question may be called sign.
router = Router("resident")


@dataclass(frozen=True)
class _Return:
    session: Session
    row: SignatureRow
    document: DocumentRow
    content: bytes
    signer: BasicFour | None
    trip: Trip
    back: str
    fits: bool  # the draft still matches `content`, the signed bytes
    keep: Callable[[Ruling, datetime], Response]
    signed: bytes = b""  # list of a bundle

    @property
    def asked(self) -> CanonicalDocument:
        return to_verify(self.document, self.content, self.signer, self.signed)


@router.get("/apply/{procedure}/{draft}/sign", access=owner())
def sign(request: Request, procedure: str, draft: str, refused: str = "") -> Response:
    with reading(request) as (installation, unit):
        session = filer_of(request, unit, procedure)
        saved_draft = draft_or_receipt(installation, unit, session, procedure, draft)
    if isinstance(saved_draft, str):
        return see(request, f"/applications/{saved_draft}")
    if saved_draft.helping:
        raise NotYours("draft")
    if saved_draft.bundle:
        return see(request, f"/bundles/{saved_draft.bundle}/sign")
    path, speech = (
        draft_path(installation, saved_draft),
        speech_of(saved_draft.procedure, language_of(request)),
    )
    needed = installation.rules.signature_needed(saved_draft.procedure, installation.clock.today())
    if not (needed and path.complete):
        return see(request, f"/apply/{procedure}/{draft}/check")
    context = draft_context(request, installation, saved_draft, path) | {
        "facts": describe_procedure(installation, saved_draft.procedure, language_of(request)),
        "refusal": signing_message(refused),
        "looks_again": installation.settings.signed_check == "on",
        "others": other_labels(installation, saved_draft, path, speech),
    }
    return render(request, "pages/signing/sign.html", context)


@router.get("/apply/{procedure}/{draft}/sign/go", access=owner())
def leave(request: Request, procedure: str, draft: str, read: str = "") -> Response:
    with writing(request) as (installation, unit):
        session = filer_of(request, unit, procedure)
        saved_draft = draft_or_receipt(installation, unit, session, procedure, draft)
        if isinstance(saved_draft, str):
            return see(request, f"/applications/{saved_draft}")
        if saved_draft.helping:
            raise NotYours("draft")  # a helper never signs
        if saved_draft.bundle:
            return see(request, f"/bundles/{saved_draft.bundle}/sign")
        if session.guest or session.seat is not None:  # came by code, or for a company: neither has a card
            raise SignInNeeded("resident")
        language = language_of(request)
        if signed_first(installation, unit, saved_draft, session.person_id):
            return see(request, signed_address(procedure, draft))
        standing = fixed_document(installation, unit, saved_draft, language)
        ready = ready_to_send(request, unit, saved_draft, read, confirmed=standing is not None)
        if isinstance(ready, Response):
            return ready
        unpaid = fee_first(request, unit, saved_draft, ready[0])
        if unpaid is not None:
            return unpaid
        document = standing or fix_document(installation, unit, saved_draft, ready[0], language)
        row = ask_signature(installation.clock, unit, document, APPLICANT, session.person_id)
        unit.commit()
    return leaving_to_sign(request, saved_draft.sealer, document, row.id, f"/apply/{procedure}/{draft}/sign")


@router.get("/signatures/callback", access=anyone(), returns=True)
def receive_callback(request: Request, state: str = "", code: str = "", error: str = "") -> Response:
    """Uses up state and nonce in one statement and commits before any check."""
    callback = Callback(state[:500], code[:2000], error[:200])
    with writing(request) as (installation, unit):
        try:
            attempt = consume_attempt(installation.clock, unit, REALM, callback.state, browser_of(request))
        except SignInFailed as failed:
            return _refuse_callback(request, unit, callback.state, failed.code)
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


def _refuse_callback(request: Request, unit: Unit, state: str, code: str) -> Response:
    # A repeated return leads to the first one's result; another person's is refused.
    session = filer_or_none(request, unit)
    known = signatures.trip(unit, hashed_state(REALM, state))
    row = signatures.by_id(unit, known[0]) if known else None
    document = signatures.document(unit, row.document_id) if row else None
    if session is None or row is None or document is None or row.person_id != session.person_id:
        raise SignInFailed(code)
    note_refused(installation_of(request), unit, row, code, resident_actor(request, session))
    if document.sealed_list is not None:
        bundle_id = bundles.of_part(unit, document.uid)
        sent = document.application_id is not None
        return see(request, f"/bundles/{bundle_id}" if sent else f"/bundles/{bundle_id}/sign?refused={code.lower()}")
    if document.application_id is not None:
        return see(request, page_of(unit, row, document.application_id))
    if row.state not in (OPEN, REFUSED):  # signed, and not sent yet
        return see(request, signed_address(document.procedure, document.uid))
    return see(request, f"/apply/{document.procedure}/{document.uid}/sign?refused={code.lower()}")


def _opened(request: Request, unit: Unit, session: Session, state: str) -> _Return | str:
    # A redirect URL if settled. Raises NotFound, NotYours.
    installation = installation_of(request)
    document, row, sealed = asked_for(unit, state)
    if row.person_id != session.person_id:
        raise NotYours("signature")
    signer = signer_of(installation.keys, unit, row.person_id)
    if document.sealed_list is not None:
        return _of_bundle(request, unit, session, row, document, signer, sealed, state)
    if document.application_id is not None:
        address = page_of(unit, row, document.application_id)
        number = address.rpartition("/")[2]
        if row.state not in (OPEN, BEGUN):
            return address
        if row.role == PRINCIPAL:
            return _mandated(request, unit, session, row, document, signer, sealed, state, number)
        if row.role != APPLICANT:
            return _beside(request, unit, session, row, document, signer, sealed, state, number)
        case = case_of_resident(installation, unit, session, number)
        content, trip = content_of(document, case.sealer), open_trip(case.sealer, state, sealed)
        back, keep = f"{address}/signature", partial(signed_again, request, session, case, row)
        return _Return(session, row, document, content, signer, trip, back, fits=True, keep=keep)
    draft = draft_or_receipt(installation, unit, session, document.procedure, document.uid)
    if isinstance(draft, str):
        return f"/applications/{draft}"
    content, trip = content_of(document, draft.sealer), open_trip(draft.sealer, state, sealed)
    then = _keep if installation.settings.signed_check == "off" else _look_again
    return _Return(
        session, row, document, content, signer, trip, f"/apply/{document.procedure}/{document.uid}/sign",
        fits(installation.form_key, document, draft), partial(then, request, session, row, document, content),
    )  # fmt: skip


def _of_bundle(
    request: Request, unit: Unit, session: Session, row: SignatureRow, document: DocumentRow, signer: BasicFour | None,
    sealed: bytes, state: str,
) -> _Return | str:  # fmt: skip
    installation, bundle_id = installation_of(request), bundles.of_part(unit, document.uid)
    if not bundle_id:
        return "/applications"
    bundle, back = bundle_of_resident(installation, unit, session, bundle_id), f"/bundles/{bundle_id}/sign"
    draft = next((part for part in bundle.drafts if part.id == document.uid), None)
    if draft is None:
        return f"/bundles/{bundle_id}"
    content, signed = content_of(document, draft.sealer), list_of(document, draft.sealer)
    try:
        fit = still_fits(installation.form_key, fixed_parts(unit, bundle, signed, session))
    except (Conflict, NotFound):
        fit = False  # the bundle's parts have changed
    return _Return(
        session, row, document, content, signer, open_trip(draft.sealer, state, sealed), back, fit,
        partial(send_signed_bundle, request, session, bundle_id, signed), signed,
    )  # fmt: skip


def _beside(
    request: Request, unit: Unit, session: Session, row: SignatureRow, document: DocumentRow, signer: BasicFour | None,
    sealed: bytes, state: str, receipt_number: str,
) -> _Return:  # fmt: skip
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
    installation = installation_of(request)
    case = own_case(installation, unit, session, receipt_number)
    mandate = mandate_of(installation, unit, session, receipt_number)
    same = document.mark == mandate_mark(mandate_content(mandate, document.language))
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
    log.warning("signature", code=code)
    with changing(request) as (installation, unit):
        note_refused(installation, unit, came.row, code, resident_actor(request, came.session))
    return see(request, f"{came.back}?refused={code.lower()}")


def _keep(
    request: Request, session: Session, row: SignatureRow, document: DocumentRow, content: bytes, ruling: Ruling,
    now: datetime,
) -> Response:  # fmt: skip
    def sent(looked: Looked) -> Response:
        return send_signed(request, session, row, document, content, ruling, now, looked)

    return asking_register(installation_of(request).register, sent)


def _look_again(
    request: Request, session: Session, row: SignatureRow, document: DocumentRow, _content: bytes, ruling: Ruling,
    now: datetime,
) -> Response:  # fmt: skip
    # Nothing arrives before the resident presses on the page of what was signed.
    with writing(request) as (installation, unit):
        saved_draft = draft_or_receipt(installation, unit, session, document.procedure, document.uid)
        if isinstance(saved_draft, str):
            return see(request, f"/applications/{saved_draft}?sent")
        sign_first(installation, unit, saved_draft, row, ruling, resident_actor(request, session), now)
        unit.commit()
    return see(request, signed_address(document.procedure, document.uid))


def send_signed(
    request: Request, session: Session, row: SignatureRow, document: DocumentRow, content: bytes, ruling: Ruling,
    now: datetime, looked: Looked,
) -> Response:  # fmt: skip
    installation, address = installation_of(request), f"/apply/{document.procedure}/{document.uid}"
    with installation.database.write() as unit:
        saved_draft = draft_or_receipt(installation, unit, session, document.procedure, document.uid)
        if isinstance(saved_draft, str):
            return see(request, f"/applications/{saved_draft}?sent")
        speech = speech_of(saved_draft.procedure, language_of(request))
        closed = installation.rules.closed_words(saved_draft.procedure, speech, installation.clock.today())
        if closed:
            return not_now(request, installation, saved_draft.procedure, closed)
        if not fits(installation.form_key, document, saved_draft):
            return see(request, f"{address}/sign?refused=changed")
        actor, helped = resident_actor(request, session), read_content(content)["helped"]
        evidence = {"signature": {"role": row.role, "sha256": document.sha256.hex()}}
        evidence |= {"helped": helped} if helped else {}
        answer = send_draft(
            request, unit, session, saved_draft, evidence, looked, document.id,
            lambda draft: _and_others(installation, unit, draft, document, row, ruling, actor, now),
        )  # fmt: skip
    return answer if isinstance(answer, Response) else see(request, f"{address}/check")


def _and_others(
    installation: Installation, unit: Unit, draft: Draft, document: DocumentRow, row: SignatureRow, ruling: Ruling,
    actor: Actor, now: datetime,
) -> None:  # fmt: skip
    keep_signature(installation, unit, draft.id, draft.sealer, row, ruling, actor, now)
    sent, path = applications.by_uid(unit, draft.id), draft_path(installation, draft)
    if sent is not None:
        others, today = others_of_draft(installation, unit, draft, path), installation.clock.today()
        ask_signers(installation.clock, unit, draft.sealer, sent.id, document.id, others, today)
