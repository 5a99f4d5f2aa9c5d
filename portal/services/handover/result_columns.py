"""Columns of the questions of an outcome: 「結果:要介護状態区分」, for rows of the application 「結果:子ども1 月額」."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from forms.definition.field import Raw
from forms.definition.procedure import Field
from forms.path.result import OUTCOME, as_procedure, head_of, raw_of_cell
from forms.text.japanese import plain
from portal.db import Unit
from portal.services.cases.cases import Case, case_of_line
from portal.services.shared.catalogue import speech_of
from portal.services.shared.needs import Records
from portal.services.shared.rights import Member
from portal.store.cases.applications import ApplicationRow

PREFIX = "結果:"


def heads_among(installation: Records, unit: Unit, member: Member, rows: Sequence[ApplicationRow]) -> tuple[str, ...]:
    heads: dict[str, None] = {}
    for row in rows:
        if installation.catalogue.version(unit, row.meaning).result is not None:
            case = case_of_line(installation, unit, member, row.receipt_number)
            heads |= dict.fromkeys(heads_of(case) if case is not None else ())
    return tuple(heads)


def heads_of(case: Case) -> Iterator[str]:
    procedure, path, result = case.procedure, case.path, case.procedure.result
    repeats = () if result is None else as_procedure(procedure).repeats
    for field in result.fields if result is not None else ():
        if field.id == OUTCOME or not field.type.asks:
            continue
        repeat = next((repeat for repeat in repeats if field.name.startswith(f"{repeat.id}.")), None)
        numbers = path.rows.get(repeat.rows_of, ("1",)) if repeat is not None else ()
        fields = [field.at(f"{repeat.id}.{number}") for number in numbers] if repeat is not None else [field]
        yield from (head(case, asked) for asked in fields)


def head(case: Case, field: Field) -> str:
    return plain(PREFIX + head_of(case.procedure, field, speech_of(case.procedure, "ja")))


def head_by_name(case: Case, name: str) -> str:
    return head(case, as_procedure(case.procedure).field(name))


def boxes_of(case: Case, cells: Mapping[str, str]) -> Callable[[Field], Raw]:
    """`cells` by heading."""
    speech = speech_of(case.procedure, "ja")
    return lambda field: raw_of_cell(field, cells.get(head(case, field), ""), speech)


def unknown_heads(case: Case, cells: Mapping[str, str]) -> list[str]:
    known = set(heads_of(case))
    return [name for name, cell in cells.items() if cell and name not in known]
