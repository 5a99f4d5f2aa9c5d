"""Submits a draft: stored, committed, answered."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from forms.definition.procedure import Procedure
from forms.path.path import Path
from integrations.sockets.interfaces import KeyStore
from portal.db import Unit
from portal.errors import SignInNeeded
from portal.services.filing.arrival import Arrival
from portal.services.filing.drafts import Draft, save_draft
from portal.services.filing.note_protected import Looked
from portal.services.filing.submit_application import submit_application
from portal.services.filing.track_application import give_track_code
from portal.services.residents.sign_in_resident import card_of
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session, touch_session
from portal.web.filing.draft_address import question_address
from portal.web.filing.draft_page import not_now
from portal.web.shared.page import language_of, see
from portal.web.shared.signed_in import resident_actor
from portal.web.shared.state import installation_of
from portal.web.shared.words import words


def send_draft(
    request: Request, unit: Unit, session: Session, draft: Draft, evidence: Mapping[str, Any], looked: Looked,
    signed: str = "", then: Callable[[Draft], None] = lambda _draft: None, walked: Path | None = None,
) -> Response | Path:  # fmt: skip
    """A redirect, or the path if something is open. `signed`: the document; `then` runs in the same transaction;
    `walked`: this draft's path."""
    installation = installation_of(request)
    now = installation.clock.now()
    draft = replace(draft, row=replace(draft.row, door="online", person_id=session.person_id))
    evidence = {**session_evidence(installation.keys, unit, session, draft.procedure), **evidence}
    arrival = Arrival(now, "online", "stored")
    result = submit_application(
        installation, unit, draft, resident_actor(request, session), arrival, evidence, looked, signed, walked=walked
    )
    if result.no_room:
        return not_now(request, installation, draft.procedure, words(language_of(request))["capacity.full"])
    if result.again:
        return not_now(request, installation, draft.procedure, words(language_of(request))["once.sent"])
    if result.unfit:
        return not_now(request, installation, draft.procedure, words(language_of(request))[result.unfit])
    if result.full:
        page = _choose_again(installation, unit, draft, result.path)
        unit.commit()
        return see(request, f"{question_address(draft.procedure.id, draft.id, page)}?full")
    if not result.receipt_number:
        return result.path
    then(draft)
    if session.guest and result.application_id is not None:
        give_track_code(installation.code_key, unit, result.application_id)
    touch_session(installation.clock, unit, session)
    unit.commit()
    return see(request, f"/applications/{result.receipt_number}?sent")


def _choose_again(installation: Installation, unit: Unit, draft: Draft, path: Path) -> str:
    """Removes answers whose time is full; the page of the first."""
    answers = {name: value for name, value in draft.answers.items() if name not in path.mistakes}
    save_draft(installation, unit, draft, answers, draft.seen)
    return next(asked.page.id for asked in path.pages for field in asked.fields if field.id in path.mistakes)


def session_evidence(
    keys: KeyStore, unit: Unit, session: Session, procedure: Procedure
) -> Mapping[str, Any]:  # fmt: skip
    if session.guest:
        if procedure.sign_in not in (("none", "mail") if session.by_mail else ("none",)):
            raise SignInNeeded("resident")
        return {"way": "mail" if session.by_mail else "unsigned"}
    card = card_of(keys, unit, session.person_id or "")
    return {"way": "card", **{key: card[key] for key in ("provider", "methods", "acr", "auth_time")}}
