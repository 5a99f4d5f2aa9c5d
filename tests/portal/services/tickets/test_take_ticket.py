"""Taking a number."""

import threading
from dataclasses import replace

import pytest

from forms.city.tickets import Hall
from portal.errors import BadRequest, Conflict, NotFound
from portal.services.shared.installation import Installation
from portal.services.tickets.take_ticket import hall_of, halls_of, leave, take_ticket
from portal.store.tickets import tickets
from portal.store.tickets.tickets import LEFT, TicketRow
from tests.portal.later import later

ONCE = "once-of-the-page-"


def take(installation: Installation, once: str, queue: str = "moving", hall: str = "main") -> TicketRow:
    with installation.database.write() as unit:
        row = take_ticket(installation, unit, hall_of(installation, hall), queue, f"{ONCE}{once}")
        unit.commit()
    return row


def test_numbers_count_up_in_each_queue_and_a_press_is_one_ticket(installation: Installation) -> None:
    rows = [take(installation, "1"), take(installation, "2"), take(installation, "3", "care"), take(installation, "2")]
    assert [(row.queue, row.number) for row in rows] == [("moving", 1), ("moving", 2), ("care", 1), ("moving", 2)]
    assert rows[1] == rows[3]
    assert take(installation, "4", "all", "minato").number == 1


@pytest.mark.both_engines
def test_two_who_press_at_once_get_two_numbers(installation: Installation) -> None:
    taken: list[TicketRow] = []
    threads = [threading.Thread(target=lambda n=n: taken.append(take(installation, str(n)))) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(row.number for row in taken) == list(range(1, 9))


def test_what_no_page_of_ours_sends_is_refused(installation: Installation) -> None:
    hall: Hall = hall_of(installation, "main")
    with installation.database.write() as unit:
        for queue, once in (("tax", f"{ONCE}1"), ("moving", "short"), ("moving", "'; --" + "a" * 20)):
            with pytest.raises(BadRequest):
                take_ticket(installation, unit, hall, queue, once)


def test_at_night_and_on_sundays_no_number_is_given(installation: Installation) -> None:
    for hours in (24, 12):  # a Saturday, a night
        shut = later(installation, hours=hours)
        with shut.database.write() as unit, pytest.raises(Conflict):
            take_ticket(shut, unit, hall_of(shut, "main"), "moving", f"{ONCE}night")


def test_a_queue_has_a_thousand_numbers_less_one(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.services.tickets.take_ticket._MOST", 2)
    take(installation, "1")
    take(installation, "2")
    with pytest.raises(Conflict):
        take(installation, "3")


def test_the_outer_zone_has_no_halls(installation: Installation) -> None:
    assert [hall.id for hall in halls_of(installation)] == ["main", "minato"]
    outer = replace(installation, settings=installation.settings.model_copy(update={"zone": "outer"}))
    assert halls_of(outer) == ()
    with pytest.raises(NotFound):
        hall_of(outer, "main")


def test_a_number_is_given_back_once(installation: Installation) -> None:
    row = take(installation, "1")
    with installation.database.write() as unit:
        leave(installation, unit, row)
        left = tickets.by_id(unit, row.id)
        leave(installation, unit, row)
        assert left is not None
        assert left.state == LEFT
        assert tickets.by_id(unit, row.id) == left
