"""What was typed and not sent: when the session expired, another language was chosen, or after a pause."""

from collections.abc import Callable

from fastapi import Request
from fastapi.responses import PlainTextResponse, Response

from portal.db import Unit
from portal.errors import TooMany
from portal.services.desk.queue.keep_desk_post import keep_desk_post
from portal.services.filing.drafts import MARK, Draft
from portal.services.my_cases.keep_typed_correction import keep_typed_correction
from portal.services.residents.keep_post import Boxes, keep_own, keep_post
from portal.services.shared import throttle
from portal.services.shared.throttle import Limit
from portal.web.shared.dates import clock_time
from portal.web.shared.page import inside, language_of
from portal.web.shared.posting import Posted, first
from portal.web.shared.state import BROWSER, STAFF, changing, installation_of, place_of, read_cookie
from portal.web.shared.words import words

THEN = "go-to"  # the link that was pressed instead of a button of the form: no name of a question
STAYS = "here"  # in its place: nothing was pressed, the page stays
_PRESSED = (".add", ".remove", ".replace", ".search")


def leads_on(then: str) -> bool:
    return inside(then).startswith(("/language/", "/furigana/"))


def keep_typed(request: Request, draft: str, page: str, boxes: Posted) -> bool:
    installation, place = installation_of(request), place_of(request)

    def keep(unit: Unit, browser: str, typed: Boxes, limit: Limit) -> bool:
        return keep_post(installation, unit, draft, page, browser, typed, place, limit)

    return _keep(request, boxes, keep)


def keep_typed_page(request: Request, page: str, boxes: Posted) -> bool:
    # Of a correction.
    installation, place, shown = installation_of(request), place_of(request), first(boxes, MARK)

    def keep(unit: Unit, browser: str, typed: Boxes, limit: Limit) -> bool:
        return keep_typed_correction(installation, unit, shown, page, browser, typed, place, limit)

    return _keep(request, boxes, keep)


def _keep(request: Request, boxes: Posted, keep: Callable[[Unit, str, Boxes, Limit], bool]) -> bool:
    browser, typed = read_cookie(request, BROWSER), _typed(boxes)
    limit = throttle.KEPT_TYPING_PLACE if first(boxes, THEN) == STAYS else throttle.KEPT_PLACE
    if not browser or not any(any(values) for values in typed.values()):
        return False
    with installation_of(request).database.write() as unit:
        try:
            return keep(unit, browser, typed, limit)
        except TooMany:
            return False
        finally:
            unit.commit()


def _typed(boxes: Posted) -> dict[str, list[str]]:
    return {name: list(values) for name, values in boxes.items() if name != THEN and not name.endswith(_PRESSED)}


def keep_typing(request: Request, draft: Draft, page: str, boxes: Posted) -> str:
    """By the owner, every few seconds; the sentence for the page."""
    installation = installation_of(request)
    with installation.database.change() as unit:
        kept = keep_own(installation, unit, draft.row, page, _typed(boxes))
    return _kept_words(request) if kept else ""


def typed_answer(request: Request, *, kept: bool) -> Response:
    return PlainTextResponse(_kept_words(request) if kept else "", 200 if kept else 204)


def _kept_words(request: Request) -> str:
    language = language_of(request)
    return words(language)["typed.kept"].format(time=clock_time(installation_of(request).clock.now(), language))


def keep_desk_typed(request: Request) -> bool:
    boxes: Posted | None = getattr(request.state, "posted", None)
    if boxes is None:
        return False
    with changing(request) as (installation, unit):
        return keep_desk_post(installation, unit, read_cookie(request, STAFF), request.url.path, boxes)
