"""The register book and its CSV for Excel."""

import csv
import io
from datetime import date

import pytest

from portal.services.cases import keep_book
from portal.services.cases.cases import case_of_member
from portal.services.cases.keep_book import COLUMNS, BookLine, as_csv, rows
from portal.services.desk.case.decide_application import decide_application, read_decision
from portal.services.desk.case.pass_screening import pass_screening
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.store.cases import applications
from portal.store.handover import hand_overs
from portal.store.handover.hand_overs import BatchRow
from tests.forms.first import first
from tests.portal.world import DUTY, add_member, file_application


def book(installation: Installation, since: str = "2026-11-01", until: str = "2026-11-30") -> list[BookLine]:
    with installation.database.read() as unit:
        return list(rows(installation, unit, (DUTY,), date.fromisoformat(since), date.fromisoformat(until)))


def test_a_line_says_all_that_the_book_must(installation: Installation, session: Session) -> None:
    number = file_application(installation, session)
    (line,) = book(installation)
    assert dict(zip(COLUMNS, line, strict=True)) == {
        "受付番号": number,
        "到達日時": line.arrived,
        "受付経路": "オンライン",
        "受付場所": "オンライン",
        "到達の根拠": "市の記録に残った時",
        "氏名": "髙見本　太郎",
        "手続": "介護保険 被保険者証などの再交付申請",
        "版": str(first().version),
        "状態": "受付",
        "処理期限": "2026-12-02",
        "結果の日": "",
        "文書番号": "",
        "発送日": "",
        "引渡し": "",
        "担当課": "福祉部 介護保険課 資格保険料係",
    }
    assert line.arrived.startswith("2026-11-20 10:00:")


def test_the_outcome_and_the_hand_over_are_in_it(installation: Installation, session: Session) -> None:
    number = file_application(installation, session)
    reviewer = add_member(installation, "reviewer", ("reviewer", DUTY))
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, reviewer, number)
        pass_screening(installation, unit, reviewer, case, case.row.revision)
        for batch_number in ("K-1", "K-2"):
            batch = BatchRow(0, batch_number, batch_number, "1", DUTY, reviewer.id, 0, None, "", "")
            batch_id = hand_overs.add_batch(unit, batch)
            assert batch_id is not None
            hand_overs.add(unit, batch_number, batch_id, [(case.row.id, 1, "examining")])
        case = case_of_member(installation, unit, reviewer, number)
        decision = read_decision(installation, case, "refused", "資格がないためです。")
        decide_application(installation, unit, reviewer, case, case.row.revision, decision)
        unit.commit()
    (line,) = book(installation)
    assert (line.state, line.decided, line.document, line.handed_over) == (
        "認められなかった", "2026-11-20", "見介資第1号", "K-1 K-2"
    )  # fmt: skip


def test_days_are_those_of_japan_and_both_ends_belong_to_it(installation: Installation, session: Session) -> None:
    old, new = (file_application(installation, session, days_ago=days) for days in (3, 0))
    assert [line.receipt_number for line in book(installation)] == [old, new]
    assert [line.receipt_number for line in book(installation, "2026-11-17", "2026-11-17")] == [old]
    assert [line.receipt_number for line in book(installation, "2026-11-18", "2026-11-20")] == [new]
    assert book(installation, "2026-11-18", "2026-11-19") == []


def test_a_stamp_says_the_day_and_no_hour(installation: Installation, session: Session) -> None:
    file_application(installation, session, basis="stamp")
    (line,) = book(installation)
    assert (line.arrived, line.basis) == ("2026-11-20", "収受印の日")


def test_many_lines_come_in_chunks_without_gap_or_repeat(
    installation: Installation, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keep_book, "_CHUNK", 2)
    filed = [file_application(installation, session) for _ in range(5)]
    assert [line.receipt_number for line in book(installation)] == filed


def test_another_section_keeps_its_own_book(installation: Installation, session: Session) -> None:
    file_application(installation, session)
    with installation.database.read() as unit:
        lines = list(rows(installation, unit, ("child-allowance",), date(2026, 11, 1), date(2026, 11, 30)))
    assert lines == []


def line_of(name: str) -> BookLine:
    return BookLine("26-1", "", "", "", "", name, *[""] * 9)


def test_the_csv_has_a_mark_for_excel_and_windows_line_ends() -> None:
    data = b"".join(as_csv([line_of("髙見本　𠮷乃")]))
    assert data.startswith(b'\xef\xbb\xbf"\xe5\x8f\x97')
    head, line, end = data.decode("utf-8-sig").split("\r\n")
    assert head == ",".join(f'"{column}"' for column in COLUMNS)
    assert line == '"26-1","","","","","髙見本　𠮷乃","","","","","","","","",""'
    assert end == ""


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ('見本,"太郎"', '見本,"太郎"'),
        ("葛\U000e0100城　塚", "葛\U000e0100城　塚"),
        ("=1+1", "'=1+1"),
        ("+81", "'+81"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("O'MIHON=", "O'MIHON="),
    ],
)
def test_a_name_is_a_text_in_the_csv_whatever_it_begins_with(name: str, cell: str) -> None:
    text = b"".join(as_csv([line_of(name)])).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text, newline="")))[1][5] == cell


def test_the_batches_of_none_are_none(installation: Installation) -> None:
    with installation.database.read() as unit:
        assert applications.batch_numbers(unit, []) == {}
