"""手続ごとの集計 as a page, CSV and XLSX."""

from io import BytesIO

import pytest
from python_calamine import load_workbook

from portal.services.shared.installation import Installation
from portal.store.finding import search_misses
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.services.desk.queue.test_compare_periods import AFTER, BEFORE, cases
from tests.portal.world import add_member, alice, file_application
from tests.statements import statements_sent

PAGE = "/desk/figures/procedures"
SPANS = "from=2026-10-01&to=2026-10-31&base_from=2026-09-01&base_to=2026-09-30"


@pytest.fixture
def lived(installation: Installation) -> Installation:
    with installation.database.write() as unit:
        cases(unit, BEFORE[0], 30, door="counter", days=9)
        cases(unit, AFTER[0], 30, days=2)
        for day in ("2026-10-01", "2026-10-02"):
            search_misses.count(unit, month="2026-10", mark=b"m", day=day, word="ぺんぎん<b>", least=2, least_days=2)
        unit.commit()
    return installation


def test_the_page_shows_verdicts_chart_table_and_missed_words(lived: Installation, reviewing: StaffBrowser) -> None:
    page = reviewing.get(f"{PAGE}?{SPANS}")
    assert "▲良くなった" in page
    assert "9日 → 2日" in page
    assert '<svg class="door-bars"' in page
    assert 'aria-labelledby="doors-title doors-about"' in page
    assert "ぺんぎん<b>" in page
    assert "手続ごとに、前とくらべる" in reviewing.get("/desk/figures")


def test_missed_words_are_escaped(lived: Installation, reviewing: StaffBrowser) -> None:
    assert "ぺんぎん&lt;b&gt;" in reviewing.client.get(f"{PAGE}?{SPANS}").text


def test_downloads_have_the_numbers_of_the_page(lived: Installation, reviewing: StaffBrowser) -> None:
    assert '"30","30","0","0","0","1.000"' in reviewing.get(f"{PAGE}.csv?{SPANS}")
    answer = reviewing.client.get(f"{PAGE}.xlsx?{SPANS}")
    assert answer.headers["content-disposition"].endswith('.xlsx"')
    book = load_workbook(BytesIO(answer.content))
    assert book.get_sheet_by_name("手続ごと").to_python()[1][2:4] == [30, 30]
    assert book.get_sheet_by_name("見つからなかった言葉").to_python()[1] == ["ぺんぎん<b>", 2]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("from=2026-11-20&to=2026-11-01", "終わりの日を"),
        ("from=2026-11-01&to=2026-11-20&base_from=x", "日付で入れて"),
        ("from=2026-11-01&to=2026-11-20&base_from=2026-10-20&base_to=2026-11-01", "重ならない"),
        ("from=2026-11-01&to=2026-11-20&base_from=2026-10-20&base_to=2026-10-01", "366日まで"),
    ],
)
def test_wrong_periods_say_so(reviewing: StaffBrowser, query: str, words: str) -> None:
    assert words in reviewing.get(f"{PAGE}?{query}", 422)
    reviewing.get(f"{PAGE}.csv?{query}", 400)
    reviewing.get(f"{PAGE}.xlsx?{query}", 400)


def test_without_a_choice_it_compares_with_the_days_before_or_the_citys_baseline(reviewing: StaffBrowser) -> None:
    page = reviewing.get(f"{PAGE}?from=2026-11-11&to=2026-11-20")
    assert 'name="base_from" value="2026-11-01"' in page
    assert 'name="base_to" value="2026-11-10"' in page


def test_strangers_see_nothing_and_other_duties_count_nothing(lived: Installation) -> None:
    not_allowed = at_desk(lived, add_member(lived, "nobody"))
    for ending in ("", ".csv", ".xlsx"):
        not_allowed.get(f"{PAGE}{ending}", 403)
    charlie = at_desk(lived, add_member(lived, "charlie", ("reviewer", "child-allowance")))
    assert "どちらの期間にも、申請はありません" in charlie.get(f"{PAGE}?{SPANS}")


def test_statements_do_not_grow_with_the_cases(installation: Installation, reviewing: StaffBrowser) -> None:
    session, counts = alice(installation), []
    for _ in range(2):
        file_application(installation, session)
        reviewing.get(PAGE)
        with statements_sent(installation.database) as sent:
            reviewing.get(PAGE)
        counts.append(sent.count)
    assert counts[0] == counts[1] <= 14
