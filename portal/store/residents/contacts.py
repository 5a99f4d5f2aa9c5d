"""With the codes that verify them."""

from dataclasses import dataclass

from sqlalchemy import and_, bindparam, delete, select, update

from portal.db import Unit
from portal.models.residents.contact import Contact
from portal.models.residents.contact_proof import ContactProof
from portal.models.shared.outbox import Outbox
from portal.store.statements import bound, by, columns, every, one, put_into, rows, run, sql


@dataclass(frozen=True)
class ContactRow:
    id: str
    person_id: str
    channel: str
    state: str
    uses: str
    language: str
    address_hash: bytes
    key_id: str
    wrapped_key: bytes
    sealed_address: bytes
    made_at: int
    changed_at: int


@dataclass(frozen=True)
class ProofRow:
    id: str
    person_id: str
    channel: str
    code_hash: bytes
    language: str
    key_id: str
    wrapped_key: bytes
    sealed_address: bytes
    tries: int
    ends_at: int


_contact = Contact.table
_proof = ContactProof.table
_outbox = Outbox.table
_KEY = by(_contact.c.person_id, _contact.c.channel)
_OF_PERSON = sql(rows(ContactRow, Contact).where(by(_contact.c.person_id)).order_by(_contact.c.channel))
# The replacement gets a new id. Messages queued for the old address lose their contact and are not sent.
_PUT = sql(put_into(Contact, ContactRow, on=("person_id", "channel")))
_LET_GO = sql(
    update(_outbox).where(_outbox.c.contact_id.in_(select(_contact.c.id).where(_KEY))).values(contact_id=None)
)
_REMOVE = sql(delete(_contact).where(_KEY))
_USES = sql(update(_contact).where(_KEY).values(bound("uses", "language") | {"changed_at": bindparam("now")}))
_BY_ADDRESS = sql(rows(ContactRow, Contact).where(by(_contact.c.channel, _contact.c.address_hash)))
_GOOD = sql(
    update(_contact)
    .where(by(_contact.c.id), _contact.c.state == "bad")
    .values(state="proved", changed_at=bindparam("now"))
)
_BAD = sql(
    update(_contact)
    .where(by(_contact.c.id), _contact.c.state == "proved")
    .values(state="bad", changed_at=bindparam("now"))
)
_BY_ID = sql(rows(ContactRow, Contact).where(by(_contact.c.id)))

_ASK = sql(put_into(ContactProof, ProofRow, on=("person_id", "channel")))
_GUESSABLE = and_(
    by(_proof.c.person_id, _proof.c.channel),
    _proof.c.ends_at > bindparam("now"),
    _proof.c.tries < bindparam("most"),
)
_ASKED = sql(rows(ProofRow, ContactProof).where(_GUESSABLE))
_TRY = sql(
    update(_proof).where(_GUESSABLE).values(tries=_proof.c.tries + 1).returning(*columns(ProofRow, ContactProof)),
    ProofRow,
)
_BY_CODE = sql(
    delete(_proof)
    .where(by(_proof.c.channel, _proof.c.code_hash), _proof.c.ends_at > bindparam("now"))
    .returning(*columns(ProofRow, ContactProof)),
    ProofRow,
)
_PROVED = sql(delete(_proof).where(by(_proof.c.id)))
_SWEEP = sql(delete(_proof).where(_proof.c.ends_at <= bindparam("now")))


def of_person(unit: Unit, person_id: str) -> list[ContactRow]:
    return every(unit, _OF_PERSON, person_id=person_id)


def by_id(unit: Unit, contact_id: str) -> ContactRow | None:
    return one(unit, _BY_ID, id=contact_id)


def put(unit: Unit, row: ContactRow) -> None:
    run(unit, _LET_GO, {"person_id": row.person_id, "channel": row.channel})
    run(unit, _PUT, vars(row))


def remove(unit: Unit, person_id: str, channel: str) -> bool:
    return run(unit, _REMOVE, {"person_id": person_id, "channel": channel}).rowcount == 1


def choose(unit: Unit, person_id: str, channel: str, uses: str, language: str, now: int) -> bool:
    values = {"person_id": person_id, "channel": channel, "uses": uses, "language": language, "now": now}
    return run(unit, _USES, values).rowcount == 1


def by_address(unit: Unit, channel: str, address_hash: bytes) -> list[ContactRow]:
    """Several if a family shares an address."""
    return every(unit, _BY_ADDRESS, channel=channel, address_hash=address_hash)


def mark_bad(unit: Unit, contact_id: str, now: int) -> bool:
    return run(unit, _BAD, {"id": contact_id, "now": now}).rowcount == 1


def mark_good(unit: Unit, contact_id: str, now: int) -> bool:
    return run(unit, _GOOD, {"id": contact_id, "now": now}).rowcount == 1


def ask_proof(unit: Unit, row: ProofRow) -> None:
    run(unit, _ASK, vars(row))


def asked_proof(unit: Unit, person_id: str, channel: str, now: int, most: int) -> ProofRow | None:
    return one(unit, _ASKED, person_id=person_id, channel=channel, now=now, most=most)


def try_proof(unit: Unit, person_id: str, channel: str, now: int, most: int) -> ProofRow | None:
    """Counts a try in the same statement: concurrent guesses count separately."""
    return one(unit, _TRY, person_id=person_id, channel=channel, now=now, most=most)


def take_proof(unit: Unit, channel: str, code_hash: bytes, now: int) -> ProofRow | None:
    return one(unit, _BY_CODE, channel=channel, code_hash=code_hash, now=now)


def end_proof(unit: Unit, proof_id: str) -> None:
    run(unit, _PROVED, {"id": proof_id})


def sweep_proofs(unit: Unit, now: int) -> None:
    run(unit, _SWEEP, {"now": now})
