"""Who looks at a draft is seen by the others for half a minute."""

from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.workshop.look_together import others_here, report_here
from tests.portal.later import later
from tests.portal.services.workshop.writing import author, begin, publisher


def here(installation: Installation, member: Member, draft_id: int) -> list[str]:
    with installation.database.read() as unit:
        return others_here(installation, unit, member, draft_id)


def test_others_are_here_until_half_a_minute_after_their_last_report(installation: Installation) -> None:
    alice, bob = author(installation, "alice"), publisher(installation, "bob")
    draft_id = begin(installation, alice)
    for now, member in ((installation, alice), (later(installation, seconds=20), bob)):
        with installation.database.write() as unit:
            report_here(now, unit, member, draft_id)
            unit.commit()
    assert here(later(installation, seconds=29), alice, draft_id) == ["bobさん"]
    assert here(later(installation, seconds=29), bob, draft_id) == ["aliceさん"]
    assert here(later(installation, seconds=31), bob, draft_id) == []
    assert here(later(installation, seconds=49), alice, draft_id) == ["bobさん"]
    assert here(later(installation, seconds=51), alice, draft_id) == []
    assert here(installation, alice, draft_id + 1) == []
