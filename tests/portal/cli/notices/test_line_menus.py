"""`kakanai line menu`, spoken to the mock of LINE over the wire."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi import FastAPI

from integrations.http import Transport
from integrations.line.mock.app import line_pages
from integrations.line.mock.menus import Shelf
from integrations.line.mock.platform import Platform
from portal.cli import main
from portal.config import load_settings
from portal.wiring import install
from portal.wiring.practice import MOCK_LINE_TOKEN
from tests.databases import NOW
from tests.integrations.identity.world import served


@pytest.fixture
def service() -> Iterator[tuple[Shelf, str]]:
    shelf, transport = Shelf(), Transport(timeout=20)
    platform = Platform(MOCK_LINE_TOKEN, "", "", lambda: datetime(2026, 11, 20, tzinfo=UTC), transport)
    app = FastAPI()
    app.include_router(line_pages(platform, shelf))
    with served(app) as base:
        yield shelf, base
    transport.close()


def command(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["line", "menu", *arguments])
    return int(ended.value.code or 0)


def test_the_menu_is_drawn_shown_replaced_and_taken_away(
    service: tuple[Shelf, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shelf, base = service
    for name, value in {"ENV": "test", "DATA": str(tmp_path), "IDENTITY": "none", "NOW": NOW}.items():
        monkeypatch.setenv(f"KAKANAI_{name}", value)
    install(load_settings()).database.close()
    assert command() == 1
    assert "LINE is off" in capsys.readouterr().err
    monkeypatch.setenv("KAKANAI_ENV", "demo")
    monkeypatch.setenv("KAKANAI_LINE_API", base)
    assert command("--draw", str(tmp_path / "menu.png")) == 0
    assert shelf.menus == {}
    assert command() == 0
    first = shelf.default
    assert command("--picture", str(tmp_path / "menu.png")) == 0
    assert list(shelf.menus) == [shelf.default] != [first]
    assert shelf.pictures[shelf.default] == (tmp_path / "menu.png").read_bytes()
    assert command("--remove") == 0
    assert (shelf.menus, shelf.default) == ({}, "")
    assert capsys.readouterr().out.splitlines()[-1].strip() == "Removed: 1."
