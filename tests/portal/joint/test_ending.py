# A city ends: preview, code, and a calm answer at its host; what is missing is named, and nothing is deleted.

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from portal.cli.joint.starting import start
from portal.config import Settings, settings_with
from portal.config.cities import load_city_file
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor, write_audit
from portal.wiring import install
from tests.databases import NOW, Makers
from tests.portal.joint.test_commands import Run, _outside, add, folder, run  # noqa: F401 - fixtures
from tests.portal.world import alice, file_application

ENGINES = ["sqlite", "postgresql"]
Ready = Callable[[str], Path]


@pytest.fixture
def url(request: pytest.FixtureRequest, makers: Makers) -> Iterator[str]:
    # Made before the environment is that of a joint installation.
    offered = makers[request.param].offered()
    yield offered
    makers[request.param].take_back(offered)


@pytest.fixture
def two(url: str, run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:  # noqa: F811
    # aoba, and mori on the database of the test's parameter; the file of mori.
    monkeypatch.setenv("KAKANAI_NOW", NOW)
    assert add(run, folder, "aoba", "青葉市")[0] == 0
    assert add(run, folder, "mori", "森町", "--database", url)[0] == 0
    return folder / "cities" / "mori.env"


def in_city(file: Path, act: Callable[[Installation], object]) -> None:
    every_procedure = {"procedures": Settings.model_fields["procedures"].default}
    installation = install(load_city_file(file, settings_with({})).model_copy(update=every_procedure))
    try:
        act(installation)
    finally:
        installation.database.close()


def file_one(installation: Installation) -> None:
    file_application(installation, alice(installation))


def record(*actions: str) -> Callable[[Installation], None]:
    def act(installation: Installation) -> None:
        with installation.database.change() as unit:
            for action in actions:
                write_audit(installation, unit, Actor("system", "test"), action)

    return act


@pytest.mark.parametrize("url", ENGINES, indirect=True)
def test_a_city_with_cases_ends_after_an_export_and_a_backup_by_the_code_of_the_preview(
    two: Path, run: Run, folder: Path  # noqa: F811
) -> None:  # fmt: skip
    in_city(two, file_one)
    status, printed = run("cities", "end", "mori")
    assert (status, "バックアップがありません" in printed, "持ち出しがありません" in printed) == (1, True, True)
    in_city(two, record("backed up", "exported everything"))
    status, printed = run("cities", "end", "mori")
    assert (status, "open cases\t1" in printed, two.is_file()) == (0, True, True)
    code = re.findall(r"--code (\w+)", printed)[0]
    assert run("cities", "end", "mori", "--code", f"{code[:-1]}_")[0] == 1
    in_city(two, file_one)
    assert run("cities", "end", "mori", "--code", code)[0] == 1, "another case has arrived since"
    assert two.is_file()
    code = re.findall(r"--code (\w+)", run("cities", "end", "mori")[1])[0]
    status, printed = run("cities", "end", "mori", "--code", code)
    assert (status, f"mv {two.with_suffix('.ended')} {two}" in printed) == (0, True)
    assert [file.name for file in sorted(two.parent.iterdir())] == ["aoba.env", "mori.ended"]
    assert run("--city", "mori", "keys", "list")[0] == 0, "its last export needs its commands"
    assert "mori" not in run("cities", "list")[1]
    for words in (("end", "mori"), ("add", "mori", "--url", "http://mori.example", "--city", str(folder / "mori"))):
        status, printed = run("cities", *words)
        assert (status, "終わ" in printed) == (1, True)


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_city_that_was_added_by_mistake_ends_at_once_and_the_only_city_does_not(two: Path, run: Run) -> None:  # noqa: F811
    code = re.findall(r"--code (\w+)", run("cities", "end", "mori")[1])[0]
    assert run("cities", "end", "mori", "--code", code)[0] == 0
    status, printed = run("cities", "end", "aoba")
    assert (status, "the only city" in printed) == (1, True)
    assert run("cities", "end", "kita")[0] == 1


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_after_the_next_start_the_host_of_an_ended_city_answers_calmly_and_the_others_serve(
    two: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    two.rename(two.with_suffix(".ended"))
    (two.parent / "kita.ended").write_text("no line of settings\n", encoding="utf-8")
    cities = start(settings_with({}), lambda settings, shared: install(settings, shared=shared))
    application = cities.application(with_worker=False)
    answers = {
        name: TestClient(application, base_url=f"http://{name}.example").get("/", headers={"accept": "text/html"})
        for name in ("aoba", "mori", "kita")
    }
    cities.close()
    assert {name: answer.status_code for name, answer in answers.items()} == {"aoba": 200, "mori": 410, "kita": 421}
    assert "受付は、終わりました" in answers["mori"].text
    for name in ("mori", "kita"):
        assert 'name="viewport"' in answers[name].text
        assert answers[name].headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (["--url", "mori.example:8000", "--city", "{folder}/mori"], "--url mori.example:8000："),
        (["--url", "http://example/mori", "--city", "{folder}/mori"], "--url http://example/mori："),
        (["--url", "http://mori.example", "--city", "{folder}/nothing"], "city.yaml"),
    ],
)
def test_a_mistyped_address_or_folder_leaves_no_file_no_key_and_no_table(
    run: Run, folder: Path, words: list[str], wanted: str  # noqa: F811
) -> None:  # fmt: skip
    assert add(run, folder, "aoba", "青葉市")[0] == 0
    status, printed = run("cities", "add", "mori", *(word.format(folder=folder) for word in words))
    assert (status, wanted in printed) == (1, True)
    assert [file.name for file in (folder / "cities").iterdir()] == ["aoba.env"]
    assert [file.name for file in (folder / "data").iterdir()] == ["aoba"]
