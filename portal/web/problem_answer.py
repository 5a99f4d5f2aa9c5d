"""Refusals as problem+json (RFC 9457), for addresses of machines. No cookie is read or set there, and no other origin may read them."""

import json
from collections.abc import Mapping

from fastapi import Request
from fastapi.responses import Response

from portal.errors import Held, Problem, Refusal
from portal.services.problem_words import PROBLEMS, TYPE

_MACHINES = ("/api/", "/oauth/")
NO_STORE: Mapping[str, str] = {"Cache-Control": "no-store"}


def is_machines(request: Request) -> bool:
    """Whether a machine asks. The page that explains it to people is a page like others."""
    path = request.url.path
    return path.startswith(_MACHINES) or path in ("/api", "/oauth")


def problem(request: Request, name: str, headers: Mapping[str, str] = {}, facts: Mapping[str, object] = {}) -> Response:
    """`name` one of PROBLEMS; anything else is told as a request that cannot be read."""
    request.state.error = name
    told = PROBLEMS.get(name) or PROBLEMS["bad_request"]
    kept = name if name in PROBLEMS else "bad_request"
    body = {
        "type": f"{TYPE}{kept}", "title": told.title, "status": told.status, "detail": told.detail,
        "support_code": request.state.support_code, **facts,
    }  # fmt: skip
    return as_json(body, told.status, {**challenge(kept), **headers}, media="application/problem+json")


def problem_of(request: Request, refusal: Refusal) -> Response:
    if isinstance(refusal, Problem):
        return problem(request, refusal.name, refusal.headers, refusal.facts)
    if isinstance(refusal, Held):
        return problem(request, "held", facts={"holds": list(refusal.holds)})
    return problem(request, refusal.key)


def problem_of_status(request: Request, status: int, headers: Mapping[str, str]) -> Response:
    """For what is refused before a route is found."""
    return problem(request, {404: "not_found", 405: "method_not_allowed"}.get(status, "bad_request"), headers)


def challenge(name: str) -> Mapping[str, str]:
    """RFC 6750 3: what a token lacks stands in a header, too."""
    if name not in ("invalid_token", "insufficient_scope"):
        return {}
    return {"WWW-Authenticate": f'Bearer realm="kakanai", error="{name}"'}


def as_json(
    body: object, status: int = 200, headers: Mapping[str, str] = {}, media: str = "application/json"
) -> Response:
    """In the city's own letters: what a name is written with stays readable."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Response(text.encode(), status, {**NO_STORE, **headers}, media)
