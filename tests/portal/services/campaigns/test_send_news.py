"""News are counted first, sent once by a second member, by the ways each person chose, and not to people who changed their mind."""

import pytest

from integrations.line.fake import FakeMessenger
from portal.errors import NotAllowed
from portal.jobs.end_campaigns import end_campaigns
from portal.jobs.send_notices import send_notices
from portal.services.notices.delivery_board import Wanted, delivery_board
from portal.services.residents.choose_contact import choose_uses, remove_contact
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from portal.services.shared.write_notice import NEWS, USES
from portal.store.campaigns import campaigns, segments
from tests.portal.contacts import mails
from tests.portal.later import at
from tests.portal.services.campaigns.writing import agree, planned, sent
from tests.portal.services.filing.filing import audited
from tests.portal.world import DUTY, PROCEDURE, add_member, alice, file_application, signed_in


@pytest.fixture
def session(installation: Installation) -> Session:
    return alice(installation)


@pytest.fixture
def writer(installation: Installation) -> Member:
    return add_member(installation, "annai", ("inviter", DUTY))


@pytest.fixture
def second(installation: Installation) -> Member:
    return add_member(installation, "shinsa", ("reviewer", DUTY))


def lines(installation: Installation) -> list[str]:
    assert isinstance(installation.messenger, FakeMessenger)
    return [push.text for push in installation.messenger.sent]


def news(installation: Installation) -> list[tuple[str, str]]:
    send_notices(installation)
    return [(mail.to, mail.text) for mail in mails(installation) if "説明会" in mail.subject]


def test_they_go_once_by_every_way_that_the_person_chose(
    installation: Installation, session: Session, writer: Member, second: Member
) -> None:
    for _ in range(2):
        file_application(installation, session)
    agree(installation, session.person_id)
    agree(installation, session.person_id, "line", "U1")
    campaign = planned(installation, writer)
    with installation.database.read() as unit:
        segment = segments.of_campaign(unit, campaign.id)
    assert segment is not None
    assert (segment.people, segment.sent) == (1, None)
    assert news(installation) == [], "not before somebody starts it"
    for _ in range(2):
        sent(installation, second, campaign)
        ((address, written),) = news(installation)
    assert address == f"{session.person_id}@example.jp"
    assert "説明会をひらきます。" in written
    assert f"/procedures/{PROCEDURE}\n" in written
    assert "お知らせの受け取り方" in written
    assert "髙見本" not in written
    (line,) = [text for text in lines(installation) if "説明会" in text]
    assert "説明会をひらきます。" in line
    with installation.database.read() as unit:
        segment = segments.of_campaign(unit, campaign.id)
    assert segment is not None
    assert segment.sent == 1
    stranger = add_member(installation, "shimin", ("reviewer", "resident-certificates"))
    with installation.database.write() as unit:
        for member, shown in ((second, ["line", "mail"]), (stranger, [])):
            lines_of = delivery_board(installation, unit, member, Wanted()).lines
            assert sorted(it.row.kind for it in lines_of if it.row.message == NEWS) == shown
    assert audited(installation, "plan news") == [f"{PROCEDURE} {campaign.id} of {PROCEDURE} 1 people"]
    assert audited(installation, "send news") == [f"{campaign.id} 1 people"]


def test_who_planned_them_does_not_send_them(installation: Installation, session: Session, writer: Member) -> None:
    file_application(installation, session)
    agree(installation, session.person_id)
    campaign = planned(installation, writer)
    with pytest.raises(NotAllowed):
        sent(installation, writer, campaign)
    assert news(installation) == []


def test_a_section_writes_only_because_of_its_own_procedures(installation: Installation) -> None:
    other = add_member(installation, "shimin", ("inviter", "resident-certificates"))
    with pytest.raises(NotAllowed):
        planned(installation, other)


def test_who_takes_the_consent_back_between_plan_and_start_gets_none(
    installation: Installation, session: Session, writer: Member, second: Member
) -> None:
    file_application(installation, session)
    agree(installation, session.person_id)
    campaign = planned(installation, writer)
    with installation.database.write() as unit:
        actor, person = Actor("resident", session.person_id or ""), session.person_id or ""
        choose_uses(installation, unit, actor, person, "mail", USES, "ja")
        unit.commit()
    sent(installation, second, campaign)
    assert news(installation) == []


@pytest.mark.parametrize("how", ["consent", "address"])
def test_who_takes_it_back_after_the_start_gets_none_that_waits(
    installation: Installation, session: Session, writer: Member, second: Member, how: str
) -> None:
    file_application(installation, session)
    agree(installation, session.person_id)
    campaign = planned(installation, writer)
    sent(installation, second, campaign)
    with installation.database.write() as unit:
        actor, person = Actor("resident", session.person_id or ""), session.person_id or ""
        if how == "consent":
            choose_uses(installation, unit, actor, person, "mail", USES, "ja")
        else:
            remove_contact(installation, unit, actor, person, "mail")
        unit.commit()
    assert news(installation) == []
    with installation.database.read() as unit:
        states = unit.connection.exec_driver_sql(
            "SELECT state, error_code FROM outbox WHERE message = 'invited_news'"
        ).all()
    assert [tuple(row) for row in states] == [("given_up", "CONTACT_GONE")]


def test_who_agreed_after_the_plan_is_counted_when_it_starts(
    installation: Installation, session: Session, writer: Member, second: Member
) -> None:
    other = signed_in(installation, "bob", "見本　花子")
    for person in (session, other):
        file_application(installation, person)
    agree(installation, session.person_id)
    campaign = planned(installation, writer)
    agree(installation, other.person_id)
    sent(installation, second, campaign)
    assert len(news(installation)) == 2


def test_they_end_with_their_campaign(
    installation: Installation, session: Session, writer: Member, second: Member
) -> None:
    file_application(installation, session)
    agree(installation, session.person_id)
    campaign = planned(installation, writer)
    sent(installation, second, campaign)
    later = at(installation, "2027-03-21T09:00:00+09:00")
    for _ in range(2):
        end_campaigns(later)
    with installation.database.read() as unit:
        assert campaigns.by_id(unit, campaign.id) is None
        assert segments.of_campaign(unit, campaign.id) is None
