"""`kakanai doctor`: all that is wrong at once, and nothing changed."""

import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

import pytest

from integrations.courier.keys import FILE_NAME as OWN
from integrations.courier.keys import PEERS, keep_own, keep_peers, new_keys
from integrations.keys.local import FILE_NAME, NUMBERS, create_ring
from integrations.signatures.own_key import FILE_NAME as RECEIPTS
from integrations.signatures.own_key import create_own_key
from portal.clock import Clock
from portal.config.settings import BLANK, TREE
from portal.services.counter.ask_neighbours import Neighbours
from portal.services.shared.installation import Installation
from portal.store.courier import courier
from portal.store.courier.courier import OUT, PACKED, StepRow
from tests.house.test_production import WHOLE, surround
from tests.portal.cli.conftest import Kakanai
from tests.real_city import make_own_layouts, make_real_city

SIGNER = "控えに署名する鍵"


@pytest.fixture
def production(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Complete settings over an empty data folder."""
    settings = {
        **WHOLE,
        "KAKANAI_CITY": str(make_real_city(tmp_path / "city")),
        "KAKANAI_DATA": str(tmp_path / "data"),
        "KAKANAI_LAYOUTS": str(make_own_layouts(tmp_path / "layouts")),
    }
    (tmp_path / "data").mkdir()
    surround(monkeypatch, settings)
    return settings


@pytest.fixture(autouse=True)
def neighbours(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What they answer."""
    answers = {"identity": "ok", "mail": "ok", "line": "none"}
    monkeypatch.setattr(Neighbours, "ask", lambda _self: answers)
    return answers


def examined(kakanai: Kakanai, *options: str) -> tuple[int, dict[str, list[tuple[str, str]]]]:
    """Status, and (state, English) by part."""
    ran = kakanai("doctor", "--json", *options)
    findings: dict[str, list[tuple[str, str]]] = {}
    for finding in json.loads(ran.out):
        findings.setdefault(finding["about"], []).append((finding["state"], finding["english"]))
    return ran.status, findings


def contents(folder: Path) -> Mapping[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        for path in folder.rglob("*")
        if not path.name.endswith(("-shm", "-wal"))
    }


def test_an_empty_folder_lacks_keys_and_database_and_stays_empty(
    kakanai: Kakanai, production: dict[str, str], tmp_path: Path
) -> None:
    status, findings = examined(kakanai)
    assert status == 1
    assert findings["鍵のファイル"][0][0] == findings["データベースへの接続"][0][0] == "wrong"
    assert "kakanai migrate" in findings["データベースへの接続"][0][1]
    assert findings["市の定義"][0][0] == "ok"
    assert list((tmp_path / "data").iterdir()) == []


def test_what_is_there_is_examined_although_settings_are_wrong(
    kakanai: Kakanai, production: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAKANAI_PUBLIC_URL", "http://shinsei.city.example")
    monkeypatch.setenv("KAKANAI_COLOUR", "red")
    status, findings = examined(kakanai)
    assert status == 1
    assert [state for state, _ in findings["設定"]] == ["wrong", "wrong"]
    assert "データベースへの接続" in findings


def test_a_setting_that_cannot_be_read_at_all_is_named(
    kakanai: Kakanai, production: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAKANAI_PORT", "eighty")
    status, findings = examined(kakanai)
    assert (status, list(findings)) == (1, ["版", "設定"])
    monkeypatch.setenv("KAKANAI_ZONE", "out")
    lines = kakanai("doctor").out.splitlines()
    number = version("kakanai")
    assert lines.pop(0) == f"○ 版：{number}（{TREE}）"
    assert kakanai("--version").out == f"kakanai {number} ({TREE})\n"
    assert lines[::2] == [
        "× 設定：KAKANAI_ZONE='out'：single、outer、inner のどれかを書いてください。docs/settings.md を見てください。",
        "× 設定：KAKANAI_PORT='eighty'：整数を書いてください。docs/settings.md を見てください。",
        "プロセスとユニットは、ここでは調べません（systemctl --failed）。",
    ]
    refused = kakanai("staff", "list")
    assert refused.err.splitlines()[1] == "・KAKANAI_ZONE='out'：single、outer、inner のどれかを書いてください。"


def test_settings_that_contradict_each_other_are_named(
    kakanai: Kakanai, production: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAKANAI_MAIL", "smtp")
    assert "設定：KAKANAI_MAIL=smtp には、KAKANAI_MAIL_HOST も書いてください。" in kakanai("doctor").out


def test_an_installation_that_may_start_is_asked_how_it_runs(
    kakanai: Kakanai, production: dict[str, str], neighbours: dict[str, str], tmp_path: Path
) -> None:
    for ring in (FILE_NAME, NUMBERS):
        create_ring(tmp_path / "data" / "keys", ring)
    assert examined(kakanai)[1]["データベースへの接続"][0][0] == "wrong"
    kakanai_migrates(kakanai)
    status, findings = examined(kakanai)
    assert (status, findings["表"][0][0], findings["鍵"][0][0]) == (0, "ok", "ok"), findings
    before = contents(tmp_path)
    examined(kakanai)
    assert contents(tmp_path) == before
    assert "×" not in kakanai("doctor").out
    neighbours["mail"] = "missing"
    status, findings = examined(kakanai)
    assert (status, findings["メール"]) == (1, [("wrong", "`mail` does not answer.")])


def kakanai_migrates(kakanai: Kakanai) -> None:
    assert kakanai("migrate").status == 0


def test_a_key_that_is_not_the_database_s_is_reported(
    kakanai: Kakanai, production: dict[str, str], tmp_path: Path
) -> None:
    keys = tmp_path / "data" / "keys"
    for ring in (FILE_NAME, NUMBERS):
        create_ring(keys, ring)
    kakanai_migrates(kakanai)
    assert examined(kakanai)[0] == 0
    (keys / FILE_NAME).unlink()
    create_ring(keys, FILE_NAME)
    status, findings = examined(kakanai)
    assert status == 1
    assert "not those of this database" in findings["鍵とデータベース"][0][1]


def test_a_city_with_mistakes_is_reported_line_by_line_and_the_rest_too(
    kakanai: Kakanai, production: dict[str, str]
) -> None:
    city = Path(production["KAKANAI_CITY"]) / "city.yaml"
    city.write_text(city.read_text(encoding="utf-8") + "\ncolour: red\nsound: loud\n", encoding="utf-8")
    findings = examined(kakanai)[1]
    assert len(findings["市の定義"]) == 2
    assert all("city.yaml:" in english for _, english in findings["市の定義"])
    assert all("キー" in english for _, english in findings["市の定義"]), "in Japanese first"
    assert findings["鍵のファイル"][0][0] == "wrong"


@pytest.mark.usefixtures("settings")
@pytest.mark.parametrize(("name", "state"), [(FILE_NAME, "wrong"), ("web-push.pem", "note")])
def test_keys_that_anybody_may_read_are_shown(
    kakanai: Kakanai, installation: Installation, name: str, state: str
) -> None:
    key = installation.settings.data / "keys" / name
    key.touch()
    key.chmod(0o644)
    status, findings = examined(kakanai, "--quiet")
    assert (status == 1) == (state == "wrong")
    assert [judged for judged, _ in findings["鍵のファイル"]] == [state]


@pytest.mark.usefixtures("settings")
@pytest.mark.parametrize("there", [False, True])
def test_an_empty_database_is_no_other_version_and_a_backup_may_come_first(
    kakanai: Kakanai, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, there: bool
) -> None:
    file = tmp_path / "empty.sqlite"
    if there:
        file.touch()
    monkeypatch.setenv("KAKANAI_DATABASE_URL", f"sqlite:///{file}")
    ran = kakanai("doctor")
    assert (ran.status, "× 表：" in ran.out) == (1, there)
    words = "データベースは空です。はじめてなら kakanai migrate、バックアップを戻すなら先に kakanai restore FILE --into です。"
    assert (words in ran.out, "控えをとってから" in ran.out, "restore FILE --into" in ran.below) == (True, False, True)


@pytest.mark.usefixtures("settings")
def test_tables_of_another_version_are_reported(kakanai: Kakanai, installation: Installation) -> None:
    with installation.database.write() as unit:
        unit.connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
        unit.commit()
    status, findings = examined(kakanai)
    assert status == 1
    assert "kakanai migrate" in findings["表"][0][1]


@pytest.mark.parametrize(
    ("revision", "words", "back"),
    [
        (
            "9999",
            "この版より新しい表です（9999）。その版で打ってください（CODE=/opt/kakanai/新しい版 kakanai …）。",
            True,
        ),
        ("0000", "この版が知らない表です（0000）。", False),
    ],
)
def test_tables_of_newer_code_need_that_code_and_no_migration(
    kakanai: Kakanai, production: dict[str, str], tmp_path: Path, revision: str, words: str, back: bool
) -> None:
    kakanai_migrates(kakanai)
    with sqlite3.connect(tmp_path / "data" / "kakanai.sqlite") as database:
        database.execute(f"UPDATE alembic_version SET version_num = '{revision}'")
    database.close()
    (line,) = (line for line in kakanai("doctor").out.splitlines() if line.startswith("× 表"))
    assert (words in line, "kakanai migrate" in line) == (True, False)
    # A backup loses what came since, the way back nothing.
    ways = [line.find(way) for way in ("migrate --back", "バックアップを戻")]
    assert (ways == sorted(ways), -1 not in ways) == (True, back) if back else ways[0] == -1
    refused = kakanai("migrate")
    assert (refused.status, f"・データベースは、{words}" in refused.err, "demo-reset" in refused.err) == (
        1,
        True,
        False,
    )


@pytest.mark.usefixtures("settings", "installation")
def test_a_database_that_is_away_hides_nothing_else(kakanai: Kakanai, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAKANAI_DATABASE_URL", "postgresql://nobody@127.0.0.1:9/none")
    ran = kakanai("doctor")
    assert ran.status == 1
    assert "× データベースへの接続：つながりません。" in ran.out
    assert "○ 市の定義：読めます。" in ran.out
    assert ran.out.splitlines()[1].startswith("×"), "what is wrong comes first"
    assert ran.err.endswith("直すことが1件あります / Things that are wrong: 1.\n")


def test_what_a_copy_of_the_blank_folder_leaves_open_is_named_before_there_are_tables(
    kakanai: Kakanai, production: dict[str, str]
) -> None:
    blanks = {"市の名前", "電話", "利用規約・個人情報"}
    assert blanks & set(examined(kakanai)[1]) == {"電話"}, "of the fictional city"
    city = Path(production["KAKANAI_CITY"])
    shutil.rmtree(city)
    shutil.copytree(BLANK, city)
    findings = examined(kakanai)[1]
    assert {about for about in blanks if findings.get(about, [("", "")])[0][0] == "note"} == blanks


def test_a_right_that_is_no_right_is_named_before_there_are_tables(
    kakanai: Kakanai, production: dict[str, str]
) -> None:
    groups = Path(production["KAKANAI_CITY"]) / "staff_groups.yaml"
    for right, words in (("counter:*", "write ROLE:DUTY"), ("clerk:nowhere", "holds nowhere")):
        groups.write_text(f"groups:\n  - {{from: 2024-04-01, group: roads, rights: ['{right}']}}\n", "utf-8")
        ((state, english),) = examined(kakanai)[1]["手続と市の定義"]
        assert (state, words in english) == ("wrong", True)
    groups.write_text("groups: []\n", "utf-8")
    assert "手続と市の定義" not in examined(kakanai)[1]


def test_receipts_are_signed_in_the_city_s_name_alone(
    kakanai: Kakanai, production: dict[str, str], tmp_path: Path
) -> None:
    keys, city = tmp_path / "data" / "keys", Path(production["KAKANAI_CITY"]) / "city.yaml"
    for ring in (FILE_NAME, NUMBERS):
        create_ring(keys, ring)
    written = city.read_text(encoding="utf-8")
    for former, blank in (("name: 千代田区", "name: （市の名前）"), ('"131016"', '"000000"')):
        city.write_text(written.replace(former, blank, 1), encoding="utf-8")
        refused = kakanai("keys", "receipts")
        assert (refused.status, f"{city} に市のコードと名前を書いてください" in refused.err) == (1, True)
    assert not (keys / RECEIPTS).exists()
    city.write_text(written, encoding="utf-8")
    create_own_key(keys, "（市の名前）", Clock().now())
    kakanai_migrates(kakanai)
    status, findings = examined(kakanai)
    assert (status, findings[SIGNER][0][0], "keys rotate receipts" in findings[SIGNER][0][1]) == (1, "wrong", True)
    assert "証明書の名前が「（市の名前）」で、市の名前（千代田区）ではありません。" in kakanai("doctor").out
    assert kakanai("keys", "rotate", "receipts").status == 0
    status, findings = examined(kakanai)
    assert (status, SIGNER in findings) == (0, False)


# Zones that exchange packages: keys, ledger, and files that wait

COURIER, KEYS = "持ち運び", "持ち運びの鍵"


@pytest.fixture
def keys(installation: Installation, settings: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of keys of a zone that knows the other."""
    monkeypatch.setenv("KAKANAI_ZONE", "inner")
    folder = installation.settings.data / "keys"
    keep_own(folder, [new_keys("庁内側")])
    keep_peers(folder, [new_keys("インターネット側").public])
    return folder


def carry(installation: Installation) -> None:
    with installation.database.change() as unit:
        courier.add_step(unit, StepRow(1, OUT, 1, "packed", PACKED))


def states(kakanai: Kakanai) -> tuple[int, list[tuple[str, str]]]:
    status, findings = examined(kakanai)
    return status, findings.get(COURIER, [])


def test_a_zone_whose_keys_and_ledger_can_be_read_is_well(
    kakanai: Kakanai, installation: Installation, keys: Path
) -> None:
    carry(installation)
    assert states(kakanai) == (0, [("ok", "well")])


@pytest.mark.parametrize("name", [OWN, PEERS])
def test_keys_are_missing_as_soon_as_something_was_carried(
    kakanai: Kakanai, installation: Installation, keys: Path, name: str
) -> None:
    (keys / name).unlink()
    status, findings = states(kakanai)
    assert (status, [state for state, _ in findings]) == (0, ["note"]), "not exchanged yet"
    carry(installation)
    status, findings = states(kakanai)
    assert (status, [state for state, _ in findings]) == (1, ["wrong"])
    assert name in kakanai("doctor").out


def test_a_file_of_keys_that_is_damaged_is_named(kakanai: Kakanai, keys: Path) -> None:
    (keys / PEERS).write_text("{", "utf-8")
    status, findings = examined(kakanai)
    assert (status, [state for state, _ in findings[KEYS]]) == (1, ["wrong"])
    assert str(keys / PEERS) in findings[KEYS][0][1]


def test_a_ledger_that_cannot_be_read_is_named(kakanai: Kakanai, installation: Installation, keys: Path) -> None:
    with installation.database.write() as unit:
        unit.connection.exec_driver_sql("ALTER TABLE courier_step RENAME TO courier_step_away")
        unit.commit()
    status, findings = states(kakanai)
    assert (status, findings[0][0]) == (1, "wrong")
    assert findings[0][1].startswith("The ledger cannot be read")


def test_a_package_that_only_root_may_read_is_named(
    kakanai: Kakanai, installation: Installation, keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = installation.settings.data / "courier" / "in" / "kakanai-outer-00000001.courier"
    waiting.parent.mkdir(parents=True)
    waiting.touch()
    assert states(kakanai) == (0, [("ok", "well")])
    monkeypatch.setattr(
        "portal.wiring.examine_courier.os.access", lambda *_given, **named: "effective_ids" not in named
    )
    status, findings = states(kakanai)
    assert (status, f"chgrp -h {os.getegid()} {waiting} && chmod g+r {waiting}" in findings[0][1]) == (1, True)


@pytest.mark.parametrize("name", ["x;sh y;.courier", "x\n$(sh).courier", "\x1b[2J.courier"])
def test_the_name_of_a_package_is_no_part_of_a_line_for_root(
    kakanai: Kakanai, installation: Installation, keys: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    waiting = installation.settings.data / "courier" / "in" / name
    waiting.parent.mkdir(parents=True)
    waiting.touch()
    monkeypatch.setattr(
        "portal.wiring.examine_courier.os.access", lambda *_given, **named: "effective_ids" not in named
    )
    status, findings = states(kakanai)
    assert (status, "chgrp" in findings[0][1], repr(name) in findings[0][1]) == (1, False, True)


@pytest.mark.usefixtures("settings")
def test_a_city_without_another_zone_has_no_line_of_it_and_each_is_sent_to_systemd(
    kakanai: Kakanai, installation: Installation
) -> None:
    assert {COURIER, KEYS} & set(examined(kakanai)[1]) == set()
    assert "systemctl --failed" in kakanai("doctor").out
    assert "systemctl" not in kakanai("doctor", "--quiet").out
