"""`backup` while people file, `restore --check` and `--into`."""

import json
import os
import re
import shutil
import threading
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, text

from integrations.keys.local import FILE_NAME, LocalKeys, add_key
from portal.cli.backups import backing_up
from portal.cli.opened import opened as opened_for_command
from portal.config import TREE
from portal.config.settings import Settings
from portal.db import Database
from portal.models import metadata
from portal.services.filing.drafts import application_sealer
from portal.services.shared.installation import Installation
from portal.services.shared.seal_audit import seal_audit
from portal.store.files import attachments
from tests.databases import Makers
from tests.disks import may_mount, small_disk
from tests.portal.audit_chain import attack
from tests.portal.cli.conftest import Kakanai
from tests.portal.services.disposal.disposing import FREE, due
from tests.portal.world import alice, file_application
from tests.postgresql import programs

pytestmark = pytest.mark.usefixtures("settings")


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's own version of pg_dump, and a cheap key."""
    monkeypatch.setenv("PATH", f"{programs()}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr("portal.services.audit.backup_file.COST", 10)


@pytest.fixture
def secret(tmp_path: Path) -> list[str]:
    file = tmp_path / "passphrase"
    file.write_text("correct horse battery staple\n")
    return ["--passphrase-file", str(file)]


@pytest.fixture
def empty(installation: Installation, makers: Makers) -> Iterator[str]:
    engine = "sqlite" if installation.database.sqlite else "postgresql"
    url = makers[engine].empty()
    yield url
    makers[engine].take_back(url)


def attach(installation: Installation, receipt: str, content: bytes = b"picture" * 1000) -> None:
    with installation.database.write() as unit:
        row = unit.connection.execute(
            text("SELECT id, uid, key_id, wrapped_key FROM application WHERE receipt_number = :n"), {"n": receipt}
        ).one()
        file_id = f"photo {receipt}"
        box = application_sealer(installation, row.uid, row.key_id, bytes(row.wrapped_key))
        sealed = box.seal_bytes(f"file:{file_id}", content)
        holder = attachments.Holder(application_id=row.id)
        attachments.add(unit, holder, file_id, box.seal(f"file facts:{file_id}", {}), sealed, 1)
        unit.commit()


def content(url: str) -> dict[str, list[str]]:
    """But the audit, which says more after a restore."""
    database = Database(url)
    with database.read() as unit:
        rows = {
            table.name: sorted(map(repr, unit.connection.execute(table.select())))
            for table in metadata.sorted_tables
            if not table.name.startswith("audit")
        }
    database.close()
    return rows


@pytest.mark.both_engines
def test_restore_brings_back_what_was_filed_while_the_backup_ran(
    kakanai: Kakanai, installation: Installation, database_url: str, empty: str, tmp_path: Path, secret: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    session, going, receipts = alice(installation), threading.Event(), [""]
    receipts[0] = file_application(installation, session)
    attach(installation, receipts[0])

    def file_on() -> None:
        while not going.is_set():
            receipts.append(file_application(installation, session))

    threads = [threading.Thread(target=file_on) for _ in range(2)]
    for thread in threads:
        thread.start()
    answered = len(receipts)
    made = kakanai("backup", str(tmp_path / "b"), *secret)
    going.set()
    for thread in threads:
        thread.join()
    assert (made.status, made.err) == (0, "")
    assert len(receipts) > answered, "nobody waited for the backup"
    monkeypatch.setenv("KAKANAI_DATABASE_URL", empty)
    back = kakanai("restore", str(tmp_path / "b"), *secret, "--into")
    assert (back.status, back.err) == (0, "")
    assert "0 unexplained" in back.out
    assert "添付：1のうち 1 が開きます。\n    Attachments: 1 of 1 open" in back.out
    assert [line for line in back.out.splitlines() if line.isascii() and not line.startswith("    ")] == []
    before, after = content(database_url), content(empty)
    kept = len(after["application"])
    assert answered <= kept <= len(receipts)
    for name in ("attachment", "key_check", "root_key", "person"):
        assert set(after[name]) <= set(before[name]), name
    assert kakanai("audit", "verify").status == 0
    assert kakanai("reconcile").status == 0
    assert "not empty" in kakanai("restore", str(tmp_path / "b"), *secret, "--into").err
    assert not list(tmp_path.glob("b.*"))


@pytest.mark.both_engines
def test_restore_of_a_quiet_database_has_every_row(
    kakanai: Kakanai, installation: Installation, database_url: str, empty: str, tmp_path: Path, secret: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    number = file_application(installation, alice(installation))
    assert kakanai("backup", str(tmp_path / "b"), *secret).status == 0
    sealed = (tmp_path / "b").read_bytes()
    assert number.encode() not in sealed
    assert (tmp_path / "b").stat().st_mode & 0o077 == 0
    monkeypatch.setenv("KAKANAI_DATABASE_URL", empty)
    with monkeypatch.context() as newer:
        newer.setattr("portal.cli.backups.backing_up.newest", lambda: "9999")
        refused = kakanai("restore", str(tmp_path / "b"), *secret, "--into")
        assert (refused.status, version("kakanai") in refused.err, tables_of(empty)) == (1, True, [])
        checked = kakanai("restore", str(tmp_path / "b"), *secret, "--check")
        assert (checked.status, "ほかの版で作ったバックアップです。" in checked.out) == (0, True)
    assert "ほかの版" not in kakanai("restore", str(tmp_path / "b"), *secret, "--check").out
    with monkeypatch.context() as newer:
        newer.setattr("portal.cli.backups.backing_up.version", lambda _: "9.9")
        checked = kakanai("restore", str(tmp_path / "b"), *secret, "--check")
        assert f"ほかの版（{version('kakanai')}）で作ったバックアップです。表はこの版（9.9）と同じ" in checked.out
    back = kakanai("restore", str(tmp_path / "b"), *secret, "--into")
    assert back.out.endswith(f"Last receipt: {number}\n"), back.err
    assert content(empty) == content(database_url)
    assert "is there already" in kakanai("backup", str(tmp_path / "b"), *secret).err


@pytest.mark.both_engines
def test_restore_takes_the_place_of_what_a_first_start_wrote(
    kakanai: Kakanai, installation: Installation, database_url: str, empty: str, tmp_path: Path, secret: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    file_application(installation, alice(installation))
    assert kakanai("backup", str(tmp_path / "b"), *secret).status == 0
    into = ("restore", str(tmp_path / "b"), *secret, "--into")
    monkeypatch.setenv("KAKANAI_DATABASE_URL", empty)
    with opened_for_command():
        refused = kakanai(*into)
        assert (refused.status, "ほかのプロセスが使っています" in refused.err) == (1, True), refused.err
    begun = Database(empty)
    with begun.change() as unit:
        assert unit.connection.execute(text("SELECT count(*) FROM key_check")).scalar_one()
    begun.close()
    back = kakanai(*into)
    assert (back.status, back.err) == (0, "")
    assert content(empty) == content(database_url)
    assert kakanai("audit", "verify").status == 0
    refused = kakanai(*into)
    assert (refused.status, "application 1" in refused.err) == (1, True), (
        "an application is nothing that a start writes"
    )


def test_a_copy_on_a_later_day_says_what_may_be_thrown_away_by_then(
    kakanai: Kakanai, installation: Installation, empty: str, tmp_path: Path, secret: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    _, numbers = due(installation)
    assert kakanai("backup", str(tmp_path / "b"), *secret).status == 0
    block = (TREE / "docs" / "retention.md").read_text("utf-8").partition("## Looking ahead")[2].partition("## ")[0]
    names = re.findall(r"\b(KAKANAI_[A-Z_]+)=", block)
    assert {f"KAKANAI_{name}".upper() for name in Settings.model_fields} >= {*names}
    shutil.copytree(tmp_path / "keys", tmp_path / "ahead" / "keys")
    (tmp_path / "ahead" / "none").mkdir()
    of_copy = {
        "KAKANAI_ENV": "test", "KAKANAI_IDENTITY": "none", "KAKANAI_NOW": FREE, "KAKANAI_DATABASE_URL": empty,
        "KAKANAI_DATA": str(tmp_path / "ahead"), "KAKANAI_PROCEDURES": str(tmp_path / "ahead" / "none"),
        "KAKANAI_CITY": str(TREE / "forms" / "cities" / "mihon"),
    }  # fmt: skip
    assert of_copy.keys() == {*names}, "those of the page and no others"
    for name in [name for name in os.environ if name.startswith("KAKANAI_")]:
        monkeypatch.delenv(name)
    for name, value in of_copy.items():
        monkeypatch.setenv(name, value)
    assert kakanai("restore", str(tmp_path / "b"), *secret, "--into").status == 0
    rows = json.loads(kakanai("purge", "due", "--json").out)
    assert [(row["receipt_number"], row["against"]) for row in rows] == [(number, "") for number in numbers]


def test_restore_refuses_a_backup_that_is_cut_changed_or_swapped_and_leaves_nothing(
    kakanai: Kakanai, installation: Installation, empty: str, tmp_path: Path, secret: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("portal.services.audit.backup_file._CHUNK", 1 << 12)
    assert kakanai("backup", str(tmp_path / "b"), *secret).status == 0
    monkeypatch.setenv("KAKANAI_DATABASE_URL", empty)
    whole = (tmp_path / "b").read_bytes()
    other, size = tmp_path / "other", (1 << 12) + 16 + 5
    first = 34
    swapped = whole[:first] + whole[first + size : first + 2 * size] + whole[first : first + size]
    cut, changed = "ファイルが途中で切れています。", "ファイルが書き換わっています。"
    for content_, words, sentence in (
        (whole[:-1], cut, "is cut off"), (whole[: first + size], cut, "is cut off at chunk 2"),
        (whole + b"x", changed, "follows its end"),
        (whole[:9000] + bytes([whole[9000] ^ 1]) + whole[9001:], changed, "was changed: chunk 3"),
        (swapped + whole[len(swapped) :], "合言葉がちがうか、", "beginning was changed"),
        (b"PK" + whole, "バックアップのファイルではないか、", "not a backup"),
    ):  # fmt: skip
        other.write_bytes(content_)
        for way in ("--check", "--into"):
            ran = kakanai("restore", str(other), *secret, way)
            assert (ran.status, ran.out, sentence in ran.err) == (1, "", True), ran.err
            assert ran.err.startswith(f"{other}：{words}")
            assert "データベースには何も入れていません。" in ran.err
            assert len(ran.english) == 1
    (tmp_path / "wrong").write_text("another passphrase, long")
    ran = kakanai("restore", str(tmp_path / "b"), "--passphrase-file", str(tmp_path / "wrong"), "--check")
    assert (ran.status, "passphrase does not open" in ran.err) == (1, True)
    assert tables_of(empty) == []


def tables_of(url: str) -> list[str]:
    database = Database(url)
    with database.read() as unit:
        names = inspect(unit.connection).get_table_names()
    database.close()
    return names


def test_restore_says_which_keys_are_missing_and_makes_none(
    kakanai: Kakanai, installation: Installation, empty: str, tmp_path: Path, secret: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    assert kakanai("backup", str(tmp_path / "b"), *secret).status == 0
    key_id = LocalKeys(tmp_path / "keys").current()
    checked = kakanai("restore", str(tmp_path / "b"), *secret, "--check")
    assert (checked.status, f"answers {key_id}" in checked.out) == (0, True)
    monkeypatch.setenv("KAKANAI_DATABASE_URL", empty)
    (tmp_path / "keys").rename(tmp_path / "away")
    gone = kakanai("restore", str(tmp_path / "b"), *secret, "--into")
    assert gone.status == 1
    assert gone.err.startswith(f"{tmp_path / 'keys'} に、鍵のファイルがないか、読めません。")
    assert not (tmp_path / "keys").exists()
    shutil.copytree(tmp_path / "away", tmp_path / "keys")
    (tmp_path / "keys" / FILE_NAME).unlink()
    LocalKeys(tmp_path / "keys", create=True)
    add_key(tmp_path / "keys", FILE_NAME)
    ran = kakanai("restore", str(tmp_path / "b"), *secret, "--into")
    assert (ran.status, f"lack answers {key_id}" in ran.err) == (1, True)
    assert f"鍵が足りないか、ちがいます：{tmp_path / 'keys'} の keys.json。" in ran.err
    assert tables_of(empty) == []


@pytest.mark.skipif(not may_mount(), reason="needs a file system of its own")
def test_restore_and_backup_leave_nothing_on_a_full_disk(
    kakanai: Kakanai, installation: Installation, database_url: str, tmp_path: Path, secret: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    assert kakanai("backup", str(tmp_path / "b"), *secret).status == 0
    with small_disk(tmp_path / "disk", 1) as disk:
        # Room for a beginning, but not for all.
        (disk / "filler").write_bytes(bytes((1 << 20) - (1 << 16)))
        ways = [("backup", str(disk / "b"), *secret)]
        if installation.database.sqlite:
            ways.append(("restore", str(tmp_path / "b"), *secret, "--into"))
        for way in ways:
            if way[0] == "restore":
                monkeypatch.setenv("KAKANAI_DATABASE_URL", f"sqlite:///{disk / 'new'}")
            ran = kakanai(*way)
            assert (ran.status, "no space left" in ran.err) == (1, True), ran.err
            assert len(ran.english) == 1
            assert [file.name for file in disk.iterdir()] == ["filler"]


def test_restore_ends_with_status_1_where_its_proof_fails(
    kakanai: Kakanai, installation: Installation, empty: str, tmp_path: Path, secret: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    attach(installation, file_application(installation, alice(installation)))
    seal_audit(installation)
    attack(
        installation, "UPDATE attachment SET sealed_content = sealed_facts",
        "UPDATE audit_record SET detail = 'x' WHERE id = 1", "UPDATE application SET state = 'unheard of'",
    )  # fmt: skip
    assert kakanai("backup", str(tmp_path / "b"), *secret).status == 0
    monkeypatch.setenv("KAKANAI_DATABASE_URL", empty)
    ran = kakanai("restore", str(tmp_path / "b"), *secret, "--into")
    assert (ran.status, "Attachments: 0 of 1 open" in ran.out) == (1, True)
    for sentence in ("record 1: its content was changed", ": does not open", "its state is unknown"):
        assert sentence in ran.err


@pytest.mark.parametrize("table", ["attachment", "application"])
def test_restore_names_the_table_that_lost_a_row_on_the_way(
    table: str, kakanai: Kakanai, installation: Installation, empty: str, tmp_path: Path, secret: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    attach(installation, file_application(installation, alice(installation)))
    assert kakanai("backup", str(tmp_path / "b"), *secret).status == 0
    monkeypatch.setenv("KAKANAI_DATABASE_URL", empty)
    judge = backing_up._demand_rows

    def lose_first(database: Database, manifest: Mapping[str, Any]) -> None:
        rules = "PRAGMA foreign_keys = OFF" if database.sqlite else "SET session_replication_role = replica"
        connection = database.engine.raw_connection()  # SQLite ignores the pragma within a transaction
        for statement in (rules, f"DELETE FROM {table}"):
            connection.cursor().execute(statement)
        connection.commit()
        connection.close()
        judge(database, manifest)

    monkeypatch.setattr(backing_up, "_demand_rows", lose_first)
    ran = kakanai("restore", str(tmp_path / "b"), *secret, "--into")
    assert (ran.status, f": {table} 0 instead of 1." in ran.err) == (1, True), ran.err
