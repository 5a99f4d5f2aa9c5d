"""What every call of a machine shares: its token, its share of calls, one unit of work, and an answer in JSON. Cookies are never read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import Problem, Refusal
from portal.services import throttle
from portal.services.installation import Installation
from portal.services.issue_token import machine_of
from portal.services.machine import Machine
from portal.services.throttle import Limit
from portal.web.page_route import Sent
from portal.web.problem_answer import as_json, problem_of
from portal.web.raw_body import raw_body
from portal.web.state import installation_of, place_of

MOST_BYTES = 64 * 1024
# Tokens that are none: whoever tries them out is stopped long before 256 bits.
_WRONG_TOKENS = Limit("machine calls without a token by address", 60, 60)
_WINDOW = 60

JsonBody = Annotated[bytes, Sent(raw_body(MOST_BYTES))]


@dataclass(frozen=True)
class Reply:
    """`body` None: nothing but the status. `raw`: an answer that is no JSON, as it is."""

    body: object = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: Response | None = None


Do = Callable[[Installation, Unit, Machine], Reply]


def call(request: Request, scope: str, do: Do) -> Response:
    """Problem answers are told with the caller's share of calls, too."""
    installation = installation_of(request)
    machine, share = _admit(request, installation)
    if int(share["RateLimit-Remaining"]) < 0:
        share = {**share, "RateLimit-Remaining": "0", "Retry-After": share["RateLimit-Reset"]}
        return problem_of(request, Problem("too_many", headers=share))
    try:
        machine.demand(scope)
        with installation.database.write() as unit:
            reply = do(installation, unit, machine)
            unit.commit()
    except Refusal as refusal:
        answer = problem_of(request, refusal)
    else:
        answer = reply.raw or _json(reply)
    for name, value in share.items():
        answer.headers.setdefault(name, value)
    return answer


def _json(reply: Reply) -> Response:
    if reply.body is None:
        return Response(status_code=reply.status, headers={"Cache-Control": "no-store", **reply.headers})
    return as_json(reply.body, reply.status, reply.headers)


def _admit(request: Request, installation: Installation) -> tuple[Machine, Mapping[str, str]]:
    """The machine, and the headers of its share. Problem invalid_token; TooMany for who tries tokens out. The calls are counted in a
    unit of their own, also the ones that come to nothing."""
    place, token = place_of(request), bearer(request)
    with installation.database.write() as unit:
        machine = machine_of(installation, unit, token, place)
        if machine is None:
            share = throttle.tally(installation, unit, _WRONG_TOKENS, place)
        else:
            limit = Limit("calls of a machine", installation.settings.api_calls_per_minute, _WINDOW)
            share = throttle.tally(installation, unit, limit, machine.row.id)
        unit.commit()
    headers = {
        "RateLimit-Limit": str(share.limit), "RateLimit-Remaining": str(share.left), "RateLimit-Reset": str(share.seconds),
    }  # fmt: skip
    if machine is None:
        waiting = {"Retry-After": str(share.seconds)}
        raise Problem("too_many", headers=waiting) if share.left < 0 else Problem("invalid_token")
    return machine, headers


def bearer(request: Request) -> str:
    """The token of the header (RFC 6750 2.1), never one of an address or a form; "" where there is none."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""
