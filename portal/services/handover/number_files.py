"""The right to 個人番号 in files, and their use."""

from forms.answers import Answers
from forms.definition.field import Value
from forms.definition.procedure import Procedure, full_name
from forms.fields.my_number import is_reference
from integrations.sockets.layout_socket import NUMBER_USE, Layout
from portal.db import Unit
from portal.errors import NotAllowed
from portal.services.cases.use_number import USE
from portal.services.files.keep_numbers import numbers_in, open_number
from portal.services.shared.needs import Basics, HasNumberKeys
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.files import my_numbers
from portal.store.files.attachments import Holder
from portal.store.handover.hand_overs import BatchRow


def demand_number_use(layout: Layout, member: Member | None, duty: str) -> None:
    """Raises NotAllowed, also without a member."""
    if layout.purpose != NUMBER_USE:
        return
    if member is None:
        raise NotAllowed(f"{USE} {layout.id}")
    member.demand(USE, duty)


def may_take(layout: Layout | None, member: Member, duty: str) -> bool:
    return layout is None or layout.purpose != NUMBER_USE or member.may(USE, duty)


def numbers_to_write(
    installation: HasNumberKeys, application_id: int, procedure: Procedure, answers: Answers
) -> dict[str, str]:
    """Person (`claimant`, `members.1`) → digits."""
    people = procedure.my_number.of if procedure.my_number else ()
    with installation.database.read() as unit:
        rows = {row.id: row for row in my_numbers.of(unit, Holder(application_id=application_id))}
    row_of = {row.whose: row for row in rows.values() if row.whose is not None}
    for key, value in numbers_in(procedure, answers).items():
        person, row = _person(people, key), _named(rows, value)
        if person and row is not None:
            row_of[person] = row
    return {person: open_number(installation.number_keys, row) for person, row in row_of.items()}


def note_numbers_written(installation: Basics, unit: Unit, actor: Actor, batch: BatchRow, origin: int) -> None:
    for application_id in my_numbers.in_batch(unit, origin):
        detail = f"{batch.layout} {batch.number}"
        write_audit(installation, unit, actor, "hand over number", application_id=application_id, detail=detail)


def _named(rows: dict[str, my_numbers.NumberRow], value: Value) -> my_numbers.NumberRow | None:
    return rows.get(value) if isinstance(value, str) and is_reference(value) else None


def _person(people: tuple[str, ...], key: str) -> str:
    parts = key.split(".")
    prefixes = (".".join(parts[:count]) for count in range(len(parts) - 1, 0, -1))
    return next((prefix for prefix in prefixes if full_name(prefix) in people), "")
