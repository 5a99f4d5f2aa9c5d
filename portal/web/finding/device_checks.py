"""What is known of a device without scripts; `static/js/device.js` finds out more in the browser, and sends nothing."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import Request

from portal.services.finding.list_device_needs import DeviceNeeds
from portal.web.shared.state import BROWSER, read_cookie

OK, BAD, UNKNOWN = "ok", "bad", "unknown"


@dataclass(frozen=True)
class Check:
    """`advice`: by state, the key of the words on what to do."""

    name: str
    state: str
    advice: Mapping[str, str]


def device_checks(request: Request, needs: DeviceNeeds, neighbours: Mapping[str, str], *, again: bool) -> list[Check]:
    """`neighbours`: as `Neighbours.ask`. `again`: this browser was given the cookie by the page before."""
    kept = OK if read_cookie(request, BROWSER) else BAD if again else UNKNOWN
    checks = [
        _check("scripts", UNKNOWN, UNKNOWN),
        _check("cookies", kept, BAD, UNKNOWN),
        _check("line", OK if request.url.scheme == "https" else BAD, BAD),
        _check("clock", UNKNOWN, BAD, UNKNOWN),
        _check("storage", UNKNOWN, BAD, UNKNOWN),
        _check("files", UNKNOWN, BAD, UNKNOWN),
    ]
    if not needs.card:
        return checks
    services = ["identity", *(["signing"] if needs.signature else [])]
    return [
        *checks,
        _check("reading", UNKNOWN, UNKNOWN),
        *(_service(name, neighbours.get(name, "none")) for name in services),
    ]


def _check(name: str, state: str, *advised: str) -> Check:
    return Check(name, state, {each: f"device.{name}.{each}" for each in advised})


def _service(name: str, answer: str) -> Check:
    return Check(name, OK if answer == "ok" else BAD, {BAD: "device.absent" if answer == "none" else "device.away"})
