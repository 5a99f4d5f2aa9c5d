"""Both zones agree on a mandate."""

import pytest

from portal.services.cases.cases import case_of_member
from portal.services.courier.apply_packages import take_courier
from portal.services.courier.report_to_outer import report_case_state
from portal.services.filing.record_delegation import judge_delegation
from portal.services.shared.rights import Member
from portal.store.cases import applications
from portal.store.notices import openings
from portal.store.signing import delegations
from tests.forms.loading.small import small
from tests.portal.later import later
from tests.portal.routes.filing.test_elsewhere import with_card
from tests.portal.routes.guest_browser import Page, offer
from tests.portal.routes.my_cases.test_mandate_acts import PERSON
from tests.portal.routes.signing.test_mandates import BOTH, MORE, come, filed, holder, number_of
from tests.portal.services.courier.carrying import decide, examine, nothing_waits
from tests.portal.two_zones import CARRIER, Zones
from tests.portal.world import DUTY, add_member, row_of


@pytest.fixture
def reviewer(zones: Zones) -> Member:
    return add_member(zones.inner, "reviewer", ("reviewer", "*"))


def filed_for(zones: Zones) -> tuple[str, Page]:
    """By bob for 例示 花子. Returns the number and the receipt page."""
    for installation in (zones.outer, zones.inner):
        offer(
            installation,
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


def states(zones: Zones, number: str) -> list[str]:
    mandate_states = []
    for installation in (zones.outer, zones.inner):
        with installation.database.read() as unit:
            row = delegations.of_application(unit, row_of(installation, number).id)
        mandate_states.append(row.state if row else "")
    return mandate_states


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
    assert states(zones, number) == ["revoked", "revoked"]
    assert receipt.browser.open(receipt.path).status == 403
    with zones.inner.database.read() as unit:
        case = case_of_member(zones.inner, unit, reviewer, number)
        assert not any(words in str(report_case_state(unit, case, "")["mandate"]) for words in ("委任状", "reviewer"))
    for _ in range(2):
        zones.round()
    assert nothing_waits(zones)


def test_what_the_principal_takes_back_outside_is_taken_back_inside_whatever_was_judged_before(
    zones: Zones, reviewer: Member
) -> None:
    number, receipt = filed_for(zones)
    come(holder(zones.outer), receipt).press("この人に頼むのをやめる")
    judge(zones, reviewer, number, "claimed", "verified")  # not yet known inside
    (early,) = zones.pack("inner")
    take_courier(zones.outer, early, CARRIER)
    assert states(zones, number) == ["revoked", "verified"]
    (package,) = zones.pack("outer")
    for _ in range(2):
        take_courier(zones.inner, package, CARRIER)
    assert states(zones, number) == ["revoked", "revoked"]
    judge(zones, reviewer, number, "revoked", "verified")  # by a new paper, knowing of the revocation
    with zones.outer.database.write() as unit:  # another item arrives before the outer zone receives the verdict
        openings.add(unit, row_of(zones.outer, number).id, "notice", 1)
        unit.commit()
    zones.carry("outer")
    assert states(zones, number) == ["revoked", "verified"]
    for _ in range(2):
        zones.round()
    take_courier(zones.inner, package, CARRIER)
    assert states(zones, number) == ["verified", "verified"]
    with zones.inner.database.read() as unit:
        moves = [event.move for event in applications.events(unit, row_of(zones.inner, number).id)]
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
    assert states(zones, number) == ["revoked", "revoked"]


def test_that_the_principal_confirms_counts_where_nobody_has_judged(zones: Zones, reviewer: Member) -> None:
    number, receipt = filed_for(zones)
    come(holder(zones.outer), receipt).press("この人に頼みました")
    zones.round()
    assert states(zones, number) == ["verified", "verified"]
    zones.round()
    assert nothing_waits(zones)


ACTS = """\
      - {id: acts, type: multiple_choice, concept: mandate.acts, label: 頼まれたこと, required: false, options: {file: 出す, mend: 直す, withdraw: やめる}}
"""


def scopes(zones: Zones, number: str) -> list[str]:
    kept = []
    for installation in (zones.outer, zones.inner):
        with installation.database.read() as unit:
            row = delegations.of_application(unit, row_of(installation, number).id)
        kept.append(row.scope if row else "")
    return kept


def test_what_was_asked_is_the_same_in_both_zones_no_matter_who_changed_it(zones: Zones, reviewer: Member) -> None:
    identity = "{sign_in: card}\nprincipal: {name: name, birth: birth}"
    for installation in (zones.outer, zones.inner):
        offer(installation, small(MORE + ACTS, version="1", duty=DUTY, who=BOTH, identity=identity))
    page = with_card(zones.outer, "bob").open("/apply/small").press("次へ進む", {"role": "agent"})
    page = page.press("次へ進む", {"reason": "lost"})
    page = page.press("次へ進む", PERSON).press("次へ進む", {"acts": "file"})
    receipt = page.press("申請する")
    number = number_of(receipt)
    zones.round()
    assert scopes(zones, number) == ["small file"] * 2
    client = come(holder(zones.outer), receipt)
    form = dict(client.form("この人に頼みました").values)
    client.browser.client.post(client.path, data={**form, "state": "verified", "acts": ["file", "withdraw"]})
    zones.round()
    assert scopes(zones, number) == ["small file withdraw"] * 2
    with zones.inner.database.write() as unit:
        case = case_of_member(zones.inner, unit, reviewer, number)
        judge_delegation(zones.inner, unit, reviewer, case, "verified", "verified", "委任状", acts=["file", "mend"])
        unit.commit()
    zones.round()
    assert scopes(zones, number) == ["small file mend"] * 2
    for _ in range(2):
        zones.round()
    assert nothing_waits(zones)
