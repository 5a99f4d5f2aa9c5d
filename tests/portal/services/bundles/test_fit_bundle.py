"""Procedures that can be filed together."""

from dataclasses import replace

import pytest

from forms.definition.procedure import Procedure
from forms.definition.signer import Signature
from portal.services.bundles.fit_bundle import in_order, strictest, why_alone, why_not_now
from portal.services.shared.installation import Installation
from tests.forms.loading.small import small
from tests.portal.routes.guest_browser import offer
from tests.portal.world import DUTY, alice, file_application


def invited() -> Procedure:
    return replace(small(), invited=True)


def prepaid() -> Procedure:
    procedure = small()
    return replace(procedure, fee=replace(procedure.fee, paid="before"))


def signed_by_one() -> Procedure:
    return replace(small(), signature=Signature("required", "見本条例", "std"))


@pytest.mark.parametrize(
    ("procedure", "why"),
    [
        (small(), ""),
        (small(who="{online: [self, agent]}"), ""),
        (small(who="{online: [agent]}"), "door"),
        (small(who="{counter: [self]}"), "door"),
        (invited(), "invited"),
        (prepaid(), "fee"),
        (signed_by_one(), ""),
    ],
)
def test_a_procedure_is_filed_alone_for_these_reasons(procedure: Procedure, why: str) -> None:
    assert why_alone(procedure) == why


def test_a_procedure_that_is_closed_or_full_today_is_not_bundled(installation: Installation) -> None:
    shut = small("time: {window: {from: 2027-01-01, to: 2027-02-01, say: まだです。}}\n", duty=DUTY)
    last = small("time: {capacity: 1}\n", procedure="limited", duty=DUTY)
    offer(installation, last)
    with installation.database.read() as unit:
        assert (why_not_now(installation, unit, shut), why_not_now(installation, unit, last)) == ("closed", "")
    file_application(installation, alice(installation), of="limited", answers={"reason": "torn"})
    with installation.database.read() as unit:
        assert why_not_now(installation, unit, last) == "full"
        assert why_not_now(installation, unit, invited()) == "invited"


def test_a_bundle_needs_the_strongest_sign_in_of_its_parts() -> None:
    none, mail, card = (small(procedure=way, identity=f"{{sign_in: {way}}}") for way in ("none", "mail", "card"))
    assert strictest([none, mail]) is mail
    assert strictest([card, none, mail]) is card
    unknown = replace(none, sign_in="eID")
    assert strictest([card, unknown]) is unknown, "an unknown way is not weaker"


def test_procedures_that_share_most_questions_come_first() -> None:
    def asking(procedure: str, *concepts: str) -> Procedure:
        kinds = {"name": "person_name", "birth": "date", "kana": "kana"}
        lines = "".join(
            f"      - {{id: {name}, type: {kinds[name]}, label: {name}, concept: person.{name}}}\n" for name in concepts
        )
        return small(lines, procedure=procedure)

    single, both, none = asking("one", "kana"), asking("both", "name", "kana", "birth"), asking("none")
    other = asking("other", "name", "birth")
    assert [procedure.id for procedure in in_order([none, single, other, both])] == ["both", "other", "one", "none"]
    assert [procedure.id for procedure in in_order([none, small()])] == ["none", "small"], "the order is stable"
