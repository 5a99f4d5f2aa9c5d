"""Separates 個人番号 from answers: sealed under their own key ring, with a reference in the answer."""

# Everything that stores answers uses this.

import secrets
from collections.abc import Collection, Mapping

from forms.answers import Answers
from forms.definition.field import Value
from forms.definition.procedure import Procedure, full_name
from forms.fields.my_number import KEPT, MyNumber, is_reference
from integrations.sockets.interfaces import KeyStore
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict
from portal.sealing import WrappedKey, new_sealer, sealer
from portal.services.shared.needs import HasNumberKeys
from portal.store.files import my_numbers
from portal.store.files.attachments import Holder
from portal.store.files.my_numbers import NumberRow


def numbers_in(procedure: Procedure, answers: Mapping[str, Value]) -> dict[str, Value]:
    """Digits, references or masks."""
    names = {field.name for field in procedure.fields if field.type.id == MyNumber.id}
    return {key: value for key, value in answers.items() if full_name(key) in names} if names else {}


def keep_numbers(
    installation: HasNumberKeys, unit: Unit, holder: Holder, procedure: Procedure, before: Answers, answers: Answers
) -> Answers:
    """`before`: stored answers, to resolve a posted mask."""
    numbers = numbers_in(procedure, answers)
    if not numbers:
        return answers
    kept = {key: value for key, value in answers.items() if key not in numbers}
    for key, value in numbers.items():
        if is_reference(value):
            kept[key] = value
        elif value != KEPT:
            kept[key] = _store(installation, unit, holder, value)
        elif is_reference(before.get(key)):
            kept[key] = before[key]
    return kept


def drop_unnamed(unit: Unit, holder: Holder, procedure: Procedure, answers: Answers) -> None:
    """番号法20条: numbers no longer needed must be deleted."""
    if any(field.type.id == MyNumber.id for field in procedure.fields):
        my_numbers.drop_others(unit, holder, _references(procedure, answers))


def carry_numbers(unit: Unit, procedure: Procedure, draft_id: str, application_id: int, answers: Answers) -> None:
    named = _references(procedure, answers)
    if named and my_numbers.carry_over(unit, draft_id, application_id, named) != len(named):
        raise Conflict("number")


def share_numbers(unit: Unit, procedure: Procedure, answers: Answers, draft_id: str, others: Collection[str]) -> int:
    """Those that the law lets this section ask for; how many."""
    wanted = _references(procedure, answers)
    return sum(
        any(my_numbers.share(unit, reference, other, draft_id) for other in others) for reference in sorted(wanted)
    )


def seal_number(installation: HasNumberKeys, number: str, whose: str | None = None, made_by: str = "") -> NumberRow:
    if installation.number_keys is None:
        raise Conflict("numbers")
    number_id = f"number:{secrets.token_urlsafe(16)}"
    box, stored = new_sealer(installation.number_keys, number_id)
    now = to_micro(installation.clock.now())
    return NumberRow(number_id, whose, stored.key_id, stored.wrapped, box.seal("number", number), now, made_by)


def open_number(number_keys: KeyStore | None, row: NumberRow) -> str:
    """Twelve digits. Raises Conflict without a key."""
    if number_keys is None:
        raise Conflict("numbers")
    box = sealer(number_keys, row.id, WrappedKey(row.key_id, row.wrapped_key))
    return str(box.open("number", row.sealed))


def _store(installation: HasNumberKeys, unit: Unit, holder: Holder, number: str) -> str:
    row = seal_number(installation, number)
    my_numbers.add(unit, holder, row)
    return row.id


def _references(procedure: Procedure, answers: Answers) -> set[str]:
    return {value for value in numbers_in(procedure, answers).values() if is_reference(value)}
