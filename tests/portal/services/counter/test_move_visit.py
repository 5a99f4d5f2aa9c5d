"""Procedures of a visit; parking, handing over and ending it."""

from dataclasses import replace

import pytest

from portal.errors import Conflict, NotAllowed, NotFound
from portal.services.counter.move_visit import (
    add_procedure,
    colleagues_of,
    end_visit,
    hand_over_visit,
    park_visit,
    remove_procedure,
    resume_visit,
)
from portal.services.shared.installation import Installation
from portal.store.counter import visit_figures, visits
from portal.store.filing import drafts
from tests.forms.loading.small import small
from tests.portal.later import later
from tests.portal.routes.guest_browser import offer
from tests.portal.services.counter.visiting import Counter, actions, serve
from tests.portal.world import ANSWERS, DUTY, PROCEDURE, add_member

MINUTE = 60_000_000
OTHER_DUTY = "child-allowance"


def test_a_procedure_of_another_duty_or_without_a_counter_is_not_begun(installation: Installation) -> None:
    offer(installation, small(duty=OTHER_DUTY))
    counter = serve(installation, OTHER_DUTY)
    with installation.database.write() as unit:
        with pytest.raises(NotAllowed):
            add_procedure(installation, unit, counter.member, counter.visit(unit), PROCEDURE)
        with pytest.raises(NotFound):
            add_procedure(installation, unit, counter.member, counter.visit(unit), "small")
        assert counter.visit(unit).items == ()


def test_a_procedure_is_added_once_by_a_page_that_was_sent_twice(installation: Installation, counter: Counter) -> None:
    with installation.database.write() as unit:
        shown = counter.visit(unit)
        add_procedure(installation, unit, counter.member, shown, PROCEDURE)
        with pytest.raises(Conflict):
            add_procedure(installation, unit, counter.member, shown, PROCEDURE)
        assert len(counter.visit(unit).open) == 1


def test_only_a_draft_of_this_visit_is_removed_from_it(installation: Installation, counter: Counter) -> None:
    own, elsewhere = counter.add(answers=ANSWERS), serve(installation, login="colleague").add(answers=ANSWERS)
    with installation.database.write() as unit:
        visit = counter.visit(unit)
        with pytest.raises(NotFound):
            remove_procedure(installation, unit, counter.member, visit, elsewhere)
        remove_procedure(installation, unit, counter.member, visit, own)
        assert counter.visit(unit).items == ()
        assert drafts.is_discarded(unit, own)
        assert not drafts.is_discarded(unit, elsewhere)


def test_time_parked_is_counted_from_the_first_press_and_anyone_who_resumes_serves_it(
    installation: Installation, counter: Counter
) -> None:
    colleague = add_member(installation, "colleague", ("clerk", DUTY))
    with installation.database.write() as unit:
        visit = counter.visit(unit)
        park_visit(later(installation), unit, counter.member, visit, replace(visit.words, handed="昼に戻る"))
        visit = counter.visit(unit)
        park_visit(later(installation, minutes=5), unit, counter.member, visit, visit.words)
        visit = counter.visit(unit)
        resumed = resume_visit(later(installation, minutes=12), unit, colleague, visit, visit.words)
        figures = visit_figures.by_uid(unit, counter.visit_id)
        assert figures is not None
        assert figures.parked == 12 * MINUTE
        assert (resumed.row.staff_id, resumed.row.parked_at, resumed.words.handed) == (colleague.id, None, "昼に戻る")


def test_a_visit_is_handed_to_a_colleague_with_every_duty_of_it_alone(installation: Installation) -> None:
    counter = serve(installation, DUTY, OTHER_DUTY)
    able = add_member(installation, "able", ("clerk", DUTY), ("reviewer", OTHER_DUTY))
    half = add_member(installation, "half", ("clerk", DUTY))
    add_member(installation, "auditor", ("auditor", "*"))
    with installation.database.read() as unit:
        assert [row.id for row in colleagues_of(installation, unit, counter.member, counter.visit(unit))] == [
            able.id, half.id,
        ]  # fmt: skip
    counter.add(PROCEDURE)
    counter.add("jido-teate-nintei")
    with installation.database.write() as unit:
        visit = counter.visit(unit)
        assert [row.id for row in colleagues_of(installation, unit, counter.member, visit)] == [able.id]
        with pytest.raises(NotFound):
            hand_over_visit(installation, unit, counter.member, visit, visit.words, half.id)
        hand_over_visit(installation, unit, counter.member, visit, visit.words, able.id)
        row = visits.by_id(unit, counter.visit_id)
        assert row is not None
        assert row.staff_id == able.id
        assert row.parked_at is not None, "it waits for the colleague"


def test_an_ended_visit_frees_its_ticket_and_is_ended_once(installation: Installation) -> None:
    counter = serve(installation, ticket="A-1")
    with installation.database.write() as unit:
        visit = counter.visit(unit)
        end_visit(installation, unit, counter.member, visit, visit.words)
        with pytest.raises(Conflict):
            end_visit(installation, unit, counter.member, visit, visit.words)
        row = visits.by_id(unit, counter.visit_id)
        figures = visit_figures.by_uid(unit, counter.visit_id)
        assert row is not None
        assert figures is not None
        assert (row.open_ticket, row.ended_at) == (None, figures.ended_at)
        assert actions(unit).count("end visit") == 1
