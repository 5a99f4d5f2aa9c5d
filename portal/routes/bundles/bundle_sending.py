from typing import Any

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import Conflict, SignInNeeded
from portal.services.bundles.open_bundle import Bundle, bundle_of_resident, helpers_of, onward_in
from portal.services.bundles.print_bundle import print_bundle
from portal.services.bundles.submit_bundle import Kept, what_keeps
from portal.services.cases.cases import case_of_resident
from portal.services.filing.drafts import MARK
from portal.services.filing.note_protected import Looked, asking_register
from portal.services.filing.print_receipt import as_sent, count_receipt, papers_as_sent
from portal.services.my_cases.list_documents import RECEIPT, record_opening
from portal.services.shared.installation import Installation
from portal.services.signing.fix_bundle import fix_bundle, is_confirmed
from portal.web.bundles.bundle_view import address_in, bundle_context, check_parts, mark_of_bundle, title_of
from portal.web.bundles.send_bundle import kept_way, send_bundle
from portal.web.filing.who_files import filer
from portal.web.shared.access import owner
from portal.web.shared.page import language_of, render, see
from portal.web.shared.pdf_answer import pdf_answer
from portal.web.shared.posting import Post, Posted, first
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of, reading, resident_actor, writing
from portal.web.shared.words import words
from portal.web.signing.leaving_to_sign import leaving_to_sign
from portal.web.signing.signing_words import signing_message

router = Router("resident", prefix="/bundles/{bundle}", access=owner())


@router.get("/check")
def check(request: Request, bundle: str) -> Response:
    with reading(request) as (installation, unit):
        saved_bundle = bundle_of_resident(installation, unit, filer(request, unit), bundle)
        if saved_bundle.row.sent_at is not None:
            return see(request, f"/bundles/{bundle}")
        kept = what_keeps(installation, unit, saved_bundle)
    return _check_page(request, saved_bundle, kept=kept)


def _check_page(
    request: Request,
    bundle: Bundle,
    *,
    status: int = 200,
    changed: bool = False,
    kept: Kept | None = None,
    problem: str = "",
) -> Response:
    installation = installation_of(request)
    onward = onward_in(installation, bundle.id, bundle.drafts)
    if onward is not None:
        return see(request, address_in(bundle.id, onward))
    parts = check_parts(request, installation, bundle)
    context = bundle_context(request, installation, bundle) | {
        "checked": parts,
        "changed": changed,
        "kept": _notice(request, kept) if kept is not None else None,
        "read": mark_of_bundle(installation.form_key, bundle),
        "waits": any(part["waits"] for part in parts),
        "untold": any(part["untold"] for part in parts),
        "helped": bool(helpers_of(installation, bundle)),
        "problem": problem,
        "problems": [(problem, "helped")] if problem else [],
        "signed": is_signed(installation, bundle),
        "signable": installation.signing is not None,
    }
    return render(request, "pages/bundles/check.html", context, status=status)


def _notice(request: Request, kept: Kept) -> dict[str, Any]:
    language = language_of(request)
    title = title_of(kept.draft, language)
    return {"id": kept.draft.id, "say": words(language)[f"bundle.kept.{kept.why}"].format(title=title), "title": title}


def is_signed(installation: Installation, bundle: Bundle) -> bool:
    today = installation.clock.today()
    return any(installation.rules.signature_needed(draft.procedure, today) for draft in bundle.drafts)


@router.post("/submit")
def submit(request: Request, bundle: str, posted: Post) -> Response:
    return asking_register(installation_of(request).register, lambda looked: _submit(request, bundle, posted, looked))


def _submit(request: Request, bundle_id: str, posted: Posted, looked: Looked) -> Response:
    with writing(request, filer) as (installation, unit, session):
        bundle = bundle_of_resident(installation, unit, session, bundle_id)
        if bundle.row.sent_at is not None:
            return see(request, f"/bundles/{bundle_id}?sent")
        confirmed, signed = "helped" in posted, is_signed(installation, bundle)
        if signed and not confirmed and not helpers_of(installation, bundle):
            return see(request, f"/bundles/{bundle_id}/sign")
        waiting = _not_ready(request, unit, bundle, first(posted, MARK), confirmed=confirmed)
        if waiting is not None:
            return waiting
        if signed:  # the document records that the owner confirmed what helpers wrote
            fix_bundle(installation, unit, bundle, language_of(request), session)
            unit.commit()
            return see(request, f"/bundles/{bundle_id}/sign")
        evidence = {uid: {"helped": names} for uid, names in helpers_of(installation, bundle).items()}
        sent = send_bundle(request, unit, session, bundle, looked, evidence=evidence)
    return sent if isinstance(sent, Response) else see(request, kept_way(installation, session, bundle, sent))


def _not_ready(request: Request, unit: Unit, bundle: Bundle, read: str, *, confirmed: bool) -> Response | None:
    # `read`: mark of what was read; `confirmed`: helpers' answers.
    installation = installation_of(request)
    if read and read != mark_of_bundle(installation.form_key, bundle):
        return _check_page(request, bundle, status=409, changed=True)
    parts = check_parts(request, installation, bundle)
    waits = any(part["waits"] or part["untold"] for part in parts)
    if waits or what_keeps(installation, unit, bundle) or onward_in(installation, bundle.id, bundle.drafts):
        return see(request, f"/bundles/{bundle.id}/check")
    if helpers_of(installation, bundle) and not confirmed:
        return _check_page(request, bundle, status=422, problem=words(language_of(request))["helping.confirm_first"])
    return None


@router.get("/sign")
def sign(request: Request, bundle: str, refused: str = "") -> Response:
    with reading(request) as (installation, unit):
        saved_bundle = bundle_of_resident(installation, unit, filer(request, unit), bundle)
    if saved_bundle.row.sent_at is not None:
        return see(request, f"/bundles/{bundle}")
    if (
        not is_signed(installation, saved_bundle)
        or onward_in(installation, saved_bundle.id, saved_bundle.drafts) is not None
    ):
        return see(request, f"/bundles/{bundle}/check")
    context = bundle_context(request, installation, saved_bundle) | {"refusal": signing_message(refused)}
    return render(request, "pages/bundles/sign.html", context)


@router.get("/sign/go")
def leave(request: Request, bundle: str, read: str = "") -> Response:
    """A GET: CSP form-action."""
    with writing(request, filer) as (installation, unit, session):
        saved_bundle = bundle_of_resident(installation, unit, session, bundle)
        if saved_bundle.row.sent_at is not None:
            return see(request, f"/bundles/{bundle}")
        waiting = _not_ready(
            request, unit, saved_bundle, read, confirmed=is_confirmed(installation, unit, saved_bundle)
        )
        if waiting is not None:
            return waiting
        if session.guest or session.seat is not None:  # no card: the address takes the owner on after the sign-in
            raise SignInNeeded("resident")
        if installation.signing is None:
            raise Conflict("signing")
        parts = fix_bundle(installation, unit, saved_bundle, language_of(request), session)
        unit.commit()
    first_part = parts[0]
    return leaving_to_sign(
        request, first_part.draft.sealer, first_part.document, first_part.row.id, f"/bundles/{bundle}/sign"
    )


@router.get("/receipt.pdf")
def receipt(request: Request, bundle: str) -> Response:
    language = language_of(request)
    with writing(request, filer) as (installation, unit, session):
        saved_bundle = bundle_of_resident(installation, unit, session, bundle)
        if saved_bundle.row.number is None:
            return see(request, f"/bundles/{bundle}")
        count_receipt(installation, unit, session.person_id or "")
        printed = []
        for row in saved_bundle.sent:
            case = case_of_resident(installation, unit, session, row.receipt_number)
            record_opening(installation, unit, case, resident_actor(request, session), RECEIPT)
            printed.append((as_sent(unit, case), papers_as_sent(unit, case, language)))
        unit.commit()
    pdf = print_bundle(installation, saved_bundle.row.number, printed, language)
    return pdf_answer(pdf, f"receipt-{saved_bundle.row.number}", how="attachment")
