from dataclasses import dataclass

from sqlalchemy import bindparam, update

from portal.db import Unit
from portal.models.residents.company_member import CompanyMember
from portal.models.residents.company_right import CompanyRight
from portal.store.statements import bound, by, every, insert_into, one, rows, run, sql


@dataclass(frozen=True)
class MemberRow:
    id: int
    company_id: str
    issuer: str
    subject: str
    account: str
    sealed_name: bytes
    made_at: int
    signed_in_at: int


@dataclass(frozen=True)
class CompanyRightRow:
    id: int
    member_id: int
    procedure: str
    act: str
    given_by: int
    given_at: int
    ended_by: int | None = None
    ended_at: int | None = None


_member = CompanyMember.table
_right = CompanyRight.table
_BY_SUBJECT = sql(rows(MemberRow, CompanyMember).where(by(_member.c.issuer, _member.c.subject)))
_OF_COMPANY = sql(rows(MemberRow, CompanyMember).where(by(_member.c.company_id)).order_by(_member.c.id))
_ADD = sql(
    insert_into(CompanyMember, MemberRow, but=("id",)).on_conflict_do_nothing(
        index_elements=[_member.c.issuer, _member.c.subject]
    )
)

_SEEN = sql(
    update(_member)
    .where(by(_member.c.issuer, _member.c.subject))
    .values(bound("company_id", "account", "sealed_name", "signed_in_at"))
)
_IN_FORCE = sql(
    rows(CompanyRightRow, CompanyRight).where(by(_right.c.member_id), _right.c.ended_at.is_(None)).order_by(_right.c.id)
)
_HISTORY = sql(
    rows(CompanyRightRow, CompanyRight)
    .where(_right.c.member_id.in_(bindparam("member_ids")))
    .order_by(_right.c.given_at.desc(), _right.c.id.desc())
    .limit(bindparam("most"))
)
_GIVE = sql(insert_into(CompanyRight, CompanyRightRow, but=("id",)))
_END = sql(
    update(_right)
    .where(by(_right.c.member_id, _right.c.procedure, _right.c.act), _right.c.ended_at.is_(None))
    .values(bound("ended_by", "ended_at"))
)
_END_ALL = sql(
    update(_right).where(by(_right.c.member_id), _right.c.ended_at.is_(None)).values(bound("ended_by", "ended_at"))
)


def by_subject(unit: Unit, issuer: str, subject: str) -> MemberRow | None:
    return one(unit, _BY_SUBJECT, issuer=issuer, subject=subject)


def of_company(unit: Unit, company_id: str) -> list[MemberRow]:
    return every(unit, _OF_COMPANY, company_id=company_id)


def add(unit: Unit, member: MemberRow) -> None:
    """Ignores an existing one: two first sign-ins may run at once. The id is the database's."""
    run(unit, _ADD, vars(member))


def signed_in(unit: Unit, member: MemberRow) -> None:
    run(unit, _SEEN, vars(member))


def rights_of(unit: Unit, member_id: int) -> list[CompanyRightRow]:
    """In force."""
    return every(unit, _IN_FORCE, member_id=member_id)


def history(unit: Unit, member_ids: list[int], most: int) -> list[CompanyRightRow]:
    """Newest first, ended ones too."""
    return every(unit, _HISTORY, member_ids=member_ids, most=most)


def give(unit: Unit, right: CompanyRightRow) -> None:
    run(unit, _GIVE, vars(right))


def end(unit: Unit, member_id: int, procedure: str, act: str, ended_by: int, now: int) -> None:
    run(unit, _END, {"member_id": member_id, "procedure": procedure, "act": act, "ended_by": ended_by, "ended_at": now})


def end_all(unit: Unit, member_id: int, ended_by: int, now: int) -> None:
    run(unit, _END_ALL, {"member_id": member_id, "ended_by": ended_by, "ended_at": now})
