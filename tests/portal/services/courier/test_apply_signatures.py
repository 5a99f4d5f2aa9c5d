"""Signatures from outside are judged again inside."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from integrations.sockets.courier_socket import Contents
from portal.errors import Held
from portal.jobs.settle_signatures import settle_signatures
from portal.services.cases.cases import case_of_member
from portal.services.courier.apply_packages import Took, take_courier
from portal.services.shared.rights import Member
from portal.services.signing.describe_signatures import describe_signatures
from portal.services.signing.settle_signature import settle_signature
from portal.services.signing.verify_signatures import verify_signatures
from portal.store.bundles import bundles
from portal.store.cases import applications
from portal.store.signing import signatures
from portal.store.signing.signatures import SignatureRow
from tests.databases import Makers
from tests.forms.loading.small import small
from tests.journeys.bundling import go_on, start
from tests.portal.later import later
from tests.portal.routes.guest_browser import offer
from tests.portal.services.courier.carrying import decide, examine
from tests.portal.signers import DUTY, TAKAMI, Signing, signing_in
from tests.portal.two_zones import CARRIER, Zones, two_zones
from tests.portal.world import add_member


@dataclass
class Signed:
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
            row = applications.by_number(unit, number)
            assert row is not None
            return signatures.of_application(unit, row.id)[-1]

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
    (verified,) = verify_signatures(signed.zones.inner, number)
    (outside,) = verify_signatures(signed.zones.outer, number)
    assert verified.sound
    assert (verified.document, verified.at, verified.verdicts) == (outside.document, outside.at, outside.verdicts)
    assert verified.revisions == (1,)
    inner = signed.zones.inner
    with inner.database.read() as unit:
        case = case_of_member(inner, unit, signed.reviewer, number)
        assert signed.row("inner", number).person_id == case.row.person_id is not None
        (view,) = describe_signatures(unit, case)
    assert view.explanation == "本人の署名と認めました"
    assert len(view.verdicts) == 8


def test_nobody_inside_asks_about_revocation_again(signed: Signed) -> None:
    """The inner zone has no revocation service: the stored response counts."""
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


def test_without_a_way_to_judge_signatures_inside_the_application_waits_and_says_why(signed: Signed) -> None:
    number = signed.file()
    verifier, signed.zones.inner = signed.zones.inner.verifier, replace(signed.zones.inner, verifier=None)
    (took,) = signed.zones.carry("outer")
    assert took.left == ((number, "signature"),)
    signed.zones.inner = replace(signed.zones.inner, verifier=verifier)
    (package,) = signed.zones.pack("outer", again=True)
    assert take_courier(signed.zones.inner, package, CARRIER).left == ()


def forged(signed: Signed, change: Callable[[dict[str, Any]], object]) -> Took:
    """The only application after `change`, signed with the outer zone's key."""
    inner, outer = signed.zones.inner.courier, signed.zones.outer.courier
    assert inner is not None
    assert outer is not None
    (package,) = signed.zones.pack("outer")
    contents = inner.open(package)
    first = json.loads(contents.parts[0])
    change(first["cases"][0])
    sent = Contents(50, contents.made_at, [json.dumps(first).encode(), *contents.parts[1:]])
    return take_courier(signed.zones.inner, outer.pack(sent), CARRIER)


def one_of(case: dict[str, Any]) -> dict[str, Any]:
    asked: dict[str, Any] = case["signatures"][0]["asked"][0]
    return asked


@pytest.mark.parametrize(
    ("change", "state"),
    [
        # Answers that were not signed, under a valid signature.
        (lambda case: case["first"].update(copies=9), "refused"),
        # Another document under the same signature.
        (lambda case: case["signatures"][0].update(content=case["signatures"][0]["content"] + " "), "refused"),
        # A changed signature.
        (lambda case: one_of(case)["record"]["evidence"].update(signature="AAAA"), "refused"),
        # Refused outside: judging it inside does not make it valid.
        (lambda case: one_of(case).update(state="refused", code="SIGNATURE_INVALID"), "refused"),
    ],
)
def test_what_an_outer_zone_makes_up_is_not_taken_as_signed(
    signed: Signed, change: Callable[[dict[str, Any]], object], state: str
) -> None:
    number = signed.file()
    assert forged(signed, change).left == ()
    assert signed.row("inner", number).state == state


@pytest.mark.parametrize(
    "change",
    [
        lambda case: one_of(case).update(state="mended"),  # only the section may report that
        lambda case: one_of(case).update(record={}),
    ],
)
def test_a_signature_without_what_it_needs_is_left(signed: Signed, change: Callable[[dict[str, Any]], object]) -> None:
    number = signed.file()
    assert forged(signed, change).left == ((number, "signature_unfit"),)


def test_each_part_of_a_bundle_travels_with_the_list_that_was_signed(signed: Signed) -> None:
    """Inside, the bundle is unknown."""
    for zone in (signed.zones.outer, signed.zones.inner):
        for side in ("left", "right"):
            card = "{sign_in: card, signature: {need: required, because: 本人を確かめるため, certainty: std}}"
            offer(zone, small(procedure=side, duty=DUTY, identity=card))
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
        assert [(signature.role, signature.state, signature.sound) for signature in inside] == [
            ("applicant", "accepted", True)
        ]
        assert inside[0].evidence is not None
        assert inside[0].evidence.procedure_id == "bundle", "the card signed the list, not only this part"
        assert inside[0].signed == verify_signatures(signed.zones.outer, row.receipt_number)[0].signed != b""
    with signed.zones.inner.database.read() as unit:
        assert set(bundles.of_parts(unit, [row.uid for row in rows if row]).values()) == {bundle}
