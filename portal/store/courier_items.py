"""What goes between the zones beside applications: how each stands, by its key."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.db import Unit
from portal.store.statements import every, insert, one, run, sql


@dataclass(frozen=True)
class ItemRow:
    """As `models/courier_item`; everything 0 or "" while nothing went either way."""

    key: str
    said: str = ""
    sent_step: int = 0
    sent_mark: str = ""
    sent_in: int = 0
    sent_at: int = 0
    there_step: int = 0
    taken_step: int = 0
    owes: bool = False


_COLUMNS = "key, said, sent_step, sent_mark, sent_in, sent_at, there_step, taken_step, owes"
_OF = sql(f"SELECT {_COLUMNS} FROM courier_item WHERE key = :key")
_KEEP = insert(
    "courier_item", *_COLUMNS.split(", "),
    tail="ON CONFLICT (key) DO UPDATE SET " + ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS.split(", ")[1:]),
)  # fmt: skip
# '0' follows '/': whatever begins with the kind.
_KIND = "key >= :first AND key < :last"
_UNTOLD = sql(
    f"SELECT {_COLUMNS} FROM courier_item WHERE {_KIND} AND (sent_step = 0 OR there_step < sent_step) ORDER BY key"
)
_EVERY = sql(f"SELECT {_COLUMNS} FROM courier_item WHERE {_KIND} ORDER BY key")
_COUNT = sql(f"SELECT COUNT(*) AS number FROM courier_item WHERE {_KIND}")
_OWING = sql("SELECT key, taken_step FROM courier_item WHERE owes ORDER BY key LIMIT :most")
_TOLD = sql("UPDATE courier_item SET owes = :nothing WHERE key = :key AND taken_step = :step")
_THERE = sql(
    "UPDATE courier_item SET there_step = :step WHERE key = :key AND there_step < :step AND sent_step >= :step"
)


def of(unit: Unit, key: str) -> ItemRow | None:
    row = one(unit, _OF, key=key)
    return ItemRow(*row) if row else None


def keep(unit: Unit, row: ItemRow) -> None:
    run(unit, _KEEP, vars(row))


def untold(unit: Unit, kind: str) -> list[ItemRow]:
    """Of this kind, those that the other side has not acknowledged."""
    return [ItemRow(*row) for row in every(unit, _UNTOLD, first=f"{kind}/", last=f"{kind}0")]


def every_of(unit: Unit, kind: str) -> list[ItemRow]:
    return [ItemRow(*row) for row in every(unit, _EVERY, first=f"{kind}/", last=f"{kind}0")]


def count(unit: Unit, kind: str) -> int:
    return int(one(unit, _COUNT, first=f"{kind}/", last=f"{kind}0").number)


def owing(unit: Unit, most: int) -> list[tuple[str, int]]:
    """(key, step) of what came and the other side was not told of."""
    return [(row.key, int(row.taken_step)) for row in every(unit, _OWING, most=most)]


def told(unit: Unit, acknowledged: Sequence[tuple[str, int]]) -> None:
    for key, step in acknowledged:
        run(unit, _TOLD, {"key": key, "step": step, "nothing": False})


def there(unit: Unit, key: str, step: int) -> None:
    """The other side has it as of this step."""
    run(unit, _THERE, {"key": key, "step": step})
