"""Who has answered and who has not, letters and their counts, the stop list, and the end of a campaign."""

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from portal.clock import Clock
from portal.db import Unit
from portal.errors import Conflict, NotFound, TooMany
from portal.jobs.end_campaigns import end_campaigns
from portal.services.campaigns import campaign_of_member
from portal.services.follow_campaign import list_people, list_stopped, rest_csv, stop_writing, write_again
from portal.services.installation import Installation
from portal.services.open_invitation import find_invitation, open_invitation
from portal.services.plan_campaign import discard_campaign, start_campaign
from portal.services.print_invitations import print_one, print_part
from portal.services.protect import protect
from portal.services.remind_invited import remind_invited
from portal.services.rights import Member
from portal.services.throttle import Limit
from portal.services.write_notice import write_notice
from portal.store import audit_records, campaigns, invitations, protections
from portal.web.campaign_words import STATES
from tests.portal.invited import LIST, code_of, plan, start
from tests.portal.services.test_open_invitation import open_it, taro
from tests.portal.world import DUTY, PLACE, add_member

ELSEWHERE = Member(1, "elsewhere", "", frozenset({("reviewer", "child-allowance")}), "")


def test_letters_go_to_who_may_be_written_to_and_are_counted(installation: Installation) -> None:
    campaign, member = start(installation)
    with installation.database.write() as unit:
        letters = print_part(installation, unit, member, campaign, 1)
        again = print_one(installation, unit, member, campaign, 1)
        counts = invitations.counts(unit, campaign.id)
        said = [one.detail for one in audit_records.after(unit, 0) if one.action == "print invitations"]
        unit.commit()
    assert [letter.name for letter in letters] == ["髙見本　太郎", "見本　花子"]
    assert letters[0].code.replace("-", "") == code_of(installation, campaign) == letters[0].link[-12:]
    assert again == letters[:1]
    assert (counts.people, counts.printed, counts.by_hand, counts.silent) == (3, 2, 1, 2)
    assert said == [f"{campaign.id} lines 1-2 letters 2 again 0", f"{campaign.id} lines 1-1 letters 1 again 1"]


def test_nobody_is_written_to_before_the_start_nor_after_the_last_day(installation: Installation) -> None:
    campaign, member = start(installation)
    preview = plan(installation, member, LIST.replace("K-", "L-"), "まだの案内")
    later = replace(installation, clock=Clock(installation.clock.now() + timedelta(days=36)))
    with installation.database.write() as unit:
        with pytest.raises(Conflict):
            print_part(installation, unit, member, preview, 1)
        with pytest.raises(Conflict):
            print_part(later, unit, member, campaign, 1)
        with pytest.raises(Conflict):
            print_one(installation, unit, member, campaign, 3)
        with pytest.raises(Conflict):
            start_campaign(later, unit, member, preview)


def test_who_is_not_to_be_written_to_is_left_out_of_the_next_list(installation: Installation) -> None:
    campaign, member = start(installation)
    with installation.database.write() as unit:
        stop_writing(installation, unit, member, campaign, 1)
        with pytest.raises(Conflict):
            stop_writing(installation, unit, member, campaign, 1)
        with pytest.raises(NotFound):
            stop_writing(installation, unit, member, campaign, 9)
        unit.commit()
    following = plan(installation, member, LIST.replace("K-1,髙見本　太郎", "L-1,髙見本 太郎"), "次の案内")
    with installation.database.write() as unit:
        rows = invitations.of_campaign(unit, following.id)
        assert [(row.state, row.code_hash is None) for row in rows] == [
            ("stopped", True), ("ready", False), ("by_hand", True),
        ]  # fmt: skip
        stopped = list_stopped(installation, unit, member, (DUTY,))
        assert [one.name for one in stopped] == ["髙見本　太郎"]
        with pytest.raises(NotFound):
            write_again(installation, unit, ELSEWHERE, stopped[0].id)
        write_again(installation, unit, member, stopped[0].id)
        assert list_stopped(installation, unit, member, (DUTY,)) == []
        unit.commit()


def test_who_has_not_answered_leaves_as_a_table_without_people_of_the_flag(installation: Installation) -> None:
    campaign, member = start(installation, LIST.replace("見本　花子", "=SUM(A1)"))
    with installation.database.write() as unit:
        content = rest_csv(installation, unit, member, campaign, STATES).decode("utf-8-sig")
        lines = list_people(installation, unit, member, campaign, "silent", 0)
        with pytest.raises(NotFound):
            list_people(installation, unit, member, campaign, "everybody", 0)
        unit.commit()
    table = list(csv.reader(io.StringIO(content)))
    assert [row[:2] for row in table[1:]] == [["K-1", "髙見本　太郎"], ["K-2", "'=SUM(A1)"], ["K-3", ""]]
    assert "かくれ町" not in content
    assert "秘密" not in content
    assert [line.number for line in lines] == [1, 2]


def test_another_duty_finds_nothing(installation: Installation) -> None:
    campaign, _ = start(installation)
    other = add_member(installation, "hoka", ("reviewer", "child-allowance"))
    with installation.database.read() as unit:
        for number in (campaign.id, 999):
            with pytest.raises(NotFound):
                campaign_of_member(installation, unit, other, number)


def test_a_campaign_ends_forgets_and_is_deleted_by_itself(installation: Installation) -> None:
    campaign, member = start(installation)
    preview = plan(installation, member, LIST.replace("K-", "L-"), "まだの案内")
    assert end_campaigns(installation) == 0
    after = replace(installation, clock=Clock(installation.clock.now() + timedelta(days=36)))
    assert end_campaigns(after) == 2  # the preview that nobody started is gone, the other has ended
    assert end_campaigns(after) == 0
    with installation.database.read() as unit:
        assert campaigns.by_id(unit, preview.id) is None
        rows = invitations.of_campaign(unit, campaign.id)
        assert [(row.sealed_code, row.sealed_prefill) for row in rows] == [(None, None)] * 3
        assert campaign.person(rows[0]).name == "髙見本　太郎"
    gone = replace(installation, clock=Clock(installation.clock.now() + timedelta(days=36 + 30)))
    assert end_campaigns(gone) == 1
    with installation.database.read() as unit:
        assert invitations.of_campaign(unit, campaign.id) == []


def test_what_was_started_cannot_be_thrown_away(installation: Installation) -> None:
    campaign, member = start(installation)
    with installation.database.write() as unit, pytest.raises(Conflict):
        discard_campaign(installation, unit, member, campaign)


def test_a_member_cannot_print_without_end(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    campaign, member = start(installation)
    monkeypatch.setattr("portal.services.print_invitations.PRINTED", Limit("letters", 1, 600))
    with installation.database.write() as unit:
        print_part(installation, unit, member, campaign, 1)
        with pytest.raises(TooMany):
            print_part(installation, unit, member, campaign, 1)


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


def test_a_page_of_people_asks_once_who_of_them_is_protected(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign, member = start(installation)
    among, asked = protections.among, list[int]()

    def counted(unit: Unit, tokens: Sequence[str]) -> frozenset[str]:
        asked.append(len(tokens))
        return among(unit, tokens)

    monkeypatch.setattr(protections, "among", counted)
    with installation.database.write() as unit:
        protect(installation, unit, member.actor, [("ほか　人", "1955-04-02")], "staff")
        asked.clear()
        list_people(installation, unit, member, campaign, "all", 0)
    assert asked == [
        3,
        4,
    ]  # whose letters go out, then whose names are shown; who has a variant is known by two spellings


def test_nobody_protected_is_written_to_listed_by_name_or_told_of(installation: Installation) -> None:
    """Marked after the upload, and before the next one."""
    campaign, member = start(installation)
    with installation.database.write() as unit:
        protect(installation, unit, member.actor, [("見本　花子", "1955-04-02")], "staff")
        letters = print_part(installation, unit, member, campaign, 1)
        shown = [line.name for line in list_people(installation, unit, member, campaign, "all", 0)]
        table = rest_csv(installation, unit, member, campaign, STATES).decode()
        unit.commit()
    assert [letter.name for letter in letters] == ["髙見本　太郎"]
    assert shown == ["髙見本　太郎", "", ""]
    assert "花子" not in table
    assert "一丁目2番4号" not in table
    following = plan(installation, member, LIST.replace("K-", "M-"), "次の案内")
    with installation.database.read() as unit:
        rows = invitations.of_campaign(unit, following.id)
    assert [row.state for row in rows] == ["ready", "by_hand", "by_hand"]
    assert following.person(rows[1]).name == ""
