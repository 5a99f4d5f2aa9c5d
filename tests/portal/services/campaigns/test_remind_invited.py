"""Reminders: once a day, without names or codes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from portal.clock import Clock
from portal.errors import Conflict
from portal.jobs.send_notices import send_notices
from portal.services.campaigns.open_invitation import find_invitation, open_invitation
from portal.services.campaigns.remind_invited import remind_invited
from portal.services.shared.installation import Installation
from portal.services.shared.write_notice import write_notice
from portal.store.campaigns import invitations
from tests.portal.contacts import mails, proved
from tests.portal.invited import LIST, code_of, start
from tests.portal.services.campaigns.inviting import open_it, taro
from tests.portal.world import PLACE


@pytest.mark.both_engines
def test_a_reminder_without_paper_reaches_whom_it_can_once_a_day_and_says_nothing_of_them(
    installation: Installation,
) -> None:
    head, first, *rest = LIST.splitlines()
    text = "\n".join((f"{head},メール", f"{first},taro@mail.example", *(f"{line}," for line in rest), ""))
    campaign, member = start(installation, text)
    with installation.database.write() as unit:
        assert [remind_invited(installation, unit, member, campaign) for _ in range(2)] == [1, 1]
        waiting = unit.connection.exec_driver_sql("SELECT COUNT(*) FROM outbox").scalar_one()
        unit.commit()
    notice = write_notice(installation, "invited_reminder", "ja", "/invited", {"until": "2026-12-25"})
    assert waiting == 1
    assert "2026年12月25日" in notice.subject
    assert "/invited" in notice.text
    late = replace(installation, clock=Clock(installation.clock.now() + timedelta(days=36)))
    with installation.database.write() as unit, pytest.raises(Conflict):
        remind_invited(late, unit, member, campaign)


def test_who_opened_it_and_gave_no_address_is_reached_by_that_of_the_list_and_counted_once_reached(
    installation: Installation,
) -> None:
    head, first, second, *rest = LIST.splitlines()
    text = "\n".join((f"{head},メール", f"{first},taro@mail.example", *(f"{line}," for line in (second, *rest)), ""))
    campaign, member = start(installation, text)
    hanako = taro(installation, "見本　花子", "1955-04-02", "hanako")
    open_it(installation, campaign, taro(installation))
    with installation.database.write() as unit:
        invited = find_invitation(installation, unit, code_of(installation, campaign, 2), "1955-04-02", PLACE)
        assert invited is not None
        open_invitation(installation, unit, invited, hanako, PLACE)
        assert remind_invited(installation, unit, member, campaign) == 1
        reminded = [row.reminded for row in invitations.of_campaign(unit, campaign.id)]
        unit.commit()
    assert reminded == [1, 0, 0]


def test_who_gave_a_contact_is_reminded_there_and_not_at_the_address_of_the_list_too(
    installation: Installation,
) -> None:
    head, first, *rest = LIST.splitlines()
    text = "\n".join((f"{head},メール", f"{first},list@mail.example", *(f"{line}," for line in rest), ""))
    campaign, member = start(installation, text)
    session = taro(installation)
    open_it(installation, campaign, session)
    proved(installation, session.person_id, address="own@mail.example")
    with installation.database.write() as unit:
        assert remind_invited(installation, unit, member, campaign) == 1
        reminded = [row.reminded for row in invitations.of_campaign(unit, campaign.id)]
        unit.commit()
    while send_notices(installation):
        pass
    assert [mail.to for mail in mails(installation)] == ["own@mail.example"]
    assert reminded == [1, 0, 0]
