"""集計: what is counted, over which days, and what of other sections is not told."""

import pytest
from sqlalchemy import text

from portal.clock import to_micro, tokyo_midnight
from portal.services.desk_figures import OWN_WORDS, arrivals, reasons, taken, told, waits
from portal.services.installation import Installation
from portal.services.sessions import Session
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.routes.test_desk import give_back
from tests.portal.world import DUTY, add_member, alice, file_application

DAY = 86_400_000_000


@pytest.fixture
def session(installation: Installation) -> Session:
    return alice(installation)


@pytest.fixture
def reviewer(installation: Installation) -> StaffBrowser:
    return at_desk(installation, add_member(installation, "reviewer", ("reviewer", DUTY)))


def decided(installation: Installation, number: str, days: int, state: str = "approved") -> None:
    change = "UPDATE application SET decided_at = arrived_at + :took, state = :state WHERE receipt_number = :number"
    with installation.database.write() as unit:
        unit.connection.execute(text(change), {"took": days * DAY + 1, "state": state, "number": number})
        unit.commit()


def test_what_waits_is_told_by_section_and_what_stands_is_not_late(
    installation: Installation, session: Session, reviewer: StaffBrowser
) -> None:
    late, waiting, _new = (file_application(installation, session, days_ago=days) for days in (20, 20, 0))
    give_back(reviewer, waiting)
    with installation.database.read() as unit:
        (own,) = waits(installation, unit, (DUTY,))
        (other,) = waits(installation, unit, ())
    assert (own.number, own.returned, own.late, own.own, other.own) == (3, 1, 1, True, False)
    decided(installation, late, 1)
    with installation.database.read() as unit:
        assert waits(installation, unit, (DUTY,))[0].number == 2


def test_of_other_sections_a_small_number_is_not_told(
    installation: Installation, session: Session, reviewer: StaffBrowser
) -> None:
    assert [told(number, own=False) for number in (0, 1, 4, 5)] == ["0", "5未満", "5未満", "5"]
    assert told(1, own=True) == "1"
    file_application(installation, session)
    charlie = at_desk(installation, add_member(installation, "charlie", ("reviewer", "child-allowance")))
    for browser, shown in ((reviewer, '"1"'), (charlie, '"5未満"')):
        line = next(one for one in browser.get("/desk/figures.csv").splitlines() if one.startswith('"審査中"'))
        assert line.endswith(shown)
    assert "5未満</td>" in charlie.get("/desk/figures")
    for browser, long in ((reviewer, 'width="100.0"'), (charlie, 'width="0.0"')):  # no bar tells what no number does
        assert f'<rect {long} height="10"/><rect class="late" width="0.0"' in browser.get("/desk/figures")
    assert "合わせて0件" in charlie.get("/desk/figures"), "arrivals are those of one's own duties"


def test_arrivals_are_counted_by_the_days_of_tokyo(installation: Installation, session: Session) -> None:
    numbers = [file_application(installation, session) for _ in range(2)]
    today = installation.clock.today()
    midnight = "UPDATE application SET arrived_at = :at WHERE receipt_number = :number"
    at = to_micro(tokyo_midnight(today))
    with installation.database.write() as unit:
        for number, instant in zip(numbers, (at, at - 1), strict=True):
            unit.connection.execute(text(midnight), {"at": instant, "number": number})
        unit.commit()
    with installation.database.read() as unit:
        found = arrivals(unit, (DUTY,), today.replace(day=1), today)
    assert [number for _, number in found[-2:]] == [1, 1]
    assert (sum(number for _, number in found), len(found)) == (2, today.day)


def test_time_to_decision_leaves_out_what_was_withdrawn(installation: Installation, session: Session) -> None:
    numbers = [file_application(installation, session, days_ago=10) for _ in range(6)]
    for number, days in zip(numbers, (0, 2, 2, 9, 70), strict=False):
        decided(installation, number, days)
    decided(installation, numbers[5], 1, "withdrawn")
    today = installation.clock.today()
    with installation.database.read() as unit:
        found = taken(unit, (DUTY,), today.replace(day=1), today)
        none = taken(unit, (), today, today)
    assert dict(found.groups) == {
        "その日": 1, "1〜3日": 2, "4〜7日": 0, "8〜14日": 1, "15〜30日": 0, "31〜60日": 0, "61日から": 1,
    }  # fmt: skip
    assert (found.half, found.most) == (2, 9)
    assert (none.half, none.most) == (None, None)


def test_ready_reasons_are_counted_and_own_words_only_as_such(
    installation: Installation, session: Session, reviewer: StaffBrowser
) -> None:
    ready, written = file_application(installation, session), file_application(installation, session)
    give_back(reviewer, ready)
    boxes: dict[str, str | list[str]] = {
        "field": ["name"],
        "words.name": "髙見本さまの字が読めません",
        "due": "2026-12-04",
    }
    reviewer.post(f"/desk/{written}/return", f"/desk/{written}/return", boxes)
    today = installation.clock.today()
    with installation.database.read() as unit:
        found = dict(reasons(installation, unit, (DUTY,), today.replace(day=1), today))
    assert sorted(found.values()) == [1, 1]
    assert OWN_WORDS in found
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
