# By the address of the machine: a Prometheus knows no city's name.

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from fastapi import Request
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4

from portal.logs import bound_contextvars
from portal.meters import counted
from portal.routes.shared.health import has_token, on_this_machine
from portal.services.shared.check_key_rings import keys_answer
from portal.services.shared.installation import Installation
from portal.services.shared.store_state import store_state

Answer = TypeVar("Answer")
_WATCHED = ("/healthz", "/readyz", "/metrics")
_FRESH = {"Cache-Control": "no-store"}


def is_watch(request: Request, cities: Mapping[str, Installation]) -> bool:
    # From this machine without a proxy, or with the secret that every city has: the figures are of all of them.
    if request.method not in ("GET", "HEAD") or request.url.path not in _WATCHED:
        return False
    return on_this_machine(request) or (
        bool(cities) and all(has_token(request, city.metrics_token) for city in cities.values())
    )


async def answer_watch(
    request: Request, cities: Mapping[str, Installation], every: Iterable[str], threads: CapacityLimiter
) -> Response:
    # `threads`: of monitoring alone, so that polls which pile up take none of a page.
    if request.url.path == "/healthz":
        return JSONResponse({"status": "ok"}, headers=_FRESH)
    return await run_sync(_watched, request.url.path, cities, every, limiter=threads)


def _watched(path: str, cities: Mapping[str, Installation], every: Iterable[str]) -> Response:
    if path == "/readyz":
        words = dict.fromkeys(sorted(set(every)), "closed") | _of_each(cities, _word)
        # One city's outage takes no process away from the others.
        return JSONResponse({"cities": words}, 200 if "ok" in words.values() else 503, headers=_FRESH)
    from portal.services.audit.joint_gauges import joint_gauges  # noqa: PLC0415 - as /metrics of one city
    from portal.services.audit.state_gauges import state_gauges  # noqa: PLC0415 - see above

    gauges = joint_gauges(_of_each(cities, state_gauges), every)
    return Response(counted() + gauges, media_type=CONTENT_TYPE_PLAIN_0_0_4, headers=_FRESH)


def _of_each(cities: Mapping[str, Installation], ask: Callable[[Installation], Answer]) -> dict[str, Answer]:
    # All at once: those that do not answer take as long as one.
    def asked(name: str) -> Answer:
        with bound_contextvars(city=name):
            return ask(cities[name])

    with ThreadPoolExecutor(max(1, len(cities))) as pool:
        return dict(zip(cities, pool.map(asked, cities), strict=True))


def _word(installation: Installation) -> str:
    state = store_state(installation)
    return state.database if state.database != "ok" or keys_answer(installation.keys) else "keys missing"
