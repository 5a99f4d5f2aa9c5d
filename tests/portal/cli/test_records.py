"""Commands on an installation: `book`, `audit`, `staff`, `keys`, `procedures publish`."""

import json
import re
from pathlib import Path
from urllib.parse import quote

import pyotp
import pytest
from sqlalchemy import text

from portal.cli import main
from portal.config.settings import BLANK
from portal.services.cases.cases import case_of_member
from portal.services.desk.sections.take_case import take_case
from portal.services.shared.installation import Installation
from portal.services.shared.seal_audit import seal_audit
from portal.services.shared.write_audit import Actor, write_audit
from portal.services.staff.sign_in_by_password import finish_sign_in, right_password
from portal.store.cases import applications, look_ups
from portal.store.shared import audit_records
from portal.store.staff import staff_identities, staff_members
from tests.forms.first import first, next_number
from tests.portal.audit_chain import attack
from tests.portal.cli.conftest import Kakanai, few_procedures
from tests.portal.world import DUTY, add_member, alice, file_application

pytestmark = pytest.mark.usefixtures("settings")


def test_the_book_has_one_line_an_application(kakanai: Kakanai, installation: Installation) -> None:
    number = file_application(installation, alice(installation))
    early = file_application(installation, alice(installation), days_ago=3)
    lines = kakanai("book").out.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith(f"{number}\t2026-11-20 10:00:")
    assert "髙見本　太郎" in lines[0]
    rows = json.loads(kakanai("book", "--from", "2026-11-17", "--to", "2026-11-20", "--json").out)
    assert [(row["receipt_number"], row["sent"]) for row in rows] == [(early, ""), (number, "")]
    assert kakanai("book", "--duty", "child-allowance").out == ""
    with installation.database.read() as unit:
        details = [record.detail for record in audit_records.after(unit, 0) if record.action == "see book"]
    assert details == ["2026-11-20 2026-11-20", "2026-11-17 2026-11-20", "2026-11-20 2026-11-20 child-allowance"]


@pytest.mark.both_engines
def test_the_book_as_csv_is_what_spreadsheets_read(
    installation: Installation, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    number = file_application(installation, alice(installation))
    with pytest.raises(SystemExit):
        main(["book", "--csv"])
    content = capsysbinary.readouterr().out
    assert content.startswith("\ufeff".encode())
    assert number.encode() in content


@pytest.mark.parametrize(
    "arguments", [("--duty", "no-such"), ("--from", "yesterday"), ("--from", "2026-11-21", "--to", "2026-11-20")]
)
@pytest.mark.both_engines
def test_a_book_of_no_days_or_duty_is_wrong_use(kakanai: Kakanai, arguments: tuple[str, ...]) -> None:
    assert kakanai("book", *arguments).status == 2
    assert kakanai("stats", *arguments).status == 2


@pytest.mark.both_engines
def test_counts_are_by_procedure_and_name_no_person(kakanai: Kakanai, installation: Installation) -> None:
    for days_ago in (0, 3, 40):
        file_application(installation, alice(installation), days_ago=days_ago)
    (row,) = json.loads(kakanai("stats", "--json").out)
    assert (row["arrived"], row["doors"]["online"], row["waiting"]) == (2, 2, 3), "of thirty days; all that wait"
    (row,) = json.loads(kakanai("stats", "--from", "2026-11-18", "--json").out)
    assert row["arrived"] == 1
    assert kakanai("stats", "--duty", "child-allowance").out == ""
    listed, table = kakanai("stats").out, kakanai("stats", "--csv").out
    assert listed.startswith("担当課 / office\t手続 / procedure\t届いた / arrived")
    assert table.startswith('\ufeff"表","担当課"')
    assert "髙見本" not in listed + table


def test_an_audit_of_which_nothing_is_sealed_yet_has_no_head_to_write_down(
    kakanai: Kakanai, installation: Installation
) -> None:
    ran = kakanai("audit", "verify")
    assert (ran.status, "鎖はまだ空なので、先頭もありません" in ran.out) == (0, True)
    assert "写して" not in ran.out


def test_a_whole_audit_is_verified_and_gives_its_head(kakanai: Kakanai, installation: Installation) -> None:
    file_application(installation, alice(installation))
    while seal_audit(installation):
        pass
    ran = kakanai("audit", "verify")
    assert ran.status == 0
    words, counts, head = ran.out.splitlines()
    assert words.startswith("切れ目はありません。")
    assert re.fullmatch(r" {4}[1-9][0-9]* sealed, 0 waiting\.", counts)
    for kept in (head, head.upper(), head[-8:], f" {head[-16:]} "):
        assert kakanai("audit", "verify", "--head", kept).status == 0, kept
    cut = kakanai("audit", "verify", "--head", "ab" * 32)
    assert (cut.status, cut.out) == (1, "")
    assert "kept elsewhere is not in this chain" in cut.err
    assert "写しまちがい" in cut.err
    assert kakanai("audit", "verify", "--head", head[:8]).status == 1, "its end and not its beginning"
    for slip in (head[-7:], f"0{head}", "g" * 64):
        ran = kakanai("audit", "verify", "--head", slip)
        assert (ran.status, "監査の先頭は64文字" in ran.err) == (2, True), "no false alarm of a chain that was cut"


@pytest.mark.both_engines
def test_what_arrived_is_reconciled_and_what_is_astray_is_a_problem(
    kakanai: Kakanai, installation: Installation
) -> None:
    number = file_application(installation, alice(installation))
    good = kakanai("reconcile")
    assert good.status == 0
    assert f"{DUTY}\t1\t1\t0\t0\t0\t0\nunexplained: 0\n" in good.below
    with installation.database.write() as unit:
        unit.connection.execute(text("UPDATE application SET state = 'approved'"))
        unit.commit()
    bad = kakanai("reconcile", "--json")
    assert json.loads(bad.out)["unexplained"] == [{"application": number, "id": 1, "why": "state_as_told"}]
    assert (bad.status, bad.english) == (1, [f"{number}: its state differs from its history."])
    assert kakanai("reconcile", "--duty", "no-such").status == 2


def test_a_report_of_the_audit_names_who_looked_without_work(kakanai: Kakanai, installation: Installation) -> None:
    number = file_application(installation, alice(installation))
    add_member(installation, "tanto", ("reviewer", DUTY), name="見本 課子")
    with installation.database.write() as unit:
        row = applications.by_number(unit, number)
        assert row
        write_audit(installation, unit, Actor("staff", "tanto"), "see case", application_id=row.id)
        unit.commit()
    headings, line = kakanai("audit", "report", "idle").out.splitlines(keepends=True)
    assert headings.startswith("ログイン名 / login\t氏名 / name\tはじめ / first\t")
    assert line == "tanto\t見本 課子\t2026-11-20 10:00\t2026-11-20 10:00\t1\t1\t\n"
    assert json.loads(kakanai("audit", "report", "idle", "--json").out)[0]["receipts"] == [number]
    nothing = kakanai("audit", "report", "many", "--most", "1", "--from", "2026-11-01")
    assert (nothing.status, nothing.out) == (0, "")
    assert nothing.err == (
        "「大量の閲覧」に当たるものは、2026-11-01 から 2026-11-20 までにありません。\n    many: none from 2026-11-01 to 2026-11-20.\n"
    )
    assert kakanai("audit", "report", "none").status == 2
    assert kakanai("audit", "report", "idle", "--from", "2026-11-21").status == 2


@pytest.mark.both_engines
def test_a_changed_audit_is_a_problem(kakanai: Kakanai, installation: Installation) -> None:
    file_application(installation, alice(installation))
    while seal_audit(installation):
        pass
    with installation.database.write() as unit:
        if installation.database.sqlite:
            names = unit.connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars()
            for name in names.all():
                unit.connection.execute(text(f'DROP TRIGGER "{name}"'))
        else:
            unit.connection.execute(text("ALTER TABLE audit_record DISABLE TRIGGER USER"))
        unit.connection.execute(text("UPDATE audit_record SET actor = 'staff:nobody' WHERE id = 1"))
        unit.commit()
    ran = kakanai("audit", "verify")
    assert ran.status == 1
    assert "record 1: its content was changed." in [line.partition(": ")[2] for line in ran.english]


@pytest.mark.both_engines
def test_a_fault_is_closed_by_a_note_and_named_from_then_on(kakanai: Kakanai, installation: Installation) -> None:
    file_application(installation, alice(installation))
    while seal_audit(installation):
        pass
    attack(installation, "UPDATE audit_record SET actor = 'staff:nobody' WHERE id = 1")
    marks = [line.partition(":")[0] for line in kakanai("audit", "verify").english]
    assert len(marks) == 2
    why = ("--by", "監査 見本花子", "--why", "restored from the backup of the 3rd")
    unknown = kakanai("audit", "repair", "0" * 20, *why)
    assert (unknown.status, unknown.english) == (1, [f"{'0' * 20}: there is no such open fault."])
    assert kakanai("audit", "repair", *marks, "--by", " ", "--why", "x").status == 2
    assert kakanai("audit", "repair", marks[0], *why).below == "1 noted.\n"
    half = kakanai("audit", "verify")
    assert half.status == 1
    assert f"{marks[0]}: record 1: its content was changed; noted by record " in half.err
    assert kakanai("audit", "repair", marks[1], *why).status == 0
    whole = kakanai("audit", "verify")
    assert whole.status == 0
    assert whole.err.count("監査 見本花子: restored from the backup of the 3rd") == 2
    assert kakanai("audit", "repair", marks[1], *why).status == 1, "a closed fault needs no second note"


def test_staff_are_added_reset_and_disabled(kakanai: Kakanai, installation: Installation) -> None:
    right = ("--name", "見本 花", "--right", f"reviewer:{DUTY}", "--right", "clerk:*")
    added = kakanai("staff", "add", "hana", *right)
    assert added.status == 0
    assert enters(installation, added.out)
    assert f"&issuer={quote(installation.city.name)}" in added.out  # one line for each city in an authenticator
    with installation.database.read() as unit:
        row = staff_members.by_login(unit, "hana")
        assert row is not None
        rights = staff_members.rights(unit, row.id, "2026-11-20")
    assert [(granted.role, granted.duty) for granted in rights] == [("clerk", "*"), ("reviewer", DUTY)]
    again = kakanai("staff", "add", "hana", *right)
    assert (again.status, again.english) == (1, ["hana: there is such a login already."])
    reset = kakanai("staff", "reset", "hana")
    assert enters(installation, reset.out)
    assert not enters(installation, added.out)
    assert kakanai("staff", "disable", "hana").status == 0
    with installation.database.read() as unit:
        row = staff_members.by_login(unit, "hana")
    assert row is not None
    assert row.disabled_at is not None
    twice = kakanai("staff", "disable", "hana")
    assert (twice.status, twice.english) == (1, ["hana: there is no such login, or it is disabled already."])


def test_whose_cases_are_left_is_stated_when_somebody_is_disabled(kakanai: Kakanai, installation: Installation) -> None:
    hana = add_member(installation, "hana", ("reviewer", DUTY))
    number = file_application(installation, alice(installation))
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, hana, number)
        take_case(installation, unit, hana, case, case.row.revision)
        unit.commit()
    disabled = kakanai("staff", "disable", "hana")
    assert disabled.status == 0
    assert f"{DUTY}：担当していた申請が1件あります。" in disabled.out


def test_the_last_administrator_is_not_disabled(kakanai: Kakanai, installation: Installation) -> None:
    assert kakanai("staff", "add", "kanri", "--name", "見本 管", "--right", "administrator:*").status == 0
    refused = kakanai("staff", "disable", "kanri")
    assert (refused.status, refused.out) == (1, "")
    assert refused.err.startswith("kanri は最後の管理者です。先に、だれかに administrator:* を足してください。")
    assert kakanai("staff", "add", "tsugi", "--name", "見本 次", "--right", "administrator:*").status == 0
    assert kakanai("staff", "disable", "kanri").status == 0


def enters(installation: Installation, printed: str) -> bool:
    fields = dict(re.findall(r"^(login|password|codes) +(\S+)$", printed, re.MULTILINE))
    with installation.database.write() as unit:
        row = staff_members.by_login(unit, fields["login"])
        now = installation.clock.now().timestamp()
        code = pyotp.TOTP(fields["codes"]).at(now)
        right = right_password(row, fields["password"])
        return finish_sign_in(installation, unit, row, right, code, "192.0.2.1", "") is not None


def test_staff_are_linked_to_the_citys_provider_once(kakanai: Kakanai, installation: Installation) -> None:
    kakanai("staff", "add", "hana", "--name", "見本 花", "--right", "clerk:*")
    assert kakanai("staff", "link", "nobody", "subject-1").status == 1
    assert kakanai("staff", "link", "hana", "subject-1").status == 0
    with installation.database.read() as unit:
        row, provider = staff_members.by_login(unit, "hana"), installation.staff_provider
        assert row is not None
        assert provider is not None
        assert staff_identities.find(unit, provider.issuer, "subject-1") == row.id
    twice = kakanai("staff", "link", "hana", "subject-1")
    assert (twice.status, twice.english) == (1, ["subject-1 is another member of staff already."])


def test_nobody_is_reset_who_is_not_there(kakanai: Kakanai) -> None:
    ran = kakanai("staff", "reset", "nobody")
    assert (ran.status, ran.english) == (1, ["nobody: there is no such login."])


@pytest.mark.parametrize("right", ["reviewer", "king:*", "reviewer:no-such"])
@pytest.mark.both_engines
def test_a_right_that_there_is_not_is_wrong_use(kakanai: Kakanai, right: str) -> None:
    ran = kakanai("staff", "add", "hana", "--name", "見本 花", "--right", right)
    assert ran.status == 2
    assert "care-qualification" in ran.err


def test_the_refusal_of_a_right_in_a_city_without_duties_is_whole(
    kakanai: Kakanai, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAKANAI_CITY", str(BLANK))
    ran = kakanai("staff", "add", "hana", "--name", "見本 花", "--right", "reviewer:no-such")
    assert "事務は *（全部）です（事務は、まだ1つもありません）。" in ran.err
    assert any(line.endswith("and a duty of *") for line in ran.english)


def test_keys_are_listed_and_never_shown(kakanai: Kakanai, installation: Installation, tmp_path: Path) -> None:
    ran = kakanai("keys", "list", "--json")
    files = ("keys.json", "number-keys.json")
    contents = [json.loads((tmp_path / "keys" / file).read_text()) for file in files]
    expected = [(content["current"], True, file) for content, file in zip(contents, files, strict=True)]
    *rows, receipts, audit, codes, look_ups = json.loads(ran.out)
    assert [(row["id"], row["current"], row["file"]) for row in rows] == expected
    assert (receipts["current"], receipts["file"], receipts["in"]) == (True, "receipts.pem", "file")
    assert [(row["id"], row["in"]) for row in (audit, codes, look_ups)] == [
        ("audit 1", "database"), ("codes 1", "database"), ("look-ups 1", "database"),
    ]  # fmt: skip
    assert [line.split("\t")[1] for line in kakanai("keys", "list").out.splitlines()] == ["今の鍵"] * 6
    assert [kakanai("courier", "keys", "create").status for _ in range(2)] == [0, 0]
    lines = [line.split("\t") for line in kakanai("keys", "list").out.splitlines()]
    assert [line[1] for line in lines if line[2] == "courier.json"] == ["前の鍵", "今の鍵"]
    secrets = [secret for content in contents for secret in content["keys"].values()]
    assert len(set(secrets)) == 2
    assert not any(secret in ran.out for secret in secrets)
    (tmp_path / "keys" / "receipts.pem").write_text("damaged")
    assert kakanai("keys", "list").err.startswith("receipts.pem が使えません。")
    for command in ("create", "numbers"):
        assert kakanai("keys", command).err.endswith("is there already.\n")


def test_the_first_key_is_made_on_purpose_before_there_are_tables(
    kakanai: Kakanai, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAKANAI_DATA", str(tmp_path / "fresh"))
    monkeypatch.setenv("KAKANAI_DATABASE_URL", f"sqlite:///{tmp_path / 'fresh' / 'kakanai.sqlite'}")
    missing = kakanai("keys", "list")
    assert missing.status == 1
    assert "cannot be read" in missing.err
    folder = tmp_path / "fresh" / "keys"
    for command, file in (("create", "keys.json"), ("numbers", "number-keys.json")):
        made = kakanai("keys", command).below
        key_id = json.loads((folder / file).read_text())["current"]
        assert made == f"{key_id} is made: {folder / file}\n"
        assert f"{key_id}\t今の鍵\t{file}\tfile\n" in kakanai("keys", "list").out
        assert (folder / file).stat().st_mode & 0o077 == 0


@pytest.mark.both_engines
def test_a_database_that_is_away_is_one_sentence(kakanai: Kakanai, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAKANAI_DATABASE_URL", "postgresql://kakanai:geheim@127.0.0.1:1/kakanai")
    ran = kakanai("migrate")
    assert ran.status == 1
    assert ran.english[0].startswith("The database does not answer: ")
    assert len(ran.english) == 1
    assert "geheim" not in ran.err


def test_publishing_takes_what_is_new_and_one_meaning_a_number(
    kakanai: Kakanai, installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = few_procedures(tmp_path / "procedures", "kaigo-hihokenshasho-saikofu", "juminhyo-utsushi")
    monkeypatch.setenv("KAKANAI_PROCEDURES", str(folder))
    nothing = kakanai("procedures", "publish")
    assert (nothing.status, len(nothing.out.splitlines())) == (0, 1)
    card = folder / "kaigo-hihokenshasho-saikofu.yaml"
    changed = card.read_text().replace("kana: ", "kana: ア", 1)
    card.write_text(next_number(changed))
    monkeypatch.setenv("KAKANAI_ENV", "test")
    fresh = kakanai("procedures", "publish")
    assert fresh.status == 0
    card.write_text(next_number(changed).replace("kana: ア", "kana: イ", 1))
    again = kakanai("procedures", "publish")
    assert again.status == 1
    assert f"version {first().version + 1} is published with another meaning" in again.err


@pytest.mark.both_engines
def test_what_was_stored_before_there_was_an_index_gets_one_by_a_command(
    kakanai: Kakanai, installation: Installation
) -> None:
    for _ in range(3):
        file_application(installation, alice(installation))
    with installation.database.write() as unit:
        unit.connection.execute(text("DELETE FROM look_up"))
        unit.connection.execute(text("UPDATE application SET looked_up_by = ''"))
        unit.commit()
    assert kakanai("keys", "index").below == "3 applications indexed.\n"
    with installation.database.read() as unit:
        assert not look_ups.unmade(unit)
    assert kakanai("keys", "index").below == "0 applications indexed.\n"


def test_people_are_listed_and_moved_by_a_list_and_anyone_who_is_left_out_is_informed(
    kakanai: Kakanai, installation: Installation, tmp_path: Path
) -> None:
    file_application(installation, alice(installation))
    add_member(installation, "kanri", ("administrator", "*"))
    add_member(installation, "tanto", ("reviewer", DUTY), name="見本 課子")
    assert f"tanto\t見本 課子\t\treviewer:{DUTY}\n" in kakanai("staff", "list").out
    assert kakanai("staff", "tomorrow").status == 0
    moves = tmp_path / "moves.csv"
    moves.write_text(
        "login,name,section,role,duty,from\ntanto,,,,,2027-04-01\nhana,見本 花,保育課,clerk,childcare,2027-04-01\n"
    )
    ends = f"tanto\t終わる / ends\treviewer\t{DUTY}\t2026-11-20\t2027-03-31\n"
    assert kakanai("staff", "move", str(moves), "--dry-run").out.splitlines(keepends=True)[1] == ends
    ran = json.loads(kakanai("staff", "move", str(moves), "--json").out)
    assert [(row["login"], row["what"]) for row in ran] == [("tanto", "ends"), ("hana", "begins"), ("hana", "moves")]
    assert pyotp.TOTP(ran[1]["totp_secret"]).now()
    assert kakanai("staff", "move", str(moves)).out == ""
    assert json.loads(kakanai("staff", "list", "--day", "2027-04-01", "--json").out)[0]["rights"] == ["clerk:childcare"]
    tomorrow = kakanai("staff", "tomorrow", "--day", "2027-04-01")
    assert (tomorrow.status, tomorrow.out.partition("\n")[2]) == (1, f"tanto\t見本 課子\t\t0\n\t\t{DUTY}\t1\n")
    assert kakanai("staff", "tomorrow", "--day", "soon").status == 2
    moves.write_text("login,role,duty,from\nkanri,king,*,2027-04-01\n")
    assert kakanai("staff", "move", str(moves)).err.startswith(f"{moves}:2:2: ")
    moves.write_text("login,role,duty,from\nkanri,,,2027-04-01\n")
    assert "administrator:* any more" in kakanai("staff", "move", str(moves)).err
