"""The visitor signs, then the draft is registered."""

# The POST routes serve the page's script.

from fastapi import Request
from fastapi.responses import Response

from forms.definition.signers import DueSigner
from integrations.sockets.interfaces import BasicFour
from portal.db import Unit
from portal.errors import SignInFailed
from portal.services.counter.enter_at_counter import Entry
from portal.services.counter.sign_at_counter import (
    ask_visitor,
    entry_to_sign,
    judge_visit,
    others_of_visit,
    receive_signature,
    register_signed,
    signer_of_visit,
    visitor_role,
)
from portal.services.counter.sign_by_reader import use_up_signature, verifier_of
from portal.services.counter.use_card import card_agent
from portal.services.desk.case.receive_paper import receive_presented
from portal.services.filing.drafts import Draft
from portal.services.filing.note_protected import Looked, asking_register
from portal.services.finding.describe_procedure import describe_procedure
from portal.services.procedures.ask_reception import PLACE
from portal.services.signing.ask_signature import note_refused
from portal.services.signing.judge_signature import REFUSED
from portal.services.signing.signed_document import content_of, fix_document, fixed_document, read_content
from portal.web.counter import card_reader
from portal.web.counter.reader_words import SIGNING_WORDS, reader_view
from portal.web.counter.visit import PLACE_COOKIE, draft_or_receipt, seen_draft
from portal.web.shared.access import staff
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import STAFF, installation_of, member, place_of, read_cookie, set_cookie, writing

router = Router("staff", prefix="/counter/drafts/{draft}/sign", access=staff("clerk", "reviewer"))
_LANGUAGE = "ja"  # the clerk's screen


@router.get("")
def show(request: Request, draft: str) -> Response:
    """Raises NotFound without a reader."""
    installation = installation_of(request)
    agent = card_agent(installation.card_agent)
    verifier_of(installation.verifier)
    with installation.database.write() as unit:
        signed = member(request, unit)
        saved_draft = seen_draft(request, unit, signed, draft)
        if isinstance(saved_draft, Response):
            return saved_draft
        entry = entry_to_sign(installation, saved_draft, read_cookie(request, PLACE_COOKIE))
        if entry is None:
            return see(request, f"/counter/drafts/{draft}")
        document = fix_document(installation, unit, saved_draft, entry.path, _LANGUAGE)
        unit.commit()
    request.state.card_agent = agent.address  # extends this page's Content-Security-Policy to the agent
    context = {
        "facts": describe_procedure(installation, saved_draft.procedure, _LANGUAGE),
        "seen": read_content(content_of(document, saved_draft.sealer))["seen"],
        "here": f"/counter/drafts/{draft}",
        "reader": {**(reader_view(agent, proves=False, proved=False) or {}), "words": SIGNING_WORDS},
    }
    return render(request, "pages/counter/sign.html", context)


@router.post("/ask")
def ask(request: Request, draft: str, _posted: Post) -> Response:
    """JSON: the request's number and the agent URL, or a reason code."""
    installation = installation_of(request)
    card_agent(installation.card_agent)
    verifier_of(installation.verifier)

    def asking() -> Response:
        with installation.database.write() as unit:
            saved_draft = draft_or_receipt(installation, unit, member(request, unit), draft)
            document = (
                None if isinstance(saved_draft, str) else fixed_document(installation, unit, saved_draft, _LANGUAGE)
            )
            if isinstance(saved_draft, str) or document is None:
                return card_reader.wrong("CHANGED")
            _others(
                request, unit, _entry(request, saved_draft)
            )  # reports a person who would sign twice before the card is used
            number, address = ask_visitor(
                installation, unit, saved_draft, document, read_cookie(request, STAFF), place_of(request)
            )  # fmt: skip
            unit.commit()
        return card_reader.question(number, address)

    return card_reader.taken(request, asking)


@router.post("")
def take(request: Request, draft: str, posted: Post) -> Response:
    """JSON: the next page, or a reason code."""
    installation, number = installation_of(request), first(posted, "number")
    card_agent(installation.card_agent)
    verifier_of(installation.verifier)
    return card_reader.taken(request, lambda: _taken(request, draft, number, first(posted, "answer")))


def _taken(request: Request, draft: str, number: str, answer: str) -> Response:
    # Raises SignInFailed.
    now = installation_of(request).clock.now()
    with writing(request, member) as (installation, unit, signed):
        saved_draft = draft_or_receipt(installation, unit, signed, draft)
        if isinstance(saved_draft, str):
            return card_reader.go(f"/counter/done/{saved_draft}")
        try:
            use_up_signature(installation.clock, unit, draft, read_cookie(request, STAFF), number)
        finally:
            unit.commit()  # the request is used up, whatever the response is
        document, row, evidence = receive_signature(installation, unit, saved_draft, number, answer)
        signer, others = _others(request, unit, _entry(request, saved_draft))
    ruling = judge_visit(installation, saved_draft, document, evidence, signer, now)
    if ruling.state == REFUSED:
        with installation.database.change() as unit:
            note_refused(installation, unit, row, ruling.code, signed.actor)
        return card_reader.wrong(ruling.code)

    def registered(looked: Looked) -> Response:
        with installation.database.write() as unit:
            member_now = member(request, unit)
            again = draft_or_receipt(installation, unit, member_now, draft)
            if isinstance(again, str):
                return card_reader.go(f"/counter/done/{again}")
            entry = _entry(request, again)
            sent = register_signed(installation, unit, member_now, entry, looked, document, row, ruling, now, others)
            if not sent.receipt_number:
                return card_reader.wrong("OPEN")  # nothing is committed
            receive_presented(
                installation, unit, member_now, sent.receipt_number, request.query_params.getlist("brought")
            )
            unit.commit()
        response = card_reader.go(f"/counter/done/{sent.receipt_number}")
        set_cookie(request, response, PLACE_COOKIE, entry.reception.answers[PLACE], days=365)
        return response

    return asking_register(installation.register, registered)


def _others(request: Request, unit: Unit, entry: Entry) -> tuple[BasicFour | None, tuple[DueSigner, ...]]:
    # Raises SignInFailed if one person would sign twice.
    installation, row = installation_of(request), entry.draft.row
    signer = signer_of_visit(
        installation.keys,
        unit,
        entry.draft.procedure,
        entry.path.answers,
        visitor_role(entry.reception.answers),
        row.person_id,
    )
    return signer, others_of_visit(installation.clock, entry, signer)


def _entry(request: Request, draft: Draft) -> Entry:
    # Raises SignInFailed if the entry is no longer complete.
    entry = entry_to_sign(installation_of(request), draft, read_cookie(request, PLACE_COOKIE))
    if entry is None:
        raise SignInFailed("OPEN")
    return entry
