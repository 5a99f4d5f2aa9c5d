import json
import secrets
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from fastapi import APIRouter, Header, Request
from fastapi.responses import JSONResponse, Response

from integrations.line.mock.platform import Platform

_PNG = b"\x89PNG\r\n\x1a\n"
_MOST_BYTES = 1_000_000
_SIDES = (range(800, 2501), range(250, 2501))


@dataclass
class Shelf:
    menus: dict[str, dict[str, Any]] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)
    default: str = ""

    @property
    def shown(self) -> tuple[tuple[str, str, str], ...]:
        """(label, link, words) of the default one."""
        areas = self.menus.get(self.default, {"areas": ()})["areas"]
        actions = [area["action"] for area in areas]
        return tuple((action["label"], action.get("uri", ""), action.get("text", "")) for action in actions)


def menu_pages(platform: Platform, shelf: Shelf) -> APIRouter:
    router = APIRouter(prefix="/v2/bot")
    refused = partial(_refused, platform)
    _add_default(router, platform, shelf)

    @router.post("/richmenu")
    async def create(request: Request, authorization: str = Header("")) -> Response:
        menu = _read(await request.body())
        if answer := refused(authorization):
            return answer
        if menu is None:
            return JSONResponse({"message": "The request body has errors"}, 400)
        name = f"richmenu-{secrets.token_hex(16)}"
        shelf.menus[name] = menu
        return JSONResponse({"richMenuId": name})

    @router.post("/richmenu/{name}/content")
    async def upload(name: str, request: Request, authorization: str = Header("")) -> Response:
        picture = await request.body()
        if answer := refused(authorization):
            return answer
        if name not in shelf.menus:
            return JSONResponse({"message": "Not found"}, 404)
        fits = request.headers.get("content-type") == "image/png" and picture.startswith(_PNG)
        if not fits or len(picture) > _MOST_BYTES or name in shelf.pictures or not _is_size(shelf.menus[name], picture):
            return JSONResponse({"message": "The image is not usable"}, 400)
        shelf.pictures[name] = picture
        return JSONResponse({})

    @router.get("/richmenu/list")
    def every(authorization: str = Header("")) -> Response:
        menus = [{"richMenuId": name, **menu} for name, menu in shelf.menus.items()]
        return refused(authorization) or JSONResponse({"richmenus": menus})

    @router.delete("/richmenu/{name}")
    def delete(name: str, authorization: str = Header("")) -> Response:
        if answer := refused(authorization):
            return answer
        if shelf.menus.pop(name, None) is None:
            return JSONResponse({"message": "Not found"}, 404)
        shelf.pictures.pop(name, None)
        shelf.default = "" if shelf.default == name else shelf.default
        return JSONResponse({})

    return router


def _refused(platform: Platform, authorization: str) -> Response | None:
    if not platform.authorised(authorization):
        return JSONResponse({"message": "Authentication failed"}, 401)
    return JSONResponse({"message": "as it was asked to"}, platform.fault) if platform.fault else None


def _add_default(router: APIRouter, platform: Platform, shelf: Shelf) -> None:
    refused = partial(_refused, platform)

    @router.post("/user/all/richmenu/{name}")
    def choose(name: str, authorization: str = Header("")) -> Response:
        if answer := refused(authorization):
            return answer
        if name not in shelf.pictures:
            return JSONResponse({"message": "must upload richmenu image before applying it to user"}, 400)
        shelf.default = name
        return JSONResponse({})

    @router.delete("/user/all/richmenu")
    def take_away(authorization: str = Header("")) -> Response:
        answer = refused(authorization)
        if answer is None:
            shelf.default = ""
        return answer or JSONResponse({})


def _is_size(menu: dict[str, Any], picture: bytes) -> bool:
    sides = int.from_bytes(picture[16:20], "big"), int.from_bytes(picture[20:24], "big")
    return sides == (menu["size"]["width"], menu["size"]["height"])


def _read(body: bytes) -> dict[str, Any] | None:
    try:
        menu: dict[str, Any] = json.loads(body)
        width, height = menu["size"]["width"], menu["size"]["height"]
        good = width in _SIDES[0] and height in _SIDES[1] and width / height >= 1.45
        good = good and 0 < len(menu["chatBarText"]) <= 14 and 0 < len(menu["name"]) <= 300
        good = good and isinstance(menu["selected"], bool) and len(menu["areas"]) <= 20
        return menu if good and all(_is_area(area, width, height) for area in menu["areas"]) else None
    except (ValueError, KeyError, TypeError):
        return None


def _is_area(area: dict[str, Any], width: int, height: int) -> bool:
    bounds, action = area["bounds"], area["action"]
    inside = bounds["x"] + bounds["width"] <= width and bounds["y"] + bounds["height"] <= height
    if not inside or min(bounds.values()) < 0 or not 0 < len(action["label"]) <= 20:
        return False
    if action["type"] == "message":
        return 0 < len(action["text"]) <= 300
    return (
        action["type"] == "uri"
        and action["uri"].startswith(("https://", "http://", "tel:"))
        and len(action["uri"]) <= 1000
    )
