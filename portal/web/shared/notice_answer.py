"""A message that another service posts, authenticated by its signature."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeVar

from fastapi import Request
from fastapi.responses import PlainTextResponse, Response

from integrations.sockets.interfaces import AdapterError
from portal.db import Unit
from portal.errors import NotFound
from portal.logs import log
from portal.services.shared.installation import Installation
from portal.web.shared.state import installation_of

_N = TypeVar("_N")


def notice_answer(
    request: Request, body: bytes, read: Callable[[Mapping[str, str], bytes, datetime], _N | None],
    take: Callable[[Installation, Unit, _N], bool],
) -> Response:  # fmt: skip
    # `take` gives whether the message is new: a repeated one gets 200 too. `read` gives None of one that is not ours.
    installation = installation_of(request)
    try:
        notice = read(request.headers, body, installation.clock.now())
    except AdapterError as refused:
        log.warning("notice", code=refused.code)
        return _plain(refused.code, 403 if refused.code == "NOTICE_UNSIGNED" else 400)
    if notice is None:
        return _plain("not ours", 200)
    try:
        with installation.database.change() as unit:
            new = take(installation, unit, notice)
        return _plain("stored" if new else "known", 200)
    except NotFound:
        log.warning("notice", code="ORDER_UNKNOWN")
        return _plain("ORDER_UNKNOWN", 404)


def _plain(words: str, status: int) -> Response:
    return PlainTextResponse(words, status, headers={"Cache-Control": "no-store"})
