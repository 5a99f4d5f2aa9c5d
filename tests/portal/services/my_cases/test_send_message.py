"""Messages about an application."""

import pytest

from portal.errors import BadRequest, NotAllowed, TooMany
from portal.services.cases.cases import case_of_member, case_of_resident
from portal.services.desk.queue.calls import DeskCalls, desk_calls
from portal.services.my_cases.send_message import (
    MOST_SIGNS,
    SENT,
    answer_applicant,
    ask_office,
    mark_read,
    read_message,
    thread,
)
from portal.services.shared.form_mark import new_form
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from portal.store.my_cases.messages import RESIDENT, STAFF
from tests.portal.services.my_cases.test_open_requests import asked_of
from tests.portal.world import DUTY, PLACE, add_member, alice, file_application


def ask(installation: Installation, session: Session, number: str, text: str, once: str) -> bool:
    with installation.database.write() as unit:
        case = case_of_resident(installation, unit, session, number)
        sent = ask_office(installation, unit, case, Actor("resident", session.person_id or "", place=PLACE), text, once)
        unit.commit()
    return sent


def reply(installation: Installation, member: Member, number: str, text: str) -> None:
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, member, number)
        answer_applicant(installation, unit, member, case, text, new_form())
        unit.commit()


def calls(installation: Installation, member: Member) -> DeskCalls:
    with installation.database.read() as unit:
        return desk_calls(installation, unit, member)


@pytest.mark.both_engines
def test_both_sides_write_and_see_what_is_new(installation: Installation) -> None:
    session, member = alice(installation), add_member(installation, "reviewer", ("reviewer", DUTY))
    number = file_application(installation, session)
    assert ask(installation, session, number, "いつ届きますか", once := new_form())
    assert not ask(installation, session, number, "いつ届きますか", once)  # pressed twice
    assert calls(installation, member).messages == (number,)
    reply(installation, member, number, "来週です")
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, member, number)
        mark_read(installation.clock, unit, case, STAFF)
        unit.commit()
    assert calls(installation, member).messages == ()
    assert [(stop.reason, stop.arguments) for stop in asked_of(installation, session, number)] == [
        ("message", {"count": "1"})
    ]
    with installation.database.write() as unit:
        case = case_of_resident(installation, unit, session, number)
        messages = thread(unit, case, RESIDENT)
        mark_read(installation.clock, unit, case, RESIDENT)
        unit.commit()
    assert [(message.text, message.mine, message.unread, message.who) for message in messages] == [
        ("いつ届きますか", True, False, ""), ("来週です", False, True, ""),
    ]  # fmt: skip
    assert asked_of(installation, session, number) == []


def test_who_may_not_review_is_not_called_and_writes_nothing(installation: Installation) -> None:
    session = alice(installation)
    exporter = add_member(installation, "exporter", ("exporter", DUTY))
    number = file_application(installation, session)
    ask(installation, session, number, "いつ届きますか", new_form())
    assert calls(installation, exporter) == DeskCalls((), ())
    with pytest.raises(NotAllowed):
        reply(installation, exporter, number, "来週です")


def test_messages_are_bounded(installation: Installation) -> None:
    session = alice(installation)
    number = file_application(installation, session)
    for _ in range(SENT.tries):
        ask(installation, session, number, "もしもし", new_form())
    with pytest.raises(TooMany):
        ask(installation, session, number, "もしもし", new_form())


def test_a_form_that_is_not_ours_sends_nothing(installation: Installation) -> None:
    session = alice(installation)
    number = file_application(installation, session)
    for once in ("", "short", "a" * 65, "あ" * 20, "x' OR '1'='1' --aaaa"):
        with pytest.raises(BadRequest):
            ask(installation, session, number, "もしもし", once)


def test_a_message_has_words_and_an_end() -> None:
    assert read_message(" \r\n ") == ("", "no_words")
    assert read_message("一\r\n二 ") == ("一\n二", "")
    assert read_message("長" * (MOST_SIGNS + 1))[1] == "too_long"
