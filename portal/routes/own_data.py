"""What マイナポータル tells of the person, with their consent: one page, one button. Before the pages of questions: no question
has a hyphen in its name."""

from fastapi import Request
from fastapi.responses import Response

from portal.services.describe_procedure import describe_procedure
from portal.services.drafts import draft_of_resident, draft_path
from portal.services.fetch_attributes import fetch_attributes, keep_attributes
from portal.services.sessions import touch_session
from portal.services.sign_in_resident import card_of
from portal.web.draft_page import address_of, draft_context, onward
from portal.web.page import language_of, render, see
from portal.web.posting import Post, first
from portal.web.router import Router
from portal.web.signed_in import resident, resident_actor
from portal.web.state import installation_of

router = Router(prefix="/apply/{procedure}")


@router.get("/{draft}/own-data")
def ask(request: Request, procedure: str, draft: str) -> Response:
    installation = installation_of(request)
    with installation.database.read() as unit:
        session = resident(request, unit)
        found = draft_of_resident(installation, unit, session, procedure, draft)
    path = draft_path(installation, found)
    asked = path.page(request.query_params.get("page", ""))
    context = draft_context(request, installation, found, path) | {
        "facts": describe_procedure(installation, found.procedure, language_of(request)),
        "back": address_of(found, asked) if asked is not None else onward(found, path),
        "page": asked.page.id if asked is not None else "",
    }
    return render(request, "pages/apply/own_data.html", context)


@router.post("/{draft}/own-data")
def fetch(request: Request, procedure: str, draft: str, posted: Post) -> Response:
    """They said yes. The neighbour is asked while no unit is open; twice is no more than once."""
    installation = installation_of(request)
    with installation.database.read() as unit:
        session = resident(request, unit)
        draft_of_resident(installation, unit, session, procedure, draft)
        card = card_of(installation, unit, session.person_id or "")
    source = fetch_attributes(installation, card)
    with installation.database.write() as unit:
        found = draft_of_resident(installation, unit, session, procedure, draft)
        keep_attributes(installation, unit, found, source, resident_actor(request, session))
        touch_session(installation, unit, session)
        unit.commit()
    path = draft_path(installation, found)
    asked = path.page(first(posted, "page"))
    return see(request, address_of(found, asked) if asked is not None else onward(found, path))
