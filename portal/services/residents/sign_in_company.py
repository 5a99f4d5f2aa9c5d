# A company is a person of its own; its accounts have none, so that nothing private mixes with it.

import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from forms.definition.procedure import Procedure
from integrations.sockets.company_socket import CompanyAssertion
from integrations.sockets.interfaces import KeyStore
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import NotFound, SignInNeeded, required
from portal.sealing import Sealer, new_sealer
from portal.services.residents.linked_person import box_of
from portal.services.residents.read_card import address_value, name_value
from portal.services.residents.round_trip import RoundTrip
from portal.services.shared.known_sources import Source
from portal.services.shared.needs import HasCompanyProvider, Records
from portal.services.shared.sessions import COMPANY, Seat, Session, open_session
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.residents import company_members, people
from portal.store.residents.company_members import MemberRow
from portal.store.residents.people import PersonRow

PRIME, MEMBER, ENTRY = "prime", "member", "entry"


def round_trip(installation: HasCompanyProvider) -> RoundTrip[CompanyAssertion]:
    """Raises NotFound."""
    if installation.company_provider is None:
        raise NotFound("company provider")
    redirect_uri = f"{installation.settings.base_url}/sign-in/company/callback"
    return RoundTrip(installation.company_provider, COMPANY, redirect_uri, "/company", "company")


def finish_sign_in(installation: Records, unit: Unit, assertion: CompanyAssertion, place: str) -> str:
    company_id, box = _company(installation, unit, assertion)
    member = _member(installation, unit, assertion, company_id, box)
    write_audit(
        installation, unit, member_actor(company_id, member.id, place), "sign in", detail=f"gbizid {assertion.account}"
    )
    return open_session(
        installation, unit, COMPANY, person_id=company_id, proved_at=assertion.auth_time,
        identity=(assertion.issuer, assertion.subject),
    )  # fmt: skip


def member_actor(company_id: str, member_id: int, place: str) -> Actor:
    return Actor("resident", f"{company_id}/{member_id}", place=place)


def _company(installation: Records, unit: Unit, assertion: CompanyAssertion) -> tuple[str, Sealer]:
    now = to_micro(installation.clock.now())
    # A number that was not examined names no company.
    number = assertion.facts.number if assertion.account != ENTRY else ""
    facts = {COMPANY: vars(assertion.facts) | {"number": number, "account": assertion.account}}
    subject = f"company:{assertion.company}"
    person = people.by_subject(unit, assertion.issuer, subject)
    if person is None:
        person_id = secrets.token_urlsafe(16)
        box, stored = new_sealer(installation.keys, f"person:{person_id}")
        sealed = box.seal("card", facts)
        people.add(
            unit, PersonRow(person_id, assertion.issuer, subject, stored.key_id, stored.wrapped, sealed, now, now)
        )
        person = people.by_subject(unit, assertion.issuer, subject)
    box_in_force = box_of(installation.keys, unit, person.id) if person is not None else None
    if person is None or box_in_force is None:
        raise NotFound("company")
    people.signed_in(unit, person.id, box_in_force.seal("card", facts), now)
    return person.id, box_in_force


def _member(
    installation: Records, unit: Unit, assertion: CompanyAssertion, company_id: str, box: Sealer
) -> MemberRow:  # fmt: skip
    now = to_micro(installation.clock.now())
    before = company_members.by_subject(unit, assertion.issuer, assertion.subject)
    sealed = box.seal(f"member:{assertion.subject}", assertion.person)
    row = MemberRow(0, company_id, assertion.issuer, assertion.subject, assertion.account, sealed, now, now)
    if before is None:
        company_members.add(unit, row)
    elif before.company_id != company_id:  # rights were given by the company it left
        company_members.end_all(unit, before.id, before.id, now)
    company_members.signed_in(unit, row)
    return required(company_members.by_subject(unit, assertion.issuer, assertion.subject), NotFound("member"))


def with_seat(unit: Unit, session: Session, *, changes: bool) -> Session | None:
    """None if the account is gone or belongs to another company now."""
    member = company_members.by_subject(unit, *session.identity) if session.identity else None
    if member is None or member.company_id != session.person_id:
        return None
    rights = frozenset((right.procedure, right.act) for right in company_members.rights_of(unit, member.id))
    return replace(session, seat=Seat(member.id, member.account != MEMBER, rights, changes))


def company_facts(keys: KeyStore, unit: Unit, company_id: str) -> dict[str, str]:
    """As the provider last gave them, with `account`, the kind that gave them; {} of a person."""
    person, box = people.by_id(unit, company_id), box_of(keys, unit, company_id)
    card: dict[str, Any] = box.open("card", person.sealed_card) if person is not None and box is not None else {}
    facts: dict[str, str] = card.get(COMPANY, {})
    return facts


def company_evidence(keys: KeyStore, unit: Unit, session: Session, procedure: Procedure) -> Mapping[str, Any]:
    """How the sender was identified. Raises SignInNeeded if the procedure demands a card, which a company has not."""
    if procedure.sign_in == "card":
        raise SignInNeeded("resident")
    facts = company_facts(keys, unit, session.person_id or "")
    member = company_members.by_subject(unit, *session.identity) if session.identity else None
    box = box_of(keys, unit, session.person_id or "")
    if member is None or box is None:
        raise NotFound("member")
    number = f"（法人番号 {facts['number']}）" if facts["number"] else ""
    return {
        "way": "gbizid", "acr": member.account, "company": f"{facts['name']}{number}　{facts['address']}".strip(),
        "sent_by": box.open(f"member:{member.subject}", member.sealed_name),
    }  # fmt: skip


def known_of_company(installation: Records, unit: Unit, company_id: str, subject: str = "") -> Source:
    """What its account brings; of one that was not examined, as it named itself. `subject`: whose account it is."""
    facts = company_facts(installation.keys, unit, company_id)
    known: dict[str, Any] = {name: facts[name] for name in ("number", "name") if facts.get(name)}
    if facts.get("address"):
        known["address"] = address_value(facts["address"], installation.city)
    if facts.get("representative"):
        known["head"] = name_value(facts["representative"])
    if facts.get("representative_kana"):
        known["head_kana"] = name_value(facts["representative_kana"])
    office = {f"office.{name}": known[name] for name in ("name", "address") if name in known}
    sender = {"sender": name_value(name)} if (name := _holder(installation.keys, unit, company_id, subject)) else {}
    return Source(COMPANY, applicant={f"company.{name}": value for name, value in known.items()} | office | sender)


def _holder(keys: KeyStore, unit: Unit, company_id: str, subject: str) -> str:
    rows = [row for row in company_members.of_company(unit, company_id) if row.subject == subject]
    box = box_of(keys, unit, company_id) if rows else None
    return "" if box is None else str(box.open(f"member:{subject}", rows[0].sealed_name))
