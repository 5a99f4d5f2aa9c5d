"""Staff end the wait for a correction."""

import pytest

from portal.errors import Closed, Conflict, NotAllowed
from portal.services.cases.cases import case_of_member
from portal.services.my_cases.stop_waiting import stop_waiting
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from portal.store.cases import applications
from portal.store.cases.applications import ApplicationRow
from portal.store.desk import corrections
from tests.portal.audited import audited_of
from tests.portal.services.filing.filing import ask_again, mend, send
from tests.portal.world import DUTY, add_member, file_application


@pytest.fixture
def number(installation: Installation, session: Session, reviewer: Member) -> str:
    """Returned for its telephone number."""
    filed = file_application(installation, session)
    ask_again(installation, reviewer, filed, "phone")
    return filed


def row_of(installation: Installation, number: str) -> ApplicationRow:
    with installation.database.read() as unit:
        row = applications.by_number(unit, number)
    assert row
    return row


def stop(installation: Installation, member: Member, number: str, older: int = 0) -> None:
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, member, number)
        stop_waiting(installation, unit, member, case, case.row.revision - older)
        unit.commit()


def test_what_was_begun_is_not_sent_after_it(
    installation: Installation, session: Session, reviewer: Member, number: str
) -> None:
    mend(installation, session, number, "phone", {"phone": ["000-0000-0009"]})
    stop(installation, reviewer, number)
    with pytest.raises(Closed):
        send(installation, session, number)
    row = row_of(installation, number)
    assert (row.state, row.answers_revision) == ("screening", 1)
    with installation.database.read() as unit:
        event = applications.events(unit, row.id)[-1]
        actions = [(record.actor, record.action) for record in audited_of(unit, row.id)]
    assert (event.move, event.actor) == ("recall", "staff:reviewer")
    assert actions.count(("staff:reviewer", "stop waiting for correction")) == 1


def test_who_may_not_review_and_who_saw_an_older_state_stops_nothing(
    installation: Installation, reviewer: Member, number: str
) -> None:
    clerk = add_member(installation, "clerk", ("clerk", DUTY))
    before = row_of(installation, number)
    with pytest.raises(NotAllowed):
        stop(installation, clerk, number)
    with pytest.raises(Conflict):
        stop(installation, reviewer, number, older=1)
    assert row_of(installation, number) == before
    with installation.database.read() as unit:
        assert corrections.open_one(unit, before.id) is not None


def test_where_nothing_is_waited_for_nothing_is_stopped(
    installation: Installation, session: Session, reviewer: Member, number: str
) -> None:
    mend(installation, session, number, "phone", {"phone": ["000-0000-0009"]})
    send(installation, session, number)
    corrected = row_of(installation, number)
    for filed in (number, file_application(installation, session)):
        with pytest.raises(Conflict):
            stop(installation, reviewer, filed)
    assert row_of(installation, number) == corrected
