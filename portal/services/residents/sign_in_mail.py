"""The code must return from the same browser."""

# Known and unknown addresses get the same response.

import secrets

from portal.clock import to_micro
from portal.db import Unit
from portal.sealing import new_sealer
from portal.services.residents.contact_book import address_hash, keep_contact
from portal.services.residents.prove_contact import Proof, asked_address, mail_code, take_code
from portal.services.shared import throttle
from portal.services.shared.needs import Basics, Correspondence, Records
from portal.services.shared.sessions import MAIL, Session, open_session
from portal.services.shared.write_audit import Actor, write_audit
from portal.services.shared.write_notice import USES
from portal.store.residents import contacts, people
from portal.store.residents.people import PersonRow

_ABOUT = "sign-in"


def ask_mail_code(
    installation: Correspondence, unit: Unit, visitor: Session, actor: Actor, address: str, language: str
) -> None:
    """Raises TooMany."""
    throttle.count(installation, unit, throttle.MAIL_CODES_PLACE, actor.place)
    count_address(installation, unit, address)
    mail_code(installation, unit, visitor.person_id or "", address, language, _ABOUT)
    write_audit(installation, unit, actor, "ask for mail code")


def count_address(installation: Basics, unit: Unit, address: str) -> None:
    """Raises TooMany. Plus addresses share one mailbox."""
    name, _, host = address.lower().rpartition("@")
    box = f"{name.partition('+')[0]}@{host}"
    throttle.count(installation, unit, throttle.MAIL_CODES_HOUR, box)
    throttle.count(installation, unit, throttle.MAIL_CODES_DAY, box)


def on_its_way(installation: Records, unit: Unit, visitor: Session) -> str:
    return asked_address(installation, unit, visitor.person_id or "", _ABOUT)


def finish_mail_sign_in(installation: Records, unit: Unit, visitor: Session, typed: str, place: str) -> tuple[str, str]:
    """(token, ""), or ("", problem). The caller commits in any case."""
    proof = take_code(installation, unit, visitor.person_id or "", typed, _ABOUT)
    if proof.problem:
        failed = Actor("resident", visitor.person_id or "", place=place)
        write_audit(installation, unit, failed, "fail to sign in by mail", detail=proof.problem)
        return "", proof.problem
    person_id = _person(installation, unit, proof)
    write_audit(installation, unit, Actor("resident", person_id, place=place), "sign in", detail="mail")
    return open_session(installation, unit, MAIL, person_id=person_id), ""


def _person(installation: Records, unit: Unit, proof: Proof) -> str:
    # A removed contact stays removed; a bounced one becomes valid.
    digest = address_hash(installation.keys, "mail", proof.address)
    now = to_micro(installation.clock.now())
    person = people.by_subject(unit, MAIL, digest.hex())
    if person is not None:
        people.signed_in(unit, person.id, person.sealed_card, now)
        for contact in contacts.of_person(unit, person.id):
            if contact.address_hash == digest:
                contacts.mark_good(unit, contact.id, now)
        return person.id
    person_id = secrets.token_urlsafe(16)
    box, stored = new_sealer(installation.keys, f"person:{person_id}")
    row = PersonRow(person_id, MAIL, digest.hex(), stored.key_id, stored.wrapped, box.seal("card", {}), now, now)
    people.add(unit, row)
    made = people.by_subject(unit, MAIL, digest.hex()) or row
    keep_contact(installation, unit, made.id, "mail", proof.address, USES, proof.language)
    return made.id
