"""An opened, unanswered 案内 is listed until the last day."""

import pytest

from portal.services.campaigns.answer_invitation import answer_invitation
from portal.services.my_cases.asking.invitation import asked
from portal.services.my_cases.request_item import Asked, Whose
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from tests.portal.invited import LAST_DAY, start
from tests.portal.later import at
from tests.portal.services.campaigns.inviting import open_it, taro
from tests.portal.world import PROCEDURE


@pytest.fixture
def session(installation: Installation) -> Session:
    return taro(installation)


@pytest.fixture
def draft_id(installation: Installation, session: Session) -> str:
    campaign, _ = start(installation)
    return open_it(installation, campaign, session)


def asked_of(installation: Installation, person_id: str | None, *, everything: bool = True) -> list[Asked]:
    with installation.database.read() as unit:
        return list(asked(installation, unit, Whose(person_id or "", [], all=everything)))


def test_it_leads_to_the_draft_that_was_opened(installation: Installation, session: Session, draft_id: str) -> None:
    (item,) = asked_of(installation, session.person_id)
    assert (item.reason, item.href, item.until) == ("invitation", f"/invited/drafts/{draft_id}", LAST_DAY.isoformat())
    assert item.procedure
    assert item.procedure.id == PROCEDURE
    assert asked_of(installation, session.person_id, everything=False) == []
    assert asked_of(installation, "somebody") == []


def test_it_is_asked_on_the_last_day_and_not_after_it(
    installation: Installation, session: Session, draft_id: str
) -> None:
    last, after = (at(installation, f"2026-12-{day}T23:59:00+09:00") for day in (LAST_DAY.day, LAST_DAY.day + 1))
    assert len(asked_of(last, session.person_id)) == 1
    assert asked_of(after, session.person_id) == []


def test_an_answered_invitation_asks_for_nothing(installation: Installation, session: Session, draft_id: str) -> None:
    with installation.database.write() as unit:
        answer_invitation(unit, draft_id, 1)
        unit.commit()
    assert asked_of(installation, session.person_id) == []
