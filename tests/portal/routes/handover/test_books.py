"""The 受付簿 as page and CSV."""

import csv
import html
import io
import re
from unicodedata import normalize

import pytest
from pypdf import PdfReader
from sqlalchemy import text

from portal.routes.handover import books
from portal.services.cases.keep_book import COLUMNS
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.services.filing.filing import audited
from tests.portal.world import DUTY, add_member, alice, file_application


@pytest.fixture
def session(installation: Installation) -> Session:
    return alice(installation)


@pytest.fixture
def clerk(installation: Installation) -> StaffBrowser:
    return at_desk(installation, add_member(installation, "clerk", ("clerk", DUTY)))


def test_the_book_opens_on_the_month_of_today(
    installation: Installation, session: Session, clerk: StaffBrowser
) -> None:
    inside = file_application(installation, session)
    outside = file_application(installation, session, days_ago=30)
    page = clerk.get("/desk/book")
    assert f'href="/desk/{inside}"' in page
    assert outside not in page
    assert 'value="2026-11-01"' in page
    assert 'value="2026-11-30"' in page
    assert re.findall('<th scope="col"[^>]*>(.*?)</th>', page) == [
        "受付番号", "到達", "氏名", "手続", "状態", "処理期限", "結果", "担当課",
    ]  # fmt: skip
    assert '>11月20日（金） 10時00分<span class="cell-note">オンライン・市の記録に残った時</span></td>' in page
    assert all(
        f">{words}</td>" in page for words in ("髙見本　太郎", "12月2日（水）", "福祉部 介護保険課 資格保険料係")
    )
    assert outside in clerk.get("/desk/book?from=2026-10-01&to=2026-10-31")
    assert audited(installation, "see book") == [
        "2026-11-01 2026-11-30 1 applications", "2026-10-01 2026-10-31 1 applications",
    ]  # fmt: skip


def test_the_last_month_of_a_year_ends_on_its_last_day(clerk: StaffBrowser) -> None:
    assert "この期間に届いた申請はありません。" in clerk.get("/desk/book?from=2026-12-01&to=2026-12-31")


def test_the_usual_periods_are_offered_by_name(clerk: StaffBrowser) -> None:
    page = clerk.get("/desk/book")
    for words, since, until in (
        ("今日", "2026-11-20", "2026-11-20"), ("今月", "2026-11-01", "2026-11-30"),
        ("先月", "2026-10-01", "2026-10-31"), ("今年度", "2026-04-01", "2027-03-31"),
    ):  # fmt: skip
        current = ' aria-current="true"' if words == "今月" else ""
        assert f'<a href="/desk/book?from={since}&to={until}&duty={DUTY}"{current}>{words}</a>' in page


@pytest.mark.parametrize("asked", ["from=x", "to=2026-11-31", "from=2026-11-02&to=2026-11-01"])
def test_a_period_that_is_none_is_reported(clerk: StaffBrowser, asked: str) -> None:
    page = clerk.get(f"/desk/book?{asked}", 422)
    assert "日" in page
    assert "/desk/book.csv" not in page
    clerk.get(f"/desk/book.csv?{asked}", 400)


def test_a_long_book_shows_its_beginning_and_says_so(
    installation: Installation, session: Session, clerk: StaffBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(books, "_SHOWN", 1)
    first, second = (file_application(installation, session) for _ in range(2))
    page = clerk.get("/desk/book")
    assert "はじめの1件だけ" in page
    assert first in page
    assert second not in page


def test_the_csv_holds_the_whole_period_and_is_recorded_with_its_count(
    installation: Installation, session: Session, clerk: StaffBrowser
) -> None:
    names = ({"family": "=cmd", "given": '見,"本"'}, {"family": "髙見本", "given": "𠮷乃"})
    filed = [file_application(installation, session, {"name": name}) for name in names]
    response = clerk.client.get("/desk/book.csv?from=2026-11-20&to=2026-11-20")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.headers["content-disposition"] == 'attachment; filename="book-2026-11-20-2026-11-20.csv"'
    assert response.headers["cache-control"] == "no-store"
    assert response.content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))
    assert tuple(lines[0]) == COLUMNS
    assert [(line[0], line[5]) for line in lines[1:]] == [(filed[0], '\'=cmd　見,"本"'), (filed[1], "髙見本　𠮷乃")]
    assert audited(installation, "export book") == [f"2026-11-20 2026-11-20 {DUTY} 2 applications"]


@pytest.mark.parametrize(
    "name",
    [
        "NGUYỄN THỊ HOÀ BÌNH", "Hoa\u0300 Ti\u0301nh", "葛󠄀城𠮷乃", "ヴァン・デル・ベルク　ヤン",
        "MARIA DA CONCEICAO DOS SANTOS FERREIRA DE ALBUQUERQUE E SILVA NETO",
    ],
)  # fmt: skip
def test_a_name_of_many_words_is_the_same_on_the_page_the_desk_the_paper_and_in_the_csv(
    name: str, installation: Installation, session: Session, clerk: StaffBrowser
) -> None:
    number = file_application(installation, session, {"name": {"full": name}})
    assert name in html.unescape(clerk.get(f"/desk/{number}"))
    book = clerk.client.get("/desk/book.csv?from=2026-11-20&to=2026-11-20").content.decode("utf-8-sig")
    assert [line[5] for line in csv.reader(io.StringIO(book, newline="")) if line[0] == number] == [name]
    paper = PdfReader(io.BytesIO(clerk.client.get(f"/desk/{number}/form.pdf").content))
    printed = "".join(page.extract_text() for page in paper.pages)
    assert without_spaces(name) in without_spaces(printed)


def without_spaces(text: str) -> str:
    return "".join(normalize("NFC", text).replace("\u200b", "").split())


def test_staff_see_the_book_of_their_own_sections_only(
    installation: Installation, session: Session, clerk: StaffBrowser
) -> None:
    number = file_application(installation, session)
    charlie = at_desk(installation, add_member(installation, "charlie", ("clerk", "child-allowance")))
    auditor = at_desk(installation, add_member(installation, "auditor", ("auditor", "*")))
    not_allowed = at_desk(installation, add_member(installation, "nobody", ("administrator", "*")))
    assert number not in charlie.get("/desk/book")
    assert number not in charlie.get("/desk/book.csv")
    for address in ("/desk/book", "/desk/book.csv"):
        charlie.get(f"{address}?duty={DUTY}", 403)
        clerk.get(f"{address}?duty=nonsense", 403)
        not_allowed.get(address, 403)
    assert number in auditor.get(f"/desk/book?duty={DUTY}")
    assert number not in auditor.get("/desk/book?duty=child-allowance")


def test_who_is_not_signed_in_is_led_to_the_sign_in(clerk: StaffBrowser) -> None:
    clerk.client.cookies.delete("kakanai_staff")
    for address in ("/desk/book", "/desk/book.csv"):
        response = clerk.client.get(address)
        assert response.headers["location"].startswith("/staff/sign-in?next=")


def test_the_last_day_that_there_is_ends_a_period_too(
    installation: Installation, session: Session, clerk: StaffBrowser
) -> None:
    number = file_application(installation, session)
    assert f'href="/desk/{number}"' in clerk.get("/desk/book?from=2026-11-01&to=9999-12-31")


def test_the_reconciliation_counts_ones_own_duties_and_names_what_is_astray(
    installation: Installation, session: Session, clerk: StaffBrowser
) -> None:
    assert "届いた申請は、まだありません。" in clerk.get("/desk/book/reconciliation")
    number = file_application(installation, session)
    page = clerk.get("/desk/book/reconciliation")
    assert "届いたものは、すべて説明がつきます。" in page
    assert "福祉部 介護保険課 資格保険料係" in page
    other = at_desk(installation, add_member(installation, "other", ("clerk", "child-allowance")))
    with installation.database.write() as unit:
        unit.connection.execute(text("UPDATE application SET state = 'approved'"))
        unit.commit()
    page = clerk.get("/desk/book/reconciliation")
    assert "説明のつかないものが1件あります。" in page
    assert f'href="/desk/{number}"' in page
    assert "状態が、最後の経過と違います" in page
    assert number not in other.get("/desk/book/reconciliation")
    assert audited(installation, "reconcile")[-2:] == ["1 unexplained", "0 unexplained"]
