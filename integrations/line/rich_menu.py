# https://developers.line.biz/en/docs/messaging-api/using-rich-menus/
# https://developers.line.biz/en/reference/messaging-api/#rich-menu (pictures come to a host of their own, at most 1 MB)

import json
from collections.abc import Mapping
from typing import Any

from integrations.http import Reply, Transport
from integrations.line.messaging_api import refused
from integrations.sockets.interfaces import AdapterError
from integrations.sockets.notices import Menu, Tile

API_DATA = "https://api-data.line.me"
MOST_BYTES = 1_000_000


class LineMenus:
    def __init__(self, transport: Transport, base: str, data_base: str, token: str) -> None:
        self._transport = transport
        self._menus = f"{base.rstrip('/')}/v2/bot/richmenu"
        self._everybody = f"{base.rstrip('/')}/v2/bot/user/all/richmenu"
        self._pictures = f"{data_base.rstrip('/')}/v2/bot/richmenu"
        self._headers = {"Authorization": f"Bearer {token}"}

    def show(self, menu: Menu, picture: bytes) -> str:
        if len(picture) > MOST_BYTES:
            raise AdapterError("LINE_REFUSED", "the picture is too large", permanent=True)
        earlier = self._of_name(menu.name)
        made = _good(self._transport.post_json(self._menus, json.dumps(_body(menu)), self._headers))
        name = str(_field(made, "richMenuId"))
        try:
            # A menu without a picture cannot be shown, and one that is not the default yet is not seen.
            _good(self._transport.post(f"{self._pictures}/{name}/content", picture, "image/png", self._headers))
            _good(self._transport.post(f"{self._everybody}/{name}", b"", "application/json", self._headers))
        except AdapterError:
            self._transport.delete(f"{self._menus}/{name}", self._headers)
            raise
        self._delete(earlier)
        return name

    def take_away(self, name: str) -> int:
        ours = self._of_name(name)
        if not ours:
            return 0
        _good(self._transport.delete(self._everybody, self._headers))
        self._delete(ours)
        return len(ours)

    def close(self) -> None:
        self._transport.close()

    def _of_name(self, name: str) -> list[str]:
        menus = _field(_good(self._transport.get(f"{self._menus}/list", self._headers)), "richmenus")
        return [str(menu["richMenuId"]) for menu in menus if menu.get("name") == name]

    def _delete(self, names: list[str]) -> None:
        for name in names:
            reply = self._transport.delete(f"{self._menus}/{name}", self._headers)
            if reply.status != 404:
                _good(reply)


def _body(menu: Menu) -> Mapping[str, Any]:
    return {
        "size": {"width": menu.width, "height": menu.height}, "selected": True, "name": menu.name[:300],
        "chatBarText": menu.bar[:14], "areas": [_area(tile) for tile in menu.tiles[:20]],
    }  # fmt: skip


def _area(tile: Tile) -> Mapping[str, Any]:
    x, y, width, height = tile.box
    action = {"type": "message", "text": tile.words} if tile.words else {"type": "uri", "uri": tile.link}
    return {
        "bounds": {"x": x, "y": y, "width": width, "height": height},
        "action": {"label": tile.label[:20], **action},
    }


def _good(reply: Reply) -> Reply:
    if reply.status != 200:
        raise refused(reply)
    return reply


def _field(reply: Reply, name: str) -> Any:
    document = reply.json()
    if not isinstance(document, dict) or name not in document:
        raise AdapterError("LINE_UNAVAILABLE", "not an answer of LINE", permanent=False)
    return document[name]
