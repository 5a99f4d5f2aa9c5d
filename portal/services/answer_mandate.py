"""A principal says themselves, with a card of their own, that somebody may act for them, or may no longer. They come by the receipt
number and a code that the proxy, or the section, gives them; the card's name and birthday must be the principal's."""

import hmac
from dataclasses import dataclass
from datetime import date

from forms.procedure import Procedure
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict, NotFound
from portal.services import throttle
from portal.services.actor import Actor
from portal.services.cases import Case, open_case
from portal.services.installation import Installation
from portal.services.judge_signature import PENDING, PERSON
from portal.services.people_in import folded_name, name_text
from portal.services.receipt_number import read
from portal.services.sessions import Session
from portal.services.short_code import read_code, short_code, written_code
from portal.services.sign_in_resident import own_name
from portal.services.sign_mandate import asks_signature, mandate_signature
from portal.services.write_audit import write_audit
from portal.store import applications, delegations
from portal.store.applications import ApplicationRow
from portal.store.delegations import CLAIMED, PRINCIPAL, REVOKED, VERIFIED, DelegationRow

# 法定代理 comes from the law or a court: no principal gives it, and none takes it back.
_GIVEN = frozenset({"same_household", "agent", "care_manager"})
SHOWN = {
    VERIFIED: "本人がマイナンバーカードでログインし、頼んだと確かめた",
    REVOKED: "本人がマイナンバーカードでログインし、取りやめた",
}
_ACTIONS = {VERIFIED: "confirm mandate", REVOKED: "revoke mandate"}


@dataclass(frozen=True)
class Mandate:
    """What its principal is told: what was filed, when, by whom and as whom; nothing of what was written, and nobody's
    address. `agent` "" where it is not known, or where somebody of the application may not be found. `signs`: their
    word counts with a signature alone; `signature`: how it stands, "" where none came."""

    receipt_number: str
    procedure: Procedure
    day: date
    kind: str
    agent: str
    state: str
    ends: date | None
    over: bool
    signs: bool
    signature: str
    principal: str

    @property
    def may_confirm(self) -> bool:
        return self.kind in _GIVEN and self.state == CLAIMED

    @property
    def may_sign(self) -> bool:
        """A mandate that names nobody is not signed: where somebody may not be found the section takes it on paper."""
        return self.may_confirm and self.signs and bool(self.agent) and self.signature not in (PENDING, PERSON)

    @property
    def may_revoke(self) -> bool:
        return self.kind in _GIVEN and self.state in (CLAIMED, VERIFIED) and not self.over


def mandate_code(installation: Installation, row: ApplicationRow) -> str:
    """As it is shown to who filed and to the section. Made from the application by a key outside the database."""
    return written_code(_code(installation, row))


def _code(installation: Installation, row: ApplicationRow) -> str:
    return short_code(installation.code_key, "mandate", row.uid.encode())


def is_given(kind: str) -> bool:
    """Whether a principal may say anything about it."""
    return kind in _GIVEN


def count_try(installation: Installation, unit: Unit, number: str, place: str) -> None:
    """TooMany when throttled. Commit before the number is looked at, whatever comes of it."""
    throttle.count(installation, unit, throttle.MANDATE_PLACE, place)
    throttle.count(installation, unit, throttle.MANDATE_NUMBER, read(number) or number[:100])


def come_to_mandate(
    installation: Installation, unit: Unit, session: Session, actor: Actor, number: str, code: str
) -> str:
    """The receipt number, or "": unknown number, wrong code, another person's card and nobody to answer for are one answer.
    Commit either way."""
    receipt_number = read(number[:100])
    row = applications.by_number(unit, receipt_number) if receipt_number else None
    right = hmac.compare_digest(_code(installation, row) if row else "-" * 10, read_code(code) or "+" * 10)
    person_id = session.person_id or ""
    if row is None or not right or not _is_principal(installation, unit, row, person_id):
        write_audit(installation, unit, actor, "fail to come to mandate", application_id=row.id if row else None)
        return ""
    delegations.claim(unit, row.id, person_id, to_micro(installation.clock.now()))
    throttle.forget(installation, unit, throttle.MANDATE_NUMBER, row.receipt_number)
    write_audit(installation, unit, actor, "come to mandate", application_id=row.id)
    return row.receipt_number


def _is_principal(installation: Installation, unit: Unit, row: ApplicationRow, person_id: str) -> bool:
    """Whether somebody else filed it, and this card is of whom they filed it for. A birthday that was not asked is not
    compared; the code was handed over by somebody who knows them."""
    if row.person_id == person_id or delegations.of_application(unit, row.id) is None:
        return False
    case, card = open_case(installation, unit, row), own_name(installation, unit, person_id)
    roles = case.procedure.principal
    named, birth = case.answers.get(roles.get("name", "")), case.answers.get(roles.get("birth", ""))
    if named is None or not card:
        return False
    name, born = card[0]
    return folded_name(name_text(named)) == folded_name(name) and birth in (None, born)


def mandates_of(installation: Installation, unit: Unit, session: Session) -> list[Mandate]:
    """Those whose principal this person showed themselves to be, newest first."""
    rows = delegations.of_principal(unit, session.person_id or "")
    return [_mandate(installation, unit, row) for row in rows]


def own_case(installation: Installation, unit: Unit, session: Session, receipt_number: str) -> Case:
    """NotFound for everybody but its principal."""
    return open_case(installation, unit, _own(unit, session, receipt_number)[0])


def mandate_of(installation: Installation, unit: Unit, session: Session, receipt_number: str) -> Mandate:
    """NotFound for everybody but its principal."""
    return _mandate(installation, unit, _own(unit, session, receipt_number)[1])


def _own(unit: Unit, session: Session, receipt_number: str) -> tuple[ApplicationRow, DelegationRow]:
    row = applications.by_number(unit, receipt_number)
    found = delegations.of_application(unit, row.id) if row is not None else None
    if row is None or found is None or session.person_id is None or found.principal_id != session.person_id:
        raise NotFound("mandate")
    return row, found


def _mandate(installation: Installation, unit: Unit, row: DelegationRow) -> Mandate:
    application = applications.by_id(unit, row.application_id)
    if application is None:
        raise NotFound("mandate")
    case = open_case(installation, unit, application)
    return Mandate(
        application.receipt_number,
        case.procedure,
        case.arrival_day,
        row.kind,
        "" if case.protected else str(case.sealer.open("delegation", row.sealed_people)["agent"]),
        row.state,
        date.fromisoformat(row.ends) if row.ends else None,
        row.state == VERIFIED and "" < row.ends < installation.clock.today().isoformat(),
        asks_signature(installation, case),
        mandate_signature(unit, application.id),
        name_text(case.answers.get(case.procedure.principal.get("name", "")) or {}).strip("\u3000"),
    )


def answer_mandate(
    installation: Installation, unit: Unit, session: Session, actor: Actor, receipt_number: str, before: str, state: str
) -> None:
    """Confirmed or taken back. NotFound for everybody but its principal; Conflict where that cannot be said, or it stands
    otherwise by now. What was taken back only a new paper gives again."""
    row, found = _own(unit, session, receipt_number)
    mandate, case = _mandate(installation, unit, found), open_case(installation, unit, row)
    may = {VERIFIED: mandate.may_confirm and not mandate.signs, REVOKED: mandate.may_revoke}
    if before != found.state or not may.get(state, False) or not _judge(installation, unit, case, before, state):
        raise Conflict("mandate")
    write_audit(installation, unit, actor, _ACTIONS[state], application_id=row.id)


def _judge(installation: Installation, unit: Unit, case: Case, before: str, state: str) -> bool:
    now = to_micro(installation.clock.now())
    sealed = case.sealer.seal(f"delegation:{now}", SHOWN[state])
    return delegations.judge(unit, case.row.id, before, state, PRINCIPAL, now, sealed, "")
