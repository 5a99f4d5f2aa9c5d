"""Words of the language, for completion in the text of a definition."""

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from portal.services.workshop.check_texts import shared_library
from portal.services.workshop.list_words import list_words
from portal.services.workshop.list_workshop import duties_of
from portal.web.shared.access import staff
from portal.web.shared.router import Router
from portal.web.shared.state import member, reading
from portal.web.workshop.draft_page import HERE

router = Router("staff", prefix=f"{HERE}/words", access=staff("author", "publisher"))


@router.get(".json")
def words(request: Request) -> Response:
    with reading(request) as (installation, unit):
        duties_of(installation, member(request, unit))
    listed = list_words(shared_library(installation.settings.procedures))
    return JSONResponse(listed, headers={"Cache-Control": "no-store"})
