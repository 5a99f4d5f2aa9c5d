"""Lines of the 発送簿 and their batches: waiting → checked → packed → sent, and back. Each step is one statement, so that of two
who are at it one does it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam

from portal.db import Unit
from portal.store.statements import every, insert, one, run, sql

WAITING, CHECKED, PACKED, SENT, RETURNED, DROPPED = "waiting", "checked", "packed", "sent", "returned", "dropped"
OPEN = (WAITING, CHECKED, PACKED)


@dataclass(frozen=True)
class DispatchRow:
    """Instants are microseconds UTC, days ISO days ("" = none). `source` is of the table that `kind` names; `copies` 0 is the
    first."""

    id: int
    application_id: int
    duty: str
    kind: str
    source: int
    copies: int
    state: str
    why: str
    registered: int
    sealed_note: bytes
    put_at: int
    checked_by: int | None
    batch_id: int | None
    place: int
    sent_on: str
    sent_by: int | None
    marked_at: int | None
    returned_on: str

    @property
    def note_name(self) -> str:
        """To which its note is sealed, with the key of the application."""
        return f"dispatch:{self.kind}:{self.source}:{self.copies}"


@dataclass(frozen=True)
class BatchRow:
    id: int
    duty: str
    day: str
    made_by: int
    made_at: int
    printed_at: int | None


_COLUMNS = (
    "id, application_id, duty, kind, source, copies, state, why, registered, sealed_note, put_at, checked_by, batch_id, place, "
    "sent_on, sent_by, marked_at, returned_on"
)
_BATCH = "id, duty, day, made_by, made_at, printed_at"
_ADD = insert("dispatch", *_COLUMNS.split(", ")[1:], tail="ON CONFLICT DO NOTHING")
_BY_ID = sql(f"SELECT {_COLUMNS} FROM dispatch WHERE id = :id")
_OF_APPLICATION = sql(f"SELECT {_COLUMNS} FROM dispatch WHERE application_id = :application_id ORDER BY id")
_OF_BATCH = sql(f"SELECT {_COLUMNS} FROM dispatch WHERE batch_id = :batch_id ORDER BY place, id")
_IN_STATE = sql(
    f"SELECT {_COLUMNS} FROM dispatch WHERE duty = :duty AND state = :state ORDER BY id LIMIT :most OFFSET :after"
)
_LATEST = sql(
    f"SELECT {_COLUMNS} FROM dispatch WHERE duty = :duty AND state = :state ORDER BY id DESC LIMIT :most OFFSET :after"
)
_SENT_BETWEEN = sql(
    f"SELECT {_COLUMNS} FROM dispatch WHERE duty = :duty AND sent_on BETWEEN :since AND :until ORDER BY sent_on, batch_id, place, id"
)
_COUNTS = sql("SELECT state, COUNT(*) FROM dispatch WHERE duty = :duty GROUP BY state")
_STEP = sql("UPDATE dispatch SET state = :to, why = :why WHERE id = :id AND state = :was")
_NOTE = sql(
    "UPDATE dispatch SET sealed_note = :sealed_note, registered = :registered WHERE id = :id AND state = 'waiting'"
)
_CHECK = sql(
    "UPDATE dispatch SET state = 'checked', checked_by = :by, sealed_note = :sealed_note, registered = :registered "
    "WHERE id = :id AND state = 'waiting'"
)
_PACK = sql(
    "UPDATE dispatch SET state = 'packed', batch_id = :batch_id, place = :place WHERE id = :id AND state = 'checked' AND duty = :duty"
)
_UNPACK = sql(
    "UPDATE dispatch SET state = :to, batch_id = NULL, place = 0, why = :why WHERE id = :id AND state = 'packed'"
)
_SEND = sql(
    "UPDATE dispatch SET state = 'sent', sent_on = :on, sent_by = :by, marked_at = :now WHERE id = :id AND batch_id = :batch_id "
    "AND state = 'packed'"
)
_UNSEND = sql(
    "UPDATE dispatch SET state = 'packed', sent_on = '', sent_by = NULL, marked_at = NULL WHERE id = :id AND state = 'sent'"
)
_RETURN = sql("UPDATE dispatch SET state = 'returned', returned_on = :on, why = :why WHERE id = :id AND state = 'sent'")
_ADD_BATCH = insert("dispatch_batch", "duty", "day", "made_by", "made_at", tail="RETURNING id")
_BATCH_BY_ID = sql(f"SELECT {_BATCH} FROM dispatch_batch WHERE id = :id")
_BATCHES = sql(
    f"SELECT {_BATCH} FROM dispatch_batch b WHERE duty = :duty AND EXISTS "
    "(SELECT 1 FROM dispatch d WHERE d.batch_id = b.id) ORDER BY id DESC LIMIT :most"
)
_PRINTED = sql("UPDATE dispatch_batch SET printed_at = :now WHERE id = :id")
_SENT_OF = sql(
    "SELECT DISTINCT application_id, sent_on FROM dispatch WHERE application_id IN :ids AND state IN ('sent', 'returned') "
    "ORDER BY application_id, sent_on"
).bindparams(bindparam("ids", expanding=True))


def add(unit: Unit, row: DispatchRow) -> bool:
    """Its `id` is given here. False if there is a line of this letter and copy."""
    return run(unit, _ADD, {name: value for name, value in vars(row).items() if name != "id"}).rowcount == 1


def by_id(unit: Unit, line_id: int) -> DispatchRow | None:
    row = one(unit, _BY_ID, id=line_id)
    return DispatchRow(*row) if row else None


def of_application(unit: Unit, application_id: int) -> list[DispatchRow]:
    """The first one first."""
    return [DispatchRow(*row) for row in every(unit, _OF_APPLICATION, application_id=application_id)]


def of_batch(unit: Unit, batch_id: int) -> list[DispatchRow]:
    return [DispatchRow(*row) for row in every(unit, _OF_BATCH, batch_id=batch_id)]


def in_state(unit: Unit, duty: str, state: str, *, after: int = 0, most: int) -> list[DispatchRow]:
    """What is to be done, the oldest first; what was done, the latest first. `after`: how many are passed over."""
    statement = _IN_STATE if state in OPEN else _LATEST
    return [DispatchRow(*row) for row in every(unit, statement, duty=duty, state=state, after=after, most=most)]


def sent_between(unit: Unit, duty: str, since: str, until: str) -> list[DispatchRow]:
    """Both days included; also those that came back since."""
    return [DispatchRow(*row) for row in every(unit, _SENT_BETWEEN, duty=duty, since=since, until=until)]


def counts(unit: Unit, duty: str) -> dict[str, int]:
    return {row[0]: int(row[1]) for row in every(unit, _COUNTS, duty=duty)}


def sent_days(unit: Unit, application_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """On which days something of each of these was posted, each day once, the first one first; those without are absent."""
    found: dict[int, tuple[str, ...]] = {}
    for row in every(unit, _SENT_OF, ids=list(application_ids)):
        found[row.application_id] = (*found.get(row.application_id, ()), row.sent_on)
    return found


def step(unit: Unit, line_id: int, was: str, to: str, why: str = "") -> bool:
    """False if it is not in the state `was` any more; so it is with those below."""
    return run(unit, _STEP, {"id": line_id, "was": was, "to": to, "why": why}).rowcount == 1


def note(unit: Unit, row: DispatchRow, sealed_note: bytes, registered: int) -> bool:
    """Of a line that waits."""
    return run(unit, _NOTE, {"id": row.id, "sealed_note": sealed_note, "registered": registered}).rowcount == 1


def check(unit: Unit, row: DispatchRow, sealed_note: bytes, registered: int, staff_id: int) -> bool:
    values = {"id": row.id, "sealed_note": sealed_note, "registered": registered, "by": staff_id}
    return run(unit, _CHECK, values).rowcount == 1


def add_batch(unit: Unit, duty: str, day: str, staff_id: int, now: int) -> int:
    return int(one(unit, _ADD_BATCH, duty=duty, day=day, made_by=staff_id, made_at=now)[0])


def pack(unit: Unit, line_id: int, duty: str, batch_id: int, place: int) -> bool:
    return run(unit, _PACK, {"id": line_id, "duty": duty, "batch_id": batch_id, "place": place}).rowcount == 1


def unpack(unit: Unit, line_id: int, to: str, why: str = "") -> bool:
    return run(unit, _UNPACK, {"id": line_id, "to": to, "why": why}).rowcount == 1


def batch(unit: Unit, batch_id: int) -> BatchRow | None:
    row = one(unit, _BATCH_BY_ID, id=batch_id)
    return BatchRow(*row) if row else None


def batches(unit: Unit, duty: str, most: int) -> list[BatchRow]:
    """The latest first; without those that nothing is left of."""
    return [BatchRow(*row) for row in every(unit, _BATCHES, duty=duty, most=most)]


def mark_printed(unit: Unit, batch_id: int, now: int) -> None:
    run(unit, _PRINTED, {"id": batch_id, "now": now})


def send(unit: Unit, line_id: int, batch_id: int, on: str, staff_id: int, now: int) -> bool:
    values = {"id": line_id, "batch_id": batch_id, "on": on, "by": staff_id, "now": now}
    return run(unit, _SEND, values).rowcount == 1


def unsend(unit: Unit, line_id: int) -> bool:
    return run(unit, _UNSEND, {"id": line_id}).rowcount == 1


def come_back(unit: Unit, line_id: int, on: str, why: str) -> bool:
    return run(unit, _RETURN, {"id": line_id, "on": on, "why": why}).rowcount == 1
