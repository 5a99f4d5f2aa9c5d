"""By what applications are found: keyed hashes only. Which of them to look for is decided elsewhere."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, bindparam

from portal.db import Unit
from portal.store import applications
from portal.store.applications import COLUMNS, ApplicationRow
from portal.store.statements import every, insert, one, run, sql

_ADD = insert("look_up", "token", "application_id", "person")
_REMOVE = sql("DELETE FROM look_up WHERE application_id = :id")
_MARK = sql("UPDATE application SET looked_up_by = :mark WHERE id = :id")
# Two ranges of the index: `<>` would read every row.
_STALE = sql(
    "SELECT id FROM (SELECT id FROM application WHERE looked_up_by < :mark LIMIT :most) AS before UNION ALL "
    "SELECT id FROM (SELECT id FROM application WHERE looked_up_by > :mark LIMIT :most) AS behind"
)
_NEXT_MARK = sql("SELECT MIN(looked_up_by) FROM application WHERE looked_up_by > :mark")
_UNMADE = sql("SELECT 1 AS there FROM application WHERE looked_up_by = '' LIMIT 1")
_LEFT = sql("SELECT COUNT(*) FROM application WHERE looked_up_by < :mark OR looked_up_by > :mark")
_BORN = (
    "AND EXISTS (SELECT 1 FROM look_up b WHERE b.application_id = l.application_id AND b.person = l.person "
    "AND b.token IN :births)"
)
_FOUND = (
    f"SELECT {COLUMNS} FROM application WHERE id IN (SELECT l.application_id FROM look_up l WHERE l.token IN :tokens "
    "{born}) AND duty IN :duties AND id < :before ORDER BY id DESC LIMIT :most"
)
_TOKENS: BindParameter[Any] = bindparam("tokens", expanding=True)
_BIRTHS: BindParameter[Any] = bindparam("births", expanding=True)
_DUTIES: BindParameter[Any] = bindparam("duties", expanding=True)
_BY_ONE = sql(_FOUND.format(born="")).bindparams(_TOKENS, _DUTIES)
_BY_BOTH = sql(_FOUND.format(born=_BORN)).bindparams(_TOKENS, _BIRTHS, _DUTIES)


@dataclass(frozen=True)
class Look:
    """Any of `tokens`; with `births`, any of these of the same person too."""

    tokens: Collection[bytes]
    births: Collection[bytes] = ()


def add(unit: Unit, keys: Mapping[int, Iterable[tuple[bytes, int]]]) -> None:
    """`keys`: by application, each token with the number of its person."""
    rows = [(token, number, person) for number, own in keys.items() for token, person in own]
    if rows:
        run(unit, _ADD, sorted(rows))  # one pass over the index, whatever they are of


def replace(unit: Unit, application_id: int, keys: Iterable[tuple[bytes, int]], mark: str) -> None:
    run(unit, _REMOVE, {"id": application_id})
    add(unit, {application_id: keys})
    run(unit, _MARK, {"id": application_id, "mark": mark})


def stale(unit: Unit, mark: str, most: int) -> list[ApplicationRow]:
    """Applications whose keys were made otherwise than `mark` says, or not at all; `most` of them."""
    ids = [row.id for row in every(unit, _STALE, mark=mark, most=most)][:most]
    found = (applications.by_id(unit, number) for number in ids)
    return [row for row in found if row is not None]


def left(unit: Unit, mark: str) -> int:
    row = one(unit, _LEFT, mark=mark)
    return int(row[0])


def marks(unit: Unit) -> list[str]:
    """All that keys were made with, but for ""; one step of the index each."""
    found, last = [], ""
    while (last := one(unit, _NEXT_MARK, mark=last)[0]) is not None:
        found.append(str(last))
    return found


def unmade(unit: Unit) -> bool:
    """Whether some application cannot be found yet."""
    return bool(every(unit, _UNMADE))


def find(unit: Unit, look: Look, duties: Sequence[str], *, before: int, most: int) -> list[ApplicationRow]:
    """Of these duties, the newest first, open or not."""
    values = {"tokens": list(look.tokens) or [b""], "duties": list(duties) or [""], "before": before, "most": most}
    rows = every(unit, _BY_BOTH, **values, births=list(look.births)) if look.births else every(unit, _BY_ONE, **values)
    return [ApplicationRow(*row) for row in rows]
