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
    found = company_members.by_subject(unit, row.issuer, row.subject)
    assert found is not None
    return found


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
    one, two = added(unit, member(company)), added(unit, member(company, "b"))
    for act in ("read", "send"):
        company_members.give(unit, CompanyRightRow(0, one.id, "", act, two.id, 5))
    company_members.give(unit, CompanyRightRow(0, two.id, "small", "read", two.id, 4))
    company_members.end(unit, one.id, "", "read", two.id, 7)
    assert [right.act for right in company_members.rights_of(unit, one.id)] == ["send"]
    company_members.end(unit, one.id, "", "read", one.id, 8)  # ended already
    company_members.end_all(unit, one.id, one.id, 9)
    assert company_members.rights_of(unit, one.id) == []
    past = company_members.history(unit, [one.id, two.id], 10)
    assert [(right.act, right.ended_by, right.ended_at) for right in past] == [
        ("send", one.id, 9),
        ("read", two.id, 7),
        ("read", None, None),
    ]
    assert len(company_members.history(unit, [one.id, two.id], 1)) == 1
