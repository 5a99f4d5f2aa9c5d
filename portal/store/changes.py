"""The order of changes that machines are told of. A number is given to what is committed already, by one at a time, who holds the head until
the numbers are committed, too: so whoever has seen a number has seen, or may see, every lower one. A number drawn while something is
changed could become visible after a higher one (PostgreSQL), and be skipped for ever."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.db import Unit
from portal.store.hand_overs import GOES_OUT
from portal.store.statements import every, one, run, sql

_ANY = sql("SELECT 1 FROM application WHERE numbered <> revision LIMIT 1")
_HEAD = sql("UPDATE change_head SET last = last + 0 WHERE id = 1 RETURNING last")
_UNNUMBERED = "SELECT id, revision FROM application WHERE numbered <> revision ORDER BY id LIMIT :most"
# What somebody is changing at this moment is left to the next time: who waits for rows one after the other can meet another who does.
_FREE = {"sqlite": sql(_UNNUMBERED), "postgresql": sql(f"{_UNNUMBERED} FOR NO KEY UPDATE SKIP LOCKED")}
_NUMBER = sql(
    "UPDATE application SET change_number = :change_number, numbered = :revision WHERE id = :id AND revision = :revision"
)
_LAST = sql("UPDATE change_head SET last = :last WHERE id = 1")
_COLUMNS = (
    "a.id, a.receipt_number, a.procedure, a.version, a.kind, a.duty, a.state, a.door, a.arrived_at, a.due, a.changed_at, "
    "a.decided_at, a.answers_revision, a.change_number, h.answers_revision AS acknowledged"
)


@dataclass(frozen=True)
class ChangeRow:
    """An application as it stands, and the number of its last change. Instants in microseconds. `acknowledged`: the revision of the
    answers that this target acknowledged."""

    id: int
    receipt_number: str
    procedure: str
    version: int
    kind: str
    duty: str
    state: str
    door: str
    arrived_at: int
    due: str
    changed_at: int
    decided_at: int | None
    answers_revision: int
    change_number: int
    acknowledged: int | None


def number(unit: Unit, most: int) -> bool:
    """Gives numbers to at most so many changes; the caller commits. Whether there are more."""
    if one(unit, _ANY) is None:
        return False
    last = int(one(unit, _HEAD)[0])
    rows = every(unit, _FREE[unit.connection.dialect.name], most=most)
    if rows:
        values = [
            {"id": row.id, "revision": row.revision, "change_number": last + at} for at, row in enumerate(rows, 1)
        ]
        run(unit, _NUMBER, values)
        run(unit, _LAST, {"last": last + len(rows)})
    return len(rows) == most


@dataclass(frozen=True)
class Wanted:
    """What a machine may see, and wants to. `duties` each once; `procedures` () and `state` "": any; `waiting`: only what may be handed
    over, and was not acknowledged by this `target`."""

    target: str
    duties: Sequence[str]
    procedures: Sequence[str] = ()
    state: str = ""
    waiting: bool = False


def after(unit: Unit, wanted: Wanted, last: int, most: int) -> list[ChangeRow]:
    """Those whose last change has a higher number, in its order. What was changed since it got its number comes under its next one:
    so nothing comes twice."""
    ranges, values = [], {"target": wanted.target, "last": last, "most": most, "state": wanted.state}
    for at, duty in enumerate(wanted.duties):
        values[f"duty{at}"] = duty
        ranges.append(f"SELECT * FROM ({_range(f'a.duty = :duty{at}', wanted)}) AS of_duty{at}")
    values |= {f"procedure{at}": procedure for at, procedure in enumerate(wanted.procedures)}
    text = sql(f"{' UNION ALL '.join(ranges)} ORDER BY change_number LIMIT :most")
    return [ChangeRow(*row) for row in every(unit, text, **values)] if ranges else []


def _range(duty: str, wanted: Wanted) -> str:
    named = ", ".join(f":procedure{at}" for at in range(len(wanted.procedures)))
    more = f" AND a.procedure IN ({named})" if named else ""
    if wanted.waiting:
        more += f" AND h.application_id IS NULL AND a.state IN {GOES_OUT}"
    return (
        f"SELECT {_COLUMNS} FROM application a LEFT JOIN hand_over h ON h.layout = :target AND h.application_id = a.id "
        f"WHERE {duty} AND a.change_number > :last AND a.numbered = a.revision{more} "
        "AND (:state = '' OR a.state = :state) ORDER BY a.change_number LIMIT :most"
    )
