"""The visitor reads on the clerk's screen what is going to be signed, and signs it with their own card at the reader: then it is
registered. The two posts are for the script of that page, which carries our question to the reader and its answer back."""

from collections.abc import Sequence

from fastapi import Request
from fastapi.responses import Response

from forms.signers import DueSigner
from integrations.interfaces import BasicFour
from portal.db import Unit
from portal.errors import SignInFailed
from portal.services.ask_reception import PLACE
from portal.services.ask_signature import note_refused
from portal.services.describe_procedure import describe_procedure
from portal.services.drafts import Draft
from portal.services.enter_at_counter import Entry
from portal.services.judge_signature import REFUSED
from portal.services.note_protected import Looked, asking_register
from portal.services.receive_paper import take_brought
from portal.services.sign_at_counter import (
    ask_visitor,
    came_as,
    came_back,
    entry_to_sign,
    judge_visit,
    others_of_visit,
    register_signed,
    signer_of_visit,
)
from portal.services.sign_by_reader import use_up_signature, verifier_of
from portal.services.signed_document import content_of, fix_document, fixed_document, read_content
from portal.services.use_card import card_agent
from portal.web import at_reader
from portal.web.cookies import STAFF, read_cookie, set_cookie
from portal.web.counter_visit import PLACE_COOKIE, draft_or_receipt, seen_draft
from portal.web.page import render, see
from portal.web.posting import Post, first
from portal.web.reader_words import SIGNING_WORDS, reader_view
from portal.web.router import Router
from portal.web.signed_in import member
from portal.web.state import installation_of, place_of

router = Router(prefix="/counter/drafts/{draft}/sign")
_LANGUAGE = "ja"  # the clerk's screen


@router.get("")
def show(request: Request, draft: str) -> Response:
    """Back to the screen while something is open. NotFound without a reader."""
    installation = installation_of(request)
    agent = card_agent(installation)
    verifier_of(installation)
    with installation.database.write() as unit:
        signed = member(request, unit)
        found = seen_draft(request, unit, signed, draft)
        if isinstance(found, Response):
            return found
        entry = entry_to_sign(installation, found, read_cookie(request, PLACE_COOKIE))
        if entry is None:
            return see(request, f"/counter/drafts/{draft}")
        document = fix_document(installation, unit, found, entry.path, _LANGUAGE)
        unit.commit()
    request.state.card_agent = agent.address  # the policy of this page lets its script go there
    context = {
        "facts": describe_procedure(installation, found.procedure, _LANGUAGE),
        "seen": read_content(content_of(document, found.sealer))["seen"],
        "here": f"/counter/drafts/{draft}",
        "reader": {**(reader_view(agent, proves=False, proved=False) or {}), "words": SIGNING_WORDS},
    }
    return render(request, "pages/counter/sign.html", context)


@router.post("/ask")
def ask(request: Request, draft: str, _posted: Post) -> Response:
    """JSON: the number of the question, and the address at the agent that it is posted to; or why nothing can be asked."""
    installation = installation_of(request)
    card_agent(installation)
    verifier_of(installation)

    def asking() -> Response:
        with installation.database.write() as unit:
            found = draft_or_receipt(installation, unit, member(request, unit), draft)
            document = None if isinstance(found, str) else fixed_document(installation, unit, found, _LANGUAGE)
            if isinstance(found, str) or document is None:
                return at_reader.wrong("CHANGED")
            _others(request, unit, _entry(request, found))  # one person twice is told before the card is asked
            number, address = ask_visitor(
                installation, unit, found, document, read_cookie(request, STAFF), place_of(request)
            )  # fmt: skip
            unit.commit()
        return at_reader.question(number, address)

    return at_reader.taken(asking)


@router.post("")
def take(request: Request, draft: str, posted: Post) -> Response:
    """What the agent said. JSON: where the page goes, or the code of why it was not taken."""
    installation, number = installation_of(request), first(posted, "number")
    card_agent(installation)
    verifier_of(installation)
    return at_reader.taken(lambda: _taken(request, draft, number, first(posted, "answer")))


def _taken(request: Request, draft: str, number: str, answer: str) -> Response:
    """SignInFailed."""
    installation, at = installation_of(request), installation_of(request).clock.now()
    with installation.database.write() as unit:
        signed = member(request, unit)
        found = draft_or_receipt(installation, unit, signed, draft)
        if isinstance(found, str):
            return at_reader.go(f"/counter/done/{found}")
        try:
            use_up_signature(installation, unit, draft, read_cookie(request, STAFF), number)
        finally:
            unit.commit()  # whatever the answer is
        document, row, evidence = came_back(installation, unit, found, number, answer)
        signer, others = _others(request, unit, _entry(request, found))
    ruling = judge_visit(installation, found, document, evidence, signer, at)
    if ruling.state == REFUSED:
        with installation.database.write() as unit:
            note_refused(installation, unit, row, ruling.code, signed.actor)
            unit.commit()
        raise SignInFailed(ruling.code)

    def registered(looked: Looked) -> Response:
        with installation.database.write() as unit:
            member_now = member(request, unit)
            again = draft_or_receipt(installation, unit, member_now, draft)
            if isinstance(again, str):
                return at_reader.go(f"/counter/done/{again}")
            entry = _entry(request, again)
            sent = register_signed(installation, unit, member_now, entry, looked, document, row, ruling, at, others)
            if not sent.receipt_number:
                return at_reader.wrong("OPEN")  # nothing is committed
            take_brought(installation, unit, member_now, sent.receipt_number, _brought(request))
            unit.commit()
        response = at_reader.go(f"/counter/done/{sent.receipt_number}")
        set_cookie(request, response, PLACE_COOKIE, entry.reception.answers[PLACE], days=365)
        return response

    return asking_register(installation, registered)


def _others(request: Request, unit: Unit, entry: Entry) -> tuple[BasicFour | None, tuple[DueSigner, ...]]:
    """Whose card it has to be, and who signs beside them. SignInFailed where one person would sign twice."""
    installation, row = installation_of(request), entry.draft.row
    signer = signer_of_visit(
        installation, unit, entry.draft.procedure, entry.path.answers, came_as(entry.reception.answers), row.person_id
    )
    return signer, others_of_visit(installation, entry, signer)


def _entry(request: Request, draft: Draft) -> Entry:
    """SignInFailed where something of the visit is open by now."""
    entry = entry_to_sign(installation_of(request), draft, read_cookie(request, PLACE_COOKIE))
    if entry is None:
        raise SignInFailed("OPEN")
    return entry


def _brought(request: Request) -> Sequence[str]:
    """Papers that were ticked on the screen before."""
    return request.query_params.getlist("brought")
