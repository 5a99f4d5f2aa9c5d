"""`export everything` of a whole city, read back by a program that knows only the documentation."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pyotp
import pytest
from sqlalchemy import func, select

from integrations.bucket import Bucket
from integrations.objects.bucket_objects import BucketObjects
from integrations.signatures.own_key import create_own_key
from portal.cli.backups import handing_back
from portal.models import metadata
from portal.services.audit.exit_columns import NUMBERS
from portal.services.cases.open_answers import open_answers
from portal.services.files.keep_numbers import seal_number
from portal.services.files.lay_outside import bring_inside, lay_outside
from portal.services.shared.installation import Installation
from portal.services.shared.seal_audit import seal_audit
from portal.services.staff.demo_people import DEMO_STAFF, add_demo_staff
from portal.store.cases import applications
from portal.store.files import attachments, my_numbers
from portal.store.shared import audit_records
from portal.store.staff import staff_members
from portal.store.staff.staff_members import RightRow
from scripts.exit_reader import Exit, digest_of
from tests.databases import NOW, Makers
from tests.house.pages import DOCS, blocks
from tests.house.tree import ROOT, text
from tests.integrations.bucket import KEY_ID, REGION, SECRET, Storage, serving
from tests.portal.cli.conftest import Kakanai
from tests.portal.cli.demo_city.made import City, city_of
from tests.portal.world import ANSWERS, alice, file_application

COUNT, SEED = 32, 14  # with a file among its applications
# Of the page: sums and signature.
COMMANDS = [line for line in blocks("exit.md", "sh")[1].splitlines() if line]


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory, makers: Makers) -> Iterator[City]:
    url = makers["sqlite"].offered()
    with city_of(tmp_path_factory.mktemp("city"), url, COUNT, SEED) as city:
        seal_audit(city.installation)
        yield city


@pytest.fixture
def at_home(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands open this city."""
    settings = city.installation.settings
    for name, value in {
        "ENV": "test", "DATA": str(settings.data), "DATABASE_URL": settings.database, "IDENTITY": "none", "NOW": NOW,
    }.items():  # fmt: skip
        monkeypatch.setenv(f"KAKANAI_{name}", value)


def secrets_of(*logins: str) -> str:
    """What the two administrators type: password and code of each."""
    known = {person.login: person for person in DEMO_STAFF}
    now = datetime.fromisoformat(NOW)
    lines = [(known[login].password, pyotp.TOTP(known[login].totp_secret).at(now)) for login in logins]
    return "".join(f"{password}\n{code}\n" for password, code in lines)


def typed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", StringIO(text))


def forget_codes(installation: Installation) -> None:
    """A code is used once; the clock of these tests stands still."""
    with installation.database.write() as unit:
        unit.connection.exec_driver_sql("UPDATE staff SET totp_step = 0")
        unit.connection.exec_driver_sql("DELETE FROM throttle")
        unit.commit()


def asked(out: Path, *more: str) -> tuple[str, ...]:
    by = ("--by", "kanri", "--second", "jinji", "--why", "契約の終わり")
    return ("export", "everything", "--out", str(out), *by, *more)


@pytest.fixture
def handed(kakanai: Kakanai, city: City, at_home: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    forget_codes(city.installation)
    typed(monkeypatch, secrets_of("kanri", "jinji"))
    ran = kakanai(*asked(tmp_path / "exit"))
    assert (ran.status, ran.err) == (0, "")
    assert f"/exit に書き出しました。SHA256SUMS の指紋は {digest_of(tmp_path / 'exit' / 'SHA256SUMS')} です" in ran.out
    return tmp_path / "exit"


@pytest.mark.parametrize("given", [(), ("--help",), (".",)])
def test_the_program_says_what_it_wants(given: tuple[str, ...], tmp_path: Path) -> None:
    program = [sys.executable, "-I", str(ROOT / "scripts" / "exit_reader.py"), *given]
    ran = subprocess.run(program, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr.startswith("使い方"), "Traceback" in ran.stderr) == (1, True, False)


def test_a_program_that_knows_the_documentation_alone_reads_everything_and_counts_the_same(
    handed: Path, city: City
) -> None:
    ran = subprocess.run(
        [sys.executable, "-I", ROOT / "scripts" / "exit_reader.py", handed], capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stderr.strip()) == (0, "")
    *lines, verdict = ran.stdout.splitlines()
    assert verdict.startswith("食い違いはありません。")
    counted = {name: int(rows) for name, rows in (line.split("\t") for line in lines)}
    with city.installation.database.read() as unit:
        stored = {
            name: unit.connection.execute(select(func.count()).select_from(metadata.tables[name])).scalar_one()
            for name in counted
        }
        sent = unit.connection.exec_driver_sql(
            "SELECT count(*) FROM attachment WHERE application_id IS NOT NULL"
        ).scalar_one()
        amount = unit.connection.exec_driver_sql("SELECT sum(amount) FROM till_entry").scalar_one()
    stored["attachment"] = sent
    stored["audit_record"] -= 1  # of the end of this very command
    assert counted == stored
    assert counted["application"] == COUNT
    assert amount
    assert Exit(handed).figures()["till_entry.amount"] == amount


def test_the_page_says_in_japanese_all_that_a_script_and_a_reader_need() -> None:
    japanese, _, english = text(DOCS / "exit.md").partition("## In English")
    assert ("標準入力の4行" in japanese, "standard input" in english) == (True, True)
    assert ("10進の文字" in japanese, "numbers in decimal" in english) == (True, True)


def test_answers_messages_and_files_are_those_that_the_service_shows(handed: Path, city: City) -> None:
    read = Exit(handed)
    installation = city.installation
    with installation.database.read() as unit:
        for number in city.made.filed.values():
            row = applications.by_number(unit, number)
            assert row is not None
            procedure, answers = open_answers(installation, unit, row)
            assert read.answers(number) == json.loads(json.dumps(answers))
            labels = read.labels(number)
            assert {labels.get(question.id) for question in procedure.by_name.values()} - {None}
    assert any(row["text"] for row in read.rows("message"))
    assert all(row["decision"] for row in read.rows("decision"))
    assert {row["login"] for row in read.rows("staff")} >= {"kanri", "jinji"}


def test_whatever_is_changed_lost_or_added_is_named_by_the_reader(handed: Path, tmp_path: Path) -> None:
    def spoil(name: str, change: Callable[[Path], Any]) -> list[str]:
        copy = tmp_path / name
        shutil.copytree(handed, copy)
        change(copy)
        return Exit(copy).faults()

    def edit(table: str, old: str, new: str) -> Callable[[Path], Any]:
        def change(folder: Path) -> None:
            path = folder / "tables" / f"{table}.jsonl"
            lines = path.read_text(encoding="utf-8")
            assert old in lines
            path.write_text(lines.replace(old, new, 1), encoding="utf-8")

        return change

    def cut(folder: Path) -> None:
        path = folder / "tables" / "application_answers.jsonl"
        path.write_bytes(path.read_bytes().partition(b"\n")[2])

    record = edit("audit_record", '"action":"', '"action":"un')
    assert "tables/audit_record.jsonl: changed" in spoil("record", record)
    assert any("link" in fault for fault in spoil("chain", record))
    assert any("revisions are missing" in fault for fault in spoil("cut", cut))
    assert any("sums are" in fault for fault in spoil("sums", edit("till_entry", '"amount":', '"amount":1')))
    assert any("named or there" in fault for fault in spoil("lost", lambda at: next(at.glob("definitions/*")).unlink()))
    assert any("listed or there" in fault for fault in spoil("added", lambda at: (at / "more").write_text("")))


def test_the_list_of_sums_is_read_by_sha256sum_and_its_signature_by_openssl(
    kakanai: Kakanai, city: City, at_home: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    create_own_key(city.installation.settings.data / "keys", "見本市", city.installation.clock.now())
    forget_codes(city.installation)
    typed(monkeypatch, secrets_of("kanri", "jinji"))
    assert kakanai(*asked(tmp_path / "exit")).status == 0
    for command in COMMANDS:
        ran = subprocess.run(command, shell=True, cwd=tmp_path / "exit", capture_output=True, text=True, check=False)
        assert ran.returncode == 0, (command, ran.stderr)


def test_two_administrators_have_to_prove_themselves_and_nothing_is_written_before(
    kakanai: Kakanai, city: City, at_home: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    out = tmp_path / "exit"
    good = secrets_of("kanri", "jinji").splitlines()
    for lines in ([*good[:2], good[2], "000000"], ["wrong", *good[1:]], []):
        forget_codes(city.installation)
        typed(monkeypatch, "".join(f"{line}\n" for line in lines))
        ran = kakanai(*asked(out))
        assert ran.status == 1
        assert "password or code is wrong" in ran.err
    forget_codes(city.installation)
    with city.installation.database.change() as unit:  # of one duty alone, which is not the city
        row = staff_members.by_login(unit, "tanto")
        staff_members.grant(unit, row.id if row else 0, RightRow("administrator", "childcare", "2026-01-01", None))
    typed(monkeypatch, secrets_of("kanri", "tanto"))
    by_kanri = ("export", "everything", "--out", str(out), "--by", "kanri", "--why", "x")
    ran = kakanai(*by_kanri, "--second", "tanto")
    assert (ran.status, "no administrator" in ran.err) == (1, True)
    assert kakanai(*by_kanri, "--second", "kanri").status == 2
    assert kakanai(*by_kanri).status == 2
    assert not list(tmp_path.iterdir())
    out.mkdir()
    assert "is there already" in kakanai(*asked(out)).err


def test_the_audit_says_who_with_whom_why_and_what_came_out(handed: Path, city: City) -> None:
    with city.installation.database.read() as unit:
        records = audit_records.after(unit, audit_records.last_number(unit) - 4)
    digest = digest_of(handed / "SHA256SUMS")
    assert [(record.actor, record.detail) for record in records if record.action == "export everything"][-1:] == [
        ("staff:kanri", "with jinji: 契約の終わり")
    ]
    assert (records[-1].action, records[-1].detail) == ("exported everything", f"sha256 {digest}")
    manifest = Exit(handed).manifest
    assert (manifest["by"], manifest["why"]) == (["kanri", "jinji"], "契約の終わり")
    assert NUMBERS in manifest["left_out"]


def test_a_link_of_the_audit_that_is_made_meanwhile_is_in_head_and_tables_or_in_neither(
    kakanai: Kakanai, city: City, at_home: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    links = list[int]()

    def sealing(before: Callable[..., Any]) -> Callable[..., Any]:
        def run(*given: Any) -> Any:
            links.append(seal_audit(city.installation))
            return before(*given)

        return run

    # Before the tables are read, and between two of them.
    for name in ("load_own_key", "_report"):
        monkeypatch.setattr(handing_back, name, sealing(getattr(handing_back, name)))
    forget_codes(city.installation)
    typed(monkeypatch, secrets_of("kanri", "jinji"))
    assert kakanai(*asked(tmp_path / "exit")).status == 0
    assert links[0], "a record was waiting"
    assert Exit(tmp_path / "exit").faults() == []


def test_no_password_key_or_code_is_in_it(handed: Path, city: City) -> None:
    with city.installation.database.read() as unit:
        secret = [
            *unit.connection.exec_driver_sql("SELECT password_hash FROM staff WHERE password_hash != ''").scalars(),
            *unit.connection.exec_driver_sql("SELECT hex(wrapped_key) FROM application").scalars(),
            *unit.connection.exec_driver_sql("SELECT hex(code_hash) FROM track_code").scalars(),
            *unit.connection.exec_driver_sql("SELECT hex(address_hash) FROM contact").scalars(),
        ]
    secret += [person.totp_secret for person in DEMO_STAFF]
    content = b"".join(path.read_bytes() for path in (handed / "tables").iterdir()).lower()
    assert len(secret) > COUNT
    assert [value for value in secret if str(value).lower().encode() in content] == []


def test_numbers_are_in_it_only_for_a_purpose(
    kakanai: Kakanai, city: City, at_home: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    installation = city.installation
    with installation.database.write() as unit:
        row = applications.by_number(unit, next(iter(city.made.filed.values())))
        assert row is not None
        my_numbers.add(unit, attachments.Holder(application_id=row.id), seal_number(installation, "730019482655"))
        unit.commit()
    present = []
    for name, more in (("without", ()), ("with", ("--numbers-for", "乗り換え"))):
        forget_codes(installation)
        typed(monkeypatch, secrets_of("kanri", "jinji"))
        assert kakanai(*asked(tmp_path / name, *more)).status == 0
        text = b"".join(path.read_bytes() for path in (tmp_path / name).rglob("*") if path.is_file())
        present.append(b"730019482655" in text)
        assert Exit(tmp_path / name).faults() == []
    assert present == [False, True]
    assert Exit(tmp_path / "with").manifest["numbers_for"] == "乗り換え"


def test_files_in_an_object_storage_are_handed_back_and_one_that_it_lost_is_named(
    kakanai: Kakanai, city: City, at_home: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    database = city.installation.database
    secret = tmp_path / "secret"
    secret.write_text(SECRET)
    with serving(Storage()) as storage:
        names = {
            "": storage.bucket,
            "_ADDRESS": storage.address,
            "_REGION": REGION,
            "_KEY_ID": KEY_ID,
            "_SECRET_FILE": str(secret),
        }
        for name, value in names.items():
            monkeypatch.setenv(f"KAKANAI_FILES_BUCKET{name}", value)
        database.objects = BucketObjects(Bucket(storage.address, storage.bucket, REGION, KEY_ID, SECRET, "single"))
        assert lay_outside(city.installation)
        lost, *_ = (name for name in storage.objects if "/kept/" in name and not name.endswith(".preview"))
        try:
            kept = storage.objects.pop(lost)
            for name, status in (("without", 1), ("whole", 0)):
                forget_codes(city.installation)
                typed(monkeypatch, secrets_of("kanri", "jinji"))
                assert kakanai(*asked(tmp_path / name)).status == status
                assert Exit(tmp_path / name).faults() == []
                storage.show(lost, kept, "")
        finally:
            storage.show(lost, kept, "")
            assert bring_inside(database)[1] == []
            database.objects = None
    (place,) = (tmp_path / "without" / "unopened.jsonl").read_text().splitlines()
    assert json.loads(place)["key"] == {"id": lost.rpartition("/")[2]}
    assert all(row["content"] for row in Exit(tmp_path / "whole").rows("attachment") if row["state"] == "checked")


def test_what_does_not_open_is_named_and_everything_else_is_there(
    kakanai: Kakanai, city: City, at_home: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with city.installation.database.write() as unit:
        damaged = unit.connection.exec_driver_sql("SELECT id, sealed_text FROM message LIMIT 1").one()
        unit.connection.exec_driver_sql("UPDATE message SET sealed_text = x'00' WHERE id = ?", (damaged.id,))
        unit.commit()
    try:
        forget_codes(city.installation)
        typed(monkeypatch, secrets_of("kanri", "jinji"))
        ran = kakanai(*asked(tmp_path / "exit"))
    finally:
        with city.installation.database.write() as unit:
            unit.connection.exec_driver_sql("UPDATE message SET sealed_text = ? WHERE id = ?", tuple(reversed(damaged)))
            unit.commit()
    assert ran.status == 1
    assert f"message {{'id': {damaged.id}}}: text does not open." in ran.err
    assert Exit(tmp_path / "exit").faults() == []
    (place,) = (tmp_path / "exit" / "unopened.jsonl").read_text().splitlines()
    assert json.loads(place) == {"table": "message", "key": {"id": damaged.id}, "column": "text"}


@pytest.mark.both_engines
@pytest.mark.usefixtures("settings")
def test_both_databases_are_handed_back_in_pages(
    kakanai: Kakanai, installation: Installation, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    add_demo_staff(installation)
    numbers = {file_application(installation, alice(installation)) for _ in range(3)}
    monkeypatch.setattr("portal.services.audit.export_everything.AT_ONCE", 2)
    typed(monkeypatch, secrets_of("kanri", "jinji"))
    assert kakanai(*asked(tmp_path / "exit")).status == 0
    read = Exit(tmp_path / "exit")
    assert read.faults() == []
    assert {row["receipt_number"] for row in read.rows("application")} == numbers
    assert {read.answers(number)["phone"] for number in numbers} == {ANSWERS["phone"]}
