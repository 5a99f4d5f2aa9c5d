from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Form, Header, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from integrations.line.mock.menus import Shelf, menu_pages
from integrations.line.mock.platform import Platform

_ROOT = Path(__file__).parents[3]
_PAGES = Environment(loader=FileSystemLoader(_ROOT / "templates" / "mock"), autoescape=True, undefined=StrictUndefined)
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
    ),
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
}


def line_pages(platform: Platform, shelf: Shelf | None = None) -> APIRouter:
    """`/v2/bot/…` and `/line`, the telephone."""
    router = APIRouter()
    shelf = shelf or Shelf()
    router.include_router(menu_pages(platform, shelf))

    @router.post("/v2/bot/message/push")
    async def push(
        request: Request, authorization: Annotated[str, Header()] = "", x_line_retry_key: Annotated[str, Header()] = ""
    ) -> Response:
        if not platform.authorised(authorization):
            return JSONResponse({"message": "Authentication failed"}, 401)
        status, answer, headers = platform.push(x_line_retry_key, await request.body())
        return JSONResponse(answer, status, headers=headers)

    @router.post("/v2/bot/message/reply")
    async def reply(request: Request, authorization: Annotated[str, Header()] = "") -> Response:
        if not platform.authorised(authorization):
            return JSONResponse({"message": "Authentication failed"}, 401)
        status, answer = platform.reply(await request.body())
        return JSONResponse(answer, status)

    @router.get("/v2/bot/info")
    def info(authorization: Annotated[str, Header()] = "") -> Response:
        if not platform.authorised(authorization):
            return JSONResponse({"message": "Authentication failed"}, 401)
        return JSONResponse({"userId": "U" + "f" * 32, "basicId": "@mihon", "displayName": "見本市"})

    @router.get("/line")
    def telephone() -> Response:
        page = _PAGES.get_template("telephone.html")
        return HTMLResponse(
            page.render(
                shown=platform.shown,
                friend=platform.friend,
                standby=platform.standby,
                choices=platform.choices,
                menu=shelf.shown,
                drawn=shelf.default,
            ),
            headers=_HEADERS,
        )

    @router.get("/line/menu.png")
    def picture() -> Response:
        image = shelf.pictures.get(shelf.default)
        return Response(image or b"", 200 if image else 404, media_type="image/png", headers=_HEADERS)

    @router.post("/line")
    def use(text: Annotated[str, Form()] = "", act: Annotated[str, Form()] = "") -> Response:
        _use(platform, text.strip(), act)
        return RedirectResponse("/line", 303, headers=_HEADERS)

    return router


def _use(platform: Platform, text: str, act: str) -> None:
    if act == "follow":
        platform.follow()
    elif act == "block":
        platform.block()
    elif act in ("active", "standby"):
        platform.standby = act == "standby"
    elif act.isdecimal() and int(act) < len(platform.choices):
        platform.press(int(act))
    elif text:
        platform.post_message(text[:500])
