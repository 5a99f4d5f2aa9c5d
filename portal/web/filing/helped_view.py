"""What helpers wrote, and their visits."""

from fastapi import Request

from portal.clock import to_micro
from portal.db import Unit
from portal.services.filing.drafts import Draft, access_of, together_of
from portal.services.filing.helped_part import helped_part
from portal.services.shared.catalogue import speech_of
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import write_audit
from portal.store.filing import draft_codes
from portal.store.filing.draft_codes import EDIT
from portal.store.filing.drafts import DraftRow
from portal.web.filing.draft_address import check_address
from portal.web.filing.who_files import filer_or_none
from portal.web.shared.page import language_of
from portal.web.shared.state import installation_of, resident_actor
from portal.web.shared.words import words

HELPERS = (EDIT,)
_MINUTE = 60_000_000


def helped_words(request: Request, draft: Draft) -> dict[str, str]:
    if draft.helping:
        return {}
    template = words(language_of(request))["helping.source"]
    return {key: template.format(name=name) for key, name in draft.helped.items()}


def other_parts(installation: Installation, draft: Draft, language: str) -> list[tuple[str, str, bool]]:
    together, parts = together_of(installation, draft) if draft.bundle else None, []
    for place, part in enumerate(draft.parts):
        if together is not None and part.id != draft.id and part.allowed:
            path = helped_part(together.cut(place), part.allowed)
            title = speech_of(part.procedure, language).text("title", part.procedure.title)
            address = check_address(part.procedure.id, part.id)
            parts.append((address, title, any(asked.open for asked in path.pages)))
    return parts


def is_helping(request: Request, unit: Unit, row: DraftRow) -> bool:
    session = filer_or_none(request, unit)
    if session is None or session.person_id == row.person_id:
        return False
    now = to_micro(installation_of(request).clock.now())
    access = access_of(unit, session, row.id, now)
    return access is not None and access.rights == EDIT and now - (access.seen_at or 0) >= _MINUTE


def note_help(request: Request, unit: Unit, draft: Draft, page: str) -> None:
    if not draft.helping:
        return
    installation, session = installation_of(request), filer_or_none(request, unit)
    if session is None:
        return
    now = to_micro(installation.clock.now())
    access = access_of(unit, session, draft.id, now)
    if access is not None:
        draft_codes.seen(unit, access.code_id, access.person_id, now)
        write_audit(
            installation, unit, resident_actor(request, session), "help with draft", detail=f"{draft.id} {page}"
        )
