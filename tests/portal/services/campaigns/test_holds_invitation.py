"""A code is valid while its letter can be answered."""

from portal.services.campaigns.follow_campaign import call_back
from portal.services.campaigns.holds_invitation import holds_invitation
from portal.services.shared.installation import Installation
from portal.services.shared.invitation_code import grouped
from tests.portal.invited import LIST, code_of, plan, start
from tests.portal.later import at
from tests.portal.services.campaigns.inviting import open_it, send, taro
from tests.portal.world import PROCEDURE


def test_the_plugs_for_invitations_keep_to_the_socket(installation: Installation) -> None:
    from integrations.invitations.fake import CODE, FakeInvitations
    from integrations.invitations.stored import StoredInvitations

    campaign, _ = start(installation)
    code = code_of(installation, campaign)
    stored = StoredInvitations(lambda procedure, typed: holds_invitation(installation, procedure, typed))
    for plug, right in ((FakeInvitations(), CODE), (stored, code)):
        assert plug.holds(PROCEDURE, right)
        assert plug.holds(PROCEDURE, f" {right.lower()} ")
        assert not plug.holds(PROCEDURE, "")
        assert not plug.holds(PROCEDURE, "MIHON-2025")
        assert plug.asks_fact is not plug.fake
    assert stored.holds(PROCEDURE, grouped(code))
    assert not stored.holds("juminhyo-utsushi", code)


def test_a_code_holds_for_its_procedure_while_its_letter_can_be_answered(installation: Installation) -> None:
    campaign, member = start(installation)
    preview = plan(installation, member, LIST.replace("K-", "L-"), "まだの案内")
    first, second = code_of(installation, campaign), code_of(installation, campaign, 2)
    last_day, after = (at(installation, f"2026-12-{day}T10:00:00+09:00") for day in (25, 26))
    assert [holds_invitation(moment, PROCEDURE, first) for moment in (installation, last_day, after)] == [
        True,
        True,
        False,
    ]
    assert not holds_invitation(installation, "juminhyo-utsushi", first)
    assert not holds_invitation(installation, PROCEDURE, code_of(installation, preview))
    with installation.database.write() as unit:
        call_back(installation, unit, member, campaign, 2)
        unit.commit()
    assert not holds_invitation(installation, PROCEDURE, second)
    session = taro(installation)
    send(installation, session, open_it(installation, campaign, session))
    assert not holds_invitation(installation, PROCEDURE, first)
