from collections.abc import Callable

from fastapi import Request

from portal.db import Unit
from portal.services.filing.drafts import Draft, draft_of_resident
from portal.services.filing.known.prefill_won import prefill_won
from portal.services.filing.prefill_asset import prefill_asset
from portal.services.shared.sessions import Session
from portal.web.finding.guide_state import fill_by_guide
from portal.web.shared.state import installation_of


def fill_by_links(request: Request, unit: Unit, session: Session, draft: Draft) -> Draft:
    """Read again after each: to store from a draft as it was before is a conflict."""
    installation, asked = installation_of(request), request.query_params
    fills: tuple[Callable[[Draft], bool], ...] = (
        lambda current: prefill_asset(installation, unit, current, asked.get("asset", "")),
        lambda current: prefill_won(installation, unit, current, asked.get("won", "")),
        lambda current: fill_by_guide(request, unit, session, [current]),
    )
    for fill in fills:
        if fill(draft):
            draft = draft_of_resident(installation, unit, session, draft.procedure.id, draft.id)
    return draft
