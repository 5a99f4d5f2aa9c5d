"""Who signs beside whoever sends (署名する人), for these answers: pure, and asks no clock."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from forms.calendar import attains
from forms.consequences import each_row_of
from forms.field import Value
from forms.path import Path
from forms.procedure import Field, Procedure
from forms.scope import Row, Scope
from forms.signer import Signer

OF_AGE = 18  # 民法4条, from 2022-04-01


@dataclass(frozen=True)
class DueSigner:
    """Somebody who has to sign. `key`: `spouse`, or `members.1` in a row. `name` as its question stores it, `birth` ISO. `minor`: they
    sign in the place of one, as guardian. `turn`: whoever has a lower one signs before; all 1 where the order is free."""

    key: str
    signer: Signer
    name: Value
    birth: str
    minor: bool
    turn: int

    @property
    def person(self) -> tuple[str, str]:
        return repr(self.name), self.birth


def due_signers(procedure: Procedure, path: Path, filed_by: str, on: date) -> tuple[DueSigner, ...]:
    """In their order. `filed_by`: as whom somebody files (`self`, `agent`), `on` the day of arrival: who is a minor then does not
    sign. A guardian signs once, for however many; a minor with none named signs themselves, as nobody else could. A person
    whom a question does not name yet is not among them."""
    signature, scope = procedure.signature, path.scope
    if signature is None or scope is None:
        return ()
    found: list[DueSigner] = []
    for signer in signature.signers:
        if signer.filed_by and filed_by not in signer.filed_by:
            continue
        for row in _places(procedure, procedure.by_name[signer.name], scope):
            due = _due(procedure, path, scope, signer, row, on)
            if due is not None and not (due.minor and any(due.person == one.person for one in found if one.minor)):
                found.append(due)
    turns = _turns(found) if signature.order == "ordered" else MappingProxyType({})
    return tuple(replace(one, turn=turns.get(one.signer.id, 1)) for one in found)


def twice(signers: tuple[DueSigner, ...]) -> tuple[DueSigner, ...]:
    """Those who are somebody that signs already, under another name: one person is not two signatures."""
    people = [one.person for one in signers]
    return tuple(one for number, one in enumerate(signers) if one.person in people[:number])


def is_minor(birth: str, on: date) -> bool:
    """Whether somebody is younger than 18 on that day."""
    return on < attains(date.fromisoformat(birth), OF_AGE)


def _places(procedure: Procedure, field: Field, scope: Scope) -> Iterator[Row]:
    repeat = next((one for one in reversed(procedure.repeats) if field.name.startswith(f"{one.id}.")), None)
    yield from [scope.whole] if repeat is None else each_row_of(procedure, repeat, scope)


def _due(procedure: Procedure, path: Path, scope: Scope, signer: Signer, row: Row, on: date) -> DueSigner | None:
    if signer.when is not None and signer.when.evaluate(scope) is not True:
        return None
    named = _answers(procedure, path, signer.name, signer.birth, row)
    if named is None:
        return None
    name, birth = named
    guardian = None
    if signer.guardian is not None and is_minor(birth, on):
        guardian = _answers(procedure, path, signer.guardian.name, signer.guardian.birth, row)
    name, birth = guardian or named
    rows = ".".join(part for part in row.key.split(".") if part.isdigit())
    key = f"{signer.id}.{rows}" if rows else signer.id
    return DueSigner(key, signer, name, birth, guardian is not None, 1)


def _answers(procedure: Procedure, path: Path, name: str, birth: str, row: Row) -> tuple[Value, str] | None:
    said = [path.answers.get(_key(procedure.by_name[one], row)) for one in (name, birth)]
    return None if None in said else (said[0], str(said[1]))


def _key(field: Field, row: Row) -> str:
    return field.at(row.key).id if field.own else field.id


def _turns(found: list[DueSigner]) -> Mapping[str, int]:
    """Rows of one signer sign at the same time."""
    return {id: number for number, id in enumerate(dict.fromkeys(one.signer.id for one in found), 1)}
