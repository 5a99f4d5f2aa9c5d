"""RemoteLock: an access guest with a PIN for each booking."""

# https://developer.remotelock.com/api/docs
# It publishes no idempotency key: after a lost answer the guest is looked for by its name, which we made, among the newest.
# [U: which errors it answers for a door that is not there, and how many requests it takes a minute]

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from integrations.http import Reply, Transport
from integrations.sockets.interfaces import AdapterError
from integrations.sockets.lock_socket import Number, Opening

API, SIGN_IN = "https://api.remotelock.com", "https://connect.remotelock.com"
MEDIA = "application/vnd.lockstate+json; version=1"
_NEWEST = "/access_persons?type=access_guest&sort=-created_at&per_page=50"
_EARLIER = 60  # seconds before its end that a token is not used any more
_LIFE = 7200  # seconds, of a token that names no life


@dataclass(frozen=True)
class RemoteLockSettings:
    client: str
    secret: str = field(repr=False)
    api: str = API
    sign_in: str = SIGN_IN


class RemoteLock:
    name = "remotelock"
    fake = False

    def __init__(self, settings: RemoteLockSettings, transport: Transport) -> None:
        self._settings = settings
        self._transport = transport
        self._turn = Lock()
        self._token, self._until = "", 0.0

    def give(self, opening: Opening) -> Number:
        guest = self._earlier(opening.name) if opening.again else None
        if guest is None:
            attributes = {"name": opening.name, **_times(opening), "generate_pin": True}
            guest = self._call("POST", "/access_persons", {"type": "access_guest", "attributes": attributes})
        number = _number(guest)
        self._open(number.access, opening.doors, again=opening.again)
        return number

    def move(self, access: str, opening: Opening) -> Number:
        number = _number(self._call("PUT", f"/access_persons/{access}", {"attributes": _times(opening)}))
        self._open(access, opening.doors, again=True)
        return number

    def take_back(self, access: str) -> None:
        self._call("PUT", f"/access_persons/{access}/deactivate", {}, gone=True)

    def ready(self) -> bool:
        try:
            self._bearer()
        except AdapterError:
            return False
        return True

    def _open(self, access: str, doors: tuple[str, ...], *, again: bool) -> None:
        accesses = f"/access_persons/{access}/accesses"
        there = self._call("GET", accesses)["data"] if again else ()
        known = {each.get("attributes", {}).get("accessible_id") for each in there}
        for door in doors:
            if door not in known:
                self._call("POST", accesses, {"attributes": {"accessible_id": door, "accessible_type": "lock"}})

    def _earlier(self, name: str) -> dict[str, Any] | None:
        guests = self._call("GET", _NEWEST)["data"]
        return next(({"data": guest} for guest in guests if guest.get("attributes", {}).get("name") == name), None)

    def _call(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, *, gone: bool = False
    ) -> dict[str, Any]:
        reply = self._send(method, path, body)
        if reply.status == 401:  # the token was withdrawn before its end
            self._until = 0.0
            reply = self._send(method, path, body)
        if gone and reply.status == 404:
            return {}
        if reply.status not in (200, 201, 204):
            raise _refused(reply)
        return _document(reply) if reply.status != 204 else {}

    def _send(self, method: str, path: str, body: Mapping[str, Any] | None) -> Reply:
        headers = {"Authorization": f"Bearer {self._bearer()}", "Accept": MEDIA}
        url = self._settings.api + path
        if method == "GET":
            return self._transport.get(url, headers)
        put_or_post: Callable[..., Reply] = self._transport.put_json if method == "PUT" else self._transport.post_json
        return put_or_post(url, json.dumps(body), headers)

    def _bearer(self) -> str:
        with self._turn:
            if time.monotonic() < self._until:
                return self._token
            form = {
                "grant_type": "client_credentials", "client_id": self._settings.client, "client_secret": self._settings.secret,
            }  # fmt: skip
            reply = self._transport.post_form(f"{self._settings.sign_in}/oauth/token", form)
            if reply.status != 200:
                raise AdapterError("LOCK_SIGN_IN", str(reply.status), permanent=False)
            document = reply.json()
            answer = document if isinstance(document, dict) else {}
            token, life = answer.get("access_token"), answer.get("expires_in")
            if not isinstance(token, str) or not token:
                raise AdapterError("LOCK_UNAVAILABLE", "not an answer of the service", permanent=False)
            self._token = token
            self._until = time.monotonic() + (life if isinstance(life, int) else _LIFE) - _EARLIER
            return token


def _times(opening: Opening) -> dict[str, str]:
    # Without a zone: in that of the lock.
    return {"starts_at": f"{opening.starts}:00", "ends_at": f"{opening.ends}:00"}


def _number(document: Mapping[str, Any]) -> Number:
    guest = document.get("data")
    access = guest.get("id") if isinstance(guest, dict) else None
    pin = guest.get("attributes", {}).get("pin") if isinstance(guest, dict) else None
    if not isinstance(access, str) or not isinstance(pin, str) or not (pin.isascii() and pin.isdigit()):
        raise AdapterError("LOCK_UNAVAILABLE", "an access without id or number", permanent=False)
    return Number(access, pin)


def _document(reply: Reply) -> dict[str, Any]:
    document = reply.json()
    if not isinstance(document, dict) or "data" not in document:
        raise AdapterError("LOCK_UNAVAILABLE", "not an answer of the service", permanent=False)
    return document


def _refused(reply: Reply) -> AdapterError:
    match reply.status:
        case 401 | 403:
            return AdapterError("LOCK_SIGN_IN", str(reply.status), permanent=False)
        case 429:
            return AdapterError("LOCK_LATER", "429", permanent=False)
        case 404 | 422 | 400:
            return AdapterError("LOCK_REFUSED", str(reply.status), permanent=True)
        case status:
            return AdapterError("LOCK_UNAVAILABLE", str(status), permanent=False)
