"""Ways around the checks of a production start."""

import json
import shutil
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from integrations.keys.local import LocalKeys
from integrations.signatures.own_key import create_own_key, renew_own_key
from integrations.sockets.layout_socket import AnswerTable
from portal.config import TREE, load_settings
from portal.config.settings import BLANK
from portal.errors import BadSetting
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor
from portal.services.staff.add_staff import add_staff, disable_staff
from portal.services.staff.demo_people import DEMO_STAFF, add_demo_staff
from portal.store.staff.staff_members import RightRow
from portal.wiring import demand_number_keys, demand_receipt_key, install
from portal.wiring.practice_content import demand_folder
from tests.portal.numbers import number_layout
from tests.portal.world import alice, file_application
from tests.real_city import make_own_layouts, make_real_city

MIHON = TREE / "forms" / "cities" / "mihon"
NOW = "2026-11-20T10:00:00+09:00"


@pytest.mark.parametrize(
    "written", ["forms/cities/mihon", "./forms/../forms/cities/mihon/", str(MIHON / ".." / "mihon")]
)
def test_the_fictional_city_is_known_however_it_is_written(written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(TREE)
    with pytest.raises(BadSetting) as refused:
        load_settings(env="production", public_url="https://city.example", identity="none", city=written)
    assert refused.value.sentences == (
        "KAKANAI_CITY must be your city's folder in production; 見本市 is fictional.",
    )  # fmt: skip


def test_a_link_to_the_fictional_city_is_that_city(tmp_path: Path) -> None:
    (tmp_path / "city").symlink_to(MIHON)
    with pytest.raises(BadSetting, match="見本市 is fictional"):
        load_settings(env="production", public_url="https://city.example", identity="none", city=tmp_path / "city")


def test_a_copy_of_the_fictional_city_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    shutil.copytree(MIHON, tmp_path / "city")
    data = tmp_path / "data"
    settings = load_settings(
        env="production", public_url="https://city.example", identity="none", city=tmp_path / "city", data=data
    )
    with pytest.raises(BadSetting, match=r"is the fictional city: its code 991015 belongs to no prefecture"):
        install(settings)
    assert not data.exists() or list(data.iterdir()) == []


def own_keys(folder: Path) -> None:
    """The demo's keys as a production's: what else of a demo is refused shows behind them."""
    for name in ("keys.json", "number-keys.json"):
        content = json.loads((folder / name).read_text())
        assert content.pop("made_for") == "practice"
        (folder / name).write_text(json.dumps(content))
    renew_own_key(folder, "千代田区", datetime.fromisoformat(NOW))


def test_each_thing_of_the_demo_is_named_under_another_name_and_all_at_once(tmp_path: Path) -> None:
    """The city's code alone was changed."""
    shutil.copytree(MIHON, tmp_path / "city")
    file = tmp_path / "city" / "city.yaml"
    file.write_text(file.read_text().replace('"991015"', '"131016"', 1).replace("name: 見本市", "name: 千代田区", 1))
    data = tmp_path / "data"
    for name in ("keys.json", "number-keys.json"):
        LocalKeys(data / "keys", create=True, name=name)
    create_own_key(data / "keys", "見本市", datetime.fromisoformat(NOW))
    before = sorted(path.name for path in data.rglob("*"))
    settings = load_settings(
        env="production", public_url="https://city.example", identity="none", city=tmp_path / "city", data=data
    )
    with pytest.raises(BadSetting) as refused:
        install(settings)
    facts, people, towns, keys, numbers, receipts, layouts = refused.value.sentences
    assert "care_insurer, prefecture, security_contact" in facts
    assert "fictional people, the first is 髙見本　太郎" in people
    assert "the first is 見本町" in towns
    assert "/keys.json was made by a demo" in keys
    assert "/number-keys.json was made by a demo" in numbers
    assert "receipts.pem signs for 見本市" in receipts
    assert "kaigo.hihokenshasho.saikofu" in layouts
    assert "generic" not in layouts
    assert sorted(path.name for path in data.rglob("*")) == before


@pytest.mark.parametrize(
    "issuer",
    ["https://SB-Auth-and-Sign.go.jp", "https://LocalHost:8001/api", "https://[::1]:8001/api", "https://[", "https://"],
)
def test_a_practice_provider_is_known_however_it_is_written(issuer: str) -> None:
    with pytest.raises(BadSetting) as refused:
        load_settings(
            env="production",
            public_url="https://city.example",
            city="/srv/city",
            das_client_id="RP1",
            das_issuer=issuer,
        )
    assert [sentence.split()[0] for sentence in refused.value.sentences] == ["KAKANAI_DAS_ISSUER"]


def test_a_database_that_was_a_demos_is_not_taken_on(database_url: str, tmp_path: Path) -> None:
    """A demo's staff have public passwords and code generators."""
    city = make_real_city(tmp_path / "city")
    demo = install(
        load_settings(env="demo", data=tmp_path / "data", database_url=database_url, identity="none", now=NOW)
    )
    add_demo_staff(demo)
    real = load_settings(
        env="production", data=tmp_path / "data", database_url=database_url, identity="none", city=city,
        public_url="https://city.example", layouts=make_own_layouts(tmp_path / "layouts"),
    )  # fmt: skip
    with pytest.raises(BadSetting) as refused:
        install(real)
    assert [Path(sentence.split()[0]).name for sentence in refused.value.sentences] == [
        "keys.json", "number-keys.json", "receipts.pem",
    ]  # fmt: skip
    own_keys(tmp_path / "data" / "keys")
    everybody = ", ".join(person.login for person in DEMO_STAFF)
    with pytest.raises(BadSetting, match=f"{everybody} can sign in with published passwords"):
        install(real)
    with demo.database.write() as unit:
        rights = [RightRow("administrator", "*", demo.clock.today().isoformat(), None)]
        add_staff(demo, unit, Actor("system", "test"), "kanri2", "管理", "a password", rights)
        for person in DEMO_STAFF:
            disable_staff(demo, unit, Actor("system", "test"), person.login)
        unit.commit()
    demo.database.close()
    install(real).database.close()
    # Without the line of its folder it is not a new one, to be set up in the browser.
    with pytest.raises(BadSetting, match="KAKANAI_CITY is not set"):
        install(real.model_copy(update={"city": BLANK}))


def test_applications_are_of_a_city_whose_folder_is_lost(installation: Installation, tmp_path: Path) -> None:
    lost = installation.settings.model_copy(update={"env": "production", "city": BLANK, "data": tmp_path / "empty"})
    with installation.database.read() as unit:
        demand_folder(lost, unit)
    file_application(installation, alice(installation))
    with installation.database.read() as unit:
        with pytest.raises(BadSetting, match="KAKANAI_CITY is not set"):
            demand_folder(lost, unit)
        demand_folder(installation.settings, unit)


def test_nobody_is_served_where_numbers_are_asked_for_and_could_not_be_kept(installation: Installation) -> None:
    demand_number_keys(installation)
    lacking = replace(installation, number_keys=None)
    with pytest.raises(BadSetting, match=r"hoiku-riyo-moshikomi.*run `kakanai keys numbers` first"):
        demand_number_keys(lacking)
    demand_number_keys(replace(lacking, settings=lacking.settings.model_copy(update={"zone": "outer"})))


def test_zone_outer_has_no_key_for_numbers_whatever_lies_there(database_url: str, tmp_path: Path) -> None:
    settings = load_settings(env="test", data=tmp_path, database_url=database_url, identity="none")
    first = install(settings)
    first.database.close()
    assert first.number_keys is not None
    outer = install(settings.model_copy(update={"zone": "outer"}))
    outer.database.close()
    assert outer.number_keys is None


def test_a_layout_that_carries_numbers_is_refused_where_there_is_no_key_for_them(
    database_url: str, tmp_path: Path
) -> None:
    (tmp_path / "layouts").mkdir()
    number_layout(tmp_path / "layouts", lambda _procedure, _version: AnswerTable((), {}, lambda _field, _value: {}))
    settings = load_settings(
        env="test", data=tmp_path, database_url=database_url, identity="none", layouts=tmp_path / "layouts"
    )
    install(settings).database.close()
    with pytest.raises(BadSetting, match="there is no key for 個人番号"):
        install(settings.model_copy(update={"zone": "outer"}))


def test_nobody_is_served_where_receipts_could_not_be_signed(installation: Installation) -> None:
    demand_receipt_key(installation)
    with pytest.raises(BadSetting, match="run `kakanai keys receipts` first"):
        demand_receipt_key(replace(installation, documents=None))
