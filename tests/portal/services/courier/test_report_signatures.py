"""Signatures go in, verdicts go out."""

import pytest

from portal.services.courier.report_signatures import (
    by_inside,
    describe_person,
    list_settled,
    list_signatures,
    settled_inside,
)
from portal.services.shared.installation import Installation
from portal.store.signing.signatures import SignatureRow
from tests.portal.services.courier.carrying import case_at
from tests.portal.services.courier.test_apply_signatures import Signed, signed
from tests.portal.world import alice

__all__ = ["signed"]


@pytest.mark.parametrize(("settled_by", "at"), [("", 0), ("staff:reviewer", 0), (by_inside(1 << 50), 1 << 50)])
def test_the_instant_of_the_sections_judgement_is_read_from_the_row(settled_by: str, at: int) -> None:
    row = SignatureRow(1, "d", "applicant", None, "refused", "", None, 0, None, 1, 1, 1, settled_by, None, None)
    assert settled_inside(row) == at


def test_a_person_is_described_by_issuer_subject_and_card(installation: Installation) -> None:
    session = alice(installation)
    with installation.database.read() as unit:
        person = describe_person(installation.keys, unit, session.person_id)
        assert person is not None
        assert (person["issuer"], person["subject"]) == ("https://card.example", "alice")
        assert person["card"]["attributes"]["name"] == "髙見本　太郎"
        assert [describe_person(installation.keys, unit, other) for other in (None, "x")] == [None, None]


def test_what_goes_in_names_the_signed_document_and_what_goes_out_names_no_judge(signed: Signed) -> None:
    number = signed.file("takami")  # needs a person's verdict
    outer, inner = signed.zones.outer, signed.zones.inner
    case = case_at(outer, number)
    with outer.database.read() as unit:
        (document,) = list_signatures(outer.keys, unit, case)
    (asked,) = document["asked"]
    assert (asked["role"], asked["state"], asked["knows"], asked["request"]) == ("applicant", "person", 0, None)
    assert asked["person"]["issuer"]
    signed.zones.round()
    case = case_at(inner, number)
    with inner.database.read() as unit:
        assert list_settled(unit, case) == [], "there is no verdict yet"
    signed.settle(number, "refused", "ちがう人の署名でした")
    with inner.database.read() as unit:
        (settled,) = list_settled(unit, case)
    row = signed.row("inner", number)
    assert settled == {
        "document": document["id"], "role": "applicant", "made_at": asked["made_at"], "state": "refused",
        "code": row.code, "at": row.changed_at,
    }  # fmt: skip
