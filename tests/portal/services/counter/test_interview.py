"""All procedures of a visit on one screen."""

from dataclasses import replace

import pytest

from portal.errors import Conflict
from portal.services.counter.interview import Interview, open_interview, read_interview, save_interview
from portal.services.counter.visitor_screen_state import ScreenState
from portal.services.counter.visits import visit_of_counter
from portal.services.filing.visit_facts import SPEECH, Facts
from portal.services.shared.installation import Installation
from portal.services.shared.known_sources import CARD
from tests.portal.services.counter.visiting import RECEPTION, TARO, Counter, offer_questions, serve
from tests.portal.world import DUTY, PROCEDURE, add_member

OTHER_DUTY, OTHER = "child-allowance", "jido-teate-nintei"


def post(counter: Counter, interview: Interview, **boxes: str) -> Interview:
    names = frozenset(name.partition("__")[0] for name in boxes)
    posted = {name.replace("__", "."): [value] for name, value in boxes.items()}
    others = len(interview.parts) - 1
    return read_interview(
        counter.installation, interview, [posted, *[{}] * others], [names, *[frozenset[str]()] * others], ""
    )


def test_of_two_clerks_who_save_the_second_is_refused_and_nothing_of_it_is_stored(
    installation: Installation, counter: Counter
) -> None:
    offer_questions(installation)
    draft_id = counter.add("small", RECEPTION)
    with installation.database.write() as unit:
        shown = counter.interview(unit)
        save_interview(installation, unit, post(counter, shown, words="はじめ"))
        with pytest.raises(Conflict):
            save_interview(installation, unit, post(counter, shown, words="あと"))
        assert counter.draft(unit, draft_id).answers["words"] == "はじめ"


def test_a_page_is_older_after_a_save_and_not_after_an_answer_of_the_visitor(
    installation: Installation, counter: Counter
) -> None:
    offer_questions(installation)
    draft_id = counter.add("small", RECEPTION)
    with installation.database.write() as unit:
        before = counter.interview(unit)
        save_interview(installation, unit, post(counter, before, words="はじめ"))
        after = counter.interview(unit)
    assert after.revision != before.revision
    tapped = replace(after, screen=ScreenState(taps={draft_id: 1}))
    assert tapped.revision == before.revision
    assert tapped.known != after.known, "and yet it is drawn again"


def test_what_a_clerk_types_over_a_card_is_speech_and_says_what_it_was(counter: Counter) -> None:
    counter.know(Facts(came="1").joined(TARO, CARD)[0])
    counter.add(PROCEDURE, {**RECEPTION, "filer_kind": "self"})
    with counter.installation.database.read() as unit:
        interview = counter.interview(unit)
    (part,) = interview.parts
    assert (part.origins["name"].source, part.entry.path.answers["name"]) == (CARD, TARO["name"])
    (typed,) = post(counter, interview, name__family="見本", name__given="太郎").parts
    assert (typed.origins["name"].source, typed.origins["name"].was) == (SPEECH, CARD)
    assert typed.entry.path.answers["name"] == {"family": "見本", "given": "太郎"}
    assert typed.origins["birth"].source == CARD


def test_what_cannot_be_read_stays_as_typed_and_no_card_fills_it(counter: Counter) -> None:
    counter.add(PROCEDURE, {**RECEPTION, "filer_kind": "self"})
    with counter.installation.database.write() as unit:
        interview = post(counter, counter.interview(unit), birth__year="むかし")
        save_interview(counter.installation, unit, interview)
        unit.commit()
    counter.know(Facts(came="1").joined(TARO, CARD)[0])
    with counter.installation.database.read() as unit:
        (part,) = counter.interview(unit).parts
    assert part.entry.typed == {"birth.year": ["むかし"]}
    assert "birth" not in part.entry.path.answers
    assert part.entry.path.mistakes["birth"]
    assert part.entry.path.answers["name"] == TARO["name"]


def test_a_procedure_of_another_section_or_on_paper_is_not_asked_here(installation: Installation) -> None:
    counter = serve(installation, DUTY, OTHER_DUTY)
    asked, paper = counter.add(), counter.add(PROCEDURE, {**RECEPTION, "reception-door": "post"})
    other = counter.add(OTHER)
    colleague = add_member(installation, "colleague", ("clerk", DUTY))
    with installation.database.read() as unit:
        visit = visit_of_counter(installation, unit, colleague, counter.visit_id)
        interview = open_interview(installation, unit, colleague, visit, Facts(), "care")
    assert [part.draft.id for part in interview.parts] == [asked]
    assert {item.uid for item in interview.others} == {paper, other}


def test_nothing_is_ready_where_nothing_is_asked(counter: Counter) -> None:
    with counter.installation.database.read() as unit:
        assert not counter.interview(unit).ready
