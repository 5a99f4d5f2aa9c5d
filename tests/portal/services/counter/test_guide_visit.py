"""A guide at the counter."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from portal.errors import NotAllowed
from portal.services.counter.guide_visit import (
    Fit,
    answer_sources,
    begin_called_visit,
    begin_chosen,
    fits_of,
    keep_answers,
    progress_of,
    rest_of_guides,
)
from portal.services.counter.visits import begin_visit, visit_of_counter
from portal.services.filing.origins import origins_of
from portal.services.filing.visit_facts import GUIDE, SHOWN, Facts, facts_of
from portal.services.shared.installation import Installation
from portal.services.shared.known_sources import CARD, CARD_FACE, REGISTER, TRANSFER
from portal.services.shared.rights import Member
from portal.services.tickets.call_ticket import call_next
from portal.services.tickets.keep_ticket_answers import keep_ticket_answers
from portal.services.tickets.take_ticket import hall_of
from portal.store.tickets import ticket_answers
from portal.store.tickets.tickets import TicketRow
from tests.portal.services.counter.visiting import TARO, Counter, serve
from tests.portal.services.tickets.test_keep_ticket_answers import ANSWERS as AT_KIOSK
from tests.portal.services.tickets.test_keep_ticket_answers import GUIDE as KIOSK_GUIDE
from tests.portal.services.tickets.test_take_ticket import take
from tests.portal.world import DUTY, add_member

BIRTH: Mapping[str, Any] = {
    "born_on": "2026-11-05", "born_abroad": False, "moved_here": False, "public_servant": False, "receiving": False,
    "three_children": False, "child_insurance": "nhi", "mother_nhi": True, "mother_first": True,
}  # fmt: skip
DEATH: Mapping[str, Any] = {"died_on": "2026-11-15", "known_on": "2026-11-16"}
GRANDCHILD = {"name": {"family": "髙見本", "given": "空"}, "birth": "2024-05-06"}
ALLOWANCE, ALLOWANCE_DUTY = "jido-teate-nintei", "child-allowance"
INCREASE = "jido-teate-gakukaitei"


def kept(counter: Counter, guide: str, answers: Mapping[str, Any]) -> Facts:
    installation = counter.installation
    with installation.database.write() as unit:
        facts = keep_answers(installation, unit, counter.visit(unit), installation.guides[guide], answers)
        unit.commit()
        assert facts_of(installation, counter.visit(unit).row) == facts
    return facts


def fits(counter: Counter, guide: str = "birth") -> dict[str, Fit]:
    installation = counter.installation
    with installation.database.read() as unit:
        progress = progress_of(installation, installation.guides[guide], counter.facts())
        lines = fits_of(installation, unit, counter.member, counter.visit(unit), progress)
    return {fit.view.procedure: fit for fit in lines if fit.view.procedure}


def begun(counter: Counter, *procedures: str, guide: str = "birth") -> int:
    installation = counter.installation
    with installation.database.write() as unit:
        progress = progress_of(installation, installation.guides[guide], counter.facts())
        count = begin_chosen(installation, unit, counter.member, counter.visit(unit), procedures, progress)
        unit.commit()
    return count


def test_the_day_of_a_birth_given_to_a_guide_is_the_occasion_of_the_visit(counter: Counter) -> None:
    facts = kept(counter, "birth", BIRTH)
    assert facts.events == {"born": ("2026-11-05", GUIDE)}
    assert (facts.occasion, facts.occasion_by) == ("born", GUIDE)
    assert facts.guides == {"birth": BIRTH}


def test_of_a_move_the_occasion_is_that_they_moved_in_and_not_the_day_of_leaving(counter: Counter) -> None:
    facts = kept(
        counter, "moving", {"direction": "moved_in", "moved_on": "2026-11-15", "left_on": "2026-11-14", "child": True}
    )
    assert facts.events == {"moved_in": ("2026-11-15", GUIDE), "leaving": ("2026-11-14", GUIDE)}
    assert facts.occasion == "moved_in"


def test_the_same_answers_again_make_no_page_of_a_colleague_old(counter: Counter) -> None:
    kept(counter, "birth", BIRTH)
    with counter.installation.database.read() as unit:
        before = counter.visit(unit).row.revision
    kept(counter, "birth", BIRTH)
    with counter.installation.database.read() as unit:
        assert counter.visit(unit).row.revision == before


def test_ages_of_people_who_are_known_are_not_asked(counter: Counter) -> None:
    installation = counter.installation
    facts = Facts(came="1").joined(TARO, CARD)[0].joined(GRANDCHILD, CARD)[0]
    unknown, known = (
        progress_of(installation, installation.guides["moving"], visit_facts) for visit_facts in (Facts(), facts)
    )
    assert "age75" not in unknown.known
    assert known.path.answers["age75"] is True


def test_each_known_answer_of_a_guide_names_its_own_source(installation: Installation) -> None:
    facts = Facts(came="1").joined(TARO, CARD_FACE)[0].joined(GRANDCHILD, TRANSFER)[0]
    facts = replace(
        facts, occasion="moved_in", occasion_by=SHOWN, events={"moved_in": ("2026-11-10", TRANSFER)}
    )  # fmt: skip
    sources = answer_sources(progress_of(installation, installation.guides["moving"], facts), facts)
    assert {name: sources[name] for name in ("direction", "moved_on", "card", "child")} == {
        "direction": (SHOWN,), "moved_on": (TRANSFER,), "card": (CARD_FACE,), "child": (CARD_FACE, TRANSFER),
    }  # fmt: skip
    kept = replace(facts, guides={"moving": {"child": True}})
    assert "child" not in answer_sources(progress_of(installation, installation.guides["moving"], kept), kept)


def test_a_procedure_begins_where_the_clerk_may_enter_it(installation: Installation, counter: Counter) -> None:
    kept(counter, "birth", BIRTH)
    assert fits(counter)[ALLOWANCE].begins == ""
    with pytest.raises(NotAllowed):
        begun(counter, ALLOWANCE)
    able = serve(installation, DUTY, ALLOWANCE_DUTY, login="able")
    kept(able, "birth", BIRTH)
    fit = fits(able)[ALLOWANCE]
    assert (fit.begins, fit.there) == (ALLOWANCE, False)
    assert any("公務員" in why for why in fit.why), "the reason is given"


def test_the_counter_begins_with_the_notification_where_residents_book_a_visit(installation: Installation) -> None:
    counter = serve(installation, "resident-moves")
    kept(counter, "moving", {"direction": "moved_within", "moved_on": "2026-11-15"})
    assert fits(counter, "moving")["tennyu-tenkyo-yoyaku"].begins == "ido-todoke"
    assert begun(counter, "ido-todoke", guide="moving") == 1
    with installation.database.read() as unit:
        (item,) = counter.visit(unit).open
        assert counter.draft(unit, item.uid).answers["reason"] == "moved_within"
    assert fits(counter, "moving")["tennyu-tenkyo-yoyaku"].there


def test_it_begins_once_with_what_the_guide_learned(installation: Installation) -> None:
    counter = serve(installation, ALLOWANCE_DUTY)
    kept(counter, "birth", {**BIRTH, "receiving": True})
    assert begun(counter, INCREASE, INCREASE) == 1
    assert begun(counter, INCREASE) == 0
    assert fits(counter)[INCREASE].there
    with installation.database.read() as unit:
        (item,) = counter.visit(unit).open
        answers = counter.draft(unit, item.uid).answers
    assert (answers["change"], answers["increase_reason"]) == ("increase", "born")
    assert origins_of(answers)["change"].source == GUIDE


@pytest.mark.parametrize(
    ("guide", "answers", "occasion", "procedure", "day"),
    [
        ("birth", BIRTH, "born", "koseki-azukari", {"happened_on": "2026-11-05"}),
        ("bereavement", DEATH, "died", "koseki-azukari", {"happened_on": "2026-11-16"}),  # of learning of it
        ("moving", {"direction": "moved_in", "moved_on": "2026-11-10"}, "moved_in", "card-keizoku", {"moved_on": "2026-11-10"}),
    ],
)  # fmt: skip
def test_a_day_given_to_the_guide_is_not_asked_again(
    installation: Installation, guide: str, answers: Mapping[str, Any], occasion: str, procedure: str, day: Mapping[str, str]
) -> None:  # fmt: skip
    counter = serve(installation, "resident-moves")
    counter.know(Facts(came="1").joined(TARO, CARD)[0])
    assert kept(counter, guide, answers).occasion == occasion
    assert begun(counter, procedure, guide=guide) == 1
    with installation.database.read() as unit:
        (part,) = counter.interview(unit).parts
    assert {name: part.path.answers.get(name) for name in day} == day
    assert {part.origins[name].source for name in day} == {GUIDE}


def test_what_a_guide_learned_answers_procedures_that_ask_the_same_and_changes_with_it(
    installation: Installation,
) -> None:
    counter = serve(installation, "resident-moves", "water")
    counter.know(Facts(came="1").joined(TARO, CARD)[0])
    answers = {"direction": "moved_in", "moved_on": "2026-11-10", "water": ["start"], "others": ["none"], "card": False}
    assert kept(counter, "moving", answers).stated["moving"] == {
        "visit.card": False, "person.foreign": False, "person.card": "none", "water.way": "new",
    }  # fmt: skip
    assert begun(counter, "suido-kaishi", guide="moving") == 1
    with installation.database.read() as unit:
        (part,) = counter.interview(unit).parts
    assert (part.path.answers["way"], part.origins["way"].source) == ("new", GUIDE)
    assert kept(counter, "moving", {**answers, "water": ["none"]}).stated["moving"].keys() == {
        "visit.card", "person.foreign", "person.card",
    }  # fmt: skip


def test_the_rest_is_what_is_certain_and_to_be_done_but_not_filed_here(installation: Installation) -> None:
    counter = serve(installation, "resident-moves")
    kept(counter, "moving", {"direction": "moved_in", "moved_on": "2026-11-10", "insurance": ["nhi"]})
    before = fits(counter, "moving").values()
    assert begun(counter, "ido-todoke", guide="moving") == 1
    with installation.database.read() as unit:
        rest = rest_of_guides(installation, installation.guides, unit, counter.visit(unit))
        assert rest_of_guides(installation, {}, unit, counter.visit(unit)) == []
    titles = {view.procedure: view for view in rest}
    certain = {fit.view.procedure for fit in before if fit.view.doing and not fit.view.maybe}
    assert {"kokuho-kanyu", "tennyu-tenkyo-yoyaku"} <= certain
    assert certain - titles.keys() == {"tennyu-tenkyo-yoyaku"}  # its counter form is in the visit
    assert any(fit.view.maybe for fit in before)
    nhi = titles["kokuho-kanyu"]
    assert (nhi.until is not None, nhi.office is not None) == (True, True)
    assert all(view.doing and not view.maybe for view in rest)


def test_of_who_died_the_guide_has_what_the_register_knows(installation: Installation) -> None:
    facts = Facts(came="2", about="1")
    for given, born, relation, more in (
        ("健", "1949-04-03", "世帯主", {"insurance": "late_elderly"}), ("舞", "1954-06-15", "妻", {}), ("空", "2020-05-06", "子", {}),
    ):  # fmt: skip
        person = {"name": {"family": "例示", "given": given}, "birth": born, "relation": relation, **more}
        facts, _ = facts.joined(person, REGISTER)
    guide = installation.guides["bereavement"]
    known = {"was_head": True, "others15": 1, "insurance": "late", "age65": True}
    progress = progress_of(installation, guide, facts)
    assert {name: progress.path.answers.get(name) for name in known} == known
    assert known.keys() <= progress.known
    counter = serve(installation, "resident-moves")
    counter.know(facts)
    events = kept(counter, "bereavement", DEATH).events
    assert events["head"] == events["died"] == ("2026-11-15", GUIDE), "the day of 世帯主変更"
    own = progress_of(installation, guide, replace(facts, about="2"))
    assert not known.keys() & own.path.answers.keys(), "about the other person"


def test_a_line_may_choose_several_options(installation: Installation) -> None:
    counter = serve(installation, ALLOWANCE_DUTY)
    kept(counter, "moving", {"direction": "moved_within", "moved_on": "2026-11-10", "child": True})
    assert begun(counter, "jido-teate-shimei-henko", guide="moving") == 1
    with installation.database.read() as unit:
        (item,) = counter.visit(unit).open
        assert counter.draft(unit, item.uid).answers["changes"] == ["claimant_address"]


def test_a_guide_asks_neither_why_they_came_nor_for_a_card_where_paper_and_card_say_it(
    installation: Installation,
) -> None:
    counter = serve(installation, "resident-moves")
    facts = Facts(came="1", occasion="moved_in", occasion_by=SHOWN, events={"moved_in": ("2026-11-10", TRANSFER)})
    counter.know(facts.joined(TARO, CARD_FACE)[0])
    progress = progress_of(installation, installation.guides["moving"], counter.facts())
    known = {"direction": "moved_in", "moved_on": "2026-11-10", "card": True}
    assert {name: progress.path.answers[name] for name in known} == known
    assert known.keys() <= progress.known
    assert kept(counter, "moving", {"water": ["none"]}).occasion_by == SHOWN
    assert begun(counter, "ido-todoke", guide="moving") == 1
    with installation.database.read() as unit:
        (item,) = counter.visit(unit).open
        assert origins_of(counter.draft(unit, item.uid).answers)["reason"].source == SHOWN
    changed = kept(counter, "moving", {"moved_on": "2026-11-11", "card": False})
    assert changed.events["moved_in"] == ("2026-11-11", GUIDE)
    assert progress_of(installation, installation.guides["moving"], changed).path.answers["card"] is False


CALL_ONCE = "once-of-the-visit"


@pytest.fixture
def clerk(installation: Installation) -> Member:
    return add_member(installation, "madoguchi", ("clerk", DUTY))


def called_ticket(installation: Installation, clerk: Member, *, answered: bool = True) -> TicketRow:
    ticket = take(installation, "1")
    with installation.database.write() as unit:
        if answered:
            keep_ticket_answers(installation, unit, ticket, installation.guides[KIOSK_GUIDE], AT_KIOSK)
        call_next(installation, unit, clerk, hall_of(installation, "main"), ["moving"], 1)
        unit.commit()
    return ticket


def begin_called(installation: Installation, clerk: Member, ticket: TicketRow) -> tuple[str, str]:
    with installation.database.write() as unit:
        begun = begin_called_visit(installation, installation.guides, unit, clerk, ticket.id, CALL_ONCE)
        unit.commit()
    return begun


def facts_of_visit(installation: Installation, clerk: Member, visit: str) -> Facts:
    with installation.database.read() as unit:
        return facts_of(installation, visit_of_counter(installation, unit, clerk, visit).row)


def test_the_visit_has_the_answers_and_what_they_lead_to_and_the_ticket_has_none(
    installation: Installation, clerk: Member
) -> None:
    ticket = called_ticket(installation, clerk)
    visit, guide = begin_called(installation, clerk, ticket)
    known = facts_of_visit(installation, clerk, visit)
    assert (guide, known.guides) == (KIOSK_GUIDE, {KIOSK_GUIDE: AT_KIOSK})
    with installation.database.read() as unit:
        assert ticket_answers.of(unit, ticket.id) is None
        current = visit_of_counter(installation, unit, clerk, visit)
        progress = progress_of(installation, installation.guides[KIOSK_GUIDE], known)
        fits = fits_of(installation, unit, clerk, current, progress)
    applying = next(fit for fit in fits if fit.view.id == "S01")
    assert applying.view.title in {fit.view.title for fit in fits}
    assert any("体（目" in why for why in applying.why)


def test_pressed_twice_it_is_one_visit_as_it_was(installation: Installation, clerk: Member) -> None:
    ticket = called_ticket(installation, clerk)
    visit, _ = begin_called(installation, clerk, ticket)
    assert begin_called(installation, clerk, ticket) == (visit, "")
    assert facts_of_visit(installation, clerk, visit).guides == {KIOSK_GUIDE: AT_KIOSK}


def test_without_answers_it_begins_as_ever(installation: Installation, clerk: Member) -> None:
    visit, guide = begin_called(installation, clerk, called_ticket(installation, clerk, answered=False))
    assert (guide, facts_of_visit(installation, clerk, visit).guides) == ("", {})


def test_what_a_clerk_wrote_for_this_number_stays(installation: Installation, clerk: Member) -> None:
    ticket = called_ticket(installation, clerk)
    with installation.database.write() as unit:
        visit = begin_visit(installation, unit, clerk, "once-of-another-page", "A001")
        current = visit_of_counter(installation, unit, clerk, visit)
        keep_answers(installation, unit, current, installation.guides[KIOSK_GUIDE], {"age": "oldest"})
        unit.commit()
    assert begin_called(installation, clerk, ticket) == (visit, KIOSK_GUIDE)
    assert facts_of_visit(installation, clerk, visit).guides == {KIOSK_GUIDE: {"age": "oldest"}}
