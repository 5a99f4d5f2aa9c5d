"""Progress of a campaign, its stop list and its end."""

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from portal.clock import Clock
from portal.db import Unit
from portal.errors import Conflict, NotFound
from portal.jobs.end_campaigns import end_campaigns
from portal.services.campaigns.follow_campaign import list_people, list_stopped, rest_csv, stop_writing, write_again
from portal.services.campaigns.print_invitations import print_part
from portal.services.residents.protect import protect
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.campaigns import campaigns, invitations
from portal.store.residents import protections
from portal.web.campaigns.campaign_words import STATES
from tests.portal.invited import LIST, plan, start
from tests.portal.world import DUTY

ELSEWHERE = Member(1, "elsewhere", "", frozenset({("reviewer", "child-allowance")}), "")


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
        assert [invitation.name for invitation in stopped] == ["髙見本　太郎"]
        with pytest.raises(NotFound):
            write_again(installation, unit, ELSEWHERE, stopped[0].id, stopped[0].mark)
        write_again(installation, unit, member, stopped[0].id, stopped[0].mark)
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
    assert table[1][2] == "000-0001", "a spreadsheet drops the zeros of a number"
    assert [row[:2] for row in table[1:]] == [["K-1", "髙見本　太郎"], ["K-2", "'=SUM(A1)"], ["K-3", ""]]
    assert "かくれ町" not in content
    assert "秘密" not in content
    assert [line.number for line in lines] == [1, 2]


def test_a_campaign_ends_forgets_and_is_deleted_by_itself(installation: Installation) -> None:
    campaign, member = start(installation)
    preview = plan(installation, member, LIST.replace("K-", "L-"), "まだの案内")
    assert end_campaigns(installation) == 0
    after = replace(installation, clock=Clock(installation.clock.now() + timedelta(days=36)))
    assert end_campaigns(after) == 2  # the unstarted preview is deleted, the other campaign ends
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
    # Letters, then names; a name with a variant character has two spellings.
    assert asked == [3, 4]


@pytest.mark.both_engines
def test_nobody_protected_is_written_to_listed_by_name_or_reported_of(installation: Installation) -> None:
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
