"""Parts of a bundle have one number inside."""

import pytest

from portal.services.bundles.filed_together import filed_together
from portal.services.courier.apply_packages import take_courier
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from portal.store.bundles import bundles
from portal.store.cases import applications
from tests.portal.services.bundles.bundling import begin, offers, send
from tests.portal.services.courier.carrying import (
    forged,
    in_case,
    nothing_waits,
)
from tests.portal.two_zones import CARRIER, Zones
from tests.portal.world import add_member, alice, file_application


@pytest.fixture
def reviewer(zones: Zones) -> Member:
    return add_member(zones.inner, "reviewer", ("reviewer", "*"))


def test_what_was_filed_together_has_its_one_number_inside(zones: Zones, session: Session, reviewer: Member) -> None:
    for installation in (zones.outer, zones.inner):
        offers(installation)
    bundle = begin(zones.outer, session)
    number = send(zones.outer, session, bundle)
    assert isinstance(number, str)
    (package,) = zones.pack("outer")
    for _ in range(2):
        assert take_courier(zones.inner, package, CARRIER).left == ()
    with zones.outer.database.read() as unit:
        uids = bundles.uids(unit, bundle)
    with zones.inner.database.read() as unit:
        assert (bundles.uids(unit, bundle), len(uids)) == (uids, 2)
        parts = [filed_together(unit, reviewer, uid) for uid in uids]
    assert [(uid, [row.uid for row in rows]) for uid, rows in parts] == [(number, [uids[1]]), (number, [uids[0]])]
    zones.round()
    assert nothing_waits(zones)


def test_a_number_that_is_somebody_elses_is_no_bundles(zones: Zones, session: Session) -> None:
    mine, other = file_application(zones.outer, session), file_application(zones.inner, alice(zones.inner))
    (package,) = zones.pack("outer")
    for number, (stolen, why) in enumerate(((other, "number"), ("../../x", "series")), 50):
        bundle = {"id": "x", "number": stolen, "made_at": 1, "sent_at": 1, "place": 1}
        assert forged(zones, package, in_case(bundle=bundle), number=number).left == ((mine, why),)
    with zones.inner.database.read() as unit:
        assert applications.by_number(unit, mine) is None
