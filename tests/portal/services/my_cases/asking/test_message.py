"""Unread messages of the office are counted."""

from portal.services.cases.cases import case_of_member, case_of_resident
from portal.services.my_cases.asking.message import asked
from portal.services.my_cases.request_item import NO_DAY, Whose
from portal.services.my_cases.send_message import answer_applicant, ask_office, mark_read
from portal.services.shared.form_mark import new_form
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from portal.store.my_cases.messages import RESIDENT
from tests.portal.world import DUTY, add_member, alice, file_application


def counted(installation: Installation, session: Session, *numbers: str) -> dict[str, str]:
    with installation.database.read() as unit:
        cases = [case_of_resident(installation, unit, session, number) for number in numbers]
        items = list(asked(installation, unit, Whose(session.person_id or "", cases, all=False)))
    for item in items:
        assert (item.href, item.until) == (f"/applications/{item.receipt_number}/messages", NO_DAY)
    return {item.receipt_number: item.arguments["count"] for item in items}


def answer(installation: Installation, member: Member, number: str) -> None:
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, member, number)
        answer_applicant(installation, unit, member, case, "来週です", new_form())
        unit.commit()


def test_unread_answers_are_counted_until_they_are_read(installation: Installation) -> None:
    session, member = alice(installation), add_member(installation, "reviewer", ("reviewer", DUTY))
    first, second = (file_application(installation, session) for _ in range(2))
    with installation.database.write() as unit:
        case = case_of_resident(installation, unit, session, first)
        ask_office(installation, unit, case, Actor("resident", session.person_id or ""), "いつ届きますか", new_form())
        unit.commit()
    assert counted(installation, session, first, second) == {}
    for number in (second, first, second):
        answer(installation, member, number)
    assert counted(installation, session, first, second) == {first: "1", second: "2"}
    with installation.database.write() as unit:
        mark_read(installation.clock, unit, case_of_resident(installation, unit, session, second), RESIDENT)
        unit.commit()
    assert counted(installation, session, first, second) == {first: "1"}
    answer(installation, member, second)
    assert counted(installation, session, second) == {second: "1"}
