"""The next step of a visit."""

from portal.services.counter.describe_visit import item_lines
from portal.services.counter.next_step import Lead, Step, lead_visit
from portal.services.counter.visitor_screen_sections import look, record_answer, send
from portal.services.filing.visit_facts import Facts
from portal.store.counter import visit_figures
from tests.portal.services.counter.visiting import RECEPTION, TARO, Counter, file, offer_questions
from tests.portal.world import ANSWERS, PROCEDURE


def lead(counter: Counter) -> Lead:
    installation = counter.installation
    with installation.database.read() as unit:
        visit = counter.visit(unit)
        items = item_lines(installation, unit, counter.member, visit)
        return lead_visit(installation, unit, counter.member, visit, items, "care")


def test_that_they_came_for_themselves_is_presumed_and_not_known(counter: Counter) -> None:
    assert lead(counter) == Lead(Step.WHO, frozenset())
    counter.describe(came="agent", came_by="")
    assert lead(counter) == Lead(Step.PEOPLE, frozenset({Step.WHO}))
    counter.know(Facts(came="1").joined(TARO, "card_face")[0])
    assert lead(counter) == Lead(Step.GUIDE, frozenset({Step.WHO, Step.PEOPLE}))


def test_what_is_open_is_asked_before_it_is_confirmed_and_registered(counter: Counter) -> None:
    offer_questions(counter.installation)
    counter.add("small", {**RECEPTION, "reason": "lost", "again": True, "hurt": False})
    assert lead(counter).next is Step.INTERVIEW
    counter.add(PROCEDURE, {**RECEPTION, **ANSWERS})
    assert lead(counter).next is Step.INTERVIEW, "one of two is open"


def test_a_complete_visit_is_shown_to_the_visitor_and_then_registered(counter: Counter) -> None:
    counter.add(PROCEDURE, {**RECEPTION, **ANSWERS})
    assert lead(counter).next is Step.SCREEN
    session, installation = counter.pair(), counter.installation
    with installation.database.write() as unit:
        send(installation, unit, counter.member, counter.visit(unit), session, frozenset())
        for section in look(installation, unit, *counter.screen(unit)).sections:
            record_answer(installation, unit, *counter.screen(unit), section.key, right=True)
        unit.commit()
    assert lead(counter).next is Step.REGISTER
    assert Step.SCREEN in lead(counter).done


def test_what_is_filed_is_printed_and_then_the_visit_ends(counter: Counter) -> None:
    file(counter)
    assert lead(counter).next is Step.PRINT
    with counter.installation.database.write() as unit:
        visit_figures.count_print(unit, counter.visit_id)
        unit.commit()
    assert lead(counter).next is Step.END
    assert Step.SCREEN not in lead(counter).done, "there was no confirmation on a screen"


def test_a_paper_form_is_entered_on_its_own_page(counter: Counter) -> None:
    draft_id = counter.add(PROCEDURE, {**RECEPTION, "reception-door": "post"})
    assert (lead(counter).next, lead(counter).draft) == (Step.DRAFT, draft_id)
