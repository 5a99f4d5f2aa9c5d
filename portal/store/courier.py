"""Where applications stand between the zones, and the ledger of the packages. The ledger is only added to."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.db import Unit
from portal.store.statements import every, insert, one, run, sql

OUT, IN = "out", "in"
PACKED, ARRIVED, LOST = "packed", "arrived", "lost"
TAKEN, AGAIN, REFUSED = "taken", "again", "refused"


@dataclass(frozen=True)
class CaseRow:
    """As `models/courier_case`; everything 0 or "" while nothing went either way."""

    application_id: int
    sent_step: int = 0
    sent_mark: str = ""
    sent_in: int = 0
    sent_at: int = 0
    sent_files: str = ""
    there_step: int = 0
    there_files: str = ""
    taken_step: int = 0
    taken_acts: str = ""
    owes: bool = False
    looked_at: int = 0


@dataclass(frozen=True)
class StepRow:
    """One line of the ledger."""

    at: int
    way: str
    number: int
    digest: str
    act: str
    reason: str = ""
    items: int = 0
    left_over: int = 0
    size: int = 0
    actor: str = ""


@dataclass(frozen=True)
class WaitingRow:
    """An application that the other side has not acknowledged. `sent_in` 0: it was packed in none yet."""

    receipt_number: str
    arrived_at: int
    sent_in: int
    sent_at: int


_CASE = (
    "application_id, sent_step, sent_mark, sent_in, sent_at, sent_files, there_step, there_files, taken_step, taken_acts, "
    "owes, looked_at"
)
_STEP = "at, way, number, digest, act, reason, items, left_over, size, actor"
_OF = sql(f"SELECT {_CASE} FROM courier_case WHERE application_id = :application_id")
_KEEP = insert(
    "courier_case", *_CASE.split(", "),
    tail="ON CONFLICT (application_id) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in _CASE.split(", ")[1:]),
)  # fmt: skip
_LOOKED = sql("UPDATE courier_case SET looked_at = :now WHERE application_id = :application_id AND sent_mark = :mark")
_ADD_STEP = insert("courier_step", *_STEP.split(", "), tail="ON CONFLICT DO NOTHING")
_STEPS = sql(f"SELECT {_STEP} FROM courier_step ORDER BY id DESC LIMIT :most")
_OF_NUMBER = sql(f"SELECT {_STEP} FROM courier_step WHERE way = :way AND number = :number ORDER BY id")
_LAST = sql("SELECT COALESCE(MAX(number), 0) AS number FROM courier_step WHERE way = :way AND act = :act")
_NUMBERS = sql("SELECT DISTINCT number FROM courier_step WHERE way = :way AND act = :act ORDER BY number")
_PACKED_AS = sql("SELECT 1 FROM courier_step WHERE act = 'packed' AND digest = :digest")
_OWING = sql(
    "SELECT a.uid, c.taken_step FROM courier_case c JOIN application a ON a.id = c.application_id WHERE c.owes "
    "ORDER BY c.application_id LIMIT :most"
)
_TOLD = sql(
    "UPDATE courier_case SET owes = :nothing WHERE taken_step = :step AND application_id = "
    "(SELECT id FROM application WHERE uid = :uid)"
)
_THERE = sql(
    "UPDATE courier_case SET there_step = :step, there_files = CASE WHEN sent_step = :step THEN sent_files ELSE there_files "
    "END WHERE there_step < :step AND sent_step >= :step AND application_id = (SELECT id FROM application WHERE uid = :uid)"
)
# Open ones may differ at any time; of the others only what has a later instant somewhere. The instants overlap a little, because
# whoever stores at the same moment commits later.
_SINCE = "(COALESCE(c.looked_at, 0) - 60000000)"
_CHANGED = (
    f"(c.application_id IS NULL OR c.there_step < c.sent_step OR a.decided_at IS NULL OR a.changed_at > {_SINCE} "
    f"OR EXISTS (SELECT 1 FROM message m WHERE m.application_id = a.id AND (m.sent_at > {_SINCE} OR m.read_at > {_SINCE})) "
    f"OR EXISTS (SELECT 1 FROM opening o WHERE o.application_id = a.id AND o.opened_at > {_SINCE}) "
    f"OR EXISTS (SELECT 1 FROM electronic_delivery e WHERE e.application_id = a.id AND e.declared_at > {_SINCE}) "
    f"OR EXISTS (SELECT 1 FROM delegation d WHERE d.application_id = a.id AND d.judged_at > {_SINCE}) "
    f"OR EXISTS (SELECT 1 FROM outbox b WHERE b.application_id = a.id AND b.kind = 'letter' AND b.changed_at > {_SINCE}) "
    f"OR EXISTS (SELECT 1 FROM notice n WHERE n.application_id = a.id AND n.made_at > {_SINCE}) "
    f"OR EXISTS (SELECT 1 FROM payment p WHERE p.application_id = a.id AND p.changed_at > {_SINCE}) "
    f"OR EXISTS (SELECT 1 FROM reservation r WHERE r.application_id = a.id AND r.changed_at > {_SINCE}) "
    f"OR EXISTS (SELECT 1 FROM attachment f WHERE f.application_id = a.id AND f.made_at > {_SINCE}))"
)
_FROM_OUTER = sql(
    "SELECT a.id FROM application a LEFT JOIN courier_case c ON c.application_id = a.id "
    f"WHERE a.id > :after AND {_CHANGED} ORDER BY a.id LIMIT :most"
)
_FROM_INNER = sql(
    "SELECT a.id FROM courier_case c JOIN application a ON a.id = c.application_id "
    f"WHERE a.id > :after AND c.taken_step > 0 AND {_CHANGED} ORDER BY a.id LIMIT :most"
)
_WAITING = (
    "SELECT a.receipt_number, a.arrived_at, COALESCE(c.sent_in, 0) AS sent_in, COALESCE(c.sent_at, 0) AS sent_at "
    "FROM application a {join} courier_case c ON c.application_id = a.id "
    "WHERE {what} ORDER BY a.id LIMIT :most"
)
_WAITING_OUTER = sql(
    _WAITING.format(join="LEFT JOIN", what="c.application_id IS NULL OR c.sent_step = 0 OR c.there_step < c.sent_step")
)
_WAITING_INNER = sql(_WAITING.format(join="JOIN", what="c.there_step < c.sent_step"))
_ADD_APART = insert(
    "courier_apart", "application_id", "act", "sealed_content", "came_at", tail="ON CONFLICT DO NOTHING"
)
_APARTS = sql(
    "SELECT a.receipt_number, p.act, p.came_at FROM courier_apart p JOIN application a ON a.id = p.application_id "
    "ORDER BY p.came_at DESC, p.application_id LIMIT :most"
)
_APART = sql(
    "SELECT act, sealed_content, came_at FROM courier_apart WHERE application_id = :application_id ORDER BY came_at, act"
)


def of(unit: Unit, application_id: int) -> CaseRow | None:
    row = one(unit, _OF, application_id=application_id)
    return CaseRow(*row) if row else None


def keep(unit: Unit, row: CaseRow) -> None:
    run(unit, _KEEP, vars(row))


def looked(unit: Unit, application_id: int, mark: str, now: int) -> None:
    """Nothing of it differs from what was sent under this mark."""
    run(unit, _LOOKED, {"application_id": application_id, "mark": mark, "now": now})


def changed(unit: Unit, outer: bool, after: int, most: int) -> list[int]:
    """Applications that may differ from what was sent of them, by id. Inside, only those that came by courier."""
    statement = _FROM_OUTER if outer else _FROM_INNER
    return [int(row.id) for row in every(unit, statement, after=after, most=most)]


def add_step(unit: Unit, row: StepRow) -> bool:
    """False if this number was packed, or taken, before."""
    return run(unit, _ADD_STEP, vars(row)).rowcount == 1


def steps(unit: Unit, most: int) -> list[StepRow]:
    """The newest first."""
    return [StepRow(*row) for row in every(unit, _STEPS, most=most)]


def steps_of(unit: Unit, way: str, number: int) -> list[StepRow]:
    return [StepRow(*row) for row in every(unit, _OF_NUMBER, way=way, number=number)]


def last_number(unit: Unit, way: str, act: str) -> int:
    row = one(unit, _LAST, way=way, act=act)
    return int(row.number)


def was_packed(unit: Unit, digest: str) -> bool:
    return one(unit, _PACKED_AS, digest=digest) is not None


def numbers(unit: Unit, way: str, act: str) -> list[int]:
    return [int(row.number) for row in every(unit, _NUMBERS, way=way, act=act)]


def owing(unit: Unit, most: int) -> list[tuple[str, int]]:
    """(uid, step) of what came and the other side was not told of."""
    return [(row.uid, int(row.taken_step)) for row in every(unit, _OWING, most=most)]


def told(unit: Unit, acknowledged: Sequence[tuple[str, int]]) -> None:
    for uid, step in acknowledged:
        run(unit, _TOLD, {"uid": uid, "step": step, "nothing": False})


def there(unit: Unit, uid: str, step: int) -> bool:
    """The other side has it as of this step. False where it said so before, or this was never sent."""
    return run(unit, _THERE, {"uid": uid, "step": step}).rowcount == 1


def waiting(unit: Unit, outer: bool, most: int) -> list[WaitingRow]:
    """What the other side has not acknowledged, the oldest first."""
    return [WaitingRow(*row) for row in every(unit, _WAITING_OUTER if outer else _WAITING_INNER, most=most)]


def add_apart(unit: Unit, application_id: int, act: str, sealed_content: bytes, now: int) -> bool:
    """False if it lies there already."""
    values = {"application_id": application_id, "act": act, "sealed_content": sealed_content, "came_at": now}
    return run(unit, _ADD_APART, values).rowcount == 1


def aparts(unit: Unit, most: int) -> list[tuple[str, str, int]]:
    """(receipt number, what, when it came), the newest first."""
    return [(row.receipt_number, row.act, int(row.came_at)) for row in every(unit, _APARTS, most=most)]


def apart_of(unit: Unit, application_id: int) -> list[tuple[str, bytes, int]]:
    """(what, its sealed content, when it came) of one application."""
    rows = every(unit, _APART, application_id=application_id)
    return [(row.act, bytes(row.sealed_content), int(row.came_at)) for row in rows]
