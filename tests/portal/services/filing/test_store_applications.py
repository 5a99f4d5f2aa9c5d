"""Applications are stored completely, with a receipt number."""

import pytest

from portal.errors import Conflict
from portal.services.cases.cases import case_of_resident
from portal.services.filing import store_applications as module
from portal.services.filing.arrival import Arrival, Filing
from portal.services.filing.drafts import Draft, draft_environment, whole_path
from portal.services.filing.store_applications import store_applications, summary
from portal.services.shared.actor import Actor
from portal.services.shared.installation import Installation
from portal.store.filing import drafts
from tests.forms.first import first
from tests.forms.loading.small import small
from tests.portal.services.filing.filing import audited, opened
from tests.portal.services.filing.test_submit_application import count, ready, send
from tests.portal.world import ANSWERS, PLACE, PROCEDURE, alice

ACTOR = Actor("resident", "alice", place=PLACE)


def filing(installation: Installation, draft: Draft, number: str = "") -> Filing:
    arrival = Arrival(installation.clock.now(), "online", "stored")
    settings = draft_environment(installation, draft).city
    return Filing(draft, arrival, whole_path(installation, draft), {"settings": settings}, number=number)


def test_a_number_that_is_taken_is_drawn_again(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    session = alice(installation)
    taken = send(installation, ready(installation, session)).receipt_number
    numbers = iter([taken, taken, "26-000-000-001"])
    monkeypatch.setattr(module, "draw", lambda *_: next(numbers))
    assert send(installation, ready(installation, session)).receipt_number == "26-000-000-001"


def test_numbers_that_are_always_taken_are_a_conflict(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = alice(installation)
    taken = send(installation, ready(installation, session)).receipt_number
    monkeypatch.setattr(module, "draw", lambda *_: taken)
    draft = ready(installation, session)
    with pytest.raises(Conflict):
        send(installation, draft)
    assert opened(installation, session, draft.id).answers == ANSWERS


def test_the_summary_holds_whom_it_is_about_and_no_more() -> None:
    assert summary(first(), {**ANSWERS, "kana": {"family": "ミ", "given": "ハ"}}) == {
        "name": ANSWERS["name"],
        "kana": {"family": "ミ", "given": "ハ"},
        "birth": "1949-04-03",
    }
    assert summary(first(), {}) == {}
    assert summary(small(), {"reason": "lost"}) == {}


def test_several_applications_are_stored_in_order_and_each_is_audited(installation: Installation) -> None:
    session = alice(installation)
    drafts_of_two = [ready(installation, session, phone=f"000-0000-000{digit}") for digit in "12"]
    with installation.database.write() as unit:
        stored = store_applications(installation, unit, ACTOR, [filing(installation, draft) for draft in drafts_of_two])
        unit.commit()
    with installation.database.read() as unit:
        cases = [case_of_resident(installation, unit, session, number) for number, _ in stored]
        assert [drafts.by_id(unit, draft.id) for draft in drafts_of_two] == [None, None]
    assert [case.answers["phone"] for case in cases] == ["000-0000-0001", "000-0000-0002"]
    assert [case.row.id for case in cases] == [application_id for _, application_id in stored]
    assert audited(installation, "submit application") == [PROCEDURE, PROCEDURE]


def test_a_draft_that_was_stored_before_gives_its_first_number_and_no_second_application(
    installation: Installation,
) -> None:
    filed = filing(installation, ready(installation, alice(installation)))
    with installation.database.write() as unit:
        ((number, _),) = store_applications(installation, unit, ACTOR, [filed])
        assert store_applications(installation, unit, ACTOR, [filed]) == [(number, None)]
        unit.commit()
    assert count(installation) == 1
    assert audited(installation, "submit application") == [PROCEDURE]


def test_a_number_of_the_other_zone_that_is_taken_is_a_conflict(installation: Installation) -> None:
    session = alice(installation)
    taken = send(installation, ready(installation, session)).receipt_number
    free = "26-000-000-001"
    draft = ready(installation, session)
    with installation.database.write() as unit, pytest.raises(Conflict):
        store_applications(installation, unit, ACTOR, [filing(installation, draft, taken)])
    with installation.database.write() as unit:
        stored = store_applications(installation, unit, ACTOR, [filing(installation, draft, free)])
    assert stored[0][0] == free
