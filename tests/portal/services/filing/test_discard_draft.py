"""A discarded draft can be restored for a day."""

import pytest

from portal.errors import NotFound
from portal.jobs.delete_old_drafts import delete_old_drafts
from portal.services.filing.discard_draft import discard_draft, discarded_of, restore_draft
from portal.services.filing.drafts import draft_of_resident
from portal.services.filing.share_draft import living_code, own_code, share_draft
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from portal.store.bookings import reservations
from portal.store.filing import drafts
from tests.portal.later import later
from tests.portal.services.bookings.booking import PROCEDURE, begin, choose, opened, resident
from tests.portal.services.residents.companies import company_session
from tests.portal.world import PLACE, alice


@pytest.fixture
def session(installation: Installation) -> Session:
    return alice(installation)


def actor(session: Session) -> Actor:
    return Actor("resident", session.person_id or "", place=PLACE)


def discard(installation: Installation, session: Session, draft_id: str) -> None:
    with installation.database.write() as unit:
        discard_draft(installation, unit, opened(installation, unit, session, draft_id).row, actor(session))
        unit.commit()


def restore(installation: Installation, session: Session, draft_id: str) -> None:
    with installation.database.write() as unit:
        restore_draft(installation, unit, session, PROCEDURE, draft_id, actor(session))
        unit.commit()


def mine(installation: Installation, session: Session) -> tuple[list[str], list[str]]:
    """(drafts, restorable drafts)."""
    person = session.person_id or ""
    with installation.database.read() as unit:
        return (
            [row.id for row in drafts.of_person(unit, person)],
            [discarded.id for discarded in discarded_of(installation, unit, person)],
        )


@pytest.mark.both_engines
def test_it_is_gone_with_its_times_and_codes_and_comes_back_with_its_answers(
    installation: Installation, session: Session
) -> None:
    draft = begin(installation, session)
    choose(installation, session, draft)
    with installation.database.write() as unit:
        reopened = opened(installation, unit, session, draft)
        share_draft(installation, unit, reopened, actor(session), "1949-04-03")
        shared = own_code(installation.code_key, unit, reopened)
        unit.commit()
    assert shared is not None
    discard(installation, session, draft)
    with installation.database.read() as unit:
        with pytest.raises(NotFound):
            draft_of_resident(installation, unit, session, PROCEDURE, draft)
        assert reservations.of_draft(unit, draft) == []
        assert living_code(installation, unit, shared.written) is None
    assert mine(installation, session) == ([], [draft])
    restore(installation, session, draft)
    with installation.database.read() as unit:
        assert opened(installation, unit, session, draft).answers["examinee.birth"] == "1949-04-03"
    assert mine(installation, session) == ([draft], [])


def test_what_was_begun_instead_changes_places_with_it(installation: Installation, session: Session) -> None:
    first = begin(installation, session)
    choose(installation, session, first)
    discard(installation, session, first)
    second = begin(installation, session)
    choose(installation, session, second)
    restore(installation, session, first)
    assert mine(installation, session) == ([first], [second])
    discard(installation, session, first)
    assert mine(installation, session) == ([], [first]), "only the last one is kept, to bound the storage"


def test_what_a_company_began_besides_stays(installation: Installation) -> None:
    prime = company_session(installation, "p")
    draft = begin(installation, prime)
    choose(installation, prime, draft)
    discard(installation, prime, draft)
    besides = begin(installation, prime)
    restore(installation, prime, draft)
    assert sorted(mine(installation, prime)[0]) == sorted([draft, besides])


def test_it_is_nobody_elses_and_ends_after_a_day(installation: Installation, session: Session) -> None:
    draft = begin(installation, session)
    choose(installation, session, draft)
    discard(installation, session, draft)
    with pytest.raises(NotFound):
        restore(installation, resident(installation, "ほかの人"), draft)
    assert delete_old_drafts(later(installation, hours=23)) == 0
    tomorrow = later(installation, hours=25)
    with pytest.raises(NotFound):
        restore(tomorrow, session, draft)
    assert delete_old_drafts(tomorrow) == 1
    assert delete_old_drafts(tomorrow) == 0
    assert mine(installation, session) == ([], [])


def test_what_nobody_wrote_into_is_not_kept(installation: Installation, session: Session) -> None:
    draft = begin(installation, session)
    discard(installation, session, draft)
    assert mine(installation, session) == ([], [])
