"""Prime accounts give the rights of their company's members; ended ones stay to be seen."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from forms.definition.procedure import Procedure
from integrations.sockets.interfaces import KeyStore
from portal.clock import from_micro, to_micro
from portal.db import Unit
from portal.errors import BadRequest, NoCompanyRight, NotFound, required
from portal.services.residents.linked_person import box_of
from portal.services.residents.sign_in_company import MEMBER, PRIME
from portal.services.shared.needs import Basics
from portal.services.shared.sessions import ACTS, Seat, Session
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.residents import company_members
from portal.store.residents.company_members import CompanyRightRow, MemberRow

_MOST_SHOWN = 50
_OF_COMPANY = "applicant.company."
_ORGANISATION = re.compile("会社|団体|法人|事業者")


@dataclass(frozen=True)
class MemberView:
    id: int
    name: str
    account: str
    rights: tuple[tuple[str, str], ...]  # (procedure, act) in force
    own: bool

    @property
    def may_get(self) -> bool:
        return self.account == MEMBER


@dataclass(frozen=True)
class GivenRight:
    name: str
    procedure: str
    act: str
    given_by: str
    given_at: datetime
    ended_by: str
    ended_at: datetime | None


def fileable(offered: Collection[Procedure]) -> list[Procedure]:
    """By a company, which has no card and no day of birth; a person's affair only where agents may file it."""
    return [
        procedure for procedure in offered
        if procedure.sign_in in ("none", "mail")
        and (doors := {door.partition(":")[0] for door in procedure.who.get("online", ())})
        and ("agent" in doors or ("birth" not in procedure.principal and _asks_companies(procedure)))
    ]  # fmt: skip


def _asks_companies(procedure: Procedure) -> bool:
    # 改葬, 犬の死亡届 and 市政アンケート know only persons.
    return any(
        field.type.id == "corporate_number"
        or field.known_from.startswith(_OF_COMPANY)
        or _ORGANISATION.search(field.label)
        for field in procedure.fields
    )


def members_of(keys: KeyStore, unit: Unit, session: Session) -> list[MemberView]:
    """A member sees only themselves."""
    seat, names = _seat(session), _names(keys, unit, session)
    return [
        MemberView(
            row.id,
            names[row.id],
            row.account,
            tuple((right.procedure, right.act) for right in company_members.rights_of(unit, row.id)),
            row.id == seat.member_id,
        )
        for row in company_members.of_company(unit, session.person_id or "")
        if _gives(unit, session) or row.id == seat.member_id
    ]


def history(keys: KeyStore, unit: Unit, session: Session) -> list[GivenRight]:
    """[] for those who give none."""
    if not _gives(unit, session):
        return []
    names = _names(keys, unit, session)
    return [_given(right, names) for right in company_members.history(unit, list(names), _MOST_SHOWN)]


def _given(right: CompanyRightRow, names: dict[int, str]) -> GivenRight:
    ended = from_micro(right.ended_at) if right.ended_at is not None else None
    by = names.get(right.ended_by, "") if right.ended_by is not None else ""
    return GivenRight(
        names[right.member_id], right.procedure, right.act, names.get(right.given_by, ""), from_micro(right.given_at), by,
        ended,
    )  # fmt: skip


def give_rights(
    installation: Basics,
    unit: Unit,
    session: Session,
    actor: Actor,
    member_id: int,
    procedure: str,
    acts: Sequence[str],
) -> None:
    """Exactly these acts for this procedure ("" = all). Raises NoCompanyRight, NotFound, BadRequest."""
    seat, member = _seat(session), _member(unit, session, member_id)
    rights = company_members.rights_of(unit, member.id)
    # One that was given and is offered no more can still be ended.
    known = {offered.id for offered in fileable(installation.catalogue.all())} | {right.procedure for right in rights}
    if procedure not in {"", *known} or not set(acts) <= set(ACTS) or member.account != MEMBER:
        raise BadRequest("right")
    now = to_micro(installation.clock.now())
    before = {right.act for right in rights if right.procedure == procedure}
    for act in sorted(before - set(acts)):
        company_members.end(unit, member.id, procedure, act, seat.member_id, now)
    for act in sorted(set(acts) - before):
        company_members.give(unit, CompanyRightRow(0, member.id, procedure, act, seat.member_id, now))
    if before != set(acts):
        detail = f"{member.id} {procedure or '*'} {' '.join(sorted(acts))}"
        write_audit(installation, unit, actor, "give company rights", detail=detail)


def colleagues(keys: KeyStore, unit: Unit, session: Session) -> dict[int, str]:
    # Names by account; {} of a person, who has none.
    return {} if session.seat is None else _names(keys, unit, session)


def gives(unit: Unit, session: Session) -> bool:
    return session.seat is not None and _gives(unit, session)


def _gives(unit: Unit, session: Session) -> bool:
    own = next(
        row for row in company_members.of_company(unit, session.person_id or "") if row.id == _seat(session).member_id
    )
    return own.account == PRIME


def _member(unit: Unit, session: Session, member_id: int) -> MemberRow:
    if not _gives(unit, session):
        raise NoCompanyRight("give")
    members = company_members.of_company(unit, session.person_id or "")
    return required(next((row for row in members if row.id == member_id), None), NotFound("member"))


def _seat(session: Session) -> Seat:
    if session.seat is None:
        raise NotFound("company")
    return session.seat


def _names(keys: KeyStore, unit: Unit, session: Session) -> dict[int, str]:
    box = required(box_of(keys, unit, session.person_id or ""), NotFound("company"))
    rows = company_members.of_company(unit, session.person_id or "")
    return {row.id: str(box.open(f"member:{row.subject}", row.sealed_name)) for row in rows}
