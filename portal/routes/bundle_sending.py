"""One check page for all parts of a bundle, one signature, sent once: all parts are stored, or none."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import Conflict
from portal.services.cases import case_of_resident
from portal.services.find_clash import MARK
from portal.services.fix_bundle import fix_bundle, is_confirmed
from portal.services.installation import Installation
from portal.services.list_documents import RECEIPT, record_opening
from portal.services.note_protected import Looked, asking_register
from portal.services.open_bundle import Bundle, bundle_of_resident, helpers_of, onward_in
from portal.services.print_bundle import print_bundle
from portal.services.print_receipt import as_sent, count_receipt, papers_as_sent
from portal.services.submit_bundle import Kept, what_keeps
from portal.web.bundle_view import address_in, bundle_context, check_parts, mark_of_bundle, title_of
from portal.web.leaving_to_sign import leaving_to_sign
from portal.web.page import language_of, render, see
from portal.web.pdf_answer import pdf_answer
from portal.web.posting import Post, Posted, first
from portal.web.router import Router
from portal.web.send_bundle import kept_way, send_bundle
from portal.web.signed_in import resident_actor
from portal.web.signing_words import told_of
from portal.web.state import installation_of
from portal.web.who_files import filer
from portal.web.words import words

router = Router(prefix="/bundles/{bundle}")


@router.get("/check")
def check(request: Request, bundle: str) -> Response:
    """With the part that keeps all from being sent, where there is one, and the way to leave it out."""
    installation = installation_of(request)
    with installation.database.read() as unit:
        found = bundle_of_resident(installation, unit, filer(request, unit), bundle)
        if found.row.sent_at is not None:
            return see(request, f"/bundles/{bundle}")
        kept = what_keeps(installation, unit, found)
    return _check_page(request, found, kept=kept)


def _check_page(
    request: Request,
    bundle: Bundle,
    *,
    status: int = 200,
    changed: bool = False,
    kept: Kept | None = None,
    problem: str = "",
) -> Response:
    """`changed`: it is not what was read before the button was pressed. `problem`: what keeps it from being sent."""
    installation = installation_of(request)
    onward = onward_in(installation, bundle.drafts)
    if onward is not None:
        return see(request, address_in(bundle.id, onward))
    parts = check_parts(request, installation, bundle)
    context = bundle_context(request, installation, bundle) | {
        "checked": parts,
        "changed": changed,
        "kept": _said(request, installation, kept) if kept is not None else None,
        "read": mark_of_bundle(installation, bundle),
        "waits": any(one["waits"] for one in parts),
        "untold": any(one["untold"] for one in parts),
        "helped": bool(helpers_of(installation, bundle)),
        "problem": problem,
        "problems": [(problem, "helped")] if problem else [],
        "signed": is_signed(installation, bundle),
        "signable": installation.signing is not None,
    }
    return render(request, "pages/bundles/check.html", context, status=status)


def _said(request: Request, installation: Installation, kept: Kept) -> dict[str, Any]:
    language = language_of(request)
    title = title_of(installation, kept.draft, language)
    return {"id": kept.draft.id, "say": words(language)[f"bundle.kept.{kept.why}"].format(title=title), "title": title}


def is_signed(installation: Installation, bundle: Bundle) -> bool:
    """Whether one of its parts has to be signed: then all are, by the one signature."""
    today = installation.clock.today()
    return any(installation.signature_needed(one.procedure, today) for one in bundle.drafts)


@router.post("/submit")
def submit(request: Request, bundle: str, posted: Post) -> Response:
    """Commits, then answers. Sent again it leads to the same receipt."""
    return asking_register(installation_of(request), lambda looked: _submit(request, bundle, posted, looked))


def _submit(request: Request, bundle_id: str, posted: Posted, looked: Looked) -> Response:
    installation = installation_of(request)
    with installation.database.write() as unit:
        session = filer(request, unit)
        bundle = bundle_of_resident(installation, unit, session, bundle_id)
        if bundle.row.sent_at is not None:
            return see(request, f"/bundles/{bundle_id}?sent")
        confirmed, signed = "helped" in posted, is_signed(installation, bundle)
        if signed and not confirmed and not helpers_of(installation, bundle):
            return see(request, f"/bundles/{bundle_id}/sign")
        waiting = _not_ready(request, unit, bundle, first(posted, MARK), confirmed=confirmed)
        if waiting is not None:
            return waiting
        if signed:  # what who helped wrote is confirmed by the document that says so
            fix_bundle(installation, unit, bundle, language_of(request), session)
            unit.commit()
            return see(request, f"/bundles/{bundle_id}/sign")
        told = {uid: {"helped": names} for uid, names in helpers_of(installation, bundle).items()}
        sent = send_bundle(request, unit, session, bundle, looked, evidence=told)
    return sent if isinstance(sent, Response) else see(request, kept_way(installation, session, bundle, sent))


def _not_ready(request: Request, unit: Unit, bundle: Bundle, read: str, *, confirmed: bool) -> Response | None:
    """What comes before it is sent or signed; None where nothing does. `read`: the mark of what was read; `confirmed`: what who helped
    wrote."""
    installation = installation_of(request)
    if read and read != mark_of_bundle(installation, bundle):
        return _check_page(request, bundle, status=409, changed=True)
    parts = check_parts(request, installation, bundle)
    waits = any(one["waits"] or one["untold"] for one in parts)
    if waits or what_keeps(installation, unit, bundle) or onward_in(installation, bundle.drafts):
        return see(request, f"/bundles/{bundle.id}/check")
    if helpers_of(installation, bundle) and not confirmed:
        return _check_page(request, bundle, status=422, problem=words(language_of(request))["helping.confirm_first"])
    return None


@router.get("/sign")
def sign(request: Request, bundle: str, refused: str = "") -> Response:
    """Says what is going to happen before the browser leaves. `refused`: why the last try came to nothing."""
    installation = installation_of(request)
    with installation.database.read() as unit:
        found = bundle_of_resident(installation, unit, filer(request, unit), bundle)
    if found.row.sent_at is not None:
        return see(request, f"/bundles/{bundle}")
    if not is_signed(installation, found) or onward_in(installation, found.drafts) is not None:
        return see(request, f"/bundles/{bundle}/check")
    context = bundle_context(request, installation, found) | {"told": told_of(refused)}
    return render(request, "pages/bundles/sign.html", context)


@router.get("/sign/go")
def leave(request: Request, bundle: str, read: str = "") -> Response:
    """By a link, as one procedure is. `read`: the mark of what was read on the check page."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        session = filer(request, unit)
        found = bundle_of_resident(installation, unit, session, bundle)
        if found.row.sent_at is not None:
            return see(request, f"/bundles/{bundle}")
        waiting = _not_ready(request, unit, found, read, confirmed=is_confirmed(installation, unit, found))
        if waiting is not None:
            return waiting
        if installation.signing is None or session.guest:
            raise Conflict("signing")
        parts = fix_bundle(installation, unit, found, language_of(request), session)
        unit.commit()
    first_part = parts[0]
    return leaving_to_sign(
        request, first_part.draft.sealer, first_part.document, first_part.row.id, f"/bundles/{bundle}/sign"
    )


@router.get("/receipt.pdf")
def receipt(request: Request, bundle: str) -> Response:
    """One signed receipt of all parts, as they were sent; that it was opened is kept with each."""
    installation, language = installation_of(request), language_of(request)
    with installation.database.write() as unit:
        session = filer(request, unit)
        found = bundle_of_resident(installation, unit, session, bundle)
        if found.row.number is None:
            return see(request, f"/bundles/{bundle}")
        count_receipt(installation, unit, session.person_id or "")
        printed = []
        for row in found.sent:
            case = case_of_resident(installation, unit, session, row.receipt_number)
            record_opening(installation, unit, case, resident_actor(request, session), RECEIPT)
            printed.append((as_sent(unit, case), papers_as_sent(installation, unit, case, language)))
        unit.commit()
    pdf = print_bundle(installation, found.row.number, printed, language)
    return pdf_answer(pdf, f"receipt-{found.row.number}", how="attachment")
