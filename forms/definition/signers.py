"""Finds the signers (署名する人) for given answers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from forms.definition.field import Value
from forms.definition.procedure import Field, Procedure
from forms.definition.signer import Signer
from forms.numbers.calendar import attains
from forms.path.consequences import each_row_of
from forms.path.path import Path
from forms.path.scope import Row, Scope

OF_AGE = 18  # 民法4条, from 2022-04-01


@dataclass(frozen=True)
class DueSigner:
    key: str  # `spouse`, or `members.1`
    signer: Signer
    name: Value
    birth: str
    minor: bool  # a guardian signs
    turn: int  # lower first; all 1 without order

    @property
    def person(self) -> tuple[str, str]:
        return repr(self.name), self.birth


def due_signers(procedure: Procedure, path: Path, filed_by: str, on: date) -> tuple[DueSigner, ...]:
    """`filed_by`: `self` or `agent`; `on`: day of arrival, for who is a minor. A guardian signs once for all minors; a minor without
    one signs alone. Without signers who have no name yet."""
    signature, scope = procedure.signature, path.scope
    if signature is None or scope is None:
        return ()
    signers: list[DueSigner] = []
    for signer in signature.signers:
        if signer.filed_by and filed_by not in signer.filed_by:
            continue
        for row in _places(procedure, procedure.by_name[signer.name], scope):
            due = _due(procedure, path, scope, signer, row, on)
            if due is not None and not (
                due.minor and any(due.person == due_signer.person for due_signer in signers if due_signer.minor)
            ):
                signers.append(due)
    turns = _turns(signers) if signature.order == "ordered" else MappingProxyType({})
    return tuple(replace(due_signer, turn=turns.get(due_signer.signer.id, 1)) for due_signer in signers)


def twice(signers: tuple[DueSigner, ...]) -> tuple[DueSigner, ...]:
    people = [signer.person for signer in signers]
    return tuple(signer for number, signer in enumerate(signers) if signer.person in people[:number])


def is_minor(birth: str, on: date) -> bool:
    return on < attains(date.fromisoformat(birth), OF_AGE)


def _places(procedure: Procedure, field: Field, scope: Scope) -> Iterator[Row]:
    repeat = next((repeat_ for repeat_ in reversed(procedure.repeats) if field.name.startswith(f"{repeat_.id}.")), None)
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
    values = [path.answers.get(_key(procedure.by_name[name_], row)) for name_ in (name, birth)]
    return None if None in values else (values[0], str(values[1]))


def _key(field: Field, row: Row) -> str:
    return field.at(row.key).id if field.own else field.id


def _turns(signers: list[DueSigner]) -> Mapping[str, int]:
    return {id: number for number, id in enumerate(dict.fromkeys(signer.signer.id for signer in signers), 1)}
