"""Who signs beside the sender, at the counter: they read on the clerk's screen what was signed, and sign it with their own card at
the reader. The two posts are for the script of that page, as in `counter_sign`."""

from datetime import datetime

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import SignInFailed
from portal.services.ask_signature import note_refused
from portal.services.ask_signers import Asked
from portal.services.cases import Case
from portal.services.describe_procedure import describe_procedure
from portal.services.judge_signature import REFUSED, Ruling, judge_signature
from portal.services.rights import Member
from portal.services.sign_beside import SAME_SIGNER, keep_beside
from portal.services.sign_beside_here import signer_here
from portal.services.sign_by_reader import ask_card, asked_for, read_signed, use_up_signature, verifier_of
from portal.services.signed_document import content_of, read_content, to_verify
from portal.services.use_card import card_agent
from portal.services.write_audit import write_audit
from portal.store import signatures
from portal.store.signatures import DocumentRow, SignatureRow
from portal.web import at_reader
from portal.web.case_act import number_of
from portal.web.cookies import STAFF, read_cookie
from portal.web.page import render
from portal.web.posting import Post, first
from portal.web.reader_words import BESIDE_WORDS, reader_view
from portal.web.router import Router
from portal.web.signed_in import member
from portal.web.state import installation_of, place_of

router = Router(prefix="/counter/signers/{receipt:receipt_number}/{signature:row_number}")


@router.get("")
def show(request: Request, receipt: str, signature: int) -> Response:
    """What the sender signed, word for word. NotFound without a reader."""
    installation = installation_of(request)
    agent = card_agent(installation)
    verifier_of(installation)
    with installation.database.write() as unit:
        signed, case, asked, document = _signer(request, unit, receipt, signature)
        write_audit(
            installation, unit, signed.actor, "read to sign", application_id=case.row.id, detail=asked.row.role
        )  # fmt: skip
        unit.commit()
    request.state.card_agent = agent.address  # the policy of this page lets its script go there
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
    card_agent(installation)
    verifier_of(installation)

    def asking() -> Response:
        with installation.database.write() as unit:
            _, case, asked, document = _signer(request, unit, receipt, signature)
            number, address = ask_card(
                installation, unit, case.sealer, document, asked.row.signature_id,
                session=read_cookie(request, STAFF), page=_page(case, asked), place=place_of(request),
            )  # fmt: skip
            unit.commit()
        return at_reader.question(number, address)

    return at_reader.taken(asking)


@router.post("")
def take(request: Request, receipt: str, signature: int, posted: Post) -> Response:
    """What the agent said. JSON: where the page goes, or the code of why it was not taken."""
    installation = installation_of(request)
    card_agent(installation)
    verifier_of(installation)
    return at_reader.taken(
        lambda: _taken(request, receipt, signature, first(posted, "number"), first(posted, "answer"))
    )


def _taken(request: Request, receipt: str, signature: int, number: str, answer: str) -> Response:
    """SignInFailed; Conflict where they have signed, or may not, by now."""
    installation, at = installation_of(request), installation_of(request).clock.now()
    with installation.database.write() as unit:
        signed, case, asked, document = _signer(request, unit, receipt, signature)
        try:
            use_up_signature(installation, unit, _page(case, asked), read_cookie(request, STAFF), number)
        finally:
            unit.commit()  # whatever the answer is
        _, row, sealed = asked_for(unit, number)
        evidence = read_signed(installation, case.sealer, document, sealed, number, answer)
    ruling = judge_signature(
        installation, evidence, to_verify(document, content_of(document, case.sealer), asked.told), at
    )  # fmt: skip
    if ruling.state == REFUSED:
        with installation.database.write() as unit:
            note_refused(installation, unit, row, ruling.code, signed.actor)
            unit.commit()
        raise SignInFailed(ruling.code)
    return _kept(request, receipt, document, row, ruling, at)


def _kept(
    request: Request, receipt: str, document: DocumentRow, row: SignatureRow, ruling: Ruling, at: datetime
) -> Response:  # fmt: skip
    installation = installation_of(request)
    with installation.database.write() as unit:
        signatures.one_at_a_time(unit, document.id)
        signed, case, asked, _ = _signer(request, unit, receipt, row.id)
        kept = keep_beside(installation, unit, case, asked, True, row, ruling, signed.actor, at)
        unit.commit()
    return at_reader.go(f"/counter/done/{case.row.receipt_number}") if kept else at_reader.wrong(SAME_SIGNER)


def _signer(request: Request, unit: Unit, receipt: str, signature: int) -> tuple[Member, Case, Asked, DocumentRow]:
    installation = installation_of(request)
    signed = member(request, unit)
    return signed, *signer_here(installation, unit, signed, number_of(receipt), signature)


def _page(case: Case, asked: Asked) -> str:
    """Its address, to which a question of it is bound."""
    return f"/counter/signers/{case.row.receipt_number}/{asked.row.signature_id}"
