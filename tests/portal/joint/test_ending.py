# A city ends: preview, code, and a calm answer at its host; what is missing is named, and nothing is deleted.

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from integrations.courier.keys import keep_own, keep_peers, new_keys
from portal.cli.joint.starting import start
from portal.config import Settings, settings_with
from portal.config.cities import load_city_file
from portal.services.shared.installation import Installation
from portal.services.shared.kept_definitions import Shared
from portal.services.shared.write_audit import Actor, write_audit
from portal.wiring import install
from tests.databases import NOW, Makers
from tests.portal.joint.test_commands import Run, _outside, add, folder, make_city, run  # noqa: F401 - fixtures
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
    (two.parent / "minami.ended").write_text("KAKANAI_PUBLIC_URL=http://[minami\n", encoding="utf-8")
    (two.parent / "nishi.ended").write_bytes("# 西町\n".encode("cp932"))
    (two.parent / "folder.ended").mkdir()
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
        (["--url", "http://[mori", "--city", "{folder}/aoba"], "--url http://[mori："),
        (["--url", "http://mori.example:abc", "--city", "{folder}/aoba"], "--url http://mori.example:abc："),
        (["--url", "http://mori.example?x=1", "--city", "{folder}/aoba"], "--url http://mori.example?x=1："),
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


def test_a_name_that_leads_out_of_the_folder_of_cities_leaves_nothing_there(run: Run, folder: Path) -> None:  # noqa: F811
    assert add(run, folder, "aoba", "青葉市")[0] == 0
    words = ("--url", "http://mori.example", "--city", make_city(folder, "mori", "森町"))
    for name in ("../mori", "north/mori", "Mori", str(folder / "mori")):
        status, printed = run("cities", "add", name, *words)
        assert (status, printed.startswith(f"{name}：名前は")) == (1, True)
    assert [file.name for file in folder.rglob("*.env")] == ["aoba.env"]
    assert [file.name for file in (folder / "data").iterdir()] == ["aoba"]


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_the_data_of_an_ended_city_are_given_to_no_other_and_its_address_and_folder_may_be(
    two: Path, run: Run, folder: Path, url: str  # noqa: F811
) -> None:  # fmt: skip
    two.rename(two.with_suffix(".ended"))
    words = ("--url", "http://mori.example", "--city", str(folder / "mori"))
    status, printed = run("cities", "add", "hayashi", *words, "--database", url)
    assert (status, "KAKANAI_DATABASE_URL: hayashi, mori.ended have the same" in printed) == (1, True)
    assert not two.with_stem("hayashi").exists()
    assert run("cities", "add", "hayashi", *words)[0] == 0


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_former_file_is_never_written_over_and_without_a_folder_of_cities_none_ends(
    two: Path, run: Run, monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    two.with_suffix(".ended").write_text("of another year\n", encoding="utf-8")
    status, printed = run("cities", "end", "mori")
    assert (status, "mori.ended がもうあります" in printed) == (1, True)
    monkeypatch.setenv("KAKANAI_CITIES", "")
    monkeypatch.setattr("tests.portal.joint.test_commands._outside", lambda _folder: None)
    assert "KAKANAI_CITIES is empty" in run("cities", "end", "mori")[1]


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_city_whose_tables_were_never_made_ends(two: Path, run: Run, folder: Path) -> None:  # noqa: F811
    half = two.with_stem("half")
    half.write_text(
        f"KAKANAI_PUBLIC_URL=http://half.example\nKAKANAI_CITY={make_city(folder, 'half', '半市')}\n", "utf-8"
    )
    code = re.findall(r"--code (\w+)", run("cities", "end", "half")[1])[0]
    assert run("cities", "end", "half", "--code", code)[0] == 0
    assert half.with_suffix(".ended").is_file()


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_city_whose_database_does_not_answer_is_not_ended_and_the_way_by_hand_is_named(two: Path, run: Run) -> None:  # noqa: F811
    lines = two.read_text("utf-8").splitlines()
    kept = [line for line in lines if not line.startswith("KAKANAI_DATABASE_URL")]
    away = "KAKANAI_DATABASE_URL=postgresql://kakanai@127.0.0.1:1/kakanai_mori"
    two.write_text("\n".join([*kept, away, ""]), "utf-8")
    status, printed = run("cities", "end", "mori")
    assert (status, two.is_file()) == (1, True)
    for words in ("データベースにつながりません", "mori は終わらせていません", f"mv {two} {two.with_suffix('.ended')}"):
        assert words in printed


def test_what_an_ended_city_of_the_outer_zone_still_has_is_packed_by_its_own_courier(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    monkeypatch.setenv("KAKANAI_NOW", NOW)
    monkeypatch.setenv("KAKANAI_ZONE", "outer")
    for name, title in (("aoba", "青葉市"), ("mori", "森町")):
        assert add(run, folder, name, title)[0] == 0
        keep_own(folder / "data" / name / "keys", [new_keys(name)])
        keep_peers(folder / "data" / name / "keys", [new_keys(f"{name} inside").public])
    file = folder / "cities" / "mori.env"
    in_city(file, file_one)
    file.rename(file.with_suffix(".ended"))
    for name, packed in (("aoba", []), ("mori", ["1\t1"])):
        status, printed = run("--city", name, "courier", "pack", "--out", str(folder / "way" / name))
        assert (status, re.findall(r"(?m)^\d+\t\d+", printed)) == (0, packed)


def give_code(city: Path, code: str) -> None:
    file = city / "city.yaml"
    file.write_text(re.sub(r"(?m)^code: .*$", f"code: {code}", file.read_text("utf-8")), "utf-8")


def test_two_cities_with_the_code_of_one_municipality_are_refused_and_fictional_codes_are_nobodys(
    run: Run, folder: Path  # noqa: F811
) -> None:  # fmt: skip
    for name, code in (("aoba", '"132012"  # 八王子市'), ("mori", "'132012'")):
        give_code(Path(make_city(folder, name, f"{name}市")), code)
    words = ("--city", str(folder / "mori"), "--url", "http://mori.example")
    assert run("cities", "add", "aoba", "--city", str(folder / "aoba"), "--url", "http://aoba.example")[0] == 0
    status, printed = run("cities", "add", "mori", *words)
    assert (status, "The code in city.yaml: aoba, mori have the same" in printed) == (1, True)
    assert [file.name for file in (folder / "cities").iterdir()] == ["aoba.env"]
    give_code(folder / "mori", '"132021"')
    assert run("cities", "add", "mori", *words)[0] == 0
    give_code(folder / "mori", '"132012"')
    assert "The code in city.yaml: aoba, mori have the same" in run("cities", "list")[1]
    for name in ("aoba", "mori"):
        give_code(folder / name, '"991015"')
    assert run("cities", "list")[0] == 0


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_code_that_was_typed_in_the_browser_is_named_at_the_start_and_closes_no_other_city(
    two: Path, folder: Path, capsys: pytest.CaptureFixture[str]  # noqa: F811
) -> None:  # fmt: skip
    def installed(settings: Settings, shared: Shared | None) -> Installation:
        # As editions of city.yaml in the database.
        opened = install(settings, shared=shared)
        return replace(opened, city=opened.city.model_copy(update={"code": "132012"}))

    cities = start(settings_with({}), installed)
    assert list(cities.installations) == ["aoba", "mori"]
    assert "aoba, mori: they have one municipality code, 132012" in capsys.readouterr().err
    cities.close()
