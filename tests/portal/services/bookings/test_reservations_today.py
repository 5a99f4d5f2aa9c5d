"""Today's bookings at the counter; each begins one visit."""

import pytest

from portal.errors import NotFound
from portal.services.bookings.reservations_today import Comer, next_comers, receive_comer, reservations_today
from portal.services.counter.visits import visit_of_counter
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.shared import audit_records
from tests.portal.later import at
from tests.portal.services.bookings.booking import FIRST, at_the_window, book, resident
from tests.portal.world import add_member, alice

DUTY = "health-screening"


@pytest.fixture
def number(installation: Installation) -> str:
    """Booked for 2026-12-01, 9 o'clock."""
    return book(installation, alice(installation), FIRST)


@pytest.fixture
def today(installation: Installation, number: str) -> Installation:
    return at(at_the_window(installation), "2026-12-01T08:30:00+09:00")


@pytest.fixture
def clerk(installation: Installation) -> Member:
    return add_member(installation, "clerk", ("clerk", DUTY))


def listed(installation: Installation, member: Member, asked: str = "") -> list[Comer]:
    with installation.database.write() as unit:
        comers = reservations_today(installation, unit, member, asked)
        unit.commit()
    return comers


def receive(installation: Installation, member: Member, reservation_id: int, once: str = "once-once-once-once") -> str:
    with installation.database.write() as unit:
        visit_id = receive_comer(installation, unit, member, reservation_id, once)
        unit.commit()
    return visit_id


def test_only_bookings_of_this_day_and_of_the_members_duties_are_listed(
    installation: Installation, today: Installation, number: str, clerk: Member
) -> None:
    (comer,) = listed(today, clerk)
    assert (comer.receipt_number, comer.name, comer.starts) == (number, "髙見本　太郎", "2026-12-01T09:00")
    assert listed(installation, clerk) == [], "eleven days before"
    assert listed(today, add_member(today, "roads", ("clerk", "roads"))) == []
    assert listed(today, add_member(today, "auditor", ("auditor", "*"))) == [], "may see, but not enter"
    with today.database.read() as unit:
        details = [record.detail for record in audit_records.after(unit, 0) if record.action == "see reservations"]
    assert details == ["2026-12-01", "2026-11-20", "2026-12-01", "2026-12-01"]


@pytest.mark.parametrize(
    ("asked", "listed_"),
    [
        ("高見本", True),
        ("太郎", True),
        ("たろう", True),
        ("タカミ", True),
        ("花子", False),
        ("はなこ", False),
        ("・", False),
    ],
)
def test_a_comer_is_found_by_part_of_the_name_in_any_spelling_or_of_its_reading(
    today: Installation, clerk: Member, *, asked: str, listed_: bool
) -> None:
    assert bool(listed(today, clerk, asked)) is listed_


def test_a_comer_is_found_by_the_receipt_number_as_people_type_it(
    today: Installation, number: str, clerk: Member
) -> None:
    assert len(listed(today, clerk, number.replace("-", " "))) == 1
    assert listed(today, clerk, "26-000-000-017") == []


def test_a_comer_begins_one_visit_however_often_staff_press(today: Installation, number: str, clerk: Member) -> None:
    (comer,) = listed(today, clerk)
    visit_id = receive(today, clerk, comer.id)
    assert receive(today, clerk, comer.id, "another-another-another") == visit_id
    (after,) = listed(today, clerk)
    assert (comer.came_at, after.came_at) == (None, today.clock.now())
    with today.database.read() as unit:
        (item,) = visit_of_counter(today, unit, clerk, visit_id).items
    assert (item.uid, item.booked) == (comer.uid, True)


def test_nobody_is_received_on_another_day_or_by_another_section(
    installation: Installation, today: Installation, clerk: Member
) -> None:
    (comer,) = listed(today, clerk)
    stranger = add_member(today, "roads", ("clerk", "roads"))
    for now, member, reservation_id in (
        (installation, clerk, comer.id),
        (today, stranger, comer.id),
        (today, clerk, 99),
    ):
        with pytest.raises(NotFound):
            receive(now, member, reservation_id)


def expected(installation: Installation, member: Member, most: int = 6) -> tuple[list[str], int]:
    with installation.database.write() as unit:
        comers, more = next_comers(installation, unit, member, most)
        unit.commit()
    return [comer.name for comer in comers], more


def test_who_is_expected_next_has_not_come_and_is_not_over(
    installation: Installation, today: Installation, clerk: Member
) -> None:
    book(installation, resident(installation, "見本　花子"), FIRST)
    names, more = expected(today, clerk)
    assert (len(names), more) == (2, 0)
    assert [(len(few), rest) for few, rest in [expected(today, clerk, 1)]] == [(1, 1)]
    first = listed(today, clerk)[0]
    receive(today, clerk, first.id)
    assert len(expected(today, clerk)[0]) == 1
    for other in (installation, at(installation, "2026-12-01T23:00:00+09:00")):
        assert expected(other, clerk) == ([], 0)
    assert expected(today, add_member(today, "roads", ("clerk", "roads"))) == ([], 0)
    with today.database.read() as unit:
        audited = [record.actor for record in audit_records.after(unit, 0) if record.action == "see reservations"]
    assert "staff:roads" not in audited, "an empty list is no look at a person"
    assert audited.count("staff:clerk") == 4


def test_a_booking_for_which_nobody_comes_to_the_counter_is_not_listed(
    installation: Installation, today: Installation, clerk: Member
) -> None:
    (comer,) = listed(today, clerk)
    elsewhere = at(installation, "2026-12-01T08:30:00+09:00")
    assert (listed(elsewhere, clerk), expected(elsewhere, clerk)) == ([], ([], 0))
    with pytest.raises(NotFound):
        receive(elsewhere, clerk, comer.id)
