"""RemoteLock as its public reference describes it."""

import secrets
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import JSONResponse, Response

from integrations.locks.remotelock import MEDIA

_PATH = "/access_persons"


@dataclass
class Doors:
    client: str
    secret: str
    doors: tuple[str, ...]
    any_door: bool = False  # a demo's
    fault: int = 0  # status of every call
    lost: bool = False  # the next guest is made, and the answer is lost
    tokens: set[str] = field(default_factory=set)
    guests: dict[str, dict[str, Any]] = field(default_factory=dict)  # by id, oldest first
    accesses: dict[str, list[str]] = field(default_factory=dict)  # doors by guest

    def opens(self, pin: str, door: str, at: str) -> bool:
        return any(
            guest["pin"] == pin and guest["status"] == "current" and guest["starts_at"] <= at <= guest["ends_at"]
            for name, guest in self.guests.items()
            if door in self.accesses[name]
        )


def door_pages(doors: Doors) -> APIRouter:
    router = APIRouter()

    @router.post("/oauth/token")
    def token(grant_type: str = Form(""), client_id: str = Form(""), client_secret: str = Form("")) -> Response:
        if grant_type != "client_credentials" or (client_id, client_secret) != (doors.client, doors.secret):
            return JSONResponse({"error": "invalid_client"}, 401)
        made = secrets.token_hex(32)
        doors.tokens.add(made)
        return JSONResponse({"access_token": made, "token_type": "Bearer", "expires_in": 7199})

    @router.post(_PATH)
    async def create(request: Request) -> Response:
        body = await request.json()
        if wrong := _wrong(doors, request):
            return wrong
        given = body.get("attributes", {})
        if body.get("type") != "access_guest" or not given.get("name") or not given.get("generate_pin"):
            return _error(422)
        if not _is_forward(given):
            return _error(422)
        name = str(uuid.uuid4())
        doors.guests[name] = {
            "name": given["name"], "starts_at": given["starts_at"], "ends_at": given["ends_at"],
            "pin": f"{secrets.randbelow(10**6):06}", "status": "current",
        }  # fmt: skip
        doors.accesses[name] = []
        if doors.lost:
            doors.lost = False
            return _error(502)
        return _guest(doors, name, 201)

    @router.get(_PATH)
    def newest(request: Request, per_page: int = 25) -> Response:
        if wrong := _wrong(doors, request):
            return wrong
        there = [name for name, guest in doors.guests.items() if guest["status"] == "current"]
        return _answer([_shape(doors, name) for name in list(reversed(there))[: min(per_page, 50)]])

    @router.put(f"{_PATH}/{{name}}")
    async def change(name: str, request: Request) -> Response:
        body = await request.json()
        if wrong := _wrong(doors, request, name):
            return wrong
        given = {**doors.guests[name], **body.get("attributes", {})}
        if not _is_forward(given):
            return _error(422)
        doors.guests[name] = given
        return _guest(doors, name, 200)

    @router.put(f"{_PATH}/{{name}}/deactivate")
    def deactivate(name: str, request: Request) -> Response:
        if wrong := _wrong(doors, request, name):
            return wrong
        doors.guests[name]["status"] = "deactivated"
        return _guest(doors, name, 200)

    _add_accesses(router, doors)
    return router


def _add_accesses(router: APIRouter, doors: Doors) -> None:
    @router.get(f"{_PATH}/{{name}}/accesses")
    def opened(name: str, request: Request) -> Response:
        if wrong := _wrong(doors, request, name):
            return wrong
        return _answer([_access(door) for door in doors.accesses[name]])

    @router.post(f"{_PATH}/{{name}}/accesses")
    async def open_(name: str, request: Request) -> Response:
        body = await request.json()
        if wrong := _wrong(doors, request, name):
            return wrong
        given = body.get("attributes", {})
        door = given.get("accessible_id")
        if (
            given.get("accessible_type") != "lock"
            or not (doors.any_door or door in doors.doors)
            or door in doors.accesses[name]
        ):
            return _error(422)
        doors.accesses[name].append(door)
        return _answer(_access(door), 201)


def _wrong(doors: Doors, request: Request, name: str = "") -> Response | None:
    if doors.fault:
        return _error(doors.fault)
    if request.headers.get("authorization", "").removeprefix("Bearer ") not in doors.tokens:
        return _error(401)
    if request.headers.get("accept") != MEDIA:
        return _error(406)
    return _error(404) if name and name not in doors.guests else None


def _is_forward(given: dict[str, Any]) -> bool:
    try:
        return datetime.fromisoformat(given["starts_at"]) < datetime.fromisoformat(given["ends_at"])
    except (KeyError, ValueError, TypeError):
        return False


def _shape(doors: Doors, name: str) -> dict[str, Any]:
    return {"type": "access_guest", "id": name, "attributes": doors.guests[name]}


def _guest(doors: Doors, name: str, status: int) -> Response:
    return _answer(_shape(doors, name), status)


def _access(door: str) -> dict[str, Any]:
    attributes = {"accessible_id": door, "accessible_type": "lock"}
    return {"type": "access_person_access", "id": str(uuid.uuid4()), "attributes": attributes}


def _answer(data: Any, status: int = 200) -> Response:
    return JSONResponse({"data": data}, status, media_type=MEDIA)


def _error(status: int) -> Response:
    return JSONResponse({"error_code": "as_published", "message": "as published"}, status, media_type=MEDIA)
