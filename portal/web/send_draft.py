"""The last step of filing on a phone, with or without a signature: stored, committed, then answered."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from forms.path import Path
from forms.procedure import Procedure
from portal.db import Unit
from portal.errors import SignInNeeded
from portal.services.drafts import Draft, save_draft
from portal.services.installation import Installation
from portal.services.note_protected import Looked
from portal.services.sessions import Session, touch_session
from portal.services.sign_in_resident import card_of
from portal.services.submit_application import Arrival, submit_application
from portal.services.track_application import give_track_code
from portal.web.draft_page import not_now
from portal.web.page import language_of, see
from portal.web.signed_in import resident_actor
from portal.web.state import installation_of
from portal.web.words import words


def send_draft(
    request: Request, unit: Unit, session: Session, draft: Draft, evidence: Mapping[str, Any], looked: Looked,
    signed: str = "", then: Callable[[Draft], None] = lambda _draft: None,
) -> Response | Path:  # fmt: skip
    """The way to the receipt, or to what has to be mended first; the path where its page says what is open. `signed`: the
    document that was signed; `then`: what else is stored in the same transaction."""
    installation = installation_of(request)
    now = installation.clock.now()
    draft = replace(draft, row=replace(draft.row, door="online", person_id=session.person_id))
    evidence = {**session_evidence(installation, unit, session, draft.procedure), **evidence}
    arrival = Arrival(now, "online", "stored")
    result = submit_application(
        installation, unit, draft, resident_actor(request, session), arrival, evidence, looked, signed
    )
    if result.no_room:
        return not_now(request, installation, draft.procedure, words(language_of(request))["capacity.full"])
    if result.again:
        return not_now(request, installation, draft.procedure, words(language_of(request))["once.sent"])
    if result.full:
        page = _choose_again(installation, unit, draft, result.path)
        unit.commit()
        return see(request, f"/apply/{draft.procedure.id}/{draft.id}/{page}?full")
    if not result.receipt_number:
        return result.path
    then(draft)
    if session.guest:
        give_track_code(installation, unit, result.receipt_number)
    touch_session(installation, unit, session)
    unit.commit()
    return see(request, f"/applications/{result.receipt_number}?sent")


def _choose_again(installation: Installation, unit: Unit, draft: Draft, path: Path) -> str:
    """Takes back the answers that others were faster for; the page of the first of them."""
    answers = {name: value for name, value in draft.answers.items() if name not in path.mistakes}
    save_draft(installation, unit, draft, answers, draft.seen)
    return next(asked.page.id for asked in path.pages for field in asked.fields if field.id in path.mistakes)


def session_evidence(
    installation: Installation, unit: Unit, session: Session, procedure: Procedure
) -> Mapping[str, Any]:  # fmt: skip
    """How whoever sends was known. SignInNeeded where this procedure asks for more."""
    if session.guest:
        if procedure.sign_in not in (("none", "mail") if session.by_mail else ("none",)):
            raise SignInNeeded("resident")
        return {"way": "mail" if session.by_mail else "unsigned"}
    card = card_of(installation, unit, session.person_id or "")
    return {"way": "card", **{key: card[key] for key in ("provider", "methods", "acr", "auth_time")}}
