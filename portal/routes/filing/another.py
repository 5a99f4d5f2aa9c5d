"""Another draft of the same procedure, for another client or place."""

from fastapi import Request
from fastapi.responses import Response

from forms.path.filer import asked_on_line
from portal.errors import NotFound
from portal.services.filing.drafts import draft_of_resident, draft_path
from portal.services.my_cases.start_another import start_another
from portal.services.shared.catalogue import speech_of
from portal.web.filing.draft_page import address_of, not_now
from portal.web.filing.refuse_start import refuse_start
from portal.web.filing.who_files import beginner
from portal.web.shared.access import procedure_decides
from portal.web.shared.page import language_of, see
from portal.web.shared.posting import Post
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of, resident_actor

router = Router("resident", prefix="/apply/{procedure}/another")


@router.post("", access=procedure_decides())
def begin(request: Request, procedure: str, _posted: Post) -> Response:
    installation = installation_of(request)
    current = installation.catalogue.current(procedure)
    if "online" not in current.who:
        raise NotFound(procedure)
    closed = installation.rules.closed_words(
        current, speech_of(current, language_of(request)), installation.clock.today()
    )
    if closed:
        return not_now(request, installation, current, closed)
    with installation.database.write() as unit:
        session, _ = beginner(request, unit, current)
        refused = refuse_start(request, installation, unit, current, session)
        if refused is not None:
            return refused
        draft_id = start_another(installation, unit, session, resident_actor(request, session), current)
        draft = draft_of_resident(installation, unit, session, procedure, draft_id)
        unit.commit()
    if asked_on_line(current):
        return see(request, f"/apply/{procedure}/{draft_id}/who-files")
    return see(request, address_of(draft, draft_path(installation, draft).pages[0]))
