"""Where people want notices, and codes on their way to prove it."""

from dataclasses import dataclass

from portal.db import Unit
from portal.store.statements import every, insert, one, run, sql


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
    """A code on its way. `tries` counts wrong and right ones alike."""

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


_COLUMNS = "id, person_id, channel, state, uses, language, address_hash, key_id, wrapped_key, sealed_address, made_at, changed_at"
_OF_PERSON = sql(f"SELECT {_COLUMNS} FROM contact WHERE person_id = :person_id ORDER BY channel")
# A new address takes the place of the old one, under a new id: what still waits for the old one goes nowhere.
_PUT = insert(
    "contact", *_COLUMNS.split(", "),
    tail="ON CONFLICT (person_id, channel) DO UPDATE SET id = excluded.id, state = excluded.state, uses = excluded.uses, "
    "language = excluded.language, address_hash = excluded.address_hash, key_id = excluded.key_id, "
    "wrapped_key = excluded.wrapped_key, sealed_address = excluded.sealed_address, made_at = excluded.made_at, "
    "changed_at = excluded.changed_at",
)  # fmt: skip
_LET_GO = sql(
    "UPDATE outbox SET contact_id = NULL WHERE contact_id IN "
    "(SELECT id FROM contact WHERE person_id = :person_id AND channel = :channel)"
)
_REMOVE = sql("DELETE FROM contact WHERE person_id = :person_id AND channel = :channel")
_USES = sql(
    "UPDATE contact SET uses = :uses, language = :language, changed_at = :now "
    "WHERE person_id = :person_id AND channel = :channel"
)
_BY_ADDRESS = sql(f"SELECT {_COLUMNS} FROM contact WHERE channel = :channel AND address_hash = :address_hash")
_GOOD = sql("UPDATE contact SET state = 'proved', changed_at = :now WHERE id = :id AND state = 'bad'")
_BAD = sql("UPDATE contact SET state = 'bad', changed_at = :now WHERE id = :id AND state = 'proved'")
_BY_ID = sql(f"SELECT {_COLUMNS} FROM contact WHERE id = :id")

_PROOF = "id, person_id, channel, code_hash, language, key_id, wrapped_key, sealed_address, tries, ends_at"
_ASK = insert(
    "contact_proof", *_PROOF.split(", "),
    tail="ON CONFLICT (person_id, channel) DO UPDATE SET id = excluded.id, code_hash = excluded.code_hash, "
    "language = excluded.language, key_id = excluded.key_id, wrapped_key = excluded.wrapped_key, "
    "sealed_address = excluded.sealed_address, tries = 0, ends_at = excluded.ends_at",
)  # fmt: skip
_ASKED = sql(
    f"SELECT {_PROOF} FROM contact_proof WHERE person_id = :person_id AND channel = :channel AND ends_at > :now "
    "AND tries < :most"
)
_TRY = sql(
    "UPDATE contact_proof SET tries = tries + 1 WHERE person_id = :person_id AND channel = :channel "
    f"AND ends_at > :now AND tries < :most RETURNING {_PROOF}"
)
_BY_CODE = sql(
    f"DELETE FROM contact_proof WHERE channel = :channel AND code_hash = :code_hash AND ends_at > :now RETURNING {_PROOF}"
)
_PROVED = sql("DELETE FROM contact_proof WHERE id = :id")
_SWEEP = sql("DELETE FROM contact_proof WHERE ends_at <= :now")


def of_person(unit: Unit, person_id: str) -> list[ContactRow]:
    return [ContactRow(*row) for row in every(unit, _OF_PERSON, person_id=person_id)]


def by_id(unit: Unit, contact_id: str) -> ContactRow | None:
    row = one(unit, _BY_ID, id=contact_id)
    return ContactRow(*row) if row else None


def put(unit: Unit, row: ContactRow) -> None:
    """In the place of what this person had of this channel."""
    run(unit, _LET_GO, {"person_id": row.person_id, "channel": row.channel})
    run(unit, _PUT, vars(row))


def remove(unit: Unit, person_id: str, channel: str) -> bool:
    return run(unit, _REMOVE, {"person_id": person_id, "channel": channel}).rowcount == 1


def choose(unit: Unit, person_id: str, channel: str, uses: str, language: str, now: int) -> bool:
    """What it is used for. False if there is none."""
    values = {"person_id": person_id, "channel": channel, "uses": uses, "language": language, "now": now}
    return run(unit, _USES, values).rowcount == 1


def by_address(unit: Unit, channel: str, address_hash: bytes) -> list[ContactRow]:
    """A family may share one."""
    return [ContactRow(*row) for row in every(unit, _BY_ADDRESS, channel=channel, address_hash=address_hash)]


def mark_bad(unit: Unit, contact_id: str, now: int) -> bool:
    """False if it was bad already, or is gone."""
    return run(unit, _BAD, {"id": contact_id, "now": now}).rowcount == 1


def mark_good(unit: Unit, contact_id: str, now: int) -> bool:
    """It takes notices again."""
    return run(unit, _GOOD, {"id": contact_id, "now": now}).rowcount == 1


def ask_proof(unit: Unit, row: ProofRow) -> None:
    """In the place of an earlier code of this person and channel."""
    run(unit, _ASK, vars(row))


def asked_proof(unit: Unit, person_id: str, channel: str, now: int, most: int) -> ProofRow | None:
    """The living code; `most` tries end it."""
    row = one(unit, _ASKED, person_id=person_id, channel=channel, now=now, most=most)
    return ProofRow(*row) if row else None


def try_proof(unit: Unit, person_id: str, channel: str, now: int, most: int) -> ProofRow | None:
    """As `asked_proof`, and one try counted: one statement, so that no two guesses share a try."""
    row = one(unit, _TRY, person_id=person_id, channel=channel, now=now, most=most)
    return ProofRow(*row) if row else None


def take_proof(unit: Unit, channel: str, code_hash: bytes, now: int) -> ProofRow | None:
    """Whose code it is; gone with this, so that it opens once."""
    row = one(unit, _BY_CODE, channel=channel, code_hash=code_hash, now=now)
    return ProofRow(*row) if row else None


def end_proof(unit: Unit, proof_id: str) -> None:
    run(unit, _PROVED, {"id": proof_id})


def sweep_proofs(unit: Unit, now: int) -> None:
    run(unit, _SWEEP, {"now": now})
