"""Rich menus, over the wire, against the mock of both hosts."""

import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from fastapi import FastAPI

from integrations.http import Transport
from integrations.line.mock.app import line_pages
from integrations.line.mock.menus import Shelf
from integrations.line.mock.platform import Platform
from integrations.line.rich_menu import MOST_BYTES, LineMenus
from integrations.sockets.interfaces import AdapterError
from integrations.sockets.notices import Menu, Tile
from tests.integrations.identity.world import served

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
TILES = (
    Tile("手続き", (0, 0, 600, 405), link="https://city.example/procedures"),
    Tile("状況", (600, 0, 600, 405), words="状況"),
)
MENU = Menu("kakanai", "メニュー", 1200, 405, TILES)


def png(width: int, height: int) -> bytes:
    def piece(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x00\x00\x00\x00"
    lines = zlib.compress((b"\x00" + b"\xff" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + piece(b"IHDR", head) + piece(b"IDAT", lines) + piece(b"IEND", b"")


@pytest.fixture(scope="module")
def transport() -> Iterator[Transport]:
    client = Transport(timeout=20)
    yield client
    client.close()


@pytest.fixture(scope="module")
def service(transport: Transport) -> Iterator[tuple[Platform, Shelf, str]]:
    platform, shelf = Platform("a-token", "a-secret", "", lambda: NOW, transport), Shelf()
    app = FastAPI()
    app.include_router(line_pages(platform, shelf))
    with served(app) as base:
        yield platform, shelf, base


@pytest.fixture
def world(service: tuple[Platform, Shelf, str], transport: Transport) -> tuple[LineMenus, Platform, Shelf]:
    platform, shelf, base = service
    platform.fault, shelf.default = 0, ""
    shelf.menus.clear()
    shelf.pictures.clear()
    return LineMenus(transport, f"{base}/", base, "a-token"), platform, shelf


def failure(menus: LineMenus, menu: Menu = MENU, picture: bytes = png(1200, 405)) -> tuple[str, bool]:
    with pytest.raises(AdapterError) as failed:
        menus.show(menu, picture)
    return failed.value.code, failed.value.permanent


def test_everybody_sees_the_menu_with_its_picture_and_the_earlier_one_is_gone(
    world: tuple[LineMenus, Platform, Shelf],
) -> None:
    menus, _, shelf = world
    shelf.menus["richmenu-other"] = {"name": "made in the manager of LINE", "areas": []}
    first = menus.show(MENU, png(1200, 405))
    second = menus.show(MENU, png(1200, 405))
    assert (shelf.default, set(shelf.menus)) == (second, {second, "richmenu-other"})
    assert first != second
    assert shelf.shown == (("手続き", "https://city.example/procedures", ""), ("状況", "", "状況"))
    assert shelf.pictures == {second: png(1200, 405)}


def test_a_menu_that_is_taken_away_leaves_those_of_others(world: tuple[LineMenus, Platform, Shelf]) -> None:
    menus, _, shelf = world
    assert menus.take_away("kakanai") == 0
    shelf.menus["richmenu-other"], shelf.default = {"name": "another", "areas": []}, "richmenu-other"
    menus.show(MENU, png(1200, 405))
    assert menus.take_away("kakanai") == 1
    assert (shelf.default, set(shelf.menus)) == ("", {"richmenu-other"})


def test_a_picture_that_line_refuses_leaves_the_earlier_menu(world: tuple[LineMenus, Platform, Shelf]) -> None:
    menus, _, shelf = world
    before = menus.show(MENU, png(1200, 405))
    for picture in (png(800, 270), b"GIF89a", png(1200, 405) + b"\0" * MOST_BYTES):
        assert failure(menus, picture=picture) == ("LINE_REFUSED", True)
    assert (shelf.default, set(shelf.menus)) == (before, {before})
    assert failure(menus, replace(MENU, width=700)) == ("LINE_REFUSED", True)


@pytest.mark.parametrize(
    ("status", "expected"), [(401, ("LINE_SIGN_IN", False)), (429, ("LINE_LATER", False)), (500, ("LINE_UNAVAILABLE", False))]
)  # fmt: skip
def test_a_platform_in_trouble_can_be_asked_again(
    world: tuple[LineMenus, Platform, Shelf], status: int, expected: tuple[str, bool]
) -> None:
    menus, platform, shelf = world
    platform.fault = status
    assert failure(menus) == expected
    platform.fault = 0
    assert menus.show(MENU, png(1200, 405)) == shelf.default


def test_what_is_no_answer_of_line_is_no_menu(service: tuple[Platform, Shelf, str], transport: Transport) -> None:
    _, _, base = service
    assert failure(LineMenus(transport, f"{base}/line?", base, "a-token"))[0] == "PROVIDER_UNAVAILABLE"
    wrong = LineMenus(transport, base, base, "another")
    assert failure(wrong) == ("LINE_SIGN_IN", False)
