"""A person's link to the register (`person_link`)."""

from integrations.sockets.interfaces import KeyStore
from portal.db import Unit
from portal.errors import NotFound, required
from portal.sealing import Sealer, WrappedKey, sealer
from portal.store.residents import people, register_matches
from portal.store.residents.register_matches import LinkRow


def linked_number(keys: KeyStore, unit: Unit, person_id: str) -> str:
    row = register_matches.link(unit, person_id)
    box = box_of(keys, unit, person_id) if row is not None else None
    return str(box.open("register", row.sealed_number)) if row is not None and box is not None else ""


def link_person(keys: KeyStore, unit: Unit, person_id: str, number: str, by: str, now: int) -> bool:
    """False if linked meanwhile. Raises NotFound."""
    box = required(box_of(keys, unit, person_id), NotFound("person"))
    return register_matches.put_link(unit, LinkRow(person_id, box.seal("register", number), by, now), 0)


def box_of(keys: KeyStore, unit: Unit, person_id: str) -> Sealer | None:
    person = people.by_id(unit, person_id)
    if person is None:
        return None
    return sealer(keys, f"person:{person.id}", WrappedKey(person.key_id, person.wrapped_key))
