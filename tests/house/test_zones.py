"""Routes of each zone."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from portal.app import make_app
from portal.config import load_settings
from portal.errors import BadSetting
from portal.wiring import install
from tests.house.route_table import every_route, served

STAFF = ("/desk", "/counter", "/staff", "/admin", "/mock/codes")
RESIDENT = (
    "/apply",
    "/applications",
    "/sign-in",
    "/sign-out",
    "/procedures",
    "/payments",
    "/help",
    "/privacy",
    "/terms",
    "/.well-known/security.txt",
    "/manifest.webmanifest",
    "/robots.txt",
    "/favicon.ico",
    "/service-worker.js",
    "/offline",
)
SHARED = (
    "/healthz",
    "/readyz",
    "/metrics",
    "/static/{address:path}",
    "/language/{language}",
    "/furigana/{way}",
    "/.well-known/jwks.json",
    "/halls",
    "/halls/{hall}/screen",
    "/halls/{hall}/screen/{key}",
    "/halls/{hall}/news",
    "/halls/{hall}/take/{key}",
    "/halls/{hall}/kiosk/{key}",
    "/halls/{hall}/kiosk/{key}/over",
    "/halls/{hall}/kiosk/{key}/taken",
    "/halls/{hall}/kiosk/{key}/{guide}",
    "/halls/{hall}/kiosk/{key}/{guide}/questions/{page}",
    "/halls/{hall}/kiosk/{key}/{guide}/list",
    "/tickets/{ticket}",
    "/tickets/{ticket}/leave",
)


@contextmanager
def serving(zone: str, folder: Path) -> Iterator[tuple[TestClient, set[str]]]:
    installation = install(load_settings(env="test", zone=zone, data=folder))
    app = make_app(installation, with_worker=False)
    with TestClient(app, follow_redirects=False) as client:
        yield client, {path for _, path in served(app.routes)}


def test_the_internet_side_has_no_desk_and_no_counter(tmp_path: Path) -> None:
    with serving("outer", tmp_path) as (client, paths):
        assert [path for path in paths if path.startswith(STAFF)] == []
        assert [client.get(path).status_code for path in ("/desk", "/counter", "/staff/sign-in")] == [404] * 3
        assert client.get("/").status_code == 200


def test_the_inner_side_has_no_page_of_a_resident(tmp_path: Path) -> None:
    with serving("inner", tmp_path) as (client, paths):
        assert [path for path in paths if path.startswith(RESIDENT) or path == "/"] == []
        assert [client.get(path).status_code for path in ("/", "/applications", "/sign-in")] == [404] * 3
        assert client.get("/staff/sign-in").status_code == 200


def test_one_machine_for_all_serves_what_both_sides_serve(tmp_path: Path) -> None:
    of: dict[str, set[str]] = {}
    for zone in ("single", "outer", "inner"):
        with serving(zone, tmp_path / zone) as (_, paths):
            of[zone] = paths
    assert of["single"] == of["outer"] | of["inner"]
    assert of["outer"] & of["inner"] == set(SHARED)


def test_the_table_of_routes_is_what_one_machine_serves(tmp_path: Path) -> None:
    with serving("single", tmp_path) as (_, paths):
        assert paths == {path for _, path in every_route()}
        assert len(paths) > 40


@pytest.mark.parametrize(
    "plug",
    [
        {"resident_register": "people"},
        {"resident_register": "file", "register_file": "x"},
        {"resident_register": "view", "register_url": "postgresql://reader@db/resident"},
    ],
)
@pytest.mark.parametrize("env", ["demo", "test", "production"])
def test_the_internet_side_refuses_a_register(env: str, plug: Mapping[str, str]) -> None:
    with pytest.raises(BadSetting, match="KAKANAI_RESIDENT_REGISTER cannot be set in zone outer"):
        load_settings(env=env, zone="outer", **plug)


@pytest.mark.parametrize(("zone", "loaded"), [("outer", False), ("inner", True), ("single", True)])
def test_the_internet_side_loads_no_register_whatever_its_settings_are(tmp_path: Path, zone: str, loaded: bool) -> None:
    checked = load_settings(env="demo", zone=zone, data=tmp_path)
    for settings in (checked, checked.model_copy(update={"resident_register": "people"})):
        installation = install(settings)
        installation.database.close()
        assert (installation.register is not None) is loaded


def test_the_inner_side_publishes_the_key_by_which_its_card_readers_know_it(tmp_path: Path) -> None:
    with serving("inner", tmp_path) as (client, _):
        assert [key["use"] for key in client.get("/.well-known/jwks.json").json()["keys"]] == ["sig"]
