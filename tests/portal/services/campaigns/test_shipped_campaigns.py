"""現況届 and 勧奨 of the shipped procedures."""

import csv
import io
from collections.abc import Mapping

import pytest

from portal.services.campaigns.answer_invitation import invited_answers
from portal.services.campaigns.campaigns import campaign_of_member
from portal.services.campaigns.follow_campaign import rest_csv, stop_writing
from portal.services.campaigns.open_invitation import find_invitation, open_invitation
from portal.services.campaigns.plan_campaign import start_campaign
from portal.services.campaigns.print_invitations import print_part
from portal.services.campaigns.remind_invited import remind_invited
from portal.services.filing.drafts import draft_of_resident
from portal.services.shared.installation import Installation
from portal.store.campaigns import invitations
from portal.web.campaigns.campaign_words import STATES
from tests.portal.invited import code_of, plan
from tests.portal.services.campaigns.inviting import taro
from tests.portal.world import PLACE, add_member

# The list's cells for its first two people, by question.
KNOWN: Mapping[str, Mapping[str, tuple[str, str]]] = {
    # 現況届
    "jido-teate-genkyo": {"cases": ("invited", "離婚の話し合いをしていて、配偶者と別に住んでいる"), "claimant.name": ("髙見本 太郎", "見本 花子"),
                          "children.1.name": ("髙見本 さくら", "見本 ひかり"), "children.1.birth": ("2016-05-01", "2020-01-01")},
    "hoiku-genkyo": {"claimant.name": ("髙見本 太郎", "見本 花子"), "children.1.name": ("髙見本 さくら", "見本 ひかり"),
                     "children.1.certificate_no": ("N-1", "N-2")},
    "jido-fuyo-teate-genkyo": {"claimant.name": ("髙見本 太郎", "見本 花子"), "claimant.certificate_no": ("S-1", "S-2"),
                               "claimant.kind": ("父", "母")},
    # 勧奨
    "kaigo-kogaku": {"insured.name": ("髙見本 太郎", "見本 花子"), "insured.number": ("0000000101", "0000000102"),
                     "notified": ("はい", "はい"), "first_month": ("2026-08", "2026-09")},
    "yokaigo-koshin": {"insured.name": ("髙見本 太郎", "見本 花子"), "current.level": ("要介護2", "support1"),
                       "current.valid_to": ("2026-12-31", "2027-01-10")},
    "kaigo-futan-gendogaku": {"insured.name": ("髙見本 太郎", "見本 花子"), "application": ("renew", "renew")},
}  # fmt: skip
WHO = (
    ("髙見本　太郎", "0000001", "見本県見本市見本町一丁目2番3号", "1949-04-03", "taro@mail.example"),
    ("見本　花子", "0000001", "見本県見本市見本町一丁目2番4号", "1955-04-02", "hanako@mail.example"),
    ("例示　一郎", "0000012", "見本県見本市港町4丁目5番6号", "1978-02-03", ""),
)


def list_of(known: Mapping[str, tuple[str, str]], mark: str) -> str:
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow(["整理番号", "氏名", "郵便番号", "住所", "生年月日", "メール", *known])
    for number, who in enumerate(WHO):
        writer.writerow([f"{mark}-{number}", *who, *(cells[number] if number < 2 else "" for cells in known.values())])
    return made.getvalue()


# SQLite: the statements have store tests on both engines.
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", KNOWN)
def test_a_list_of_the_section_is_written_to_followed_and_reminded(name: str, installation: Installation) -> None:
    procedure = installation.catalogue.current(name)
    member = add_member(installation, f"annai-{name}", ("inviter", procedure.duty))
    campaign = plan(installation, member, list_of(KNOWN[name], "A"), of=name)
    second = add_member(installation, f"annai-{name}-2", ("inviter", procedure.duty))
    with installation.database.write() as unit:
        start_campaign(installation, unit, second, campaign)
        campaign = campaign_of_member(installation.keys, unit, member, campaign.id)
        letters = print_part(installation, unit, member, campaign, 1)
        unit.commit()
    assert [letter.name for letter in letters] == [who[0] for who in WHO]

    session = taro(installation)
    with installation.database.write() as unit:
        invited = find_invitation(installation, unit, code_of(installation, campaign), WHO[0][3], PLACE)
        assert invited is not None
        draft_id = open_invitation(installation, unit, invited, session, PLACE)
        unit.commit()
        shown = invited_answers(installation, unit, draft_of_resident(installation, unit, session, name, draft_id))
        assert shown.keys() >= {question for question in KNOWN[name] if not question.startswith("children.")}

        rest = list(csv.reader(io.StringIO(rest_csv(installation, unit, member, campaign, STATES).decode("utf-8-sig"))))
        assert [row[1] for row in rest[1:]] == [who[0] for who in WHO], "opened but not answered"
        assert remind_invited(installation, unit, member, campaign) == 2, "two of them have an address"
        stop_writing(installation, unit, member, campaign, 3)
        unit.commit()

    following = plan(installation, member, list_of(KNOWN[name], "B"), of=name)
    with installation.database.read() as unit:
        rows = invitations.of_campaign(unit, following.id)
    assert [row.state for row in rows] == ["ready", "ready", "stopped"]
