"""Which page a support code was on. No row tells whose it was."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.db import Unit
from portal.store.statements import every, insert, run, sql


@dataclass(frozen=True)
class SupportRow:
    """`error` is a key of ours or the kind of a bug, `places` the boxes that had a mistake, by their ids alone."""

    code: str
    at: int
    method: str
    route: str
    status: int
    error: str
    places: str
    language: str
    procedure: str
    page: str


_NAMES = tuple(SupportRow.__dataclass_fields__)
_ADD = insert("support_entry", *_NAMES)
_OF_CODE = sql(f"SELECT {', '.join(_NAMES)} FROM support_entry WHERE code = :code ORDER BY id DESC LIMIT 20")
_SWEEP = sql("DELETE FROM support_entry WHERE at < :before")
_SWEEP_MANY = sql("DELETE FROM support_entry WHERE id <= (SELECT coalesce(max(id), 0) FROM support_entry) - :most")


def add(unit: Unit, rows: Sequence[SupportRow]) -> None:
    run(unit, _ADD, [vars(row) for row in rows])


def of_code(unit: Unit, code: str) -> list[SupportRow]:
    """The last first; a code may have been drawn twice."""
    return [SupportRow(*row) for row in every(unit, _OF_CODE, code=code)]


def sweep(unit: Unit, before: int, most: int) -> None:
    """What is older, and of the newest no more than `most`."""
    run(unit, _SWEEP, {"before": before})
    run(unit, _SWEEP_MANY, {"most": most})
