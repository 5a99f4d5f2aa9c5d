"""A discarded draft can be restored for a day."""

import pytest

from portal.errors import NotFound, NotYours
from portal.services.counter.discard_at_counter import discard_at_counter, discarded_at_counter, restore_at_counter
from portal.services.filing.drafts import start_draft
from portal.services.shared.installation import Installation
from portal.store.filing import drafts
from tests.portal.later import later
from tests.portal.services.counter.visiting import Counter, actions
from tests.portal.world import ANSWERS, PROCEDURE, add_member, alice


def test_a_saved_draft_is_had_back_within_a_day_by_who_may_enter_it(
    installation: Installation, counter: Counter
) -> None:
    draft_id = counter.add(answers=ANSWERS)
    stranger = add_member(installation, "stranger", ("clerk", "child-allowance"))
    with installation.database.write() as unit:
        with pytest.raises(NotYours):
            discard_at_counter(installation, unit, stranger, draft_id)
        assert discard_at_counter(installation, unit, counter.member, draft_id)
        assert drafts.by_id(unit, draft_id) is None
        with pytest.raises(NotFound):
            restore_at_counter(installation, unit, stranger, draft_id)
        with pytest.raises(NotFound):
            restore_at_counter(later(installation, hours=24, minutes=1), unit, counter.member, draft_id)
        restore_at_counter(later(installation, hours=23), unit, counter.member, draft_id)
        assert counter.draft(unit, draft_id).answers == ANSWERS
        assert discarded_at_counter(installation, unit, counter.member) == []
        assert actions(unit)[-2:] == ["discard draft", "restore draft"]


def test_a_draft_that_was_never_saved_is_deleted(installation: Installation, counter: Counter) -> None:
    draft_id = counter.add()
    with installation.database.write() as unit:
        assert not discard_at_counter(installation, unit, counter.member, draft_id)
        assert not drafts.is_discarded(unit, draft_id)
        assert drafts.by_id(unit, draft_id) is None


def test_a_draft_from_home_goes_back_to_its_owner(installation: Installation, counter: Counter) -> None:
    person_id = alice(installation).person_id
    with installation.database.write() as unit:
        procedure = installation.catalogue.current(PROCEDURE)
        draft_id = start_draft(installation, unit, procedure, "online", person_id=person_id)
        drafts.take_to_counter(unit, draft_id, counter.member.id, "counter")
        assert not discard_at_counter(installation, unit, counter.member, draft_id)
        row = drafts.by_id(unit, draft_id)
        assert row is not None
        assert (row.person_id, row.staff_id, row.door) == (person_id, None, "online")
