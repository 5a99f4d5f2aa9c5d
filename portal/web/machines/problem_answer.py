"""Refusals as problem+json (RFC 9457) for machine URLs, without cookies and CORS."""

import json
from collections.abc import Mapping

from fastapi import Request
from fastapi.responses import Response

from portal.errors import Held, Problem, Refusal
from portal.outages import LATER, RETRY_AFTER
from portal.services.machines.problem_words import PROBLEMS, TYPE

_MACHINES = ("/api/", "/oauth/")
NO_STORE: Mapping[str, str] = {"Cache-Control": "no-store"}


def is_machines(request: Request) -> bool:
    path = request.url.path
    return path.startswith(_MACHINES) or path in ("/api", "/oauth")


def problem(request: Request, name: str, headers: Mapping[str, str] = {}, facts: Mapping[str, object] = {}) -> Response:
    """An unknown `name` becomes bad_request."""
    request.state.error = name
    texts = PROBLEMS.get(name) or PROBLEMS["bad_request"]
    kept = name if name in PROBLEMS else "bad_request"
    body = {
        "type": f"{TYPE}{kept}", "title": texts.title, "status": texts.status, "detail": texts.detail,
        "support_code": request.state.support_code, **facts,
    }  # fmt: skip
    later = {"Retry-After": str(RETRY_AFTER.get(kept, LATER))} if texts.status == 503 else {}
    return as_json(body, texts.status, {**challenge(kept), **later, **headers}, media="application/problem+json")


def problem_of(request: Request, refusal: Refusal) -> Response:
    if isinstance(refusal, Problem):
        return problem(request, refusal.name, refusal.headers, refusal.facts)
    if isinstance(refusal, Held):
        return problem(request, "held", facts={"holds": list(refusal.holds)})
    return problem(request, refusal.key)


def problem_of_status(request: Request, status: int, headers: Mapping[str, str]) -> Response:
    return problem(request, {404: "not_found", 405: "method_not_allowed"}.get(status, "bad_request"), headers)


def challenge(name: str) -> Mapping[str, str]:
    """RFC 6750 3."""
    if name not in ("invalid_token", "insufficient_scope"):
        return {}
    return {"WWW-Authenticate": f'Bearer realm="kakanai", error="{name}"'}


def as_json(
    body: object, status: int = 200, headers: Mapping[str, str] = {}, media: str = "application/json"
) -> Response:
    """Not ASCII-escaped: names stay readable."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Response(text.encode(), status, {**NO_STORE, **headers}, media)
