"""次の手続: inherited values, and what may not be continued."""

from collections.abc import Mapping
from typing import Any

import pytest

from portal.errors import Conflict, NotFound, NotYours
from portal.jobs.bookings.keep_places import keep_places
from portal.services.cases.cases import case_of_member, case_of_resident
from portal.services.cases.chain import later_rows
from portal.services.desk.case.reopen_decision import reopen_decision
from portal.services.filing.drafts import Draft, draft_of_resident, draft_path, start_draft
from portal.services.filing.gather_sources import keep_source
from portal.services.my_cases.admit_chain import CHANGED, USED
from portal.services.my_cases.next_steps import next_steps
from portal.services.my_cases.stop_application import stop_application
from portal.services.shared.catalogue import speech_of
from portal.services.shared.installation import Installation
from portal.services.shared.known_sources import CHAIN, Source
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from portal.store.cases import applications
from portal.web.residents.source_words import source_words
from tests.definitions.chains import (
    ASKED,
    FIRST,
    GRANTED,
    NAME,
    SECOND,
    THIRD,
    go_on,
    granted,
    offer_chain,
    screened,
    send,
)
from tests.portal.results import decide, examiner
from tests.portal.services.filing.filing import ask_again, mend
from tests.portal.services.filing.filing import send as send_mended
from tests.portal.services.residents.test_start_guest import guest
from tests.portal.world import PLACE, alice, file_application

OWN: Mapping[str, Any] = {"name": NAME, "size": "small", "cost": 250000}


def opened(installation: Installation, session: Session, draft: Draft) -> Draft:
    with installation.database.read() as unit:
        return draft_of_resident(installation, unit, session, draft.procedure.id, draft.id)


def test_the_next_application_begins_with_what_was_decided_and_says_where_each_value_is_from(
    installation: Installation,
) -> None:
    session = alice(installation)
    number = granted(installation, session)
    draft = opened(installation, session, go_on(installation, session, number))
    path = draft_path(installation, draft)
    assert path.kept == {"earlier_no", "decided_on", "amount"}
    assert path.answers["earlier_no"] == number
    assert path.answers["decided_on"] == installation.clock.today().isoformat()
    assert path.known == {"name": NAME, "size": "small"}
    sources = source_words(draft, path, speech_of(draft.procedure, "ja"))
    assert {name for name, words in sources.items() if number in words} == {*path.kept, "name", "size"}


def test_answers_of_the_same_questions_come_before_those_of_the_card(installation: Installation) -> None:
    session = alice(installation)
    number = granted(installation, session)
    second = send(installation, session, go_on(installation, session, number), OWN).receipt_number
    member = examiner(installation, SECOND, "second")
    screened(installation, member, second)
    decide(installation, member, second, "approved", {}, words="理由です。")
    draft = opened(installation, session, go_on(installation, session, second, THIRD))
    path = draft_path(installation, draft)
    assert path.known == {"name": NAME}
    assert second in source_words(draft, path, speech_of(draft.procedure, "ja"))["name"]


def test_a_forged_value_in_place_of_an_inherited_one_is_not_read(installation: Installation) -> None:
    session = alice(installation)
    number = granted(installation, session)
    forged = {**OWN, "earlier_no": "R26-9999", "amount": 999999, "decided_on": "2020-01-01"}
    sent = send(installation, session, go_on(installation, session, number), forged)
    with installation.database.read() as unit:
        case = case_of_resident(installation, unit, session, sent.receipt_number)
        first = applications.by_number(unit, number)
        assert first is not None
        assert [row.id for row in later_rows(unit, first.id)] == [case.row.id]
    assert case.answers["earlier_no"] == number
    assert case.path.kept == {"earlier_no", "decided_on", "amount"}
    assert case.answers["amount"] != 999999
    assert case.evidence["earlier"]["receipt_number"] == number


def test_somebody_elses_decision_leads_nowhere(installation: Installation) -> None:
    number, charlie = granted(installation, alice(installation)), guest(installation)
    with pytest.raises(NotYours):
        go_on(installation, charlie, number)


def begun_by_hand(installation: Installation, session: Session, facts: Mapping[str, Any]) -> Draft:
    """A second draft that follows the same application, as no page of ours makes it."""
    with installation.database.write() as unit:
        procedure = installation.catalogue.current(SECOND)
        draft_id = start_draft(installation, unit, procedure, "online", person_id=session.person_id)
        draft = draft_of_resident(installation, unit, session, SECOND, draft_id)
        keep_source(installation, unit, draft, Source(CHAIN, applicant=facts))
        unit.commit()
    return opened(installation, session, draft)


def test_a_draft_that_points_to_somebody_elses_decision_is_refused_when_it_is_sent(installation: Installation) -> None:
    session = alice(installation)
    facts = go_on(installation, session, granted(installation, session)).known.earlier
    charlie = guest(installation)
    sent = send(installation, charlie, begun_by_hand(installation, charlie, facts), OWN)
    assert (sent.receipt_number, sent.unfit) == ("", CHANGED)


def withdraw(installation: Installation, session: Session, number: str) -> None:
    with installation.database.write() as unit:
        case = case_of_resident(installation, unit, session, number)
        stop_application(installation, unit, case, Actor("resident", session.person_id or "", place=PLACE), "now", "")
        unit.commit()


def test_a_correction_of_the_earlier_answers_is_what_the_next_application_begins_with(
    installation: Installation,
) -> None:
    session = alice(installation)
    offer_chain(installation)
    number = file_application(installation, session, of=FIRST, answers=ASKED)
    member = examiner(installation, FIRST)
    ask_again(installation, member, number, "size")
    mend(installation, session, number, "size", {"size": ["large"]})
    send_mended(installation, session, number)
    screened(installation, member, number)
    decide(installation, member, number, "approved", GRANTED)
    path = draft_path(installation, opened(installation, session, go_on(installation, session, number)))
    assert path.known["size"] == "large"


def test_a_decision_that_is_taken_back_allows_nothing_any_more(installation: Installation) -> None:
    session = alice(installation)
    number = granted(installation, session)
    draft = go_on(installation, session, number)
    member = examiner(installation, FIRST, "second")
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, member, number)
        reopen_decision(installation, unit, member, case, case.row.revision, "change", "決め直します。")
        unit.commit()
    sent = send(installation, session, draft, OWN)
    assert (sent.receipt_number, sent.unfit) == ("", CHANGED)
    with pytest.raises(Conflict):
        go_on(installation, session, number)


@pytest.mark.both_engines
def test_of_two_drafts_that_follow_the_same_application_one_is_sent(installation: Installation) -> None:
    session = alice(installation)
    draft = go_on(installation, session, granted(installation, session))
    second = begun_by_hand(installation, session, draft.known.earlier)
    assert send(installation, session, draft, OWN).receipt_number
    assert send(installation, session, second, OWN).unfit == USED


@pytest.mark.parametrize("outcome", ["", "screened", "returned", "withdrawn", "refused"])
def test_without_a_decision_that_allows_it_nothing_follows(installation: Installation, outcome: str) -> None:
    session = alice(installation)
    if outcome == "refused":
        number = granted(installation, session, outcome)
    else:
        offer_chain(installation)
        number = file_application(installation, session, of=FIRST, answers=ASKED)
    if outcome == "screened":
        screened(installation, examiner(installation, FIRST), number)
    elif outcome == "returned":
        ask_again(installation, examiner(installation, FIRST), number, "size")
    elif outcome == "withdrawn":
        withdraw(installation, session, number)
    with installation.database.read() as unit:
        assert list(next_steps(installation, unit, case_of_resident(installation, unit, session, number))) == []
    with pytest.raises(Conflict):
        go_on(installation, session, number)


def test_only_what_follows_the_procedure_can_be_begun(installation: Installation) -> None:
    session = alice(installation)
    number = granted(installation, session)
    with pytest.raises(Conflict):
        go_on(installation, session, number, THIRD)
    with pytest.raises(NotFound):
        go_on(installation, session, number, FIRST)


def test_pressed_twice_it_is_one_draft_and_each_earlier_application_has_its_own(installation: Installation) -> None:
    session = alice(installation)
    number = granted(installation, session)
    first = go_on(installation, session, number)
    assert go_on(installation, session, number).id == first.id
    member = examiner(installation, FIRST, "second")
    other = file_application(installation, session, of=FIRST, answers=ASKED)
    screened(installation, member, other)
    decide(installation, member, other, "approved", GRANTED)
    second = go_on(installation, session, other)
    assert second.id != first.id
    assert (first.known.follows, second.known.follows) == (number, other)


def test_it_is_filed_once_for_each_earlier_application_until_it_is_withdrawn(installation: Installation) -> None:
    session = alice(installation)
    number = granted(installation, session)
    draft = go_on(installation, session, number)
    sent = send(installation, session, draft, OWN)
    with pytest.raises(Conflict):
        go_on(installation, session, number)
    withdraw(installation, session, sent.receipt_number)
    keep_places(installation)
    assert send(installation, session, go_on(installation, session, number), OWN).receipt_number


def test_what_may_be_filed_again_and_again_is(installation: Installation) -> None:
    session = alice(installation)
    second = send(installation, session, go_on(installation, session, granted(installation, session)), OWN)
    member = examiner(installation, SECOND, "second")
    screened(installation, member, second.receipt_number)
    decide(installation, member, second.receipt_number, "approved", {})
    numbers = {
        send(
            installation, session, go_on(installation, session, second.receipt_number, THIRD), {"name": NAME}
        ).receipt_number
        for _ in range(2)
    }
    assert len(numbers - {""}) == 2


def test_the_day_by_which_it_is_due_is_counted_from_the_decision(installation: Installation) -> None:
    session = alice(installation)
    number = granted(installation, session)
    with installation.database.read() as unit:
        (step,) = next_steps(installation, unit, case_of_resident(installation, unit, session, number))
    today = installation.clock.today()
    assert step.by is not None
    assert 30 <= (step.by - today).days <= 40
