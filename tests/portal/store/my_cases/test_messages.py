"""Messages between applicants and staff."""

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.staff.staff import Staff
from portal.store.my_cases import messages
from portal.store.my_cases.messages import RESIDENT, STAFF, MessageRow
from tests.portal.store.planting import plant


def test_a_message_is_sent_once_and_read_by_the_other_side(unit: Unit, application: int) -> None:
    staff = plant(unit, Staff)["id"]
    number = messages.add(unit, application, "1", RESIDENT, None, b"text", 5)
    assert number
    assert messages.add(unit, application, "1", RESIDENT, None, b"text", 6) is None
    messages.add(unit, application, "2", STAFF, staff, b"answer", 7)
    messages.add(unit, application, "3", RESIDENT, None, b"thanks", 8)
    first = MessageRow(number, application, "1", RESIDENT, None, b"text", 5, None)
    assert messages.of(unit, application)[0] == first
    assert messages.count(unit, application, RESIDENT) == 2
    assert messages.unread(unit, [application, 0], RESIDENT) == {application: 2}
    assert messages.unread(unit, [], RESIDENT) == {}
    messages.mark_one_read(unit, application, "3", 9)
    messages.mark_read(unit, application, RESIDENT, 10)
    assert [row.read_at for row in messages.of(unit, application)] == [10, None, 9]
    assert messages.unread(unit, [application], RESIDENT) == {}


def test_applications_with_an_unread_question_come_oldest_first(unit: Unit) -> None:
    early, late, other, answered = (plant(unit, Application, duty=duty) for duty in ("tax", "tax", "welfare", "tax"))
    for row, once, author in (
        (early, "1", RESIDENT), (late, "1", RESIDENT), (early, "2", RESIDENT), (other, "1", RESIDENT), (answered, "1", STAFF),
    ):  # fmt: skip
        messages.add(unit, row["id"], once, author, None, b"text", 5)
    assert messages.unread_numbers(unit, ["tax"], 9) == [early["receipt_number"], late["receipt_number"]]
    assert messages.unread_numbers(unit, ["tax"], 1) == [early["receipt_number"]]
    assert messages.unread_numbers(unit, [], 9) == []
