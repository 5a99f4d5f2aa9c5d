"""A letter to the address on the card."""

from dataclasses import replace

import pytest

from portal.clock import to_micro
from portal.errors import NotFound
from portal.outbox import About, enqueue
from portal.services.notices.print_letter import Letter
from portal.services.notices.write_letter import write_letter
from portal.services.residents.protect import protect
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from portal.store.cases import applications
from portal.store.notices import deliveries
from portal.store.notices.deliveries import DeliveryRow
from tests.portal.services.notices.dispatching import audited
from tests.portal.world import DUTY, add_member, alice, file_application

HOME = "見本県見本市見本町一丁目2番3号　例示ハイツ202"


def queue(installation: Installation, session: Session, number: str, kind: str = "letter") -> DeliveryRow:
    now, facts = to_micro(installation.clock.now()), {"receipt": number, "until": "2026-12-04"}
    payload = {"to": "", "language": "ja", "link": f"/applications/{number}", "facts": facts}
    with installation.database.write() as unit:
        application = applications.by_number(unit, number)
        assert application is not None
        about = About(DUTY, session.person_id, application.id)
        assert enqueue(installation.keys, unit, kind, "returned", payload, once=kind, about=about, now=now)
        unit.commit()
        (row,) = deliveries.board(unit, (DUTY,), state="", kind=kind, number=number, before=(now + 1, ""), most=9)
        queued = deliveries.by_id(unit, row.id)
    assert queued is not None
    return queued


def write(installation: Installation, member: Member, row: DeliveryRow) -> Letter:
    with installation.database.write() as unit:
        letter = write_letter(installation, unit, member, row)
        unit.commit()
    return letter


def test_the_address_is_split_and_the_words_are_those_of_the_mail_without_its_foot(
    installation: Installation, reviewer: Member
) -> None:
    session = alice(installation, HOME)
    number = file_application(installation, session)
    letter = write(installation, reviewer, queue(installation, session, number))
    assert (letter.name, letter.postal) == ("髙見本　太郎", "0000001")
    assert list(letter.address) == ["見本県見本市見本町", "一丁目2番3号", "例示ハイツ202"]
    assert letter.link == f"{installation.settings.resident_address}/applications/{number}"
    assert "http" not in "".join(letter.paragraphs)
    assert any("12月4日" in line for line in letter.paragraphs)
    assert audited(installation, "print letter") == [("print letter", "returned")]


def test_inside_without_the_residents_address_a_letter_leads_to_no_page(
    installation: Installation, reviewer: Member
) -> None:
    session = alice(installation, HOME)
    row = queue(installation, session, file_application(installation, session))
    outside = write(installation, reviewer, row)
    inner = replace(installation, settings=installation.settings.model_copy(update={"zone": "inner"}))
    inside = write(inner, reviewer, row)
    assert (inside.link, inside.link_words) == ("", "")
    lead = "次のページで、どこを直すかを見て、その場で直せます。見るときはログインします。"
    assert [line for line in outside.paragraphs if line not in inside.paragraphs] == [lead]


def test_without_an_address_on_the_card_or_for_another_channel_there_is_no_letter(
    installation: Installation, reviewer: Member
) -> None:
    session = alice(installation)
    row = queue(installation, session, file_application(installation, session))
    with pytest.raises(NotFound, match="address"):
        write(installation, reviewer, row)
    session = alice(installation, HOME)
    mail = queue(installation, session, file_application(installation, session), "mail")
    with pytest.raises(NotFound, match="letter"):
        write(installation, reviewer, mail)
    assert audited(installation, "print letter") == []


def test_only_who_may_see_it_prints_the_address_of_a_protected_person(
    installation: Installation, reviewer: Member
) -> None:
    session = alice(installation, HOME)
    row = queue(installation, session, file_application(installation, session))
    with installation.database.write() as unit:
        protect(installation, unit, reviewer.actor, [("髙見本　太郎", "1949-04-03")], "staff", "申し出")
        unit.commit()
    with pytest.raises(NotFound):
        write(installation, reviewer, row)
    guardian = add_member(installation, "guardian", ("reviewer", DUTY), ("protected", DUTY))
    assert write(installation, guardian, row).postal == "0000001"
