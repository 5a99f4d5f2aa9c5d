"""Prints of letters are counted, audited and limited."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from portal.clock import Clock
from portal.errors import Conflict, TooMany
from portal.services.campaigns.campaigns import Campaign
from portal.services.campaigns.plan_campaign import start_campaign
from portal.services.campaigns.print_invitations import print_part, print_single_letter
from portal.services.notices.print_letter import Letter, print_letter
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.throttle import Limit
from portal.store.campaigns import invitations
from portal.store.shared import audit_records
from tests.portal.invited import LIST, code_of, plan, start
from tests.portal.world import DUTY, add_member


def test_letters_go_to_who_may_be_written_to_and_are_counted(installation: Installation) -> None:
    campaign, member = start(installation)
    with installation.database.write() as unit:
        letters = print_part(installation, unit, member, campaign, 1)
        again = print_single_letter(installation, unit, member, campaign, 1)
        counts = invitations.counts(unit, campaign.id)
        details = [record.detail for record in audit_records.after(unit, 0) if record.action == "print invitations"]
        unit.commit()
    assert [letter.name for letter in letters] == ["髙見本　太郎", "見本　花子"]
    assert letters[0].code.replace("-", "") == code_of(installation, campaign) == letters[0].link[-12:]
    assert again == letters[:1]
    assert (counts.people, counts.printed, counts.by_hand, counts.silent) == (3, 2, 1, 2)
    assert details == [f"{campaign.id} lines 1-2 letters 2 again 0", f"{campaign.id} lines 1-1 letters 1 again 1"]


def test_inside_without_the_residents_address_the_letter_names_no_page_and_has_no_code(
    installation: Installation,
) -> None:
    campaign, member = start(installation)
    outside = print_letters(installation, campaign, member)[0]
    inside = [
        print_letters(with_settings(installation, **changes), campaign, member)[0]
        for changes in ({"zone": "inner"}, {"laptop": 2})
    ]
    known = print_letters(
        with_settings(installation, zone="inner", resident_url="https://city.example"), campaign, member
    )
    assert known[0].link == outside.link.replace(installation.settings.base_url, "https://city.example")
    for letter in inside:
        assert (letter.code_title, letter.code, letter.link, letter.link_words) == ("", "", "", "")
        words = "".join((*letter.paragraphs, *letter.after, *(label for label, _ in letter.facts)))
        assert "http" not in words
        assert not re.search("スマートフォン|番号は|用意するもの", words)
        assert "窓口に来るか、下の電話番号に電話" in words
        assert (letter.name, letter.address) == (outside.name, outside.address)


def with_settings(installation: Installation, **changes: object) -> Installation:
    return replace(installation, settings=installation.settings.model_copy(update=changes))


def print_letters(installation: Installation, campaign: Campaign, member: Member) -> list[Letter]:
    with installation.database.write() as unit:
        return print_part(installation, unit, member, campaign, 1)


def test_nobody_is_written_to_before_the_start_nor_after_the_last_day(installation: Installation) -> None:
    campaign, member = start(installation)
    preview = plan(installation, member, LIST.replace("K-", "L-"), "まだの案内")
    second = add_member(installation, "shinsa", ("reviewer", DUTY))
    later = replace(installation, clock=Clock(installation.clock.now() + timedelta(days=36)))
    with installation.database.write() as unit:
        with pytest.raises(Conflict):
            print_part(installation, unit, member, preview, 1)
        with pytest.raises(Conflict):
            print_part(later, unit, member, campaign, 1)
        with pytest.raises(Conflict):
            print_single_letter(installation, unit, member, campaign, 3)
        with pytest.raises(Conflict):
            start_campaign(later, unit, second, preview)


def test_a_member_cannot_print_without_end(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    campaign, member = start(installation)
    monkeypatch.setattr("portal.services.campaigns.print_invitations.PRINTED", Limit("letters", 1, 600))
    with installation.database.write() as unit:
        print_part(installation, unit, member, campaign, 1)
        with pytest.raises(TooMany):
            print_part(installation, unit, member, campaign, 1)


def test_behind_the_letter_goes_a_sheet_in_the_language_that_the_list_names(installation: Installation) -> None:
    first, second, third = LIST.splitlines(keepends=True)[1:]
    head = LIST.splitlines()[0]
    languages = ("ベトナム語", "", "")
    text = "\n".join(
        [
            f"{head},言語",
            *(f"{line.strip()},{name}" for line, name in zip((first, second, third), languages, strict=True)),
        ]
    )
    campaign, member = start(installation, text)
    with installation.database.write() as unit:
        letters = print_part(installation, unit, member, campaign, 1)
    sheet = letters[0].explained
    assert sheet is not None
    assert sheet.lang == "vi"
    assert "quý vị" in sheet.parts[0].lines[0]
    assert any("25 thg 12, 2026" in value for _, value in sheet.facts)
    assert letters[0].code.replace("-", "") not in str(sheet)  # the secret stays on the letter
    assert letters[1].explained is None
    assert print_letter(installation.city, letters).startswith(b"%PDF")
