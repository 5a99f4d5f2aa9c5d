"""`keys rotate` and `keys retire`, for every ring."""

import json
import os
import time
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.pool import Pool

from integrations.courier.keys import load_own
from integrations.keys.local import FILE_NAME, NUMBERS, LocalKeys
from portal import outbox
from portal.services.shared.installation import Installation
from portal.services.shared.rotate_keys import rows_left
from portal.services.shared.verify_audit import verify_audit
from tests.portal.cli.conftest import Kakanai
from tests.portal.world import alice, file_application
from tests.servers import free_ports
from tests.warm import Talk, run

pytestmark = pytest.mark.usefixtures("settings")


@pytest.mark.parametrize(("ring", "file"), [("answers", FILE_NAME), ("numbers", NUMBERS)])
@pytest.mark.both_engines
def test_rotate_then_retire_replaces_the_only_key_of_a_ring(
    kakanai: Kakanai, installation: Installation, tmp_path: Path, ring: str, file: str
) -> None:
    file_application(installation, alice(installation))
    keys = LocalKeys(tmp_path / "keys", name=file)
    former = keys.current()
    assert kakanai("keys", "retire", ring).out.endswith("There is no former key.\n")
    rotated = kakanai("keys", "rotate", ring)
    assert (rotated.status, rotated.err) == (0, "")
    assert rotated.below.startswith(f"{keys.current()} is in use.\n")
    assert set(keys.ids) == {former, keys.current()}
    again = kakanai("keys", "rotate", ring)
    assert "Rows wrapped again: 0." in again.out, "no third key before the former is retired"
    retired = kakanai("keys", "retire", ring)
    assert (retired.status, retired.out.splitlines()[0]) == (0, f"{former}\t消しました / removed")
    assert keys.ids == (keys.current(),) != (former,)
    assert kakanai("audit", "verify").status == 0
    assert kakanai("keys", "rotate", ring).status == 0, "the next rotation"


def test_rotate_of_several_servers_first_adds_the_key(
    kakanai: Kakanai, installation: Installation, tmp_path: Path
) -> None:
    keys = LocalKeys(tmp_path / "keys")
    former = keys.current()
    added = kakanai("keys", "rotate", "answers", "--add-only")
    (new,) = set(keys.ids) - {former}
    assert added.below.startswith(f"{new} is in ")
    assert (kakanai("keys", "rotate", "answers", "--add-only").out, keys.current()) == (added.out, former)
    assert kakanai("keys", "retire", "answers").out.endswith("There is no former key.\n")
    assert set(keys.ids) == {former, new}, "a key that was never current is not a former one"
    assert kakanai("keys", "rotate", "answers").below.startswith(f"{new} is in use.\n")


def test_retire_before_rotate_has_ended_is_refused_with_the_tables(
    kakanai: Kakanai, installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.cli.keys.rotation.rewrap", lambda *_: 0)
    kakanai("keys", "rotate", "answers")
    refused = kakanai("keys", "retire", "answers")
    assert refused.status == 1
    assert refused.english[0].startswith("Former keys are needed still (root_key 3)")
    assert len(refused.english) == 1
    assert len(LocalKeys(tmp_path / "keys").ids) == 2


def test_rotate_killed_by_the_system_goes_on_at_the_next_run(
    kakanai: Kakanai, installation: Installation, tmp_path: Path
) -> None:
    with installation.database.write() as unit:
        for number in range(3000):
            outbox.enqueue(
                installation.keys, unit, "mail", "received", {"number": number}, once=f"n{number}", about=outbox.About(), now=1
            )  # fmt: skip
        unit.commit()
    rotating = Talk("portal.cli", "keys", "rotate", "answers")
    while "\toutbox" not in rotating.heard():
        assert rotating.process.poll() is None
    rotating.process.kill()
    rotating.end()
    keys = LocalKeys(tmp_path / "keys")
    with installation.database.read() as unit:
        left = rows_left(unit, keys, "answers")
    assert 0 < sum(left.values()) < 3000
    assert f"Rows wrapped again: {sum(left.values())}." in kakanai("keys", "rotate", "answers").out
    assert kakanai("keys", "retire", "answers").status == 0
    assert len(keys.ids) == 1


@pytest.mark.both_engines
def test_rotate_look_ups_makes_a_new_index_and_retire_removes_the_former_root(
    kakanai: Kakanai, installation: Installation
) -> None:
    file_application(installation, alice(installation))
    rotated = kakanai("keys", "rotate", "look-ups")
    assert rotated.below == "look-ups 2 is in use.\n1 applications indexed.\n"
    assert kakanai("keys", "retire", "look-ups").out == "look-ups 1\t消しました / removed\n"


@pytest.mark.both_engines
def test_rotate_audit_leaves_the_former_root_to_verify(
    kakanai: Kakanai, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    file_application(installation, alice(installation))
    assert kakanai("keys", "rotate", "audit").below == "audit 2 is in use.\n"
    assert "wait a minute" in kakanai("keys", "retire", "audit").err
    monkeypatch.setenv("KAKANAI_NOW", "2026-11-20T10:05:00+09:00")
    assert kakanai("keys", "retire", "audit").out == "audit 1\t確かめるだけ / verifies only\n"
    assert verify_audit(installation).faults == ()


def test_rotate_receipts_replaces_the_private_key_and_keeps_the_certificate(
    kakanai: Kakanai, installation: Installation, tmp_path: Path
) -> None:
    path = tmp_path / "keys" / "receipts.pem"
    before = path.read_text()
    former_certificate = before[before.index("-----BEGIN CERTIFICATE") :]
    assert "1 former certificates verify" in kakanai("keys", "rotate", "receipts").out
    after = path.read_text()
    assert after.endswith(former_certificate)
    assert before[: before.index("-----BEGIN CERTIFICATE")] not in after
    assert path.stat().st_mode & 0o077 == 0
    assert "verifies receipts that people have" in kakanai("keys", "retire", "receipts").err
    assert kakanai("book").status == 0, "the next process starts with it"


def test_codes_are_never_made_void_by_a_new_root(kakanai: Kakanai, installation: Installation) -> None:
    for command in ("rotate", "retire"):
        ran = kakanai("keys", command, "codes")
        assert (ran.status, "keys rotate answers" in ran.err) == (1, True)
    assert kakanai("keys", "rotate", "king").status == 2


def test_rotate_courier_adds_a_key_and_retire_removes_the_former(
    kakanai: Kakanai, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAKANAI_ZONE", "outer")
    none = kakanai("keys", "rotate", "courier")
    assert (none.status, none.english) == (
        1,
        ["There are no keys of this zone: run `kakanai courier keys create` first."],
    )
    assert kakanai("courier", "keys", "create").status == 0
    (first,) = load_own(tmp_path / "keys")
    kakanai("keys", "rotate", "courier")
    assert len(load_own(tmp_path / "keys")) == 2
    assert kakanai("book").status == 0
    retired = kakanai("keys", "retire", "courier")
    assert (retired.status, retired.out, retired.err) == (0, f"{first.public.id}\t消しました / removed\n", "")
    assert len(load_own(tmp_path / "keys")) == 1
    assert kakanai("book").status == 0


def test_key_check_ends_every_command_with_a_sentence(
    kakanai: Kakanai, installation: Installation, tmp_path: Path
) -> None:
    path = tmp_path / "keys" / FILE_NAME
    content = json.loads(path.read_text())
    path.write_text(json.dumps(content | {"keys": {content["current"]: "ab" * 32}}))
    os.utime(path, ns=(time.time_ns(), time.time_ns()))
    for command in (("audit", "verify"), ("book",), ("keys", "rotate", "answers")):
        ran = kakanai(*command)
        assert (ran.status, len(ran.english)) == (1, 1), command
        assert "another key" in ran.err
        assert "changed" not in ran.err
    for command in (("worker",), ("serve", "--port", str(free_ports(1)[0]))):
        process = run(command, env=os.environ)
        assert (process.returncode, len(process.stderr.splitlines())) == (1, 3), process
        assert "another key" in process.stderr


def test_key_check_keeps_a_new_key_file_from_a_sealed_database(
    kakanai: Kakanai, installation: Installation, tmp_path: Path
) -> None:
    """A lost key file was once replaced by an empty one, and the service started."""
    for command, file in (("create", FILE_NAME), ("numbers", NUMBERS)):
        (tmp_path / "keys" / file).rename(tmp_path / file)
        ran = kakanai("keys", command)
        assert (ran.status, ran.english) == (1, ["The database is sealed with another key: put its key file back."])
        assert not (tmp_path / "keys" / file).exists()
        (tmp_path / file).rename(tmp_path / "keys" / file)


def test_key_check_holds_one_connection_at_a_time(kakanai: Kakanai, installation: Installation, tmp_path: Path) -> None:
    # A pooler of a joint installation may give each city a single one.
    (tmp_path / "keys" / NUMBERS).unlink()
    installation.database.close()
    held, most = set[int](), 0

    def take(driver: object, *_rest: object) -> None:
        nonlocal most
        held.add(id(driver))
        most = max(most, len(held))

    def give_back(driver: object, *_rest: object) -> None:
        held.discard(id(driver))

    event.listen(Pool, "checkout", take)
    event.listen(Pool, "checkin", give_back)
    try:
        assert kakanai("keys", "numbers").status == 1
    finally:
        event.remove(Pool, "checkout", take)
        event.remove(Pool, "checkin", give_back)
    assert (most, held) == (1, set())
