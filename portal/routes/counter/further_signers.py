"""The POST routes serve the page's script."""

from datetime import datetime

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.counter.sign_as_further_signer import signer_here
from portal.services.counter.sign_by_reader import ask_card, read_signed, use_up_signature, verifier_of
from portal.services.counter.use_card import card_agent
from portal.services.finding.describe_procedure import describe_procedure
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.services.signing.ask_signature import note_refused
from portal.services.signing.ask_signers import Asked
from portal.services.signing.judge_signature import REFUSED, Ruling, judge_signature
from portal.services.signing.sign_as_further_signer import SAME_SIGNER, keep_beside
from portal.services.signing.signed_document import content_of, read_content, to_verify
from portal.services.signing.trip import asked_for
from portal.store.signing import signatures
from portal.store.signing.signatures import DocumentRow, SignatureRow
from portal.web.counter import card_reader
from portal.web.counter.reader_words import BESIDE_WORDS, reader_view
from portal.web.desk.case_act import number_of
from portal.web.shared.access import staff
from portal.web.shared.page import render
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import STAFF, changing, installation_of, member, place_of, read_cookie

router = Router(
    "staff",
    prefix="/counter/signers/{receipt:receipt_number}/{signature:row_number}",
    access=staff("clerk", "reviewer"),
)


@router.get("")
def show(request: Request, receipt: str, signature: int) -> Response:
    """Raises NotFound without a reader."""
    installation = installation_of(request)
    agent = card_agent(installation.card_agent)
    verifier_of(installation.verifier)
    with installation.database.change() as unit:
        signed, case, asked, document = _signer(request, unit, receipt, signature)
        write_audit(
            installation, unit, signed.actor, "read to sign", application_id=case.row.id, detail=asked.row.role
        )  # fmt: skip
    request.state.card_agent = agent.address  # extends this page's Content-Security-Policy to the agent
    context = {
        "facts": describe_procedure(installation, case.procedure, "ja"),
        "seen": read_content(content_of(document, case.sealer))["seen"],
        "who": asked,
        "receipt_number": case.row.receipt_number,
        "here": _page(case, asked),
        "reader": {**(reader_view(agent, proves=False, proved=False) or {}), "words": BESIDE_WORDS},
    }
    return render(request, "pages/counter/sign_beside.html", context)


@router.post("/ask")
def ask(request: Request, receipt: str, signature: int, _posted: Post) -> Response:
    installation = installation_of(request)
    card_agent(installation.card_agent)
    verifier_of(installation.verifier)

    def asking() -> Response:
        with installation.database.change() as unit:
            _, case, asked, document = _signer(request, unit, receipt, signature)
            number, address = ask_card(
                installation, unit, case.sealer, document, asked.row.signature_id,
                session=read_cookie(request, STAFF), page=_page(case, asked), place=place_of(request),
            )  # fmt: skip
        return card_reader.question(number, address)

    return card_reader.taken(request, asking)


@router.post("")
def take(request: Request, receipt: str, signature: int, posted: Post) -> Response:
    installation = installation_of(request)
    card_agent(installation.card_agent)
    verifier_of(installation.verifier)
    return card_reader.taken(
        request, lambda: _taken(request, receipt, signature, first(posted, "number"), first(posted, "answer"))
    )


def _taken(request: Request, receipt: str, signature: int, number: str, answer: str) -> Response:
    # Raises SignInFailed; Conflict if the signature is no longer open.
    installation, now = installation_of(request), installation_of(request).clock.now()
    with installation.database.write() as unit:
        signed, case, asked, document = _signer(request, unit, receipt, signature)
        try:
            use_up_signature(installation.clock, unit, _page(case, asked), read_cookie(request, STAFF), number)
        finally:
            unit.commit()  # the request is used up, whatever the response is
        _, row, sealed = asked_for(unit, number)
        evidence = read_signed(installation, case.sealer, document, sealed, number, answer)
    ruling = judge_signature(
        installation, evidence, to_verify(document, content_of(document, case.sealer), asked.expected_holder), now
    )  # fmt: skip
    if ruling.state == REFUSED:
        with installation.database.change() as unit:
            note_refused(installation, unit, row, ruling.code, signed.actor)
        return card_reader.wrong(ruling.code)
    return _kept(request, receipt, document, row, ruling, now)


def _kept(
    request: Request, receipt: str, document: DocumentRow, row: SignatureRow, ruling: Ruling, now: datetime
) -> Response:  # fmt: skip
    with changing(request) as (installation, unit):
        signatures.one_at_a_time(unit, document.id)
        signed, case, asked, _ = _signer(request, unit, receipt, row.id)
        kept = keep_beside(installation, unit, case, asked, True, row, ruling, signed.actor, now)
    return card_reader.go(f"/counter/done/{case.row.receipt_number}") if kept else card_reader.wrong(SAME_SIGNER)


def _signer(request: Request, unit: Unit, receipt: str, signature: int) -> tuple[Member, Case, Asked, DocumentRow]:
    installation = installation_of(request)
    signed = member(request, unit)
    return signed, *signer_here(installation, unit, signed, number_of(receipt), signature)


def _page(case: Case, asked: Asked) -> str:
    return f"/counter/signers/{case.row.receipt_number}/{asked.row.signature_id}"
