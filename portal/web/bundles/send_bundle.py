"""Submits a bundle: all parts, or none."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.services.bundles.open_bundle import Bundle, bundle_of_resident
from portal.services.bundles.submit_bundle import FULL, Kept, submit_bundle
from portal.services.filing.arrival import Arrival
from portal.services.filing.drafts import Draft, draft_of_resident, save_draft
from portal.services.filing.note_protected import Looked, asking_register
from portal.services.filing.track_application import give_track_code
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session, touch_session
from portal.services.signing.ask_signature import keep_signature
from portal.services.signing.fix_bundle import ToSign, fixed_parts, still_fits
from portal.services.signing.judge_signature import Ruling
from portal.store.cases import applications
from portal.web.filing.draft_address import question_address
from portal.web.filing.draft_page import session_evidence, spoken_in
from portal.web.shared.page import see
from portal.web.shared.state import installation_of, resident_actor, writing


def send_bundle(
    request: Request, unit: Unit, session: Session, bundle: Bundle, looked: Looked, *,
    evidence: Mapping[str, Mapping[str, Any]] = {}, signed: Mapping[str, str] = {},
    then: Callable[[Draft], None] = lambda _draft: None,
) -> Response | Kept:  # fmt: skip
    """A redirect, or what prevented it with nothing stored: leave the unit. `evidence`, `signed` by part; `then` runs
    in the same transaction."""
    installation = installation_of(request)
    parts = tuple(
        replace(part, row=replace(part.row, door="online", person_id=session.person_id)) for part in bundle.drafts
    )
    spoken = spoken_in(request)
    evidence_of_parts = {
        part.id: {
            **session_evidence(installation.keys, unit, session, part.procedure),
            **spoken,
            **evidence.get(part.id, {}),
        }
        for part in parts
    }
    arrival, actor = Arrival(installation.clock.now(), "online", "stored"), resident_actor(request, session)
    sent = submit_bundle(
        installation, unit, replace(bundle, drafts=parts), actor, arrival, evidence_of_parts, looked, signed
    )  # fmt: skip
    if isinstance(sent, Kept):
        return sent
    for part in parts:
        then(part)
        row = applications.by_uid(unit, part.id)
        if session.guest and row is not None:
            give_track_code(installation.code_key, unit, row.id)
    touch_session(installation.clock, unit, session)
    unit.commit()
    return see(request, f"/bundles/{bundle.id}?sent")


def kept_way(installation: Installation, session: Session, bundle: Bundle, kept: Kept) -> str:
    """If a time is full, its answer is removed in a unit of its own."""
    if kept.why != FULL or kept.path is None:
        return f"/bundles/{bundle.id}/check"
    procedure, mistakes = kept.draft.procedure.id, kept.path.mistakes
    with installation.database.change() as unit:
        draft = draft_of_resident(installation, unit, session, procedure, kept.draft.id)
        answers = {name: value for name, value in draft.answers.items() if name not in mistakes}
        save_draft(installation, unit, draft, answers, draft.seen)
    page = next(asked.page.id for asked in kept.path.pages for field in asked.fields if field.id in mistakes)
    return f"{question_address(procedure, kept.draft.id, page)}?full"


def send_signed_bundle(
    request: Request, session: Session, bundle_id: str, signed: bytes, ruling: Ruling, at: datetime
) -> Response:  # fmt: skip
    """Stored with every part, or not at all. `signed`: the list."""

    def sent(looked: Looked) -> Response:
        return _sent(request, session, bundle_id, signed, ruling, at, looked)

    return asking_register(installation_of(request).register, sent)


def _sent(
    request: Request, session: Session, bundle_id: str, signed: bytes, ruling: Ruling, at: datetime, looked: Looked
) -> Response:  # fmt: skip
    with writing(request) as (installation, unit):
        bundle = bundle_of_resident(installation, unit, session, bundle_id)
        if bundle.row.sent_at is not None:
            return see(request, f"/bundles/{bundle_id}?sent")
        parts = fixed_parts(unit, bundle, signed, session)
        if not still_fits(installation.form_key, parts):
            return see(request, f"/bundles/{bundle_id}/sign?refused=changed")
        actor, rows = resident_actor(request, session), {fixed.draft.id: fixed.row for fixed in parts}
        answer = send_bundle(
            request, unit, session, bundle, looked,
            evidence={fixed.draft.id: _evidence(fixed) for fixed in parts},
            signed={fixed.draft.id: fixed.document.id for fixed in parts},
            then=lambda draft: keep_signature(
                installation, unit, draft.id, draft.sealer, rows[draft.id], ruling, actor, at
            ),
        )  # fmt: skip
    return answer if isinstance(answer, Response) else see(request, kept_way(installation, session, bundle, answer))


def _evidence(part: ToSign) -> Mapping[str, Any]:
    return {"signature": {"role": part.row.role, "sha256": part.document.sha256.hex()}}
