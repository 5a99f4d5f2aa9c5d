"""Accounts of companies and their rights."""

from dataclasses import replace

import pytest

from portal.db import Unit
from portal.models.residents.person import Person
from portal.store.residents import company_members
from portal.store.residents.company_members import CompanyRightRow, MemberRow
from tests.portal.store.planting import plant

pytestmark = pytest.mark.both_engines


def member(company_id: str, subject: str = "a") -> MemberRow:
    return MemberRow(0, company_id, "issuer", subject, "member", b"name", 1, 1)


def added(unit: Unit, row: MemberRow) -> MemberRow:
    company_members.add(unit, row)
    added_row = company_members.by_subject(unit, row.issuer, row.subject)
    assert added_row is not None
    return added_row


def test_an_account_is_added_once_and_follows_its_provider(unit: Unit) -> None:
    company, other = plant(unit, Person)["id"], plant(unit, Person)["id"]
    first = added(unit, member(company))
    company_members.add(unit, member(other))
    assert company_members.by_subject(unit, "issuer", "a") == first
    company_members.signed_in(unit, replace(member(other), account="prime", sealed_name=b"new", signed_in_at=9))
    moved = replace(first, company_id=other, account="prime", sealed_name=b"new", signed_in_at=9)
    assert company_members.by_subject(unit, "issuer", "a") == moved
    assert company_members.of_company(unit, company) == []
    assert company_members.of_company(unit, other) == [moved]
    assert company_members.by_subject(unit, "issuer", "b") is None


def test_a_right_ends_and_stays_in_the_history(unit: Unit) -> None:
    company = plant(unit, Person)["id"]
    first, second = added(unit, member(company)), added(unit, member(company, "b"))
    for act in ("read", "send"):
        company_members.give(unit, CompanyRightRow(0, first.id, "", act, second.id, 5))
    company_members.give(unit, CompanyRightRow(0, second.id, "small", "read", second.id, 4))
    company_members.end(unit, first.id, "", "read", second.id, 7)
    assert [right.act for right in company_members.rights_of(unit, first.id)] == ["send"]
    company_members.end(unit, first.id, "", "read", first.id, 8)  # ended already
    company_members.end_all(unit, first.id, first.id, 9)
    assert company_members.rights_of(unit, first.id) == []
    past = company_members.history(unit, [first.id, second.id], 10)
    assert [(right.act, right.ended_by, right.ended_at) for right in past] == [
        ("send", first.id, 9),
        ("read", second.id, 7),
        ("read", None, None),
    ]
    assert len(company_members.history(unit, [first.id, second.id], 1)) == 1
