"""集計: small numbers of other sections are hidden, also in charts."""

import pytest

from portal.db import Database
from portal.services.desk.queue.figures import OWN_WORDS, reasons
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from tests.databases import Makers
from tests.portal.routes.desk.queue.test_desk import give_back
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.world import DUTY, add_member, alice, file_application


@pytest.fixture
def session(installation: Installation) -> Session:
    return alice(installation)


@pytest.fixture
def reviewer(installation: Installation) -> StaffBrowser:
    return at_desk(installation, add_member(installation, "reviewer", ("reviewer", DUTY)))


def test_of_other_sections_a_small_number_is_not_told(
    installation: Installation, session: Session, reviewer: StaffBrowser
) -> None:
    file_application(installation, session)
    charlie = at_desk(installation, add_member(installation, "charlie", ("reviewer", "child-allowance")))
    for browser, shown in ((reviewer, '"1"'), (charlie, '"5未満"')):
        line = next(row for row in browser.get("/desk/figures.csv").splitlines() if row.startswith('"審査中"'))
        assert line.endswith(shown)
    assert "5未満</td>" in charlie.get("/desk/figures")
    for browser, long in ((reviewer, 'width="100.0"'), (charlie, 'width="0.0"')):  # a hidden number has no bar
        assert f'<rect {long} height="10"/><rect class="late" width="0.0"' in browser.get("/desk/figures")
    assert "合わせて0件" in charlie.get("/desk/figures"), "only arrivals of the member's duties are counted"


def test_ready_reasons_are_counted_and_own_words_only_as_such(
    installation: Installation, session: Session, reviewer: StaffBrowser
) -> None:
    ready, own_words = file_application(installation, session), file_application(installation, session)
    give_back(reviewer, ready)
    boxes: dict[str, str | list[str]] = {
        "field": ["name"],
        "words.name": "髙見本さまの字が読めません",
        "due": "2026-12-04",
    }
    reviewer.post(f"/desk/{own_words}/return", f"/desk/{own_words}/return", boxes)
    today = installation.clock.today()
    with installation.database.read() as unit:
        counts = dict(reasons(installation, unit, (DUTY,), today.replace(day=1), today))
    assert sorted(counts.values()) == [1, 1]
    assert OWN_WORDS in counts
    page = reviewer.get("/desk/figures")
    assert "髙見本" not in page
    assert OWN_WORDS in page
    assert '<svg class="chart"' in page


def test_a_wrong_period_says_so_and_a_stranger_sees_nothing(installation: Installation, reviewer: StaffBrowser) -> None:
    assert "終わりの日を" in reviewer.get("/desk/figures?from=2026-11-20&to=2026-11-01", 422)
    reviewer.get("/desk/figures.csv?from=x", 400)
    nobody = at_desk(installation, add_member(installation, "nobody"))
    nobody.get("/desk/figures", 403)
    nobody.get("/desk/figures.csv", 403)


def test_figures_are_counted_on_the_replica(
    installation: Installation, session: Session, reviewer: StaffBrowser, makers: Makers
) -> None:
    file_application(installation, session)
    behind = Database(makers["sqlite"].migrated())  # one that has not followed yet
    for address in ("/desk/figures.csv", "/desk/figures/procedures.csv"):
        counted = reviewer.get(address)
        installation.database._replica = behind.engine
        assert reviewer.get(address) != counted
        installation.database._replica = None
        assert reviewer.get(address) == counted
    behind.close()
