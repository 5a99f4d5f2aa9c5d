# By the address of the machine: a Prometheus knows no city's name.

from collections.abc import Iterable, Mapping

from fastapi import Request
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4

from portal.meters import counted
from portal.routes.shared.health import has_token, on_this_machine
from portal.services.shared.check_key_rings import keys_answer
from portal.services.shared.installation import Installation
from portal.services.shared.store_state import store_state

_WATCHED = ("/healthz", "/readyz", "/metrics")
_FRESH = {"Cache-Control": "no-store"}


def is_watch(request: Request, cities: Mapping[str, Installation]) -> bool:
    # From this machine without a proxy, or with the secret that every city has: the figures are of all of them.
    if request.method not in ("GET", "HEAD") or request.url.path not in _WATCHED:
        return False
    return on_this_machine(request) or (
        bool(cities) and all(has_token(request, city.metrics_token) for city in cities.values())
    )


def answer_watch(request: Request, cities: Mapping[str, Installation], every: Iterable[str]) -> Response:
    if request.url.path == "/healthz":
        return JSONResponse({"status": "ok"}, headers=_FRESH)
    if request.url.path == "/readyz":
        words = {name: _word(cities.get(name)) for name in sorted(set(every))}
        # One city's outage takes no process away from the others.
        return JSONResponse({"cities": words}, 200 if "ok" in words.values() else 503, headers=_FRESH)
    from portal.services.audit.joint_gauges import joint_gauges  # noqa: PLC0415 - as /metrics of one city

    return Response(counted() + joint_gauges(cities, every), media_type=CONTENT_TYPE_PLAIN_0_0_4, headers=_FRESH)


def _word(installation: Installation | None) -> str:
    if installation is None:
        return "closed"
    state = store_state(installation)
    return state.database if state.database != "ok" or keys_answer(installation.keys) else "keys missing"
