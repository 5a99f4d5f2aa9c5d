"""Signed applications over two zones: what was signed outside is judged once more inside, what the section makes of it is heard outside,
and nothing that an outer zone could make up stands as signed."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from integrations.courier_socket import Parcel
from portal.errors import Held
from portal.jobs.settle_signatures import settle_signatures
from portal.services.cases import case_of_member, open_case
from portal.services.describe_signatures import describe_signatures
from portal.services.judge_signature import opened
from portal.services.rights import Member
from portal.services.settle_signature import settle_signature
from portal.services.take_courier import Took, take_courier
from portal.services.verify_signatures import verify_signatures
from portal.store import applications, bundles, signatures
from portal.store.signatures import SignatureRow
from tests.databases import Makers
from tests.forms.loading.small import small
from tests.journeys.bundling import go_on, start
from tests.portal.later import later
from tests.portal.routes.guest_browser import offer
from tests.portal.services.carrying import decide, examine
from tests.portal.signers import DUTY, TAKAMI, Signing, signing_in
from tests.portal.two_zones import CARRIER, Zones, two_zones
from tests.portal.world import add_member


@dataclass
class Signed:
    """Both zones, and the outer one at its browser."""

    zones: Zones
    outside: Signing
    reviewer: Member

    def file(self, card: str = "taro") -> str:
        who = (TAKAMI, "takami") if card == "takami" else ()
        with self.outside.resident(*who) as visitor:
            return self.outside.filed(visitor, card)

    def row(self, zone: str, number: str) -> SignatureRow:
        installation = getattr(self.zones, zone)
        with installation.database.read() as unit:
            found = applications.by_number(unit, number)
            assert found is not None
            return signatures.of_application(unit, found.id)[-1]

    def settle(self, number: str, state: str, shown: str) -> None:
        inner = self.zones.inner
        with inner.database.write() as unit:
            case = case_of_member(inner, unit, self.reviewer, number)
            settle_signature(inner, unit, self.reviewer, case, self.row("inner", number).id, state, shown)
            unit.commit()


@pytest.fixture
def signed(makers: Makers, tmp_path: Path) -> Iterator[Signed]:
    with two_zones(makers, "sqlite", tmp_path) as zones, signing_in(zones.outer) as outside:
        zones.outer = outside.installation
        zones.inner = replace(zones.inner, verifier=outside.cards.verifier)
        yield Signed(zones, outside, add_member(zones.inner, "copies", ("reviewer", DUTY), ("approver", DUTY)))


def test_what_was_signed_outside_is_judged_inside_and_can_be_verified_there(signed: Signed) -> None:
    number = signed.file()
    signed.zones.round()
    assert (signed.row("outer", number).state, signed.row("inner", number).state) == ("accepted", "accepted")
    (there,) = verify_signatures(signed.zones.inner, number)
    (here,) = verify_signatures(signed.zones.outer, number)
    assert there.sound
    assert (there.document, there.at, there.verdicts) == (here.document, here.at, here.verdicts)
    assert there.revisions == (1,)
    inner = signed.zones.inner
    with inner.database.read() as unit:
        case = case_of_member(inner, unit, signed.reviewer, number)
        (view,) = describe_signatures(unit, case)
    assert view.said == "本人の署名と認めました"
    assert len(view.verdicts) == 8


def test_nobody_inside_asks_about_revocation_again(signed: Signed) -> None:
    """What was said then is what counts: inside there is nobody to ask."""
    number = signed.file()
    signed.outside.cards.revocation.down = True
    signed.zones.round()
    assert signed.row("inner", number).state == "accepted"


def test_what_could_not_be_judged_outside_holds_the_case_inside_until_it_could(signed: Signed) -> None:
    signed.outside.cards.revocation.down = True
    number = signed.file()
    signed.zones.round()
    assert signed.row("inner", number).state == "pending"
    examine(signed.zones, signed.reviewer, number)
    with pytest.raises(Held):
        decide(signed.zones, signed.reviewer, number)
    settle_outside(signed, number)
    signed.zones.round()
    assert signed.row("inner", number).state == "accepted"


def settle_outside(signed: Signed, number: str) -> None:
    signed.outside.cards.revocation.down = False
    assert settle_signatures(later(signed.zones.outer, minutes=6)) == 1


def test_what_the_section_made_of_a_signature_is_heard_outside_once(signed: Signed) -> None:
    number = signed.file("takami")  # what his card cannot write is for a person to look at
    signed.zones.round()
    assert signed.row("inner", number).state == "person"
    signed.settle(number, "refused", "ちがう人の署名でした")
    signed.zones.round()
    assert signed.row("outer", number).state == "refused"
    outer = signed.zones.outer
    with outer.database.read() as unit:
        told = "SELECT COUNT(*) FROM outbox WHERE message = 'signature_failed'"
        before = unit.connection.exec_driver_sql(told).scalar_one()
        assert "ちがう人" not in str(opened_of(signed, number))
    signed.zones.round()
    with outer.database.read() as unit:
        assert unit.connection.exec_driver_sql(told).scalar_one() == before
    signed.settle(number, "mended", "運転免許証")
    signed.zones.round()
    assert [signed.row(zone, number).state for zone in ("outer", "inner")] == ["mended", "mended"]


def opened_of(signed: Signed, number: str) -> dict[str, Any]:
    outer = signed.zones.outer
    with outer.database.read() as unit:
        found = applications.by_number(unit, number)
        assert found is not None
        return opened(open_case(outer, unit, found).sealer, signed.row("outer", number))


def test_without_a_way_to_judge_signatures_inside_the_application_waits_and_says_why(signed: Signed) -> None:
    number = signed.file()
    verifier, signed.zones.inner = signed.zones.inner.verifier, replace(signed.zones.inner, verifier=None)
    (took,) = signed.zones.carry("outer")
    assert took.left == ((number, "signature"),)
    signed.zones.inner = replace(signed.zones.inner, verifier=verifier)
    (package,) = signed.zones.pack("outer", again=True)
    assert take_courier(signed.zones.inner, package, CARRIER).left == ()


def forged(signed: Signed, change: Callable[[dict[str, Any]], object]) -> Took:
    """As the outer zone's own key would sign it after this change of its only application."""
    inner, outer = signed.zones.inner.courier, signed.zones.outer.courier
    assert inner is not None
    assert outer is not None
    (package,) = signed.zones.pack("outer")
    parcel = inner.open(package)
    first = json.loads(parcel.parts[0])
    change(first["cases"][0])
    sent = Parcel(50, parcel.made_at, [json.dumps(first).encode(), *parcel.parts[1:]])
    return take_courier(signed.zones.inner, outer.pack(sent), CARRIER)


def one_of(case: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = case["signatures"][0]["asked"][0]
    return found


@pytest.mark.parametrize(
    ("change", "state"),
    [
        # Answers that were not signed, under a signature that is good.
        (lambda case: case["first"].update(copies=9), "refused"),
        # Another document under the same signature.
        (lambda case: case["signatures"][0].update(content=case["signatures"][0]["content"] + " "), "refused"),
        # A signature that was changed.
        (lambda case: one_of(case)["record"]["evidence"].update(signature="AAAA"), "refused"),
        # One that was refused outside does not become good by being judged inside.
        (lambda case: one_of(case).update(state="refused", code="SIGNATURE_INVALID"), "refused"),
    ],
)
def test_what_an_outer_zone_makes_up_does_not_stand_as_signed(
    signed: Signed, change: Callable[[dict[str, Any]], object], state: str
) -> None:
    number = signed.file()
    assert forged(signed, change).left == ()
    assert signed.row("inner", number).state == state


@pytest.mark.parametrize(
    "change",
    [
        lambda case: one_of(case).update(state="mended"),  # that is the section's to say
        lambda case: one_of(case).update(record={}),
    ],
)
def test_a_signature_without_what_it_needs_is_left(signed: Signed, change: Callable[[dict[str, Any]], object]) -> None:
    number = signed.file()
    assert forged(signed, change).left == ((number, "signature_unfit"),)


def test_each_part_of_a_bundle_travels_with_the_list_that_was_signed(signed: Signed) -> None:
    """Under one signature outside; inside nothing says that they were filed together, and each can be verified."""
    for zone in (signed.zones.outer, signed.zones.inner):
        for one in ("left", "right"):
            card = "{sign_in: card, signature: {need: required, because: 本人を確かめるため, certainty: std}}"
            offer(zone, small(procedure=one, duty=DUTY, identity=card))
    with signed.outside.resident() as visitor:
        start(visitor, ("left", "right"))
        go_on(visitor)
        for _ in range(2):
            visitor.press("次へ進む", {"reason": "torn"})
        signed.outside.cards.sign(visitor, "taro")
        bundle = visitor.path.rpartition("/")[2]
    with signed.zones.outer.database.read() as unit:
        rows = [applications.by_uid(unit, uid) for uid in bundles.uids(unit, bundle)]
    signed.zones.round()
    for row in rows:
        assert row is not None
        inside = verify_signatures(signed.zones.inner, row.receipt_number)
        assert [(one.role, one.state, one.sound) for one in inside] == [("applicant", "accepted", True)]
        assert inside[0].evidence is not None
        assert inside[0].evidence.procedure_id == "bundle", "the card signed the list, and not this part alone"
        assert inside[0].signed == verify_signatures(signed.zones.outer, row.receipt_number)[0].signed != b""
    with signed.zones.inner.database.read() as unit:
        assert set(bundles.of_parts(unit, [row.uid for row in rows if row]).values()) == {bundle}
