"""個人番号 in files that are handed over: whoever makes or takes such a file has the right to use numbers, and each application whose number
stands in one has a record of it. No page shows what stands there."""

from forms.answers import Answers
from forms.field import Value
from forms.fields.my_number import is_reference
from forms.procedure import Procedure, full_name
from integrations.layout_socket import NUMBER_USE, Layout
from portal.db import Unit
from portal.errors import NotAllowed
from portal.services.actor import Actor
from portal.services.installation import Installation
from portal.services.keep_numbers import numbers_in, open_number
from portal.services.rights import Member
from portal.services.use_number import USE
from portal.services.write_audit import write_audit
from portal.store import my_numbers
from portal.store.attachments import Holder
from portal.store.hand_overs import BatchRow


def demand_number_use(layout: Layout, member: Member | None, duty: str) -> None:
    """NotAllowed where the layout carries numbers and nobody who may use them stands behind it: `member` None is the clock or a command,
    whose files would lie about in a folder."""
    if layout.purpose != NUMBER_USE:
        return
    if member is None:
        raise NotAllowed(f"{USE} {layout.id}")
    member.demand(USE, duty)


def may_take(layout: Layout | None, member: Member, duty: str) -> bool:
    """Whether somebody who hands over may have the files of this layout."""
    return layout is None or layout.purpose != NUMBER_USE or member.may(USE, duty)


def numbers_to_write(
    installation: Installation, application_id: int, procedure: Procedure, answers: Answers
) -> dict[str, str]:
    """Person (`claimant`, `members.1`) → digits: those that these answers name, and for the others those that staff filled in."""
    people = procedure.my_number.of if procedure.my_number else ()
    with installation.database.read() as unit:
        rows = {row.id: row for row in my_numbers.of(unit, Holder(application_id=application_id))}
    found = {row.whose: row for row in rows.values() if row.whose is not None}
    for key, value in numbers_in(procedure, answers).items():
        person, row = _person(people, key), _named(rows, value)
        if person and row is not None:
            found[person] = row
    return {person: open_number(installation, row) for person, row in found.items()}


def note_numbers_written(installation: Installation, unit: Unit, actor: Actor, batch: BatchRow, origin: int) -> None:
    """One record for each application of the batch that has a number, in the transaction that hands it over."""
    for application_id in my_numbers.in_batch(unit, origin):
        detail = f"{batch.layout} {batch.number}"
        write_audit(installation, unit, actor, "hand over number", application_id=application_id, detail=detail)


def _named(rows: dict[str, my_numbers.NumberRow], value: Value) -> my_numbers.NumberRow | None:
    return rows.get(value) if isinstance(value, str) and is_reference(value) else None


def _person(people: tuple[str, ...], key: str) -> str:
    """The innermost of the people that the definition names, with the row; "" where it names none."""
    parts = key.split(".")
    around = (".".join(parts[:many]) for many in range(len(parts) - 1, 0, -1))
    return next((place for place in around if full_name(place) in people), "")
