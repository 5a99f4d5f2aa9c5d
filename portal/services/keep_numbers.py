"""Keeps 個人番号 apart from the answers that they were typed as: sealed under a key ring of their own, a reference in their
place. Everything that stores answers goes through here first."""

import secrets
from collections.abc import Collection, Mapping

from forms.answers import Answers
from forms.field import Value
from forms.fields.my_number import KEPT, MyNumber, is_reference
from forms.procedure import Procedure, full_name
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict
from portal.sealing import WrappedKey, new_sealer, sealer
from portal.services.installation import Installation
from portal.store import my_numbers
from portal.store.attachments import Holder
from portal.store.my_numbers import NumberRow


def numbers_in(procedure: Procedure, answers: Mapping[str, Value]) -> dict[str, Value]:
    """Those of the answers that are 個人番号, whatever stands there."""
    names = {field.name for field in procedure.fields if field.type.id == MyNumber.id}
    return {key: value for key, value in answers.items() if full_name(key) in names} if names else {}


def keep_numbers(
    installation: Installation, unit: Unit, holder: Holder, procedure: Procedure, before: Answers, answers: Answers
) -> Answers:
    """The answers with references alone. `before`: as they stood, for a mask that came back; without one there it is no
    answer. The caller commits."""
    found = numbers_in(procedure, answers)
    if not found:
        return answers
    kept = {key: value for key, value in answers.items() if key not in found}
    for key, value in found.items():
        if is_reference(value):
            kept[key] = value
        elif value != KEPT:
            kept[key] = _store(installation, unit, holder, value)
        elif is_reference(before.get(key)):
            kept[key] = before[key]
    return kept


def drop_unnamed(unit: Unit, holder: Holder, procedure: Procedure, answers: Answers) -> None:
    """Numbers that no answer names any more are gone for good (番号法20条)."""
    if any(field.type.id == MyNumber.id for field in procedure.fields):
        my_numbers.drop_others(unit, holder, _references(procedure, answers))


def carry_numbers(unit: Unit, procedure: Procedure, draft_id: str, application_id: int, answers: Answers) -> None:
    """Conflict if one that the answers name is gone."""
    named = _references(procedure, answers)
    if named and my_numbers.carry_over(unit, draft_id, application_id, named) != len(named):
        raise Conflict("number")


def share_numbers(unit: Unit, procedure: Procedure, answers: Answers, draft_id: str, others: Collection[str]) -> int:
    """Under a draft of a bundle the numbers that its answers name and that lie under one of the `others`, sealed as they are: each
    section gets what the law lets it ask for, and nobody types it twice. How many came. The caller commits."""
    wanted = _references(procedure, answers)
    return sum(any(my_numbers.share(unit, one, other, draft_id) for other in others) for one in sorted(wanted))


def seal_number(installation: Installation, number: str, whose: str | None = None, made_by: str = "") -> NumberRow:
    """As it is stored. Conflict where no number may be kept."""
    if installation.number_keys is None:
        raise Conflict("numbers")
    number_id = f"number:{secrets.token_urlsafe(16)}"
    box, stored = new_sealer(installation.number_keys, number_id)
    now = to_micro(installation.clock.now())
    return NumberRow(number_id, whose, stored.key_id, stored.wrapped, box.seal("number", number), now, made_by)


def open_number(installation: Installation, row: NumberRow) -> str:
    """Its twelve digits, for one page. Conflict where there is no key."""
    if installation.number_keys is None:
        raise Conflict("numbers")
    box = sealer(installation.number_keys, row.id, WrappedKey(row.key_id, row.wrapped_key))
    return str(box.open("number", row.sealed))


def _store(installation: Installation, unit: Unit, holder: Holder, number: str) -> str:
    row = seal_number(installation, number)
    my_numbers.add(unit, holder, row)
    return row.id


def _references(procedure: Procedure, answers: Answers) -> set[str]:
    return {value for value in numbers_in(procedure, answers).values() if is_reference(value)}
