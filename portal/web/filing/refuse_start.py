"""Why no draft of a procedure can be started now."""

from fastapi import Request
from fastapi.responses import Response

from forms.definition.procedure import Procedure
from portal.db import Unit
from portal.services.bookings.commit_budget import is_used_up
from portal.services.filing.admit_capacity import room_left
from portal.services.filing.admit_once import was_sent
from portal.services.procedures.admit import invited
from portal.services.shared.catalogue import speech_of
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.web.filing.draft_page import not_now
from portal.web.shared.page import language_of
from portal.web.shared.words import words


def refuse_start(
    request: Request, installation: Installation, unit: Unit, current: Procedure, session: Session
) -> Response | None:
    texts = words(language_of(request))
    if was_sent(installation, unit, current, session.person_id):
        return not_now(request, installation, current, texts["once.sent"])
    if current.budget is not None and is_used_up(installation, unit, current):
        return not_now(request, installation, current, current.budget.words(speech_of(current, language_of(request))))
    if room_left(installation, unit, current) == 0:
        return not_now(request, installation, current, texts["capacity.full"])
    if not invited(installation, current, request.query_params.get("invitation", "")):
        return not_now(request, installation, current, texts["invited.only"], letter=True)
    return None
