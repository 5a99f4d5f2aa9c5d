"""Between the zones: one number for what was filed together, the section that took a case over, and what became of a mandate."""

import pytest

from portal.services.cases import case_of_member
from portal.services.filed_together import filed_together
from portal.services.installation import Installation
from portal.services.one_form import new_form
from portal.services.record_delegation import judge_delegation
from portal.services.rights import Member
from portal.services.sessions import Session
from portal.services.take_courier import take_courier
from portal.services.tell_outer import tell_outer
from portal.services.transfer_case import accept_case, offer_case, open_offer
from portal.store import applications, bundles, delegations, openings
from portal.store.applications import ApplicationRow
from tests.forms.loading.small import small
from tests.portal.later import later
from tests.portal.routes.guest_browser import Page, offer
from tests.portal.routes.test_elsewhere import with_card
from tests.portal.routes.test_mandates import BOTH, MORE, come, filed, holder, number_of
from tests.portal.services.carrying import decide, examine, nothing_waits
from tests.portal.services.test_bundles import begin, offers, send
from tests.portal.services.test_courier_hostile import forged, in_case
from tests.portal.two_zones import CARRIER, Zones
from tests.portal.world import DUTY, add_member, alice, file_application

OTHER = "resident-certificates"


@pytest.fixture
def reviewer(zones: Zones) -> Member:
    return add_member(zones.inner, "reviewer", ("reviewer", "*"))


def row_of(installation: Installation, number: str) -> ApplicationRow:
    with installation.database.read() as unit:
        row = applications.by_number(unit, number)
    assert row is not None
    return row


# --- filed together


def test_what_was_filed_together_has_its_one_number_inside(zones: Zones, session: Session, reviewer: Member) -> None:
    for one in (zones.outer, zones.inner):
        offers(one)
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
        told = [filed_together(zones.inner, unit, reviewer, uid) for uid in uids]
    assert [(one, [row.uid for row in rows]) for one, rows in told] == [(number, [uids[1]]), (number, [uids[0]])]
    zones.round()
    assert nothing_waits(zones)


def test_a_number_that_is_somebody_elses_is_no_bundles(zones: Zones, session: Session) -> None:
    mine, other = file_application(zones.outer, session), file_application(zones.inner, alice(zones.inner))
    (package,) = zones.pack("outer")
    stolen = {"id": "x", "number": other, "made_at": 1, "sent_at": 1, "place": 1}
    took = forged(zones, package, in_case(bundle=stolen))
    assert [why for _, why in took.left] == ["number"]
    with zones.inner.database.read() as unit:
        assert applications.by_number(unit, mine) is None


# --- taken over by another section


def test_the_resident_sees_which_section_has_it_by_now(zones: Zones, session: Session, reviewer: Member) -> None:
    number = file_application(zones.outer, session)
    zones.round()
    with zones.inner.database.write() as unit:
        case = case_of_member(zones.inner, unit, reviewer, number)
        offer_case(zones.inner, unit, reviewer, case, case.row.revision, OTHER, "住所が変わったため", new_form())
        unit.commit()
    zones.round()
    assert row_of(zones.outer, number).duty == DUTY, "offered is not taken over"
    with zones.inner.database.write() as unit:
        case = case_of_member(zones.inner, unit, reviewer, number)
        waiting = open_offer(unit, case)
        assert waiting is not None
        accept_case(zones.inner, unit, reviewer, case, waiting)
        unit.commit()
    (package,) = zones.pack("inner")
    for _ in range(2):
        assert take_courier(zones.outer, package, CARRIER).left == ()
    assert row_of(zones.outer, number).duty == OTHER
    office = zones.outer.city.office(OTHER, zones.outer.clock.today())
    page = with_card(zones.outer, "alice").open(f"/applications/{number}").text
    assert f"これからの担当：{office.office}（電話 {office.telephone}）" in page
    zones.round()
    assert nothing_waits(zones)


# --- mandates


def filed_for(zones: Zones) -> tuple[str, Page]:
    """By bob for 例示 花子, and carried inside; the receipt page."""
    for one in (zones.outer, zones.inner):
        offer(
            one,
            small(
                MORE,
                version="1",
                duty=DUTY,
                who=BOTH,
                identity="{sign_in: card}\nprincipal: {name: name, birth: birth}",
            ),
        )
    receipt = filed(with_card(zones.outer, "bob").open("/apply/small"))
    zones.round()
    return number_of(receipt), receipt


def stands(zones: Zones, number: str) -> list[str]:
    found = []
    for one in (zones.outer, zones.inner):
        with one.database.read() as unit:
            row = delegations.of_application(unit, row_of(one, number).id)
        found.append(row.state if row else "")
    return found


def judge(zones: Zones, reviewer: Member, number: str, before: str, state: str, ends: str = "") -> None:
    with zones.inner.database.write() as unit:
        case = case_of_member(zones.inner, unit, reviewer, number)
        judge_delegation(zones.inner, unit, reviewer, case, before, state, "委任状", ends)
        unit.commit()


def test_what_staff_judge_inside_opens_and_closes_it_outside(zones: Zones, reviewer: Member) -> None:
    number, receipt = filed_for(zones)
    judge(zones, reviewer, number, "claimed", "verified", "2027-03-31")
    (first,) = zones.pack("inner")
    judge(zones, reviewer, number, "verified", "revoked")
    (second,) = zones.pack("inner")
    for package in (second, first, second):
        take_courier(zones.outer, package, CARRIER)
    assert stands(zones, number) == ["revoked", "revoked"]
    assert receipt.browser.open(receipt.path).status == 403
    with zones.inner.database.read() as unit:
        case = case_of_member(zones.inner, unit, reviewer, number)
        assert not any(words in str(tell_outer(unit, case, "")["mandate"]) for words in ("委任状", "reviewer"))
    for _ in range(2):
        zones.round()
    assert nothing_waits(zones)


def test_what_the_principal_takes_back_outside_is_taken_back_inside_whatever_was_judged_before(
    zones: Zones, reviewer: Member
) -> None:
    number, receipt = filed_for(zones)
    come(holder(zones.outer), receipt).press("この人に頼むのをやめる")
    judge(zones, reviewer, number, "claimed", "verified")  # inside nobody knows of it yet
    (early,) = zones.pack("inner")
    take_courier(zones.outer, early, CARRIER)
    assert stands(zones, number) == ["revoked", "verified"]
    (package,) = zones.pack("outer")
    for _ in range(2):
        take_courier(zones.inner, package, CARRIER)
    assert stands(zones, number) == ["revoked", "revoked"]
    judge(zones, reviewer, number, "revoked", "verified")  # by a new paper, and knowing it
    with zones.outer.database.write() as unit:  # something else comes from outside before that is heard there
        openings.add(unit, row_of(zones.outer, number).id, "notice", 1)
        unit.commit()
    zones.carry("outer")
    assert stands(zones, number) == ["revoked", "verified"]
    for _ in range(2):
        zones.round()
    take_courier(zones.inner, package, CARRIER)
    assert stands(zones, number) == ["verified", "verified"]
    with zones.inner.database.read() as unit:
        moves = [one.move for one in applications.events(unit, row_of(zones.inner, number).id)]
    assert moves.count("principal_revokes") == 1
    zones.round()
    assert nothing_waits(zones)


def test_what_the_principal_takes_back_after_the_end_is_heard_inside(zones: Zones, reviewer: Member) -> None:
    number, receipt = filed_for(zones)
    judge(zones, reviewer, number, "claimed", "verified")
    examine(zones, reviewer, number)
    decide(zones, reviewer, number, "accepted")
    for _ in range(2):
        zones.round()
    zones.outer, zones.inner = later(zones.outer, hours=3), later(zones.inner, hours=3)
    zones.round()
    come(holder(zones.outer), receipt).press("この人に頼むのをやめる")
    zones.round()
    assert stands(zones, number) == ["revoked", "revoked"]


def test_that_the_principal_confirms_counts_where_nobody_has_judged(zones: Zones, reviewer: Member) -> None:
    number, receipt = filed_for(zones)
    come(holder(zones.outer), receipt).press("この人に頼みました")
    zones.round()
    assert stands(zones, number) == ["verified", "verified"]
    zones.round()
    assert nothing_waits(zones)
