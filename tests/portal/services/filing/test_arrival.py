"""What becomes an application: the day of arrival, the capacity, and complete rows with a receipt number."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from forms.path.filer import CAME
from forms.path.path import walk
from portal.errors import Conflict
from portal.services.cases.cases import case_of_resident
from portal.services.filing import arrival as module
from portal.services.filing.arrival import (
    Arrival,
    Arrived,
    Candidate,
    Filing,
    has,
    role_in,
    steps_for,
    store_applications,
    summary,
)
from portal.services.filing.drafts import Draft, draft_environment, unstored_draft, whole_path
from portal.services.shared.installation import Installation
from portal.services.shared.step import Step
from portal.services.shared.write_audit import Actor
from portal.store.filing import drafts
from tests.forms.first import first
from tests.forms.loading.small import small
from tests.portal.services.filing.filing import audited, opened
from tests.portal.services.filing.test_submit_application import count, ready, send
from tests.portal.world import ANSWERS, PLACE, PROCEDURE, alice


def test_an_application_arrives_on_the_day_in_japan(installation: Installation) -> None:
    draft = unstored_draft(installation, small(), "online")
    path = whole_path(installation, draft)
    before, after = (
        Arrived(Filing(draft, Arrival(instant, "online", "stored"), path, {}), 1, "26-000-000-001", {}, 0).day
        for instant in (datetime(2026, 11, 19, 14, 59, 59, tzinfo=UTC), datetime(2026, 11, 19, 15, 0, tzinfo=UTC))
    )
    assert (before, after) == (date(2026, 11, 19), date(2026, 11, 20))


def test_the_question_of_the_procedure_decides_the_capacity_then_the_counter_then_the_screen(
    installation: Installation,
) -> None:
    def role(draft: Draft, came: str) -> str:
        return role_in(
            draft, walk(draft.procedure, draft.answers, draft_environment(installation, draft)), {"came": came}
        )

    plain = unstored_draft(installation, small(), "online")
    chosen = replace(plain, answers={CAME: "same_household"})
    answered = replace(unstored_draft(installation, first(), "online"), answers={"filer_kind": "family"})
    assert [role(draft, came) for draft, came in [(plain, ""), (chosen, ""), (chosen, "guardian")]] == [
        "", "same_household", "guardian",
    ]  # fmt: skip
    assert role(answered, "guardian") == "agent"


def test_a_type_counts_only_where_its_question_was_asked(installation: Installation) -> None:
    draft = unstored_draft(installation, first(), "online")
    environment = draft_environment(installation, draft)
    own, business = (
        walk(draft.procedure, {**ANSWERS, "filer_kind": kind}, environment) for kind in ("self", "business")
    )
    assert not has(own, "office_number")
    assert has(business, "office_number")


ACTOR = Actor("resident", "alice", place=PLACE)


def filing(installation: Installation, draft: Draft, number: str = "") -> Filing:
    arrival = Arrival(installation.clock.now(), "online", "stored")
    settings = draft_environment(installation, draft).city
    return Filing(draft, arrival, whole_path(installation, draft), {"settings": settings}, number=number)


def test_a_number_that_is_taken_is_drawn_again(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    session = alice(installation)
    taken = send(installation, ready(installation, session)).receipt_number
    numbers = iter([taken, taken, "26-000-000-001"])
    monkeypatch.setattr(module, "draw_unused", lambda *_: next(numbers))
    assert send(installation, ready(installation, session)).receipt_number == "26-000-000-001"


def test_numbers_that_are_always_taken_are_a_conflict(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = alice(installation)
    taken = send(installation, ready(installation, session)).receipt_number
    monkeypatch.setattr(module, "draw_unused", lambda *_: taken)
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


def test_a_step_of_a_type_is_for_procedures_that_ask_for_it_and_then_for_what_it_applies_to(
    installation: Installation,
) -> None:
    draft = unstored_draft(installation, small(), "online")
    path = whole_path(installation, draft)
    candidate = Candidate(draft, path, draft_environment(installation, draft))

    def step(name: str, asks: str, *, applies: bool | None = None) -> Step[object, Candidate, None]:
        return Step(name, lambda *_: None, None if applies is None else lambda _: applies, asks)

    steps = [
        step("any", ""), step("asked", "choice"), step("not asked", "slot"), step("neither", "slot", applies=True),
        step("asked, and not now", "choice", applies=False), step("asked, and now", "choice", applies=True),
    ]  # fmt: skip
    assert [step.name for step in steps_for(steps, candidate)] == ["any", "asked", "asked, and now"]
