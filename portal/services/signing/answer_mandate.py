"""By receipt number, code and the principal's card."""

import hmac
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from forms.definition.procedure import Procedure
from forms.definition.signers import is_minor
from portal.clock import Clock, from_micro, to_micro, tokyo_day
from portal.db import Unit
from portal.errors import Conflict, NotFound, required
from portal.services.cases.cases import Case, open_case
from portal.services.cases.mandate_acts import asked_acts, judged_scope, named_acts
from portal.services.cases.set_apart import is_set_apart, set_apart_among
from portal.services.filing.drafts import application_sealer
from portal.services.residents.sign_in_company import company_facts
from portal.services.residents.sign_in_resident import own_name
from portal.services.shared import throttle
from portal.services.shared.codes import read_code, short_code, written_code
from portal.services.shared.needs import Basics, HasCodeKey, Records
from portal.services.shared.people_in import folded_name, name_text
from portal.services.shared.receipt_number import read
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor, write_audit
from portal.services.signing.judge_signature import PENDING, PERSON
from portal.services.signing.sign_mandate import asks_signature, mandate_signature
from portal.store.cases import applications
from portal.store.cases.applications import ApplicationRow
from portal.store.signing import delegations
from portal.store.signing.delegations import CLAIMED, PRINCIPAL, REJECTED, REVOKED, VERIFIED, DelegationRow

# 法定代理 comes from the law or a court: principals can neither give nor revoke it
_GIVEN = frozenset({"same_household", "agent", "care_manager"})
SHOWN = {
    VERIFIED: "本人がマイナンバーカードでログインし、頼んだと確かめた",
    REVOKED: "本人がマイナンバーカードでログインし、取りやめた",
}
_SHOWN_BY_COMPANY = {
    VERIFIED: "会社のgBizIDプライムの人がログインし、頼んだと確かめた",
    REVOKED: "会社のgBizIDプライムの人がログインし、取りやめた",
}
_ACTIONS = {VERIFIED: "confirm mandate", REVOKED: "revoke mandate"}


@dataclass(frozen=True)
class ListedMandate:
    """Without answers and addresses. `agent` "": unknown or set apart."""

    receipt_number: str
    procedure: Procedure
    day: date
    kind: str
    agent: str
    state: str
    ends: date | None
    over: bool


@dataclass(frozen=True)
class Mandate(ListedMandate):
    signs: bool
    signature: str
    principal: str
    minor: bool  # by the principal's card
    company: bool = False  # the principal is one, which has no card to sign with
    acts: tuple[tuple[str, bool], ...] = ()  # (code, asked), where its procedure names them

    @property
    def may_confirm(self) -> bool:
        """A minor needs the guardian's consent (民法5条1項), which the section sees on paper; to revoke, nobody's (同2項)."""
        return self.kind in _GIVEN and self.state == CLAIMED and not self.minor

    @property
    def may_sign(self) -> bool:
        """In a case set apart the section takes mandates on paper."""
        signable = self.signs and not self.company and bool(self.agent)
        return self.may_confirm and signable and self.signature not in (PENDING, PERSON)

    @property
    def may_change(self) -> bool:
        """What was asked. Where a mandate is signed, a paper changes it."""
        return bool(self.acts) and self.state == VERIFIED and self.may_revoke and not self.minor and not self.signs

    @property
    def may_stop(self) -> bool:
        """The application itself, also after the mandate ended. Not where another decides for them by law, nor while
        the section does not take them for the one who asked."""
        return self.kind in _GIVEN and self.state != REJECTED and not self.minor

    @property
    def may_revoke(self) -> bool:
        return self.kind in _GIVEN and self.state in (CLAIMED, VERIFIED) and not self.over


def mandate_code(code_key: bytes, row: ApplicationRow) -> str:
    return written_code(_code(code_key, row))


def _code(code_key: bytes, row: ApplicationRow) -> str:
    return short_code(code_key, "mandate", row.uid.encode())


def is_given(kind: str) -> bool:
    return kind in _GIVEN


def count_try(installation: Basics, unit: Unit, number: str, place: str) -> None:
    """Raises TooMany. Commit before checking the number."""
    throttle.count(installation, unit, throttle.MANDATE_PLACE, place)
    throttle.count(installation, unit, throttle.MANDATE_NUMBER, read(number) or number[:100])


def open_mandate(installation: HasCodeKey, unit: Unit, session: Session, actor: Actor, number: str, code: str) -> str:
    """ "" for every failure alike. Commit in both cases."""
    receipt_number = read(number[:100])
    row = applications.by_number(unit, receipt_number) if receipt_number else None
    right = hmac.compare_digest(_code(installation.code_key, row) if row else "-" * 10, read_code(code) or "+" * 10)
    person_id = session.person_id or ""
    if row is None or not right or not _is_principal(installation, unit, row, person_id):
        write_audit(installation, unit, actor, "fail to come to mandate", application_id=row.id if row else None)
        return ""
    delegations.claim(unit, row.id, person_id, to_micro(installation.clock.now()))
    throttle.forget(installation.throttle_key, unit, throttle.MANDATE_NUMBER, row.receipt_number)
    throttle.give_back(installation, unit, throttle.MANDATE_PLACE, actor.place)
    write_audit(installation, unit, actor, "come to mandate", application_id=row.id)
    return row.receipt_number


def _is_principal(installation: Records, unit: Unit, row: ApplicationRow, person_id: str) -> bool:
    # Compares the birthday only if it was asked.
    if row.person_id == person_id or delegations.of_application(unit, row.id) is None:
        return False
    case, card = open_case(installation, unit, row), own_name(installation.keys, unit, person_id)
    number, roles = company_facts(installation.keys, unit, person_id).get("number"), case.procedure.principal
    if number:
        return bool(number == case.answers.get(roles.get("company", "")))
    named, birth = case.answers.get(roles.get("name", "")), case.answers.get(roles.get("birth", ""))
    if named is None or not card:
        return False
    name, born = card[0]
    return folded_name(name_text(named)) == folded_name(name) and birth in (None, born)


def mandates_of(installation: Records, unit: Unit, session: Session) -> list[ListedMandate]:
    # A list opens the name of each agent alone, and no case.
    rows = delegations.of_principal(unit, session.person_id or "")
    if not rows:
        return []
    cases = applications.by_ids(unit, [row.application_id for row in rows])
    apart = set_apart_among(installation, unit, list(cases.values()))
    return [
        _listed(installation, unit, row, case, apart=case.id in apart)
        for row in rows
        if (case := cases.get(row.application_id)) is not None
    ]


def _listed(
    installation: Records, unit: Unit, row: DelegationRow, case: ApplicationRow, *, apart: bool
) -> ListedMandate:  # fmt: skip
    box = application_sealer(installation, case.uid, case.key_id, case.wrapped_key)
    return ListedMandate(
        case.receipt_number,
        installation.catalogue.version(unit, case.meaning),
        tokyo_day(from_micro(case.arrived_at)),
        row.kind,
        "" if apart else str(box.open("delegation", row.sealed_people)["agent"]),
        row.state,
        date.fromisoformat(row.ends) if row.ends else None,
        row.state == VERIFIED and "" < row.ends < installation.clock.today().isoformat(),
    )


def own_case(installation: Records, unit: Unit, session: Session, receipt_number: str) -> Case:
    """Raises NotFound unless called for its principal."""
    return open_case(installation, unit, _own(unit, session, receipt_number)[0])


def mandate_of(installation: Records, unit: Unit, session: Session, receipt_number: str) -> Mandate:
    """As `own_case`."""
    return _mandate(installation, unit, _own(unit, session, receipt_number)[1])


def _own(unit: Unit, session: Session, receipt_number: str) -> tuple[ApplicationRow, DelegationRow]:
    row = applications.by_number(unit, receipt_number)
    delegation = delegations.of_application(unit, row.id) if row is not None else None
    if row is None or delegation is None or session.person_id is None or delegation.principal_id != session.person_id:
        raise NotFound("mandate")
    return row, delegation


def _mandate(installation: Records, unit: Unit, row: DelegationRow) -> Mandate:
    application = required(applications.by_id(unit, row.application_id), NotFound("mandate"))
    case, today = open_case(installation, unit, application), installation.clock.today()
    listed = _listed(installation, unit, row, application, apart=is_set_apart(installation, unit, case))
    company = company_facts(installation.keys, unit, row.principal_id or "") if row.principal_id else {}
    return Mandate(
        **vars(listed),
        signs=asks_signature(installation.rules, case),
        signature=mandate_signature(unit, application.id),
        principal=company.get("name")
        or name_text(case.answers.get(case.procedure.principal.get("name", "")) or {}).strip("\u3000"),
        minor=any(is_minor(born, today) for _, born in own_name(installation.keys, unit, row.principal_id or "")),
        company=bool(company),
        acts=tuple((act, act in asked_acts(case, row)) for act in named_acts(case.procedure)),
    )


def answer_mandate(
    installation: Records, unit: Unit, session: Session, actor: Actor, receipt_number: str, before: str, state: str,
    acts: Collection[str] | None = None,
) -> None:  # fmt: skip
    """`acts`: what they ask of the agent; None = as it is. Raises NotFound as `own_case`, Conflict if impossible or changed.
    After revocation only a new paper counts."""
    row, delegation = _own(unit, session, receipt_number)
    mandate, case = _mandate(installation, unit, delegation), open_case(installation, unit, row)
    scope = judged_scope(case, delegation, acts) if state == VERIFIED else delegation.scope
    changes = mandate.may_change and scope != delegation.scope
    allowed = {VERIFIED: (mandate.may_confirm and not mandate.signs) or changes, REVOKED: mandate.may_revoke}
    ends = delegation.ends if changes else ""
    if (
        before != delegation.state
        or not allowed.get(state, False)
        or not _judge(installation.clock, unit, case, before, state, ends, company=mandate.company)
    ):
        raise Conflict("mandate")
    delegations.cover(unit, row.id, scope)
    detail = scope if scope != delegation.scope else ""
    write_audit(installation, unit, actor, _ACTIONS[state], application_id=row.id, detail=detail)


def _judge(clock: Clock, unit: Unit, case: Case, before: str, state: str, ends: str, *, company: bool) -> bool:
    now = to_micro(clock.now())
    sealed = case.sealer.seal(f"delegation:{now}", (_SHOWN_BY_COMPANY if company else SHOWN)[state])
    return delegations.judge(unit, case.row.id, before, state, PRINCIPAL, now, sealed, ends)
