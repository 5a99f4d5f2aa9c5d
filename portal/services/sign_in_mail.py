"""Signs in whoever reads a mail address: a code goes there and comes back from the browser that asked for it. What is known of
them is the address alone. Known or not, an address gets the same answer."""

import secrets

from portal.clock import to_micro
from portal.db import Unit
from portal.sealing import new_sealer
from portal.services import throttle
from portal.services.actor import Actor
from portal.services.contact_book import address_hash, keep_contact
from portal.services.installation import Installation
from portal.services.prove_contact import Proof, asked_address, mail_code, take_code
from portal.services.sessions import MAIL, Session, open_session
from portal.services.write_audit import write_audit
from portal.services.write_notice import USES
from portal.store import contacts, people
from portal.store.people import PersonRow

_ABOUT = "sign-in"


def ask_mail_code(
    installation: Installation, unit: Unit, visitor: Session, actor: Actor, address: str, language: str
) -> None:
    """A code to this address, bound to the session of who asks. TooMany, and nothing is sent."""
    throttle.count(installation, unit, throttle.MAIL_CODES_PLACE, actor.place)
    count_address(installation, unit, address)
    mail_code(installation, unit, visitor.person_id or "", address, language, _ABOUT)
    write_audit(installation, unit, actor, "ask for mail code")


def count_address(installation: Installation, unit: Unit, address: str) -> None:
    """TooMany. One box takes mail under many names: what stands behind a plus sign is not looked at."""
    name, _, host = address.lower().rpartition("@")
    box = f"{name.partition('+')[0]}@{host}"
    throttle.count(installation, unit, throttle.MAIL_CODES_HOUR, box)
    throttle.count(installation, unit, throttle.MAIL_CODES_DAY, box)


def on_its_way(installation: Installation, unit: Unit, visitor: Session) -> str:
    """Where the code of this session goes; "" if none is waited for."""
    return asked_address(installation, unit, visitor.person_id or "", _ABOUT)


def finish_mail_sign_in(
    installation: Installation, unit: Unit, visitor: Session, typed: str, place: str
) -> tuple[str, str]:
    """The token of a new session, or "" and the problem. The caller commits either way."""
    proof = take_code(installation, unit, visitor.person_id or "", typed, _ABOUT)
    if proof.problem:
        failed = Actor("resident", visitor.person_id or "", place=place)
        write_audit(installation, unit, failed, "fail to sign in by mail", detail=proof.problem)
        return "", proof.problem
    person_id = _person(installation, unit, proof)
    write_audit(installation, unit, Actor("resident", person_id, place=place), "sign in", detail="mail")
    return open_session(installation, unit, MAIL, person_id=person_id), ""


def _person(installation: Installation, unit: Unit, proof: Proof) -> str:
    """Whoever reads this address, made on the first day with the address as their contact. A contact that they removed
    stays away; one that gave notices back takes them again."""
    known = address_hash(installation, "mail", proof.address)
    now = to_micro(installation.clock.now())
    person = people.by_subject(unit, MAIL, known.hex())
    if person is not None:
        people.signed_in(unit, person.id, person.sealed_card, now)
        for contact in contacts.of_person(unit, person.id):
            if contact.address_hash == known:
                contacts.mark_good(unit, contact.id, now)
        return person.id
    person_id = secrets.token_urlsafe(16)
    box, stored = new_sealer(installation.keys, f"person:{person_id}")
    row = PersonRow(person_id, MAIL, known.hex(), stored.key_id, stored.wrapped, box.seal("card", {}), now, now)
    people.add(unit, row)
    made = people.by_subject(unit, MAIL, known.hex()) or row
    keep_contact(installation, unit, made.id, "mail", proof.address, USES, proof.language)
    return made.id
