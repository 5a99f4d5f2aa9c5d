"""A city moves over with the tables of another product: draft, try, put forward, cut, bring in."""

import json
from pathlib import Path

import pytest

from integrations.imports.readers import read_packages
from portal.services.imports.propose_mapping import approve_mapping
from portal.services.shared.installation import Installation
from portal.store.imports import import_mappings
from tests.integrations.imports.other_products import logo, tumo
from tests.portal.cli.conftest import Kakanai
from tests.portal.world import DUTY, PROCEDURE, add_member

pytestmark = pytest.mark.usefixtures("settings", "installation")


def drafted(kakanai: Kakanai, folder: Path, content: bytes, done: str = "") -> tuple[str, str]:
    table, out = folder / "logo.csv", folder / "logo.yaml"
    table.write_bytes(content)
    ran = kakanai("import", "draft-mapping", "--procedure", PROCEDURE, "--out", str(out), str(table))
    assert (ran.status, ran.err) == (0, ""), ran
    out.write_text(out.read_text().replace("done: []", f"done: [{done}]"))
    return str(out), str(table)


def test_a_table_is_drafted_tried_put_forward_and_brought_in(
    kakanai: Kakanai, tmp_path: Path, installation: Installation
) -> None:
    mapping, table = drafted(kakanai, tmp_path, logo(3), "対応済み")
    assert kakanai("import", "check", mapping).below == "Mappings: 1, all sound.\n"
    tried = kakanai("import", "try-mapping", mapping, table, "--propose")
    assert tried.counted.splitlines()[-3::2] == [
        "whole 2\twith something to mend 0\tdone there 1\theld 0",
        "    Put forward as 1: an administrator approves it on /desk/imports/mappings/1.",
    ]
    member = add_member(installation, "other", ("administrator", DUTY))
    with installation.database.write() as unit:
        row = import_mappings.by_id(unit, 1)
        assert row
        assert json.loads(row.trial) == {"packages": 3, "whole": 2, "held": 0, "done": 1, "troubles": []}
        approve_mapping(installation, unit, member, row)
        unit.commit()
    ran = kakanai("import", "packages", table)
    assert ran.counted.startswith("taken 2\trepeated 0\twaiting 0\tquarantined 0\tdiscarded 1\t")
    answers = kakanai("import", "states", "--from", "2026-11-01").out.splitlines()
    assert [line.split(",")[0] for line in answers[1:]] == ['"logo-1"', '"logo-3"']


def test_what_could_not_be_read_is_named_by_row_and_column(kakanai: Kakanai, tmp_path: Path) -> None:
    broken = logo(3).decode().replace("2026-11-12 10:05:00", "きのう").replace("1949-04-03", "1949-02-30", 1)
    mapping, table = drafted(kakanai, tmp_path, broken.encode())
    tried = kakanai("import", "try-mapping", mapping, table)
    first, second, counts = tried.counted.splitlines()
    assert first.startswith("logo.csv: 2行目 G列 生年月日: ")
    assert second.startswith("logo.csv: 4行目: 届いた日時が、日時として読めません。")
    assert second.endswith("（送信日時）")
    assert counts == "whole 1\twith something to mend 1\tdone there 0\theld 1"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'a,b\n"1,2\n', "CSVとして読めません。引用符が閉じているか、確かめてください。（2行目）"),
        ("番号,氏名\n1,見本,東京\n".encode(), "（2行目）"),
        ("番号,,氏名\n1,x,見本\n".encode(), "見出し"),
        (b"\x81", "文字コード"),
    ],
    ids=["quotes", "ragged", "no heading", "encoding"],
)
def test_a_table_that_cannot_be_read_is_refused_with_its_line(
    kakanai: Kakanai, tmp_path: Path, content: bytes, words: str
) -> None:
    table = tmp_path / "x.csv"
    table.write_bytes(content)
    ran = kakanai("import", "draft-mapping", "--procedure", PROCEDURE, str(table))
    assert ran.status == 1
    assert words in ran.err


def test_a_mapping_of_other_headings_or_of_no_use_goes_no_further(kakanai: Kakanai, tmp_path: Path) -> None:
    mapping, _ = drafted(kakanai, tmp_path, logo(3), "未対応, 対応済み")
    other = tmp_path / "tumo.csv"
    other.write_bytes(tumo(2))
    assert "other headings" in kakanai("import", "try-mapping", mapping, str(other)).err
    other.write_text(logo(2).decode("utf-8-sig").replace("昼間につながる電話番号", "電話"))
    renamed = kakanai("import", "try-mapping", mapping, str(other)).err
    assert "; not in the table: 昼間につながる電話番号; not in the mapping: 電話." in renamed, renamed
    refused = kakanai("import", "try-mapping", mapping, str(tmp_path / "logo.csv"), "--propose")
    assert (refused.status, "not put forward" in refused.err) == (1, True)
    again = kakanai("import", "draft-mapping", "--procedure", PROCEDURE, "--out", mapping, str(other))
    assert (again.status, "is there already" in again.err) == (1, True)
    unknown = kakanai("import", "draft-mapping", "--procedure", "nothing", str(other))
    assert "There is no procedure nothing." in unknown.err


def test_a_mapping_without_a_table_has_a_line_for_every_question(kakanai: Kakanai, tmp_path: Path) -> None:
    out = tmp_path / "mine.yaml"
    kakanai("import", "draft-mapping", "--procedure", "jido-teate-nintei", "--out", str(out))
    assert kakanai("import", "check", str(out)).below == "Mappings: 1, all sound.\n"
    assert '{from: ["請求する人_仕事"], to: "claimant.work", codes: {"会社員": "company"' in out.read_text()


def test_a_long_table_is_cut_into_pieces_that_are_read(kakanai: Kakanai, tmp_path: Path) -> None:
    table = tmp_path / "long.csv"
    table.write_bytes(tumo(12_001))
    assert "CSVの行が多すぎます" in kakanai("import", "draft-mapping", "--procedure", PROCEDURE, str(table)).err
    ran = kakanai("import", "split", str(table), "--out", str(tmp_path / "pieces"))
    assert ran.below == "3 pieces.\n"
    pieces = [read_packages(piece.read_bytes()) for piece in sorted((tmp_path / "pieces").iterdir())]
    assert [len(packages) for packages in pieces] == [5_000, 5_000, 2_001]
    whole = {package.fields["整理番号"] for packages in pieces for package in packages}
    assert len(whole) == 12_001
    assert {packages[0].header.form for packages in pieces} == {read_packages(tumo(1))[0].header.form}


def test_a_folder_of_a_table_and_its_files_is_drafted_tried_and_brought_in_as_one(
    kakanai: Kakanai, tmp_path: Path
) -> None:
    folder, out = tmp_path / "moved", tmp_path / "moved.yaml"
    folder.mkdir()
    (folder / "t.csv").write_bytes(
        "受付番号,申込日時,氏名,登記事項証明書の写し\n1,2026-11-12 10:05,見本 太郎,a.pdf\n".encode()
    )
    (folder / "a.pdf").write_bytes(b"%PDF-1.4 x")
    ran = kakanai("import", "draft-mapping", "--procedure", PROCEDURE, "--out", str(out), str(folder))
    assert (ran.status, ran.err) == (0, "")
    assert 'files:\n  - {from: "登記事項証明書の写し", to: "paper-guardian_paper"}' in out.read_text()
    assert "held 0" in kakanai("import", "try-mapping", str(out), str(folder)).out
    assert kakanai("import", "packages", str(folder)).counted.startswith(
        "taken 0\trepeated 0\twaiting 0\tquarantined 1\t"
    )
    (folder / "a.pdf").rename(folder / "b.pdf")
    missing = kakanai("import", "try-mapping", str(out), str(folder))
    assert "書いてある添付ファイルが、入っていません。" in missing.out + missing.err
