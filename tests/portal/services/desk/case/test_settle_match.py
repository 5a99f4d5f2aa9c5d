"""Staff settle an uncertain match with the register once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from threading import Barrier
from typing import Any

import pytest

from integrations.sockets.interfaces import Assertion, BasicFour
from integrations.sockets.register_socket import Resident
from portal.errors import Conflict, NotAllowed, NotFound
from portal.services.cases.cases import case_of_member
from portal.services.desk.case.settle_match import compare, look_up, matching_of, question_of, settle_match, token_of
from portal.services.desk.queue.calls import desk_calls
from portal.services.filing.arrival import Arrival
from portal.services.filing.drafts import draft_of_resident, save_draft, start_draft
from portal.services.filing.gather_sources import ask_register, gather_sources
from portal.services.filing.submit_application import submit_application
from portal.services.residents.linked_person import linked_number
from portal.services.residents.sign_in_resident import card_of, finish_sign_in
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session, find_session
from portal.services.shared.write_audit import Actor
from portal.store.statements import every, sql
from tests.portal.later import later
from tests.portal.services.desk.at_work import case_of, hidden
from tests.portal.services.residents.test_match_resident import FakeRegister
from tests.portal.world import ANSWERS, DUTY, PLACE, PROCEDURE, add_member

HOME = {"postal": "0000013", "town": "見本県見本市緑が丘", "street": "字ノ巻5番"}
KIYOSHI = Resident("9001", "H9", "渡邉見　清", "ワタナベミ　キヨシ", date(1952, 2, 20), "male", "世帯主", HOME)
TWIN = replace(KIYOSHI, id="9002", name="渡邊見　清")
CARD = BasicFour("渡辺見　清", "見本県見本市緑が丘字ノ巻5番", date(1952, 2, 20), "", "1")


@pytest.fixture
def asked(installation: Installation) -> Installation:
    return replace(installation, register=FakeRegister(KIYOSHI, TWIN))


def signed_in(installation: Installation, card: BasicFour = CARD, subject: str = "kiyoshi") -> Session:
    now = installation.clock.now()
    assertion = Assertion("fake", "https://card.example", subject, ("card",), "aal3", now, card)
    with installation.database.write() as unit:
        token = finish_sign_in(installation, unit, assertion, PLACE)
        session = find_session(installation, unit, "resident", token)
        unit.commit()
    assert session is not None
    return session


def gathered(installation: Installation, session: Session) -> tuple[str, str]:
    """(draft, certainty of the match)."""
    person = session.person_id or ""
    actor = Actor("resident", person, place=PLACE)
    with installation.database.read() as unit:
        card, linked = card_of(installation.keys, unit, person), linked_number(installation.keys, unit, person)
    match = ask_register(installation, card, linked)
    assert match is not None
    with installation.database.write() as unit:
        procedure = installation.catalogue.current(PROCEDURE)
        draft_id = start_draft(installation, unit, procedure, "online", person_id=person)
        draft = draft_of_resident(installation, unit, session, PROCEDURE, draft_id)
        gather_sources(installation, unit, draft, card, match, actor)
        save_draft(installation, unit, draft, ANSWERS, frozenset())
        unit.commit()
    return draft_id, match.certainty


def filed(installation: Installation, session: Session) -> str:
    draft_id, _ = gathered(installation, session)
    actor = Actor("resident", session.person_id or "", place=PLACE)
    with installation.database.write() as unit:
        draft = draft_of_resident(installation, unit, session, PROCEDURE, draft_id)
        arrival = Arrival(installation.clock.now(), "online", "stored")
        named = {("髙見本　太郎", "1949-04-03"): False}
        sent = submit_application(installation, unit, draft, actor, arrival, {"way": "card"}, named)
        unit.commit()
    assert sent.receipt_number, sent.path
    return sent.receipt_number


def settle(
    installation: Installation, member: Member, number: str, chosen: Resident | None, reason: str = "窓口で確かめた"
) -> str:
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, member, number)
        token = token_of(installation.form_key, case, chosen) if chosen else "nobody"
        settled = settle_match(installation, unit, member, case, (KIYOSHI, TWIN), token, reason)
        unit.commit()
    return settled


def reviewer(installation: Installation, login: str = "reviewer", *roles: str) -> Member:
    return add_member(installation, login, *((role, DUTY) for role in ("reviewer", *roles)))


def test_nothing_is_filled_in_the_filing_goes_on_and_the_section_is_asked(asked: Installation) -> None:
    session, member = signed_in(asked), reviewer(asked)
    number = filed(asked, session)
    case = case_of(asked, member, number)
    with asked.database.read() as unit:
        matching = matching_of(unit, case)
        _, card = question_of(unit, case)
        assert desk_calls(asked, unit, member).matches == (number,)
    assert matching is not None
    assert (matching.state, case.row.state, case.evidence["register"]) == ("open", "received", "person")
    shown = compare(asked.form_key, case, card, look_up(asked.register, card))
    name = shown[0].rows[0]
    assert [sign for sign, differs in name.card if differs] == ["辺"]
    assert [sign for sign, differs in name.register if differs] == ["邉"]
    assert [row.same for row in shown[0].rows] == [False, True, True, True]
    assert not any(candidate.token in (KIYOSHI.id, TWIN.id) for candidate in shown)


@pytest.mark.both_engines
def test_decided_once_it_stays_decided_also_with_another_name_and_address_on_the_card(asked: Installation) -> None:
    session, member = signed_in(asked), reviewer(asked)
    number = filed(asked, session)
    assert settle(asked, member, number, KIYOSHI) == ""
    moved = replace(CARD, name="例示　清", address="見本県よその市1番")
    again = signed_in(later(asked, days=400), moved)
    assert again.person_id == session.person_id
    assert gathered(later(asked, days=400), again)[1] == "linked"
    another = signed_in(asked, CARD, "somebody else's card")
    assert gathered(asked, another)[1] == "person"
    with asked.database.read() as unit:
        row = every(unit, sql("SELECT * FROM person_link"))
        actions = [record.action for record in every(unit, sql("SELECT action FROM audit_record"))]
    assert KIYOSHI.id not in repr([tuple(columns) for columns in row])
    assert "settle match" in actions


def test_a_link_to_somebody_born_on_another_day_is_for_a_person_again(asked: Installation) -> None:
    settle(asked, reviewer(asked), filed(asked, signed_in(asked)), KIYOSHI)
    other = signed_in(asked, replace(CARD, birth=date(1952, 2, 21)))
    assert gathered(asked, other)[1] == "person"


def test_nobody_is_an_answer_and_ties_nobody(asked: Installation) -> None:
    session, member = signed_in(asked), reviewer(asked)
    number = filed(asked, session)
    assert settle(asked, member, number, None) == ""
    with asked.database.read() as unit:
        case = case_of(asked, member, number)
        matching, withheld = matching_of(unit, case), matching_of(unit, hidden(case))
        assert linked_number(asked.keys, unit, session.person_id or "") == ""
        assert desk_calls(asked, unit, member).matches == ()
    assert matching is not None
    assert withheld is not None
    assert (matching.state, matching.reason, withheld.reason) == ("nobody", "窓口で確かめた", "")


def test_a_tie_is_changed_only_after_the_card_was_shown_again(asked: Installation) -> None:
    session, member = signed_in(asked), reviewer(asked)
    first, second = filed(asked, session), filed(asked, session)
    assert settle(asked, member, first, KIYOSHI) == ""
    assert "もう一度カードで" in settle(asked, member, second, TWIN)
    signed_in(later(asked, minutes=1))
    assert settle(later(asked, minutes=2), member, second, TWIN) == ""
    with asked.database.read() as unit:
        assert linked_number(asked.keys, unit, session.person_id or "") == TWIN.id


def test_a_card_shown_in_the_very_moment_of_the_tie_is_not_shown_since(asked: Installation) -> None:
    then = later(asked, minutes=1)
    session, member = signed_in(asked), reviewer(asked)
    first, second = filed(asked, session), filed(asked, session)
    assert settle(then, member, first, KIYOSHI) == ""
    signed_in(then)
    assert "もう一度カードで" in settle(then, member, second, TWIN)


@pytest.mark.parametrize("reason", ["", "  ", "あ" * 201])
def test_a_decision_has_a_reason(asked: Installation, reason: str) -> None:
    number = filed(asked, signed_in(asked))
    assert "理由" in settle(asked, reviewer(asked), number, KIYOSHI, reason)


def test_who_is_not_among_them_is_no_choice_and_who_may_not_review_decides_nothing(asked: Installation) -> None:
    number = filed(asked, signed_in(asked))
    stranger = replace(KIYOSHI, id="4711")
    assert settle(asked, reviewer(asked), number, stranger) == "どれかを選んでください。"
    with pytest.raises(NotAllowed):
        settle(asked, add_member(asked, "clerk", ("clerk", DUTY)), number, KIYOSHI)


def test_of_somebody_protected_only_who_may_see_them_decides(asked: Installation) -> None:
    number = filed(asked, signed_in(asked))

    def with_protected(member: Member) -> Callable[[], Any]:
        def run() -> Any:
            with asked.database.write() as unit:
                case = case_of_member(asked, unit, member, number)
                hidden = replace(KIYOSHI, protected=True)
                token = token_of(asked.form_key, case, hidden)
                return settle_match(asked, unit, member, case, (hidden, TWIN), token, "確かめた")

        return run

    with pytest.raises(NotFound):
        with_protected(reviewer(asked))()
    assert with_protected(reviewer(asked, "hogo", "protected"))() == ""


@pytest.mark.both_engines
def test_of_two_who_decide_at_once_one_is_informed(asked: Installation) -> None:
    number = filed(asked, signed_in(asked))
    members = [reviewer(asked, "one"), reviewer(asked, "other")]
    start = Barrier(2)

    def decide(index: int) -> str:
        start.wait()
        try:
            return settle(asked, members[index], number, KIYOSHI)
        except Conflict:
            return "late"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(decide, range(2))) == ["", "late"]
    with asked.database.read() as unit:
        settled = [
            row.n for row in every(unit, sql("SELECT COUNT(*) AS n FROM register_match WHERE state = 'matched'"))
        ]
    assert settled == [1]
