"""A start takes addresses from a file; a page is the one that its module declares."""

import json
import sys
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from portal.routes import served_addresses
from portal.routes.families import pages_of
from portal.routes.served_addresses import SERVED, LaterCalls, keep_addresses
from portal.web.machines.route import MachineRoute, TokenRoute
from portal.web.shared.router import LaterPage, Pages
from tests.house.route_table import routes_of, served


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(served_addresses, "KEPT", tmp_path / "kept" / "addresses.json")
    keep_addresses()
    return served_addresses.KEPT


def refuse() -> None:
    raise AssertionError("all modules were imported")


@pytest.mark.parametrize("zone", SERVED)
def test_the_addresses_are_those_that_are_declared(kept: Path, zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(served_addresses, "keep_addresses", refuse)
    assert kept.exists()
    assert served(served_addresses.served(zone)) == served(routes_of(zone))


def test_each_page_is_the_one_of_its_module(kept: Path) -> None:
    pages = served_addresses.served("single")[0]
    assert isinstance(pages, Pages)
    declared = {(page.method, page.path): page for page in pages_of("single").pages}
    assert len(pages.pages) == len(declared)
    for page in pages.pages:
        assert isinstance(page, LaterPage) is (page.path != "/")
        ready = page.declared() if isinstance(page, LaterPage) else page
        assert ready is declared[page.method, page.path]


def test_changed_code_and_a_damaged_file_declare_again(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = kept.read_bytes()
    _, declared = json.loads(whole)
    for content in (b"", whole[:-1], json.dumps(["of another release", declared]).encode()):
        kept.write_bytes(content)
        served_addresses.served("outer")
        assert kept.read_bytes() == whole


def test_a_folder_that_cannot_be_written_costs_the_imports(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.unlink()
    kept.parent.rmdir()
    kept.parent.touch()
    assert served(served_addresses.served("single")) == served(routes_of("single"))


def test_calls_of_machines_are_found_below_their_prefix() -> None:
    app = FastAPI(redirect_slashes=False)
    app.router.routes.append(LaterCalls("/api/v1", "portal.routes.machines.api"))
    client = TestClient(app, raise_server_exceptions=False)
    statuses = {
        f"{method} {path}": client.request(method, path, follow_redirects=False).status_code
        for method, path in (
            ("GET", "/api/v1/nothing"), ("GET", "/api/v1/applications/"), ("DELETE", "/api/v1/procedures"), ("GET", "/api/v10/procedures"),
        )
    }  # fmt: skip
    assert statuses == {
        "GET /api/v1/nothing": 404, "GET /api/v1/applications/": 404, "DELETE /api/v1/procedures": 405, "GET /api/v10/procedures": 404,
    }  # fmt: skip


def test_all_calls_of_machines_are_below_a_kept_prefix(kept: Path) -> None:
    prefixes = {route.prefix for route in served_addresses.served("inner") if isinstance(route, LaterCalls)}
    calls = [route for route in routes_of("inner") if isinstance(route, MachineRoute | TokenRoute)]
    assert {f"/{'/'.join(call.path.split('/')[1:-1])}" for call in calls} >= prefixes
    assert all(any(call.path.startswith(f"{prefix}/") for prefix in prefixes) for call in calls)
    assert not [route for route in served_addresses.served("outer") if isinstance(route, LaterCalls)]
