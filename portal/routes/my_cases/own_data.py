"""マイナポータル."""

# Routed before the question pages: no question has a hyphen.

from fastapi import Request
from fastapi.responses import Response

from portal.services.filing.drafts import draft_of_resident, draft_path
from portal.services.filing.fetch_attributes import fetch_attributes, keep_attributes
from portal.services.finding.describe_procedure import describe_procedure
from portal.services.residents.sign_in_resident import card_of
from portal.services.shared.sessions import touch_session
from portal.web.filing.draft_page import address_of, draft_context, onward
from portal.web.shared.access import owner
from portal.web.shared.page import language_of, render, see
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import reading, resident, resident_actor

router = Router("resident", prefix="/apply/{procedure}", access=owner())


@router.get("/{draft}/own-data")
def ask(request: Request, procedure: str, draft: str) -> Response:
    with reading(request, resident) as (installation, unit, session):
        saved_draft = draft_of_resident(installation, unit, session, procedure, draft)
    path = draft_path(installation, saved_draft)
    asked = path.page(request.query_params.get("page", ""))
    context = draft_context(request, installation, saved_draft, path) | {
        "facts": describe_procedure(installation, saved_draft.procedure, language_of(request)),
        "back": address_of(saved_draft, asked) if asked is not None else onward(installation, saved_draft, path),
        "page": asked.page.id if asked is not None else "",
    }
    return render(request, "pages/apply/own_data.html", context)


@router.post("/{draft}/own-data")
def fetch(request: Request, procedure: str, draft: str, posted: Post) -> Response:
    with reading(request, resident) as (installation, unit, session):
        draft_of_resident(installation, unit, session, procedure, draft)
        card = card_of(installation.keys, unit, session.person_id or "")
    source = fetch_attributes(installation, card)
    with installation.database.change() as unit:
        saved_draft = draft_of_resident(installation, unit, session, procedure, draft)
        keep_attributes(installation, unit, saved_draft, source, resident_actor(request, session))
        touch_session(installation.clock, unit, session)
    path = draft_path(installation, saved_draft)
    asked = path.page(first(posted, "page"))
    return see(
        request, address_of(saved_draft, asked) if asked is not None else onward(installation, saved_draft, path)
    )
