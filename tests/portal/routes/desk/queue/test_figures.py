"""集計: small numbers of other sections are hidden, also in charts."""

import html
import re
from io import BytesIO

import pytest
from python_calamine import load_workbook

from portal.db import Database
from portal.services.desk.queue.figures import OWN_WORDS, Waits, by_section, reasons
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from tests.databases import Makers
from tests.portal.routes.desk.queue.test_desk import give_back
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.world import DUTY, add_member, alice, file_application


@pytest.fixture
def session(installation: Installation) -> Session:
    return alice(installation)


def test_of_other_sections_a_small_number_is_not_reported(
    installation: Installation, session: Session, reviewing: StaffBrowser
) -> None:
    file_application(installation, session)
    charlie = at_desk(installation, add_member(installation, "charlie", ("reviewer", "child-allowance")))
    for browser, shown in ((reviewing, '"1"'), (charlie, '"5未満"')):
        line = next(row for row in browser.get("/desk/figures.csv").splitlines() if row.startswith('"審査中"'))
        assert line.endswith(shown)
    assert "5未満</td>" in charlie.get("/desk/figures")
    assert "5件より少ない数は" in charlie.get("/desk/figures")
    assert "5件より少ない数は" not in reviewing.get("/desk/figures"), "nothing is hidden from who sees their own alone"
    for browser, long in ((reviewing, 'width="100.0"'), (charlie, 'width="0.0"')):  # a hidden number has no bar
        assert f'<rect {long} height="10"/><rect class="late" width="0.0"' in browser.get("/desk/figures")
    assert "届いた申請はありません。" in charlie.get("/desk/figures"), (
        "only arrivals of the member's duties are counted"
    )


def test_the_workbook_has_each_table_of_the_page_and_hides_the_same(
    installation: Installation, session: Session, reviewing: StaffBrowser
) -> None:
    file_application(installation, session)
    charlie = at_desk(installation, add_member(installation, "charlie", ("reviewer", "child-allowance")))
    for browser, shown in ((reviewing, 1), (charlie, "5未満")):
        (address,) = re.findall(r'href="(/desk/figures\.xlsx\?[^"]+)"', browser.get("/desk/figures"))
        response = browser.client.get(html.unescape(address))
        book = load_workbook(BytesIO(response.content))
        assert book.sheet_names == ["審査中", "届いた申請", "決まるまでの日数", "決まった結果", "予算", "補正の理由"]
        heads, line = book.get_sheet_by_name("審査中").to_python()[:2]
        assert heads == ["担当課", "手続", "審査中", "うち補正待ち", "うち期限を過ぎた"]
        assert line[2] == shown
        lines = book.get_sheet_by_name("届いた申請").to_python()[1:]
        assert sum(number for _, number in lines if isinstance(number, float)) == (1 if shown == 1 else 0)
    assert reviewing.client.get("/desk/figures.xlsx?from=2026-13-01").status_code == 400


def test_the_totals_come_first_and_lead_to_the_queue(
    installation: Installation, session: Session, reviewing: StaffBrowser
) -> None:
    for _ in range(2):
        file_application(installation, session)
    page = reviewing.get("/desk/figures")
    totals = re.findall(r'<a href="(/desk\?[^"]+)">([^ <]+) <b class="number">([0-9]+件)</b>', page)
    assert totals == [
        ("/desk?who=all", "審査中", "2件"), ("/desk?state=returned", "補正待ち", "0件"),
        ("/desk?due=over", "期限を過ぎた", "0件"),
    ]  # fmt: skip
    charlie = at_desk(installation, add_member(installation, "charlie", ("reviewer", "child-allowance")))
    assert 'class="figure-totals"' not in charlie.get("/desk/figures"), "a sum would tell what is hidden"


def test_the_section_with_most_overdue_cases_comes_first_and_its_procedures_too() -> None:
    lines = [
        Waits("資格係", "再交付", own=True, number=9, returned=1, late=0),
        Waits("給付係", "証明", own=True, number=3, returned=0, late=1),
        Waits("給付係", "認定", own=True, number=2, returned=1, late=2),
        Waits("税務課", "閲覧", own=False, number=7, returned=0, late=7),
    ]
    sections = by_section(lines)
    assert [(section.office, section.number, section.returned, section.late) for section in sections] == [
        ("給付係", 5, 1, 3), ("資格係", 9, 1, 0),
    ]  # fmt: skip
    assert [line.procedure for line in sections[0].lines] == ["認定", "証明"]


def test_ready_reasons_are_counted_and_own_words_only_as_such(
    installation: Installation, session: Session, reviewing: StaffBrowser
) -> None:
    ready, own_words = file_application(installation, session), file_application(installation, session)
    give_back(reviewing, ready)
    boxes: dict[str, str | list[str]] = {
        "field": ["name"],
        "words.name": "髙見本さまの字が読めません",
        "due": "2026-12-04",
    }
    reviewing.post(f"/desk/{own_words}/return", f"/desk/{own_words}/return", boxes)
    today = installation.clock.today()
    with installation.database.read() as unit:
        counts = dict(reasons(installation, unit, (DUTY,), today.replace(day=1), today))
    assert sorted(counts.values()) == [1, 1]
    assert OWN_WORDS in counts
    page = reviewing.get("/desk/figures")
    assert "髙見本" not in page
    assert OWN_WORDS in page
    assert '<svg class="chart"' in page


def test_an_empty_and_a_wrong_period_say_so_and_a_stranger_sees_nothing(
    installation: Installation, reviewing: StaffBrowser
) -> None:
    empty = reviewing.get("/desk/figures?from=2020-04-01&to=2020-04-30")
    assert ("届いた申請はありません。" in empty, 'class="chart"' in empty) == (True, False)
    assert "終わりの日を" in reviewing.get("/desk/figures?from=2026-11-20&to=2026-11-01", 422)
    reviewing.get("/desk/figures.csv?from=x", 400)
    not_allowed = at_desk(installation, add_member(installation, "nobody"))
    not_allowed.get("/desk/figures", 403)
    not_allowed.get("/desk/figures.csv", 403)


def test_figures_are_counted_on_the_replica(
    installation: Installation, session: Session, reviewing: StaffBrowser, makers: Makers
) -> None:
    file_application(installation, session)
    behind = Database(makers["sqlite"].migrated())  # one that has not followed yet
    for address in ("/desk/figures.csv", "/desk/figures/procedures.csv"):
        counted = reviewing.get(address)
        installation.database._replica = behind.engine
        assert reviewing.get(address) != counted
        installation.database._replica = None
        assert reviewing.get(address) == counted
    behind.close()
