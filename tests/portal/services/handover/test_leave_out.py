"""Several applications held back at once."""

from portal.services.desk.case.hold_hand_over import why_held
from portal.services.handover.leave_out import leave_out
from portal.services.shared.installation import Installation
from tests.portal.services.desk.at_work import acting
from tests.portal.world import DUTY, add_member, alice, file_application


def test_each_is_held_once_with_the_reason_and_a_stranger_holds_none(installation: Installation) -> None:
    session = alice(installation)
    numbers = [file_application(installation, session) for _ in range(2)]
    exporter = add_member(installation, "exporter", ("exporter", DUTY))
    stranger = add_member(installation, "stranger", ("exporter", "roads"))
    assert [line.done for line in leave_out(installation, stranger, numbers, "住所を確かめる")] == [False, False]
    assert [line.done for line in leave_out(installation, exporter, numbers[:1], "住所を確かめる")] == [True]
    assert [line.done for line in leave_out(installation, exporter, numbers, "ほかの理由")] == [False, True]
    for number, reason in zip(numbers, ("住所を確かめる", "ほかの理由"), strict=True):
        with acting(installation, exporter, number) as (unit, case):
            assert why_held(unit, case).startswith(reason)
