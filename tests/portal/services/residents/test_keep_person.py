"""The other zone's applicant is stored as one person."""

from typing import Any

import pytest

from portal.sealing import WrappedKey, sealer
from portal.services.residents.keep_person import keep_person
from portal.services.shared.installation import Installation
from portal.store.residents import people

IDENTITY: dict[str, Any] = {"issuer": "https://card.example", "subject": "alice", "card": {"name": "髙見本　太郎"}}


def test_the_same_subject_is_the_same_person_and_the_first_card_stays(installation: Installation) -> None:
    with installation.database.write() as unit:
        first = keep_person(installation, unit, IDENTITY)
        assert keep_person(installation, unit, {**IDENTITY, "card": {"name": "見本　花子"}}) == first
        row = people.by_id(unit, first or "")
        assert row is not None
    box = sealer(installation.keys, f"person:{row.id}", WrappedKey(row.key_id, row.wrapped_key))
    assert box.open("card", row.sealed_card) == IDENTITY["card"]
    assert "髙見本".encode() not in row.sealed_card


@pytest.mark.parametrize("change", [{"issuer": "https://other.example"}, {"subject": "bob"}])
def test_another_issuer_or_subject_is_another_person(installation: Installation, change: dict[str, str]) -> None:
    with installation.database.write() as unit:
        assert keep_person(installation, unit, IDENTITY | change) != keep_person(installation, unit, IDENTITY)


def test_an_application_without_a_sign_in_has_no_person(installation: Installation) -> None:
    with installation.database.write() as unit:
        assert keep_person(installation, unit, None) is None
        assert people.by_subject(unit, "", "") is None
