"""What was typed and not sent: when the session expired, another language was chosen, or after a pause."""

from fastapi import Request

from portal.errors import TooMany
from portal.services.desk.queue.keep_desk_post import keep_desk_post
from portal.services.filing.drafts import Draft
from portal.services.residents.keep_post import keep_own, keep_post
from portal.services.shared import throttle
from portal.web.shared.dates import clock_time
from portal.web.shared.page import language_of
from portal.web.shared.posting import Posted, first
from portal.web.shared.state import BROWSER, STAFF, changing, installation_of, place_of, read_cookie
from portal.web.shared.words import words

THEN = "go-to"  # the link that was pressed instead of a button of the form: no name of a question
STAYS = "here"  # in its place: nothing was pressed, the page stays
_PRESSED = (".add", ".remove", ".replace", ".search")


def keep_typed(request: Request, draft: str, page: str, boxes: Posted) -> bool:
    installation, browser = installation_of(request), read_cookie(request, BROWSER)
    typed = _typed(boxes)
    limit = throttle.KEPT_TYPING_PLACE if first(boxes, THEN) == STAYS else throttle.KEPT_PLACE
    if not browser or not any(any(values) for values in typed.values()):
        return False
    with installation.database.write() as unit:
        try:
            return keep_post(installation, unit, draft, page, browser, typed, place_of(request), limit)
        except TooMany:
            return False
        finally:
            unit.commit()


def _typed(boxes: Posted) -> dict[str, list[str]]:
    return {name: list(values) for name, values in boxes.items() if name != THEN and not name.endswith(_PRESSED)}


def keep_typing(request: Request, draft: Draft, page: str, boxes: Posted) -> str:
    """By the owner, every few seconds; the sentence for the page."""
    installation, language = installation_of(request), language_of(request)
    with installation.database.change() as unit:
        kept = keep_own(installation, unit, draft.row, page, _typed(boxes))
    return words(language)["typed.kept"].format(time=clock_time(installation.clock.now(), language)) if kept else ""


def keep_desk_typed(request: Request) -> bool:
    boxes: Posted | None = getattr(request.state, "posted", None)
    if boxes is None:
        return False
    with changing(request) as (installation, unit):
        return keep_desk_post(installation, unit, read_cookie(request, STAFF), request.url.path, boxes)
