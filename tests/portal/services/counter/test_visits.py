"""Visits: begun once, opened by right, saved by revision."""

from dataclasses import replace

import pytest

from portal.errors import BadRequest, Conflict, NotFound, NotYours
from portal.services.counter.visits import (
    Words,
    begin_visit,
    fill_visitor_role,
    has_number,
    open_visits,
    save_visit,
    visit_of_counter,
)
from portal.services.filing.visit_facts import HOME, USUAL
from portal.services.shared.installation import Installation
from portal.store.counter import visits
from tests.portal.services.counter.visiting import Counter, actions, serve
from tests.portal.world import DUTY, add_member

OTHER_DUTY = "child-allowance"


@pytest.mark.parametrize(
    ("text", "is_number"),
    [
        ("運転免許証", False),
        ("123456", False),
        ("1234567", True),
        ("１２３４５６７", True),
        ("12-34 56・7", True),
        ("平成3年4月5日 12番", False),
    ],
)
def test_seven_digits_are_the_number_of_a_paper_however_they_are_separated(text: str, *, is_number: bool) -> None:
    assert has_number(text) is is_number


@pytest.mark.parametrize(
    ("came", "about", "known"),
    [
        ("self", "", ("self", USUAL)),
        ("agent", "", ("agent", "")),
        ("self", "2", ("", "")),
        (None, "", ("self", USUAL)),
    ],
)
def test_the_preselected_answer_is_no_choice_and_ends_where_the_visit_is_about_another_person(
    came: str | None, about: str, known: tuple[str, str]
) -> None:
    assert Words(came="self", came_by=USUAL).choose_role(came, "self", about) == known


def test_a_repeated_request_and_a_ticket_being_served_begin_no_second_visit(installation: Installation) -> None:
    counter = serve(installation, ticket="A-1")
    colleague = add_member(installation, "colleague", ("clerk", DUTY))
    with installation.database.write() as unit:
        assert begin_visit(installation, unit, counter.member, "clerk-".ljust(20, "x")) == counter.visit_id
        assert begin_visit(installation, unit, colleague, "y" * 20, "A-1") == counter.visit_id
        assert actions(unit).count("begin visit") == 1
        with pytest.raises(BadRequest):
            begin_visit(installation, unit, colleague, "short")


def test_a_ticket_of_another_section_begins_a_visit_that_does_not_hold_it(installation: Installation) -> None:
    counter = serve(installation, ticket="A-1")
    other = add_member(installation, "other", ("clerk", OTHER_DUTY))
    with installation.database.write() as unit:
        begun = visits.by_id(unit, begin_visit(installation, unit, other, "y" * 20, "A-1"))
        assert begun is not None
        assert begun.id != counter.visit_id
        assert (begun.ticket, begun.open_ticket) == ("A-1", None)


def test_a_visit_is_opened_by_clerks_of_its_procedures_and_while_empty_of_its_clerks_duties(
    installation: Installation,
) -> None:
    counter = serve(installation, DUTY, OTHER_DUTY)
    colleague = add_member(installation, "colleague", ("clerk", OTHER_DUTY))
    stranger = add_member(installation, "stranger", ("clerk", "environment"))
    auditor = add_member(installation, "auditor", ("auditor", "*"))
    with installation.database.read() as unit:
        assert [visit.id for visit in open_visits(installation, unit, colleague)] == [counter.visit_id]
        for member in (stranger, auditor):
            with pytest.raises(NotYours):
                visit_of_counter(installation, unit, member, counter.visit_id)
            assert open_visits(installation, unit, member) == []
        with pytest.raises(NotFound):
            visit_of_counter(installation, unit, counter.member, "gone")
    counter.add()
    with installation.database.read() as unit, pytest.raises(NotYours):
        visit_of_counter(installation, unit, colleague, counter.visit_id)


def test_of_two_who_save_the_same_visit_the_second_is_refused(installation: Installation, counter: Counter) -> None:
    with installation.database.write() as unit:
        visit = counter.visit(unit)
        saved = save_visit(installation, unit, visit, replace(visit.words, note="車いす"))
        with pytest.raises(Conflict):
            save_visit(installation, unit, visit, replace(visit.words, note="杖"))
        assert counter.visit(unit).words.note == "車いす"
        assert save_visit(installation, unit, saved, saved.words).row.revision == visit.row.revision + 2


def test_what_they_wrote_before_replaces_the_usual_answer_and_not_the_clerks(
    installation: Installation, counter: Counter
) -> None:
    with installation.database.write() as unit:
        visit = fill_visitor_role(installation, unit, counter.visit(unit), "agent", HOME)
        assert (visit.words.came, visit.words.came_by) == ("agent", HOME)
        visit = fill_visitor_role(installation, unit, visit, "guardian", HOME)
        assert visit.words.came == "agent"


def test_for_a_care_manager_the_page_has_no_option_and_the_clerk_asks(
    installation: Installation, counter: Counter
) -> None:
    with installation.database.write() as unit:
        visit = fill_visitor_role(installation, unit, counter.visit(unit), "care_manager", HOME)
        assert (visit.words.came, visit.words.came_by) == ("", "")
