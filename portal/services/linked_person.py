"""Who of the register a person of ours is (`person_link`): read, and tied where they were tied to nobody."""

from portal.db import Unit
from portal.errors import NotFound
from portal.sealing import Sealer, WrappedKey, sealer
from portal.services.installation import Installation
from portal.store import people, register_matches
from portal.store.register_matches import LinkRow


def linked_number(installation: Installation, unit: Unit, person_id: str) -> str:
    """The 宛名番号 that this person was found to have; "" where nobody decided."""
    row = register_matches.link(unit, person_id)
    box = box_of(installation, unit, person_id) if row is not None else None
    return str(box.open("register", row.sealed_number)) if row is not None and box is not None else ""


def link_person(installation: Installation, unit: Unit, person_id: str, number: str, by: str, now: int) -> bool:
    """Ties who was tied to nobody. False if they are by now."""
    box = box_of(installation, unit, person_id)
    if box is None:
        raise NotFound("person")
    return register_matches.put_link(unit, LinkRow(person_id, box.seal("register", number), by, now), 0)


def box_of(installation: Installation, unit: Unit, person_id: str) -> Sealer | None:
    """What is sealed with a person; None where they are gone."""
    person = people.by_id(unit, person_id)
    if person is None:
        return None
    return sealer(installation.keys, f"person:{person.id}", WrappedKey(person.key_id, person.wrapped_key))
