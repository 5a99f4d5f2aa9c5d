"""`kakanai cities` and the start: a city is added by one command, and one that cannot start leaves the others alone."""

import json
import os
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from subprocess import CompletedProcess
from types import SimpleNamespace

import pytest
from httpx2 import Response
from sqlalchemy import URL, make_url
from starlette.testclient import TestClient

from forms.city.city import load_city
from forms.city.parts import text_of
from portal.cli import main, migrating
from portal.cli.joint.starting import LateWorkers, Started, start
from portal.cli.problem import Problem
from portal.cli.serving import _install
from portal.clock import to_micro
from portal.config import TREE, Settings, settings_with
from portal.config.settings import BLANK
from portal.db import Database
from portal.errors import BadSetting
from portal.migrate import migrate, newest
from portal.services.administration.city_parts import city_part
from portal.services.shared.installation import Installation
from portal.services.shared.kept_definitions import Shared
from portal.store.administration import city_editions
from portal.store.administration.city_editions import IN_FORCE, EditionRow
from portal.wiring import install
from tests import warm
from tests.databases import Makers, sqlite_file
from tests.portal.services.administration.editing import administrator

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Of the joint installation. A command for one city changes the environment of its process."""
    for name in ("PUBLIC_URL", "CITY", "DATA", "CITIES", "DATABASE_URL", "CONNECTIONS"):
        monkeypatch.setenv(f"KAKANAI_{name}", "")
    own = {"ENV": "test", "IDENTITY": "none", "PROCEDURES": tmp_path / "procedures"}
    for name, value in own.items():
        monkeypatch.setenv(f"KAKANAI_{name}", str(value))
    (tmp_path / "procedures").mkdir()
    shutil.copy(TREE / "forms" / "procedures" / "shisei-iken.yaml", tmp_path / "procedures")
    _outside(tmp_path)
    monkeypatch.setattr(migrating, "run_migrations", _copy_tables)
    return tmp_path


def _copy_tables(database: Database) -> None:
    # The kept tables: the migrations were half of what it costs to add a city.
    if database.sqlite:
        into = sqlite3.connect(database.engine.url.database or "")
        with sqlite3.connect(sqlite_file(offered=False)) as kept:
            kept.backup(into)
        kept.close()
        into.close()
    migrate(database)


@pytest.fixture
def migrated_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrating, "run_migrations", migrate)


def _outside(folder: Path) -> None:
    for name in ("PUBLIC_URL", "CITY", "DATABASE_URL", "CONNECTIONS"):
        os.environ.pop(f"KAKANAI_{name}", None)
    os.environ.update({"KAKANAI_DATA": str(folder / "data"), "KAKANAI_CITIES": str(folder / "cities")})


@pytest.fixture
def run(folder: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Status and what was printed."""

    def run_command(*arguments: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        _outside(folder)
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out + printed.err

    return run_command


def make_city(folder: Path, name: str, title: str) -> str:
    shutil.copytree(TREE / "forms" / "cities" / "mihon", folder / name)
    file = folder / name / "city.yaml"
    file.write_text(file.read_text("utf-8").replace("name: 見本市", f"name: {title}", 1), encoding="utf-8")
    return str(folder / name)


def add(run: Run, folder: Path, name: str, title: str, *more: str) -> tuple[int, str]:
    city = make_city(folder, name, title)
    return run("cities", "add", name, "--url", f"http://{name}.example", "--city", city, *more)


@pytest.fixture
def started(run: Run, folder: Path) -> Iterator[Started]:
    for name, title in (("aoba", "青葉市"), ("mori", "森町")):
        assert add(run, folder, name, title)[0] == 0
    (folder / "mori" / "city.yaml").write_text("name: [\n", encoding="utf-8")
    cities = start(settings_with({}), lambda settings, shared: install(settings, shared=shared))
    yield cities
    cities.close()


def test_a_city_that_cannot_start_is_named_and_the_others_serve(
    started: Started, capsys: pytest.CaptureFixture[str]
) -> None:
    application = started.application(with_worker=False)
    shown = {
        name: TestClient(application, base_url=f"http://{name}.example").get("/") for name in ("aoba", "mori", "kawabe")
    }
    assert {name: answer.status_code for name, answer in shown.items()} == {"aoba": 200, "mori": 503, "kawabe": 421}
    assert "青葉市" in shown["aoba"].text
    assert capsys.readouterr().err.startswith("mori: ")
    assert len(started.background()) == 3  # of the city that serves


def test_the_doctor_of_a_joint_installation_asks_for_one_city_and_misses_no_key_of_all(run: Run, folder: Path) -> None:
    status, printed = run("doctor")
    assert (status, printed.count("×")) == (1, 1)
    assert "kakanai --city 名前 doctor" in printed


def test_what_the_doctor_and_a_refusal_say_to_type_names_the_city(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAKANAI_ENV", "production")
    run("cities", "add", "mori", "--url", "https://mori.example")
    printed = run("--city", "mori", "doctor")[1]
    assert printed.count("kakanai --city mori city code") == 2  # in both languages
    assert "kakanai --city mori staff --help" in run("--city", "mori", "staff", "nothing")[1]


def test_where_no_city_can_start_the_command_ends(run: Run, folder: Path) -> None:
    assert add(run, folder, "aoba", "青葉市")[0] == 0
    (folder / "aoba" / "city.yaml").unlink()
    with pytest.raises(Problem, match="No city can be started"):
        start(settings_with({}), lambda settings, _: install(settings))


@pytest.mark.usefixtures("migrated_again")
def test_an_added_city_has_keys_tables_and_a_row_in_the_list(run: Run, folder: Path) -> None:
    assert add(run, folder, "aoba", "青葉市")[0] == 0
    assert add(run, folder, "mori", "森町")[0] == 0
    _, rows = run("cities", "list", "--json")
    assert [(row["name"], row["address"]) for row in json.loads(rows)] == [
        ("aoba", "http://aoba.example"), ("mori", "http://mori.example"),
    ]  # fmt: skip
    keys = [run("--city", name, "keys", "list") for name in ("aoba", "mori")]
    assert [status for status, _ in keys] == [0, 0]
    assert keys[0] != keys[1]
    status, printed = run("keys", "list")
    assert (status, "・いくつもの市町村の設置です。kakanai --city 名前 命令 と打ってください" in printed) == (1, True)
    (folder / "data" / "mori" / "tables-before").write_text(f"0001 {newest()}\n", "utf-8")
    assert "（kakanai --city mori migrate --back 0001。" in run("--city", "mori", "migrate", "--plan")[1]
    status, printed = run("cities", "add", "aoba", "--url", "http://aoba.example", "--city", str(folder / "aoba"))
    assert (status, "up to date" in printed) == (0, True)


def test_in_production_a_city_is_added_without_a_folder_and_set_up_in_the_browser(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "KAKANAI_CITY is missing" in run("cities", "add", "aoba", "--url", "http://aoba.example")[1]
    monkeypatch.setenv("KAKANAI_ENV", "production")
    monkeypatch.setenv("KAKANAI_CITY", str(folder / "of the process"))
    assert "KAKANAI_CITY is missing" in run("cities", "add", "aoba", "--url", "https://aoba.example")[1]
    monkeypatch.delenv("KAKANAI_CITY", raising=False)
    for name in ("aoba", "mori"):
        status, printed = run("cities", "add", name, "--url", f"https://{name}.example")
        assert (status, f"kakanai --city {name} city code" in printed) == (0, True)
        assert f"https://{name}.example/admin/setup" in run("--city", name, "city", "code")[1]
    cities = start(settings_with({}), _install)
    application = cities.application(with_worker=False)
    for name in ("aoba", "mori"):
        client = TestClient(application, base_url=f"https://{name}.example")
        assert [client.get(page).status_code for page in ("/", "/admin/setup")] == [503, 200]
    cities.close()


def test_a_city_that_was_begun_in_the_browser_is_written_as_a_folder_that_can_be_added(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAKANAI_ENV", "production")
    monkeypatch.delenv("KAKANAI_CITY", raising=False)
    assert run("cities", "add", "mori", "--url", "https://mori.example")[0] == 0
    cities = start(settings_with({}), _install)
    mori = cities.installations["mori"]
    text = (
        (BLANK / "city.yaml")
        .read_text("utf-8")
        .replace('"000000"', '"131016"')
        .replace("name: （市の名前）", "name: 森町")
        .replace("（都道府県）", "東京都")
    )
    member, now = administrator(mori), to_micro(mori.clock.now())
    part = text_of(city_part("city"), text)
    with mori.database.write() as unit:
        city_editions.add(unit, EditionRow(0, "city", None, part, 0, "", "2026-01-01", IN_FORCE, 1, member.id, now))
        unit.commit()
    cities.close()
    assert run("--city", "mori", "city", "write", str(folder / "written"))[0] == 0
    status, _ = run("cities", "add", "aoba", "--url", "https://aoba.example", "--city", str(folder / "written"))
    assert (status, load_city(folder / "written").name) == (0, "森町")


def test_a_folder_that_a_start_refuses_is_refused_before_anything_is_made(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAKANAI_ENV", "production")
    status, printed = add(run, folder, "mori", "森町")
    assert (status, "belongs to no prefecture" in printed) == (1, True)
    monkeypatch.setenv("KAKANAI_ENV", "test")
    (folder / "mori" / "people.yaml").unlink()
    status, printed = run("cities", "add", "mori", "--url", "http://mori.example", "--city", str(folder / "mori"))
    assert (status, "file.none" in printed) == (1, True)
    assert not (folder / "cities").exists()
    assert not (folder / "data").exists()


def test_one_backup_is_of_each_city_also_where_that_of_another_fails(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first in a process as the command starts it, the others forked from one that has imported everything."""

    def begun(command: Sequence[str], *, check: bool) -> CompletedProcess[str]:
        if "aoba" in command:
            return subprocess.run(command, check=check, text=True)
        return warm.run(command[command.index("--city") :], env=os.environ)

    monkeypatch.setattr("portal.cli.backups.backing_up.subprocess", SimpleNamespace(run=begun))
    for name, title in (("aoba", "青葉市"), ("mori", "森町")):
        assert add(run, folder, name, title)[0] == 0
    (folder / "cities" / "kita.env").write_text("no line of settings\n", encoding="utf-8")
    (folder / "secret").write_text("a passphrase of the city\n", encoding="utf-8")
    secret = ("--passphrase-file", str(folder / "secret"))
    status, printed = run("backup", str(folder / "night"), *secret)
    assert (status, "    Not backed up: kita." in printed.splitlines()) == (1, True)
    assert sorted(path.name for path in folder.glob("night*")) == ["night-aoba", "night-mori"]
    for name, status in (("aoba", 0), ("mori", 1)):
        assert run("--city", name, "restore", str(folder / "night-aoba"), *secret, "--check")[0] == status


def test_a_folder_of_cities_that_cannot_be_written_is_a_sentence(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, *_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    city = make_city(folder, "aoba", "青葉市")
    monkeypatch.setattr(Path, "write_text", refuse)
    status, printed = run("cities", "add", "aoba", "--url", "http://aoba.example", "--city", city)
    assert (status, "aoba.env cannot be written" in printed) == (1, True)


def test_a_city_that_is_refused_leaves_no_file(run: Run, folder: Path) -> None:
    assert add(run, folder, "aoba", "青葉市")[0] == 0
    status, printed = run("cities", "add", "mori", "--url", "http://aoba.example", "--city", str(folder / "aoba"))
    assert status == 1
    assert printed.splitlines()[1::2] == [
        f"・{name} が、aoba, mori で同じです。市町村ごとに分けてください。"
        for name in ("KAKANAI_PUBLIC_URL", "KAKANAI_CITY")
    ]
    assert [file.name for file in (folder / "cities").iterdir()] == ["aoba.env"]


@pytest.fixture
def server(makers: Makers) -> URL:
    return make_url(makers["postgresql"].offered())


def test_its_database_on_postgresql_is_made_and_an_unknown_role_is_a_sentence(
    server: URL, run: Run, folder: Path
) -> None:
    url = server.set(database="kakanai_mori").render_as_string(hide_password=False)
    assert add(run, folder, "mori", "森町", "--database", url)[0] == 0
    assert "kakanai_mori" in run("cities", "list")[1]
    no_role = server.set(database="kakanai_aoba", username="nobody").render_as_string(hide_password=False)
    status, printed = add(run, folder, "aoba", "青葉市", "--database", no_role)
    assert (status, "Traceback" in printed) == (1, False)


@pytest.mark.parametrize("arguments", [("--city",), ("--city", "mori", "keys", "list")])
def test_a_city_that_is_not_there_is_refused(run: Run, arguments: tuple[str, ...]) -> None:
    status, printed = run(*arguments)
    assert (status, printed.count("\n    ")) == (1, 1)


def test_without_a_folder_of_cities_there_is_none_to_list(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{__name__}._outside", lambda _folder: None)
    monkeypatch.setenv("KAKANAI_CITIES", "")
    status, printed = run("cities", "list")
    words, english = printed.splitlines()
    assert (status, "「いままで1つの市だけの設置から」のとおりに移します。" in words) == (1, True)
    assert english.startswith("    KAKANAI_CITIES is empty: set the folder of the cities' files;")


def test_a_city_whose_database_is_away_opens_when_it_answers(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, title in (("aoba", "青葉市"), ("mori", "森町")):
        assert add(run, folder, name, title)[0] == 0
    away = [True]

    def install_or_not(settings: Settings, shared: Shared | None) -> Installation:
        if away[0] and settings.host_name == "mori.example":
            with Database("postgresql://kakanai@127.0.0.1:1/none").read():
                raise AssertionError
        return install(settings, shared=shared)

    cities = start(settings_with({}), install_or_not)
    assert list(cities.away) == ["mori"]
    assert "tried again" in capsys.readouterr().err
    monkeypatch.setattr("portal.cities.TRIED_AGAIN", 0.02)
    monkeypatch.setattr("portal.cli.joint.starting.TRIED_AGAIN", 0.0)
    workers = LateWorkers(cities)
    with TestClient(cities.application(with_worker=False), base_url="http://mori.example") as client:
        assert client.get("/").status_code == 503
        away[0] = False
        shown = next(answer for answer in _asked(client) if answer.status_code != 503)
        assert "森町" in shown.text
        assert (list(cities.installations), cities.away) == (["aoba", "mori"], {})
    workers.stop()
    cities.close()


def _asked(client: TestClient) -> Iterator[Response]:
    for _ in range(1000):
        yield client.get("/")
        time.sleep(0.01)


def test_a_city_with_another_fault_leaves_the_others_alone(
    run: Run, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, title in (("aoba", "青葉市"), ("mori", "森町")):
        assert add(run, folder, name, title)[0] == 0
    (folder / "data" / "mori" / "kakanai.sqlite").write_bytes(b"no database" * 1000)
    cities = start(settings_with({}), lambda settings, shared: install(settings, shared=shared))
    assert list(cities.installations) == ["aoba"]
    outage, refused = capsys.readouterr().err.splitlines()[:2]
    assert (json.loads(outage)["event"], refused[:6]) == ("outage", "mori: ")
    cities.close()


def test_what_keeps_a_city_from_starting_is_in_japanese_too(
    run: Run, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(_settings: Settings, _shared: Shared | None) -> Installation:
        raise BadSetting("KAKANAI_MAIL=smtp needs KAKANAI_MAIL_HOST.")

    assert add(run, folder, "aoba", "青葉市")[0] == 0
    with pytest.raises(Problem):
        start(settings_with({}), refuse)
    assert capsys.readouterr().err.splitlines()[:2] == [
        "aoba: KAKANAI_MAIL=smtp には、KAKANAI_MAIL_HOST も書いてください。",
        "    KAKANAI_MAIL=smtp needs KAKANAI_MAIL_HOST.",
    ]


def test_a_city_that_is_there_is_not_added_under_another_address_and_a_name_that_is_not_there_lists_those_that_are(
    run: Run, folder: Path
) -> None:
    assert add(run, folder, "aoba", "青葉市")[0] == 0
    again = ("cities", "add", "aoba", "--city", str(folder / "aoba"))
    assert run(*again, "--url", "http://aoba.example")[0] == 0
    status, words = run(*again, "--url", "http://other.example")
    assert (status, words.startswith("aoba はもうあり、KAKANAI_PUBLIC_URL がちがいます。")) == (1, True)
    assert "http://aoba.example" in run("cities", "list")[1]
    status, words = run("--city", "kawabe", "staff", "list")
    assert (status, words.startswith("kawabe という市町村はありません。あるのは：aoba。")) == (1, True)
