"""Tasks as lists of lines."""

from portal.services.desk.queue.calls import DeskCalls
from portal.services.desk.queue.tasks import task_lines, tasks_of
from portal.services.shared.installation import Installation
from tests.portal.services.desk.at_work import NAME, audited
from tests.portal.world import DUTY, add_member, alice, file_application


def test_only_tasks_that_wait_are_there() -> None:
    assert list(tasks_of(DeskCalls((), ("a",), approvals=("b",)))) == ["approvals", "stops"]
    assert tasks_of(DeskCalls((), ())) == {}


def test_a_line_of_a_task_names_the_person_and_the_proposed_outcome(installation: Installation) -> None:
    number = file_application(installation, alice(installation))
    member = add_member(installation, "approver", ("approver", DUTY))
    calls = DeskCalls((), (number,), approvals=(number,), proposed={number: "refused"})
    with installation.database.write() as unit:
        lines, proposed = task_lines(installation, unit, member, calls, "approvals")
        assert [line.name for line in lines] == [NAME]
        assert proposed == {number: "認められなかった"}
        assert task_lines(installation, unit, member, calls, "stops")[1] == {}
        assert task_lines(installation, unit, member, calls, "near") == ((), {})
        unit.commit()
    assert [detail for _, detail in audited(installation, "see queue")] == ["1 applications"] * 2
