"""Whose hand wrote what, in words, and that somebody who helps was here."""

from fastapi import Request

from portal.clock import to_micro
from portal.db import Unit
from portal.services.drafts import Draft, came_by, together_of
from portal.services.helped_part import helped_part
from portal.services.installation import Installation
from portal.services.write_audit import write_audit
from portal.store import draft_codes
from portal.store.draft_codes import EDIT
from portal.store.drafts import DraftRow
from portal.web.page import language_of
from portal.web.signed_in import resident_actor
from portal.web.state import installation_of
from portal.web.who_files import filer_or_none
from portal.web.words import words

HELPERS = (EDIT,)
_MINUTE = 60_000_000


def helped_words(request: Request, draft: Draft) -> dict[str, str]:
    """For each answer that its owner has not read since somebody else wrote it. Who helps is not told of others."""
    if draft.helping:
        return {}
    said = words(language_of(request))["helping.source"]
    return {key: said.format(name=name) for key, name in draft.helped.items()}


def other_parts(installation: Installation, draft: Draft, language: str) -> list[tuple[str, str, bool]]:
    """What else of the bundle who helps was asked to see to: (where, title, whether anything there is still to be written)."""
    together, found = together_of(installation, draft) if draft.bundle else None, []
    for place, one in enumerate(draft.parts):
        if together is not None and one.id != draft.id and one.allowed:
            path = helped_part(together.cut(place), one.allowed)
            title = installation.speech(one.procedure, language).text("title", one.procedure.title)
            where = f"/apply/{one.procedure.id}/{one.id}/check"
            found.append((where, title, any(asked.open for asked in path.pages)))
    return found


def comes_to_help(request: Request, unit: Unit, row: DraftRow) -> bool:
    """Whether who looks is a helper whose visit was not noted in the last minute."""
    session = filer_or_none(request, unit)
    if session is None or session.person_id == row.person_id:
        return False
    now = to_micro(installation_of(request).clock.now())
    came = came_by(unit, session, row.id, now)
    return came is not None and came.rights == EDIT and now - (came.seen_at or 0) >= _MINUTE


def note_help(request: Request, unit: Unit, draft: Draft, page: str) -> None:
    """What who helps saw or wrote, in the record; its owner sees when they were here last. The caller commits."""
    installation, session = installation_of(request), filer_or_none(request, unit)
    if session is None or not draft.helping:
        return
    now = to_micro(installation.clock.now())
    came = came_by(unit, session, draft.id, now)
    if came is not None:
        draft_codes.seen(unit, came.code_id, came.person_id, now)
        write_audit(
            installation, unit, resident_actor(request, session), "help with draft", detail=f"{draft.id} {page}"
        )
