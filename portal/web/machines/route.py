# Checks token, scope and rate limit before it reads the body.

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute, APIRouter
from pydantic import BaseModel

from integrations.sockets.interfaces import AdapterError
from integrations.sockets.token_socket import Grant, TokenServer
from portal.db import Unit
from portal.errors import Problem, Refusal
from portal.logs import log
from portal.services.machines.issue_token import machine_of
from portal.services.machines.machine import Machine
from portal.services.machines.tokens_of_server import is_askable, machine_of_grant
from portal.services.shared import throttle
from portal.services.shared.installation import Installation
from portal.services.shared.throttle import Limit
from portal.services.shared.write_audit import Actor, write_audit
from portal.web.machines.problem_answer import problem_of
from portal.web.shared.access import Access, machine, system
from portal.web.shared.raw_body import raw_body
from portal.web.shared.router import Zone
from portal.web.shared.state import changing, installation_of, place_of, writing
from portal.web.shared.waiting_line import turn_of_city

MOST_BYTES = 64 * 1024
# Wrong tokens by IP address: guessing stops long before it covers 256 bits.
_WRONG_TOKENS = Limit("machine calls without a token by address", 60, 60)
_WINDOW = 60

Answer = Callable[[Request], Coroutine[Any, Any, Response]]


def documented(
    *problems: str, scope: str = "", parameters: tuple[str, ...] = (), form: type[BaseModel] | None = None
) -> dict[str, Any]:
    """For `openapi_extra`. `problems`: beside those of every call; `parameters`: header components."""
    return {
        "x-scope": scope,
        "x-problems": problems,
        "x-parameters": parameters,
        "x-form": form.__name__ if form else "",
    }


class MachineRouter(APIRouter):
    zone: Zone = "staff"


class _Route(APIRoute, ABC):
    # Raises TypeError at declaration without documented problems.

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().__init__(path, endpoint, **options)
        if "x-problems" not in (self.openapi_extra or {}):
            raise TypeError(f"{path} is not documented")

    def get_route_handler(self) -> Answer:
        answer = super().get_route_handler()

        async def handle(request: Request) -> Response:
            share: dict[str, str] = {}
            try:
                await self.admit(request, share)
                async with turn_of_city(request):
                    response = await answer(request)
            except RequestValidationError as wrong:
                response = problem_of(request, _problem(wrong))
            except Refusal as refusal:
                response = problem_of(request, refusal)
            for name, value in {**share, "Cache-Control": "no-store"}.items():
                response.headers.setdefault(name, value)
            return response

        return handle

    @abstractmethod
    async def admit(self, request: Request, share: dict[str, str]) -> None:
        """Raises Refusal. `share`: rate-limit headers."""


class MachineRoute(_Route):
    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().__init__(path, endpoint, **options)
        self.access: Access = machine((self.openapi_extra or {})["x-scope"])
        if not self.access.scope:
            raise TypeError(f"{path} declares no scope")

    async def admit(self, request: Request, share: dict[str, str]) -> None:
        async with turn_of_city(request):
            request.state.machine = await run_in_threadpool(_signed_in, request, installation_of(request), share)
        request.state.machine.demand(self.access.scope)
        if self.body_field is not None:
            await _read_json(request)


class TokenRoute(_Route):
    access = system()
    limit = Limit("tokens of machines by address", 120, 60)

    async def admit(self, request: Request, share: dict[str, str]) -> None:
        async with turn_of_city(request):
            await run_in_threadpool(self._count, request)
        if request.headers.get("content-type", "").partition(";")[0].strip() != "application/x-www-form-urlencoded":
            raise Problem("unsupported_media_type")
        request.state.body = await _kept_body(request, 16 * 1024)

    def _count(self, request: Request) -> None:
        with changing(request) as (installation, unit):
            share = throttle.tally(installation, unit, self.limit, place_of(request))
        if share.left < 0:
            raise Problem("too_many", headers={"Retry-After": str(share.seconds)})


@dataclass(frozen=True)
class Call:
    installation: Installation
    unit: Unit
    machine: Machine


@contextmanager
def calling(request: Request) -> Iterator[Call]:
    with writing(request) as (installation, unit):
        yield Call(installation, unit, request.state.machine)
        unit.commit()


def _signed_in(request: Request, installation: Installation, share: dict[str, str]) -> Machine:
    # Raises Problem invalid_token, too_many, neighbour_down. Counts calls in a separate unit: failed ones too.
    place, token, server = place_of(request), bearer(request), installation.token_server
    with installation.database.change() as unit:
        caller = machine_of(installation.clock, unit, token, place)
        grant = server.kept(token) if server is not None and caller is None else None
        if grant is not None:
            caller = machine_of_grant(installation, unit, grant, place)
        asks = caller is None and grant is None and is_askable(token)
        if not asks or throttle.is_used_up(installation, unit, _WRONG_TOKENS, place):
            server = None
        if server is None:
            counted = _counted(installation, unit, caller, place)
    if server is not None:
        grant = _asked(server, token)  # no unit waits for it
        with installation.database.change() as unit:
            caller = machine_of_grant(installation, unit, grant, place)
            counted = _counted(installation, unit, caller, place, grant.fault)
    waiting = {"Retry-After": str(counted.seconds)}
    if caller is None:
        raise Problem("too_many", headers=waiting) if counted.left < 0 else Problem("invalid_token")
    share |= {
        "RateLimit-Limit": str(counted.limit), "RateLimit-Remaining": str(max(counted.left, 0)),
        "RateLimit-Reset": str(counted.seconds),
    }  # fmt: skip
    if counted.left < 0:
        raise Problem("too_many", headers=waiting)
    return caller


def _counted(
    installation: Installation, unit: Unit, caller: Machine | None, place: str, fault: str = ""
) -> throttle.Share:
    # `fault`: of a token of the token server.
    if caller is not None:
        limit = Limit("calls of a machine", installation.settings.api_calls_per_minute, _WINDOW)
        return throttle.tally(installation, unit, limit, caller.row.id)
    counted = throttle.tally(installation, unit, _WRONG_TOKENS, place)
    if counted.left >= 0:
        unknown, detail = Actor("machine", "unknown", place=place), " ".join(filter(None, ("invalid_token", fault)))
        write_audit(installation, unit, unknown, "fail to sign in", detail=detail)
    return counted


def _asked(server: TokenServer, token: str) -> Grant:
    try:
        return server.ask(token)
    except AdapterError as error:
        log.warning("token server", code=error.code)
        raise Problem("neighbour_down") from error


def bearer(request: Request) -> str:
    """RFC 6750 2.1; "" if the header has no token."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


async def _kept_body(request: Request, most: int) -> bytes:
    """Raises TooLarge. Stored in Starlette's own attribute, where FastAPI reads it."""
    request._body = await raw_body(most)(request)
    return request._body


async def _read_json(request: Request) -> None:
    """Raises Problem unsupported_media_type, bad_request; TooLarge."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise Problem("unsupported_media_type")
    request.state.body = await _kept_body(request, MOST_BYTES)
    try:
        json.loads(request.state.body, object_pairs_hook=_each_once)
    except (ValueError, RecursionError):
        raise Problem("bad_request") from None


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    # Raises ValueError for a duplicate name: parsers disagree on which value counts.
    if len(dict(pairs)) != len(pairs):
        raise ValueError("duplicate name")
    return dict(pairs)


def _problem(wrong: RequestValidationError) -> Problem:
    errors = wrong.errors()
    if any(error["loc"][0] != "body" for error in errors):
        return Problem("bad_request")
    return Problem("invalid", errors=[_misfit(error) for error in errors])


def _misfit(error: Mapping[str, Any]) -> dict[str, str]:
    kind, pointer = str(error["type"]), "".join(f"/{part}" for part in error["loc"][1:])
    if kind == "missing" and pointer:
        return {"at": pointer, "detail": "ありません"}
    if kind == "extra_forbidden":
        return {"at": pointer, "detail": "知らない名前です"}
    if not pointer:
        return {"at": "", "detail": "オブジェクトではありません"}
    number = kind.startswith(("int", "greater", "less", "finite"))
    return {"at": pointer, "detail": "整数ではありません" if number else "文字列ではありません"}
