"""Only the principal of a mandate, and only once."""

import pytest

from forms.definition.kind import WITHDRAWN
from forms.path.filer import CAME
from portal.errors import NotAllowed, NotFound
from portal.services.my_cases.stop_application import ASK, NOW
from portal.services.my_cases.stop_as_principal import case_of_principal, stop_as_principal
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from portal.store.cases import applications
from portal.store.signing import delegations
from portal.store.signing.delegations import CLAIMED, REJECTED
from tests.forms.loading.small import small
from tests.portal.routes.guest_browser import offer
from tests.portal.services.bookings.booking import resident
from tests.portal.world import DUTY, PLACE, file_application


@pytest.fixture
def client(installation: Installation) -> Session:
    return resident(installation, "例示　花子")


@pytest.fixture
def number(installation: Installation, client: Session) -> str:
    offer(installation, small("", duty=DUTY, who="{online: [self, agent]}", identity="{sign_in: card}"))
    agent = resident(installation, "髙見本　太郎")
    filed = file_application(installation, agent, of="small", answers={CAME: "agent", "reason": "lost"})
    with installation.database.write() as unit:
        row = applications.by_number(unit, filed)
        assert row is not None
        delegations.claim(unit, row.id, client.person_id or "", 1)
        unit.commit()
    return filed


def stop(installation: Installation, session: Session, number: str, way: str = NOW) -> str:
    """The state after it."""
    with installation.database.write() as unit:
        stop_as_principal(
            installation, unit, session, Actor("resident", session.person_id or "", place=PLACE), number, way, ""
        )
        unit.commit()
    with installation.database.read() as unit:
        row = applications.by_number(unit, number)
    assert row is not None
    return row.state


def test_pressed_twice_it_is_withdrawn_once(installation: Installation, client: Session, number: str) -> None:
    assert [stop(installation, client, number, way) for way in (NOW, NOW, ASK)] == [WITHDRAWN] * 3
    with installation.database.read() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        assert [event.move for event in applications.events(unit, row.id)].count("withdraw") == 1


def test_agent_and_stranger_have_no_such_case(installation: Installation, number: str) -> None:
    for name in ("髙見本　太郎", "他の人"):
        with pytest.raises(NotFound):
            stop(installation, resident(installation, name), number)


def test_a_mandate_that_the_section_did_not_accept_withdraws_nothing(
    installation: Installation, client: Session, number: str
) -> None:
    with installation.database.write() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        assert delegations.judge(unit, row.id, CLAIMED, REJECTED, "examiner", 1, b"", "")
        unit.commit()
    with installation.database.read() as unit, pytest.raises(NotAllowed):
        case_of_principal(installation, unit, client, number)
