"""Further signers use their own card."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from portal.clock import from_micro
from portal.errors import Conflict, NotFound, required
from portal.services.cases.cases import Case
from portal.services.shared.write_audit import write_audit
from portal.services.signing.ask_signers import Asked
from portal.services.signing.judge_signature import ASKED, DECLINED
from portal.services.signing.sign_as_further_signer import (
    MOST_REASON,
    count_try,
    decline,
    demand_turn,
    open_signer_request,
    to_sign,
)
from portal.services.signing.signed_document import content_of, read_content
from portal.store.signing import signatures
from portal.web.filing.own_questions import own_question, own_view, wrong
from portal.web.filing.question_page import problems
from portal.web.shared.access import owner, signed_in
from portal.web.shared.page import language_of, office_view, render, see
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing, installation_of, reading, resident, resident_actor, writing
from portal.web.shared.words import words
from portal.web.signing.by_number import Coming, coming_page, read_typed, refuse_typed
from portal.web.signing.leaving_to_sign import leaving_to_sign
from portal.web.signing.signing_words import signing_message

router = Router("resident", prefix="/signers")
COMING = Coming("pages/signers/come.html", "signers.code", "mandate.code_help", count_try)


@router.get("", access=signed_in())
def ask(request: Request) -> Response:
    with reading(request) as (_, unit):
        resident(request, unit)
    return coming_page(request, COMING, {})


@router.post("", access=signed_in())
def post_code(request: Request, posted: Post) -> Response:
    with reading(request) as (installation, unit):
        resident(request, unit)
    typed = read_typed(request, COMING, posted)
    if isinstance(typed, Response):
        return typed
    with installation.database.change() as unit:
        session = resident(request, unit)
        receipt = open_signer_request(
            installation, unit, session, resident_actor(request, session), typed.number, typed.code
        )
    if not receipt:
        message = words(language_of(request))["signers.wrong"].format(telephone=installation.city.telephone)
        return refuse_typed(request, COMING, typed, message)
    return see(request, f"/signers/{receipt}")


@router.get("/{receipt_number}", access=owner())
def show(request: Request, receipt_number: str, refused: str = "") -> Response:
    with changing(request, resident) as (installation, unit, session):
        case, asked, turn = to_sign(installation, unit, session, receipt_number)
        document = signatures.document(unit, asked.row.document_id)
        write_audit(
            installation, unit, resident_actor(request, session), "read to sign", application_id=case.row.id,
            detail=asked.row.role,
        )  # fmt: skip
    if document is None:
        raise NotFound("signer")
    seen = read_content(content_of(document, case.sealer))["seen"]
    return _page(request, case, asked, turn, seen, signing_message(refused))


def _page(
    request: Request, case: Case, asked: Asked, turn: bool, seen: dict[str, Any], refusal: dict[str, object] | None,
    problem: str = "",
) -> Response:  # fmt: skip
    installation, language = installation_of(request), language_of(request)
    question = own_question("reason", "text", words(language)["signers.reason"], settings={"max": MOST_REASON})
    reason = own_view(installation, language, question, {}, (wrong(problem),) if problem else ())
    context = {
        "receipt_number": case.row.receipt_number,
        "title": seen["title"],
        "sections": [
            (section["title"], [(row["label"], row["value"], "", ()) for row in section["rows"]])
            for section in seen["sections"]
        ],
        "state": "open" if asked.row.state == ASKED else asked.row.state,
        "due": asked.row.due,
        # What one does not sign is no longer one's to read.
        "declined_at": from_micro(asked.row.changed_at) if asked.row.state == DECLINED else None,
        "may": asked.waits and turn and case.row.decided_at is None,
        "waits_for_others": asked.waits and not turn,
        "signable": installation.signing is not None,
        "refusal": refusal,
        "reason": [reason],
        "problems": problems([reason]),
        "office": office_view(
            installation.city.office(case.row.duty, installation.clock.today()), language_of(request)
        ),
    }
    return render(request, "pages/signers/sign.html", context, wrong=problem)


@router.get("/{receipt_number}/go", access=owner())
def leave(request: Request, receipt_number: str) -> Response:
    with changing(request, resident) as (installation, unit, session):
        case, asked, _ = to_sign(installation, unit, session, receipt_number)
        demand_turn(installation.clock, unit, case, asked)
        document = signatures.document(unit, asked.row.document_id)
    if document is None or installation.signing is None:
        raise NotFound("signer")
    return leaving_to_sign(request, case.sealer, document, asked.row.signature_id, f"/signers/{receipt_number}")


@router.post("/{receipt_number}/decline", access=owner())
def refuse(request: Request, receipt_number: str, posted: Post) -> Response:
    reason = first(posted, "reason").strip()
    with writing(request, resident) as (installation, unit, session):
        case, asked, turn = to_sign(installation, unit, session, receipt_number)
        if not reason or len(reason) > MOST_REASON:
            document = required(signatures.document(unit, asked.row.document_id), Conflict("signer"))
            seen = read_content(content_of(document, case.sealer))["seen"]
            message = words(language_of(request))["signers.reason_missing"]
            return _page(request, case, asked, turn, dict(seen), None, message)
        decline(installation, unit, resident_actor(request, session), case, asked, reason)
        unit.commit()
    return see(request, f"/signers/{receipt_number}")
