"""A message that another service posts, authenticated by its signature."""

from collections.abc import Callable
from typing import TypeVar

from fastapi.responses import PlainTextResponse, Response

from integrations.sockets.interfaces import AdapterError
from portal.errors import NotFound
from portal.logs import log

_N = TypeVar("_N")


def notice_answer(read: Callable[[], _N | None], take: Callable[[_N], bool]) -> Response:
    # `take` commits before the answer, and says whether the message is new: a repeated one gets 200 too. `read` gives None of
    # one that is not ours.
    try:
        notice = read()
    except AdapterError as refused:
        log.warning("notice", code=refused.code)
        return _plain(refused.code, 403 if refused.code == "NOTICE_UNSIGNED" else 400)
    if notice is None:
        return _plain("not ours", 200)
    try:
        return _plain("stored" if take(notice) else "known", 200)
    except NotFound:
        log.warning("notice", code="ORDER_UNKNOWN")
        return _plain("ORDER_UNKNOWN", 404)


def _plain(words: str, status: int) -> Response:
    return PlainTextResponse(words, status, headers={"Cache-Control": "no-store"})
