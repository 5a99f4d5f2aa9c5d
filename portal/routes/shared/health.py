"""/healthz, /readyz, /metrics, without personal data."""

import hmac
from contextlib import suppress
from functools import partial

from fastapi import Request
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4

from portal.errors import NotFound
from portal.meters import counted
from portal.outages import NotAnswered
from portal.services.audit.note_faults import found_faults
from portal.services.shared.check_key_rings import keys_answer
from portal.services.shared.installation import Installation
from portal.services.shared.store_state import store_state
from portal.web.shared.access import anyone
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of, neighbours_of

router = Router("shared", access=anyone(), waits=False)

_FORWARDED = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")


@router.get("/healthz")
def healthz(_request: Request) -> Response:
    return JSONResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})


@router.get("/readyz")
def readyz(request: Request) -> Response:
    """200 while applications can be accepted, even without neighbours. Figures only for a caller on this machine."""
    installation = installation_of(request)
    state = store_state(installation)
    keys = keys_answer(installation.keys)
    answer: dict[str, object] = {**state.words(), "keys": "ok" if keys else "missing", **neighbours_of(request).ask()}
    if on_this_machine(request):
        answer |= state.figures()
        if state.database != "missing":
            with suppress(NotAnswered):
                answer["audit_faults"] = installation.database.in_time("faults", partial(_open_faults, installation))
    return JSONResponse(answer, 200 if state.database == "ok" and keys else 503, headers={"Cache-Control": "no-store"})


def _open_faults(installation: Installation) -> int:
    with installation.database.read() as unit:
        return sum(not fault.note for fault in found_faults(installation, unit))


@router.get("/metrics")
def metrics(request: Request) -> Response:
    """404 except on this machine or with the token."""
    if not on_this_machine(request) and not has_token(request, installation_of(request).metrics_token):
        raise NotFound("page")
    from portal.services.audit.state_gauges import state_gauges  # noqa: PLC0415 - /healthz, the first request, needs no store

    # What a process counts is of all its cities: at one city's address there is only that city's.
    alone = request.app.state.city_line is None
    content = (counted() if alone else b"") + state_gauges(installation_of(request))
    return Response(content, media_type=CONTENT_TYPE_PLAIN_0_0_4, headers={"Cache-Control": "no-store"})


def has_token(request: Request, token: str) -> bool:
    return bool(token) and hmac.compare_digest(
        request.headers.get("authorization", "").encode(), f"Bearer {token}".encode()
    )


def on_this_machine(request: Request) -> bool:
    # Not through a proxy on this machine.
    direct = not any(name in request.headers for name in _FORWARDED)
    return direct and request.client is not None and request.client.host in ("127.0.0.1", "::1")
