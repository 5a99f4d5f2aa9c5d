"""After the session expired."""

from fastapi import Request

from portal.errors import TooMany
from portal.services.desk.queue.keep_desk_post import keep_desk_post
from portal.services.residents.keep_post import keep_post
from portal.web.shared.posting import Posted
from portal.web.shared.state import BROWSER, STAFF, installation_of, place_of, read_cookie

THEN = "go-to"  # the link that was pressed instead of a button of the form: no name of a question
_PRESSED = (".add", ".remove", ".replace", ".search")


def keep_typed(request: Request, draft: str, page: str, boxes: Posted) -> bool:
    installation, browser = installation_of(request), read_cookie(request, BROWSER)
    typed = {name: list(values) for name, values in boxes.items() if name != THEN and not name.endswith(_PRESSED)}
    if not browser or not any(any(values) for values in typed.values()):
        return False
    with installation.database.write() as unit:
        try:
            return keep_post(installation, unit, draft, page, browser, typed, place_of(request))
        except TooMany:
            return False
        finally:
            unit.commit()


def keep_desk_typed(request: Request) -> bool:
    boxes: Posted | None = getattr(request.state, "posted", None)
    if boxes is None:
        return False
    installation = installation_of(request)
    with installation.database.write() as unit:
        kept = keep_desk_post(installation, unit, read_cookie(request, STAFF), request.url.path, boxes)
        unit.commit()
    return kept
