"""The last step of a bundle, with or without a signature: all parts stored and committed, then answered; or nothing was."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.services.ask_signature import keep_signature
from portal.services.drafts import Draft, draft_of_resident, save_draft
from portal.services.fix_bundle import ToSign, fixed_parts, still_fits
from portal.services.installation import Installation
from portal.services.judge_signature import Ruling
from portal.services.note_protected import Looked, asking_register
from portal.services.open_bundle import Bundle, bundle_of_resident
from portal.services.sessions import Session, touch_session
from portal.services.submit_application import Arrival
from portal.services.submit_bundle import FULL, Kept, submit_bundle
from portal.services.track_application import give_track_code
from portal.store import applications
from portal.web.page import see
from portal.web.send_draft import session_evidence
from portal.web.signed_in import resident_actor
from portal.web.state import installation_of


def send_bundle(
    request: Request, unit: Unit, session: Session, bundle: Bundle, looked: Looked, *,
    evidence: Mapping[str, Mapping[str, Any]] = {}, signed: Mapping[str, str] = {},
    then: Callable[[Draft], None] = lambda _draft: None,
) -> Response | Kept:  # fmt: skip
    """The way to its receipt; or what kept it, and then nothing is stored: leave the unit. `evidence`, `signed` by the id of a part;
    `then`: what else is stored with each, in the same transaction."""
    installation = installation_of(request)
    parts = tuple(
        replace(one, row=replace(one.row, door="online", person_id=session.person_id)) for one in bundle.drafts
    )
    found = {
        one.id: {**session_evidence(installation, unit, session, one.procedure), **evidence.get(one.id, {})}
        for one in parts
    }
    arrival, actor = Arrival(installation.clock.now(), "online", "stored"), resident_actor(request, session)
    sent = submit_bundle(
        installation, unit, replace(bundle, drafts=parts), actor, arrival, found, looked, signed
    )  # fmt: skip
    if isinstance(sent, Kept):
        return sent
    for one in parts:
        then(one)
        row = applications.by_uid(unit, one.id)
        if session.guest and row is not None:
            give_track_code(installation, unit, row.receipt_number)
    touch_session(installation, unit, session)
    unit.commit()
    return see(request, f"/bundles/{bundle.id}?sent")


def kept_way(installation: Installation, session: Session, bundle: Bundle, kept: Kept) -> str:
    """Where whoever sent goes when a part kept all from being stored: to the page that names it and offers to leave it out. Where
    others were faster for its time, the answer goes, in a unit of its own, and another is chosen."""
    if kept.why != FULL or kept.path is None:
        return f"/bundles/{bundle.id}/check"
    procedure, mistakes = kept.draft.procedure.id, kept.path.mistakes
    with installation.database.write() as unit:
        draft = draft_of_resident(installation, unit, session, procedure, kept.draft.id)
        answers = {name: value for name, value in draft.answers.items() if name not in mistakes}
        save_draft(installation, unit, draft, answers, draft.seen)
        unit.commit()
    page = next(asked.page.id for asked in kept.path.pages for field in asked.fields if field.id in mistakes)
    return f"/apply/{procedure}/{kept.draft.id}/{page}?full"


def send_signed_bundle(
    request: Request, session: Session, bundle_id: str, signed: bytes, ruling: Ruling, at: datetime
) -> Response:  # fmt: skip
    """The one signature is kept with each part, and all parts with it, or nothing is. `signed`: the list."""

    def sent(looked: Looked) -> Response:
        return _sent(request, session, bundle_id, signed, ruling, at, looked)

    return asking_register(installation_of(request), sent)


def _sent(
    request: Request, session: Session, bundle_id: str, signed: bytes, ruling: Ruling, at: datetime, looked: Looked
) -> Response:  # fmt: skip
    installation = installation_of(request)
    with installation.database.write() as unit:
        bundle = bundle_of_resident(installation, unit, session, bundle_id)
        if bundle.row.sent_at is not None:
            return see(request, f"/bundles/{bundle_id}?sent")
        parts = fixed_parts(unit, bundle, signed, session)
        if not still_fits(installation, parts):
            return see(request, f"/bundles/{bundle_id}/sign?refused=changed")
        actor, rows = resident_actor(request, session), {one.draft.id: one.row for one in parts}
        answer = send_bundle(
            request, unit, session, bundle, looked,
            evidence={one.draft.id: _evidence(one) for one in parts},
            signed={one.draft.id: one.document.id for one in parts},
            then=lambda draft: keep_signature(
                installation, unit, draft.id, draft.sealer, rows[draft.id], ruling, actor, at
            ),
        )  # fmt: skip
    return answer if isinstance(answer, Response) else see(request, kept_way(installation, session, bundle, answer))


def _evidence(part: ToSign) -> Mapping[str, Any]:
    return {"signature": {"role": part.row.role, "sha256": part.document.sha256.hex()}}
