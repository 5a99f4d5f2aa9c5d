"""Short conversations in LINE."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from integrations.line.fake import FakeMessenger
from integrations.sockets.notices import LineEvent, Push
from portal.jobs.send_notices import send_notices
from portal.services.bookings.change_reservation import bookings_of
from portal.services.cases.cases import open_own_case
from portal.services.filing.track_application import give_track_code, track_code
from portal.services.my_cases.talk_by_line import talk_by_line
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.store.cases import applications
from portal.store.signing import delegations
from portal.store.signing.delegations import DelegationRow
from tests.portal.contacts import proved
from tests.portal.later import later
from tests.portal.services.bookings.booking import FIRST, SLOT, book
from tests.portal.services.residents.companies import company_session
from tests.portal.world import file_application

ACCOUNT = "U" + "a" * 32


@pytest.fixture
def messenger() -> FakeMessenger:
    return FakeMessenger()


@pytest.fixture
def site(installation: Installation, messenger: FakeMessenger) -> Installation:
    return replace(installation, messenger=messenger)


def say(site: Installation, messenger: FakeMessenger, text: str, name: str = "e1", kind: str = "message") -> list[Push]:
    messenger.sent.clear()
    with site.database.write() as unit:
        talk_by_line(site, unit, LineEvent(name, kind, ACCOUNT, text, 1, "a-token"))
        unit.commit()
    send_notices(site)
    return list(messenger.sent)


def link(site: Installation, session: Session) -> None:
    proved(site, session.person_id or "", "line", ACCOUNT)


def code_of(site: Installation, number: str) -> str:
    with site.database.write() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        if not track_code(site.code_key, unit, row.id):
            give_track_code(site.code_key, unit, row.id)
        code = track_code(site.code_key, unit, row.id)
        unit.commit()
    return code


def test_number_and_code_tell_the_state_and_nothing_of_the_person(
    site: Installation, messenger: FakeMessenger, session: Session
) -> None:
    number = file_application(site, session)
    code = code_of(site, number)
    (answer,) = say(site, messenger, f"{number} {code}")
    assert (number in answer.text, "確かめています" in answer.text, answer.reply) == (True, True, "a-token")
    assert not any(word in answer.text for word in ("見本　", "太郎", "転出", "住民票"))
    assert "ちがいます" in say(site, messenger, f"{number} {'X' * len(code)}", "e2")[0].text


def test_guessing_ends_without_an_answer(site: Installation, messenger: FakeMessenger, session: Session) -> None:
    number = file_application(site, session)
    answers = [say(site, messenger, f"{number} WRONG-{place}", f"e{place}") for place in range(7)]
    assert [bool(answer) for answer in answers] == [True] * 5 + [False] * 2


def test_a_linked_account_hears_of_its_own_cases_and_another_of_none(
    site: Installation, messenger: FakeMessenger, session: Session
) -> None:
    number = file_application(site, session)
    assert "つないでください" in say(site, messenger, "状況")[0].text
    link(site, session)
    (answer,) = say(site, messenger, " 状況 ", "e2")
    assert number in answer.text
    assert say(site, messenger, "状況", "e2") == [], "delivered again"
    assert "「予約」" in say(site, messenger, "使い方", "e3")[0].text


def test_words_that_it_does_not_know_are_answered_by_the_help_once_an_hour(
    site: Installation, messenger: FakeMessenger, session: Session
) -> None:
    link(site, session)
    assert "「予約」" in say(site, messenger, "こんにちは", "e1")[0].text
    assert say(site, messenger, "ありがとう", "e2") == []
    assert "「予約」" in say(site, messenger, "使い方を教えて", "e3")[0].text
    assert "つないでください" in say(site, messenger, "状況を教えて", "e4")[0].text, "nothing is filed yet"
    assert say(later(site, hours=1), messenger, "26-147-197-268", "e5"), "a number without its code"


def test_what_waits_for_the_person_comes_first_and_the_rest_is_counted(
    site: Installation, messenger: FakeMessenger, session: Session
) -> None:
    numbers = [file_application(site, session) for _ in range(5)]
    with site.database.write() as unit:
        unit.connection.execute(
            text("UPDATE application SET state = 'returned' WHERE receipt_number = :number"), {"number": numbers[0]}
        )
        unit.commit()
    link(site, session)
    answers = say(site, messenger, "状況")
    assert [numbers[0] in answers[0].text, "ほかに2件" in answers[3].text, len(answers)] == [True, True, 4]


def test_another_time_is_taken_by_a_press(site: Installation, messenger: FakeMessenger, session: Session) -> None:
    number = book(site, session)
    link(site, session)
    (offer,) = say(site, messenger, "予約")
    assert (number in offer.text, 0 < len(offer.choices) <= 13) == (True, True)
    press = next(data for _, data in offer.choices if data.endswith("lung-4"))
    (done,) = say(site, messenger, press, "e2", "postback")
    assert "もう空いていません" not in done.text
    assert say(site, messenger, press, "e2", "postback") == [], "delivered again"
    with site.database.read() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        kept = {it.row.slot: it.kept for it in bookings_of(site, unit, open_own_case(site, unit, row))}
    assert kept == {SLOT: False, "lung-4": True}
    assert "もう空いていません" in say(site, messenger, press, "e3", "postback")[0].text


def test_of_several_bookings_the_person_first_names_one(
    site: Installation, messenger: FakeMessenger, session: Session
) -> None:
    numbers = [book(site, session), book(site, session, "lung-4")]
    link(site, session)
    (asked,) = say(site, messenger, "予約")
    assert ("予約がいくつか" in asked.text, any(number in asked.text for number in numbers)) == (True, False)
    assert {data for _, data in asked.choices} == {f"which {number} lung_slot" for number in numbers}
    (offer,) = say(site, messenger, f"which {numbers[1]} lung_slot", "e2", "postback")
    assert (numbers[1] in offer.text, numbers[0] in offer.text) == (True, False)
    press = next(data for _, data in offer.choices if data.endswith(FIRST))
    assert "もう空いていません" not in say(site, messenger, press, "e3", "postback")[0].text
    with site.database.read() as unit:
        rows = [applications.by_number(unit, number) for number in numbers]
        kept = {
            it.row.slot for row in rows if row is not None
            for it in bookings_of(site, unit, open_own_case(site, unit, row)) if it.kept
        }  # fmt: skip
    assert kept == {SLOT, FIRST}
    for place, gone in enumerate(("which x y", f"which {numbers[0]} other", "which", f"which {numbers[0]}")):
        for push in say(site, messenger, gone, f"g{place}", "postback"):
            assert (push.choices, numbers[0] in push.text) == ((), False)


def test_what_does_not_fit_below_a_message_is_counted_with_the_way_to_my_page(
    site: Installation, messenger: FakeMessenger, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.services.my_cases.talk_by_line._MOST_TIMES", 1)
    book(site, session)
    link(site, session)
    (offer,) = say(site, messenger, "予約")
    assert ("ほかに" in offer.text, "/applications" in offer.text, len(offer.choices)) == (True, True, 1)
    book(site, session, "lung-4")
    counted, asked = (push for push in say(site, messenger, "予約", "e2") if push.reply)  # no news of the second
    assert ("ほかに1件" in counted.text, counted.choices, len(asked.choices)) == (True, (), 1)


def test_nobody_moves_what_another_booked(site: Installation, messenger: FakeMessenger, session: Session) -> None:
    number = book(site, session)
    press = f"time {number} lung_slot lung-4"
    assert "つないでください" in say(site, messenger, press, "e1", "postback")[0].text
    for place, senseless in enumerate(("", "time", "time x y z", "other")):
        for push in say(site, messenger, senseless, f"s{place}", "postback"):
            assert "つないでください" in push.text
    with site.database.read() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        assert bookings_of(site, unit, open_own_case(site, unit, row))[0].row.slot == SLOT


def test_without_another_time_it_says_so(site: Installation, messenger: FakeMessenger, session: Session) -> None:
    file_application(site, session)
    link(site, session)
    assert "変えられる予約はありません" in say(site, messenger, "予約")[0].text


def test_of_an_ended_mandate_nothing_is_shown_or_moved(
    site: Installation, messenger: FakeMessenger, session: Session
) -> None:
    number = book(site, session)
    link(site, session)
    (offer,) = say(site, messenger, "予約")
    press = next(data for _, data in offer.choices if data.endswith("lung-4"))
    with site.database.write() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        delegations.add(unit, DelegationRow(row.id, "agent", row.procedure, "2026-11-01", b""))
        delegations.judge(unit, row.id, "claimed", "verified", "tanto", 1, b"", "2026-11-19")
        unit.commit()
    asked = ("予約", "状況", f"{number} {code_of(site, number)}")
    answers = [say(site, messenger, text, f"over-{place}")[0].text for place, text in enumerate(asked)]
    answers.append(say(site, messenger, press, "over", "postback")[0].text)
    assert "変えられる予約はありません" in answers[0]
    assert ["つないでください" in answer for answer in answers[1:]] == [True] * 3
    assert not any(number in answer for answer in answers)
    with site.database.read() as unit:
        assert bookings_of(site, unit, open_own_case(site, unit, row))[0].row.slot == SLOT


def test_to_a_company_it_answers_nothing_since_line_does_not_say_whose_rights_count(
    site: Installation, messenger: FakeMessenger
) -> None:
    company = company_session(site, "prime")
    number = book(site, company)
    link(site, company)
    press = f"time {number} lung_slot lung-4"
    for name, words, kind in (("s", "状況", "message"), ("t", "予約", "message"), ("p", press, "postback")):
        (answer,) = say(site, messenger, words, name, kind)
        assert ("つないでください" in answer.text, number in answer.text) == (True, False)
