"""`kakanai courier`: two zones create and trust keys and exchange files."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from integrations.courier.keys import keep_peers, load_peers, new_keys
from portal.config import load_settings
from portal.config.settings import FICTIONAL
from portal.jobs.carry_courier import carry_courier
from portal.services.staff.add_staff import add_staff
from portal.store.staff.staff_members import RightRow
from portal.wiring import install
from tests.databases import NOW, Makers
from tests.portal.cli.conftest import Kakanai, Ran
from tests.portal.two_zones import CARRIER
from tests.portal.world import DUTY, alice, file_application

At = Callable[..., Ran]


@pytest.fixture
def at(kakanai: Kakanai, makers: Makers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> At:
    """`at("outer", "pack")`: the command in this zone."""
    urls = {zone: makers["sqlite"].offered() for zone in ("outer", "inner", "single")}

    def run(zone: str, *arguments: str) -> Ran:
        for name, value in {
            "ENV": "test", "DATA": str(tmp_path / zone), "DATABASE_URL": urls[zone], "IDENTITY": "none", "NOW": NOW,
            "ZONE": zone,
        }.items():  # fmt: skip
            monkeypatch.setenv(f"KAKANAI_{name}", value)
        return kakanai("courier", *arguments)

    return run


def pair(at: At, tmp_path: Path) -> None:
    for zone in ("outer", "inner"):
        assert at(zone, "keys", "create").status == 0
    for zone, other in (("outer", "inner"), ("inner", "outer")):
        card = tmp_path / f"{other}.key"
        card.write_text(at(other, "keys", "show").out, encoding="utf-8")
        fingerprint = json.loads(at(other, "keys", "list", "--json").out)[0]["fingerprint"]
        assert at(zone, "keys", "trust", str(card), "--fingerprint", fingerprint).status == 0


def test_two_zones_are_paired_carry_and_account_for_it(at: At, tmp_path: Path) -> None:
    pair(at, tmp_path)
    at("outer", "ledger")  # sets the environment to the outer zone
    outer = install(load_settings())
    file_application(outer, alice(outer))
    assert at("outer", "pack", "--out", str(tmp_path / "way")).out.startswith("1\t1\t")
    assert at("outer", "pack", "--out", str(tmp_path / "way")).out == ""
    package = tmp_path / "way" / "kakanai-outer-00000001.courier"
    ran = at("inner", "take", str(tmp_path / "way"))
    assert (ran.status, ran.out) == (0, "1\t受け取りました\t1\tkakanai-outer-00000001.courier\n")
    assert (package.exists(), (tmp_path / "way" / "done" / package.name).exists()) == (False, True)
    assert "not acknowledged" in at("outer", "ledger").out
    at("inner", "pack", "--out", str(tmp_path / "back"))
    assert at("outer", "take", str(tmp_path / "back")).status == 0
    ledger = json.loads(at("outer", "ledger", "--json").out)[0]
    assert [step["act"] for step in ledger["steps"]] == ["taken", "arrived", "packed"]
    assert ledger["not acknowledged"] == ledger["on the way"] == ledger["missing"] == []
    outer.database.close()


def test_what_a_command_prints_has_no_line_of_the_log_in_it(
    at: At, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair(at, tmp_path)
    at("outer", "ledger")  # sets the environment to the outer zone
    outer = install(load_settings())
    file_application(outer, alice(outer))
    outer.database.close()
    ran = at("outer", "pack", "--json", "--out", str(tmp_path / "way"))
    assert [row["number"] for row in json.loads(ran.out)] == [1]
    assert [json.loads(line)["event"] for line in ran.err.splitlines()] == ["carry application"]
    monkeypatch.setenv("KAKANAI_LOG_LEVEL", "warning")
    again = at("outer", "pack", "--again", "--out", str(tmp_path / "way"))
    assert (again.out[:2], again.err) == ("2\t", "")


def test_a_wrong_package_is_reported_with_its_file_and_moved_aside(at: At, tmp_path: Path) -> None:
    pair(at, tmp_path)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "x.courier").write_bytes(b"x")
    ran = at("inner", "take", str(tmp_path / "in"))
    assert ran.status == 1
    assert "x.courier: 受け取りませんでした：持ち運びのパッケージではありません" in ran.err
    assert (tmp_path / "in" / "refused" / "x.courier").exists()
    for name in (b"\x1b[2J\n.courier", b"\xff.courier"):
        (tmp_path / "in" / os.fsdecode(name)).write_bytes(b"x")
    ran = at("inner", "take", str(tmp_path / "in"))
    assert "?[2J?.courier: 受け取りませんでした" in ran.err
    assert "?.courier\n" in ran.out
    assert "\x1b" not in ran.out + ran.err
    for zone, other in (("outer", "庁内側"), ("inner", "インターネット側")):
        refused = at(zone, "lost", "9", "--reason", "x")
        assert f"{other}の機械で打ってください。" in refused.err
        assert refused.english == [
            "Package 9 was not packed here, has arrived, or is recorded as lost already. A missing one is noted where it was packed."
        ]
    assert "Name a folder" in at("outer", "pack").err


def test_a_person_is_informed_that_there_was_nothing_to_carry_and_the_journal_is_not(at: At, tmp_path: Path) -> None:
    pair(at, tmp_path)
    (tmp_path / "in").mkdir()
    for command in (("pack", "--out", str(tmp_path / "out")), ("take", str(tmp_path / "in"))):
        typed, timed = at("outer", *command), at("outer", *command, "--quiet")
        assert (typed.status, typed.out, len(typed.english)) == (0, "", 1), command
        assert (timed.status, timed.out, timed.err) == (0, "", ""), command
    (tmp_path / "in" / "x.courier").write_bytes(b"x")
    refused = at("outer", "take", str(tmp_path / "in"), "--quiet")
    assert (refused.status, "x.courier: 受け取りませんでした" in refused.err) == (1, True)


def test_without_keys_or_without_another_zone_nothing_is_packed(at: At, tmp_path: Path) -> None:
    for zone, message in (("outer", "do not know each other yet"), ("single", "there is no other zone")):
        for command in (("pack", "--out", str(tmp_path)), ("take", str(tmp_path))):
            ran = at(zone, *command)
            assert (ran.status, message in ran.err) == (1, True), ran
    assert "run `kakanai courier keys create` first" in at("outer", "keys", "show").err
    assert at("single", "keys", "create").status == 0  # for laptops


def test_a_key_is_trusted_by_its_fingerprint_alone_and_can_be_forgotten(at: At, tmp_path: Path) -> None:
    pair(at, tmp_path)
    card = tmp_path / "inner.key"
    assert "its fingerprint differs" in at("outer", "keys", "trust", str(card), "--fingerprint", "0").err
    own = json.loads(at("inner", "keys", "list", "--json").out)[0]["fingerprint"]
    assert "this is our own key" in at("inner", "keys", "trust", str(card), "--fingerprint", own).err
    card.write_text("x", encoding="utf-8")
    assert "this is not a courier key" in at("outer", "keys", "trust", str(card), "--fingerprint", own).err
    assert at("outer", "keys", "forget", own).status == 0
    assert "No trusted key" in at("outer", "keys", "forget", own).err
    assert "do not know each other yet" in at("outer", "pack", "--out", str(tmp_path)).err


def test_a_key_of_another_city_is_not_trusted(at: At, tmp_path: Path) -> None:
    card, file = new_keys("隣市 庁内側").public, tmp_path / "inner.key"
    file.write_text(card.written, encoding="utf-8")
    refused = at("outer", "keys", "trust", str(file), "--fingerprint", card.fingerprint)
    assert (refused.status, "this is a key of 隣市 庁内側; one of 見本市 is needed" in refused.err) == (1, True)
    assert load_peers(tmp_path / "outer" / "keys") == ()


def test_a_key_that_was_trusted_before_the_city_took_another_name_is_chosen_again(at: At, tmp_path: Path) -> None:
    pair(at, tmp_path)
    former, file = new_keys("旧見本町 庁内側").public, tmp_path / "inner.key"
    keep_peers(tmp_path / "outer" / "keys", [former, *load_peers(tmp_path / "outer" / "keys")], 0)
    file.write_text(former.written, encoding="utf-8")
    assert at("outer", "keys", "trust", str(file), "--fingerprint", former.fingerprint).status == 0
    assert load_peers(tmp_path / "outer" / "keys")[-1] == former


@pytest.mark.parametrize(
    ("card", "trusted"), [("見本 市 庁内側", True), ("見本 市", True), ("見本 隣市 庁内側", False)]
)
def test_a_city_is_compared_by_its_whole_name_with_its_spaces(
    at: At, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, card: str, trusted: bool
) -> None:
    city = shutil.copytree(FICTIONAL, tmp_path / "city")
    text = (city / "city.yaml").read_text("utf-8")
    (city / "city.yaml").write_text(text.replace("name: 見本市\n", "name: 見本 市\n", 1), "utf-8")
    monkeypatch.setenv("KAKANAI_CITY", str(city))
    keys, file = new_keys(card).public, tmp_path / "inner.key"
    file.write_text(keys.written, encoding="utf-8")
    ran = at("outer", "keys", "trust", str(file), "--fingerprint", keys.fingerprint)
    assert (ran.status == 0, len(load_peers(tmp_path / "outer" / "keys"))) == (trusted, int(trusted)), ran.err


def test_the_list_of_keys_marks_which_of_them_is_in_use(at: At, tmp_path: Path) -> None:
    pair(at, tmp_path)
    assert at("outer", "keys", "create").status == 0
    rows = [line.split("\t") for line in at("outer", "keys", "list").out.splitlines()]
    assert [(row[0], row[3]) for row in rows] == [
        ("own", "前の鍵 / former"), ("own", "今の鍵 / in use"), ("trusted", "今の鍵 / in use"),
    ]  # fmt: skip
    assert json.loads((tmp_path / "outer" / "keys" / "courier.json").read_text())["current"] == rows[1][2].replace(
        " ", ""
    )
    assert [row["in use"] for row in json.loads(at("outer", "keys", "list", "--json").out)] == [False, True, True]


def test_the_key_in_use_is_forgotten_only_after_another_is_trusted_again(at: At, tmp_path: Path) -> None:
    cards = [new_keys(f"見本市 {number}").public for number in range(3)]
    for number in (0, 1, 2):
        (tmp_path / f"{number}.key").write_text(cards[number].written, encoding="utf-8")
        at("outer", "keys", "trust", str(tmp_path / f"{number}.key"), "--fingerprint", cards[number].fingerprint)
    refused = at("outer", "keys", "forget", cards[2].fingerprint)
    assert (refused.status, "is in use" in refused.err) == (1, True)
    at("outer", "keys", "trust", str(tmp_path / "0.key"), "--fingerprint", cards[0].fingerprint)
    assert at("outer", "keys", "forget", cards[2].fingerprint).status == 0
    assert load_peers(tmp_path / "outer" / "keys")[-1] == cards[0]


def test_the_worker_carries_through_its_folders_and_waits_until_a_file_is_whole(
    at: At, makers: Makers, tmp_path: Path
) -> None:
    pair(at, tmp_path)
    way, back = tmp_path / "way", tmp_path / "back"
    zones = [
        install(
            load_settings(
                env="test", zone=zone, data=tmp_path / zone, database_url=makers["sqlite"].offered(), identity="none",
                now=NOW, courier_in=str(folders[0]), courier_out=str(folders[1]),
            )
        )
        for zone, folders in (("outer", (back, way)), ("inner", (way, back)))
    ]  # fmt: skip
    file_application(zones[0], alice(zones[0]))
    back.mkdir()
    with capture_logs(processors=[merge_contextvars]) as lines:
        assert [carry_courier(zones[0]), carry_courier(zones[0])] == [1, 0]
        # Seen in the first run, taken and answered in the second.
        assert [carry_courier(zones[1]), carry_courier(zones[1])] == [0, 2]
    packed, taken, answered = (line for line in lines if line["event"].startswith("courier"))
    assert (packed["event"], taken["event"], answered["event"]) == ("courier_packed", "courier_taken", "courier_packed")
    assert packed["package"] == taken["package"] != answered["package"], "one name in the logs of both zones"
    (way / os.fsdecode(b"\xff.courier")).write_bytes(b"x")
    with capture_logs(processors=[merge_contextvars]) as lines:
        assert [carry_courier(zones[1]), carry_courier(zones[1])] == [0, 1]
    assert [line["package"] for line in lines if line["event"] == "courier_taken"] == ["?.courier"]
    for installation in zones:
        installation.database.close()


def test_a_laptop_takes_along_and_brings_back_by_commands(
    at: At, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def at_laptop(*arguments: str) -> Ran:
        monkeypatch.setenv("KAKANAI_LAPTOP", "7")
        ran = at("single", *arguments)
        monkeypatch.delenv("KAKANAI_LAPTOP")
        return ran

    def at_home(*arguments: str) -> Ran:
        return at("inner", *arguments)

    cards, prints = dict[str, str](), dict[str, str]()
    for name, run in (("laptop", at_laptop), ("home", at_home)):
        assert run("keys", "create").status == 0
        card = tmp_path / f"{name}.key"
        card.write_text(run("keys", "show").out, encoding="utf-8")
        cards[name], prints[name] = str(card), json.loads(run("keys", "list", "--json").out)[0]["fingerprint"]
    assert at_laptop("keys", "trust", cards["home"], "--fingerprint", prints["home"]).status == 0
    trust = ("keys", "trust", cards["laptop"], "--fingerprint", prints["laptop"])
    assert "--laptop" in at_laptop(*trust, "--laptop", "3").err
    assert at_home(*trust, "--laptop", "7").status == 0
    assert "another side's already" in at_home(*trust, "--laptop", "8").err
    assert "another side's already" in at_home(*trust).err
    assert "laptop 7" in at_home("keys", "list").out

    along = ("--out", str(tmp_path / "along"), "--until", "2026-11-21")
    at_home("ledger")
    home = install(load_settings())
    with home.database.write() as unit:
        add_staff(home, unit, CARRIER, "clerk", "窓口", "a password", [RightRow("clerk", DUTY, "2026-11-20", None)])
        unit.commit()
    assert "Laptop 8 is not known" in at_home("take-along", "8", "--staff", "clerk", *along).err
    assert "bob: needs a password" in at_home("take-along", "7", "--staff", "bob", *along).err
    assert "at most 31 days" in at_home("take-along", "7", "--staff", "clerk", *along[:-1], "2027-11-21").err
    assert at_home("take-along", "7", "--staff", "clerk", *along).out.startswith("1\t0\t")
    assert at_laptop("take", str(tmp_path / "along")).out == "1\t受け取りました\t0\tkakanai-home07-00000001.courier\n"
    assert "This is not a laptop" in at_home("bring-back", "--out", str(tmp_path / "back")).err
    back = at_laptop("bring-back", "--out", str(tmp_path / "back"))
    assert (back.status, back.out) == (0, "")
    assert "持ち帰るものはありません。全部、市に届いています。" in back.err
    (tmp_path / "none").mkdir()
    nothing = at_home("take", str(tmp_path / "none"))
    assert (nothing.status, nothing.out, "パッケージ（.courier）がありません。" in nothing.err) == (0, "", True)
    assert at_home("take", str(tmp_path / "back")).status == 0
    assert "出張の端末から / from laptop\t7: 0 applications, missing []" in at_home("ledger").out
    forgotten = at_home("keys", "forget", prints["laptop"], "--laptop", "7")
    assert forgotten.status == 0
    assert forgotten.out.startswith("7番の端末のこの鍵は、もう信頼しません。")
    assert "サービスを始め直してください。" in forgotten.out
    assert "laptop 7" not in at_home("keys", "list").out


def take_unreadable(at: At, folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, error: OSError) -> Ran:
    """In a folder with one package, which cannot be read."""
    pair(at, folder)
    (folder / "in").mkdir()
    (folder / "in" / name).write_bytes(b"x")

    def refuse(*_given: object) -> None:
        raise error

    monkeypatch.setattr("portal.cli.courier.take_file", refuse)
    return at("inner", "take", str(folder / "in"))


def test_a_package_that_root_copied_is_left_with_the_command_that_gives_it_to_the_service(
    at: At, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.cli.problem.os.access", lambda *_given, **named: "effective_ids" not in named)
    ran = take_unreadable(at, tmp_path, monkeypatch, "x.courier", PermissionError(13, "Permission denied"))
    assert ran.status == 1
    assert f"chgrp -h {os.getegid()} {tmp_path}/in/x.courier && chmod g+rX {tmp_path}/in/x.courier" in ran.err


def test_the_name_of_a_package_that_cannot_be_read_has_no_sign_that_a_terminal_obeys(
    at: At, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = take_unreadable(at, tmp_path, monkeypatch, "\x1b[2Jx.courier", OSError(5, "Input/output error"))
    assert (ran.status, "\x1b" in ran.err) == (1, False)
    assert f"{tmp_path}/in/?[2Jx.courier を読めません。" in ran.err
