"""Places at times: held, kept, given back. The unique key (resource, slot, starts, number) decides who was first."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from forms.kind import IN_VAIN
from portal.db import Unit
from portal.store.statements import every, insert, one, run, sql


@dataclass(frozen=True)
class Time:
    """One time that is booked."""

    resource: str
    slot: str
    starts: str
    ends: str = ""
    place: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        return self.resource, self.slot, self.starts


@dataclass(frozen=True)
class Taker:
    """Who takes a place for which question: a draft, until an instant, or an application."""

    question: str
    draft_id: str | None = None
    application_id: int | None = None


@dataclass(frozen=True)
class ReservationRow:
    id: int
    resource: str
    slot: str
    starts: str
    ends: str
    place: str
    number: int | None
    draft_id: str | None
    application_id: int | None
    question: str
    until: int | None
    uid: str
    sequence: int
    made_at: int
    changed_at: int
    came_at: int | None = None
    away: bool = False

    @property
    def time(self) -> Time:
        return Time(self.resource, self.slot, self.starts, self.ends, self.place)


_COLUMNS = (
    "id, resource, slot, starts, ends, place, number, draft_id, application_id, question, until, uid, sequence, made_at, "
    "changed_at, came_at, away"
)
_TIME = "resource = :resource AND slot = :slot AND starts = :starts"
_LIVE = "number IS NOT NULL AND (until IS NULL OR until > :now)"
_ADD = insert(
    "reservation",
    *(name for name in _COLUMNS.split(", ") if name not in ("id", "came_at")),
    tail="ON CONFLICT DO NOTHING RETURNING id",
)
_NUMBERS = sql(f"SELECT number FROM reservation WHERE {_TIME} AND number IS NOT NULL")
_DROP_PAST = sql(f"DELETE FROM reservation WHERE {_TIME} AND until <= :now")
_SWEEP = sql("DELETE FROM reservation WHERE until <= :now")
_COUNTS = sql(
    f"SELECT slot, starts, count(*) FROM reservation WHERE resource = :resource AND starts >= :today AND {_LIVE} "
    "AND (draft_id IS NULL OR draft_id <> :draft_id) AND (application_id IS NULL OR application_id <> :application_id) "
    "GROUP BY slot, starts"
)
_AWAY = sql(
    "SELECT slot, starts, count(*) FROM reservation WHERE resource = :resource AND starts >= :today AND number IS NOT NULL "
    "AND away GROUP BY slot, starts"
)
_OF_DRAFT = sql(f"SELECT {_COLUMNS} FROM reservation WHERE draft_id = :draft_id ORDER BY starts, id")
_OF_APPLICATION = sql(f"SELECT {_COLUMNS} FROM reservation WHERE application_id = :application_id ORDER BY starts, id")
_OF_DAY = sql(
    f"SELECT {_COLUMNS} FROM reservation WHERE resource = :resource AND starts >= :first AND starts < :last "
    "AND number IS NOT NULL ORDER BY starts, slot, number"
)
_ON_DAY = sql(
    f"SELECT {_COLUMNS} FROM reservation WHERE starts >= :first AND starts < :last AND application_id IS NOT NULL "
    "AND number IS NOT NULL ORDER BY starts, slot, number"
)
_EXTEND = sql(
    f"UPDATE reservation SET until = :until, changed_at = :now WHERE draft_id = :draft_id AND question = :question AND {_TIME}"
)
_FREE_OTHERS = sql(f"DELETE FROM reservation WHERE draft_id = :draft_id AND question = :question AND NOT ({_TIME})")
_FREE_HOLDS = sql("DELETE FROM reservation WHERE draft_id = :draft_id AND question = :question")
_FREE_HOLD = sql(f"DELETE FROM reservation WHERE draft_id = :draft_id AND question = :question AND {_TIME}")
_FREE_DRAFT = sql("DELETE FROM reservation WHERE draft_id = :draft_id")
_KEEP = sql(
    "UPDATE reservation SET application_id = :application_id, draft_id = NULL, until = NULL, changed_at = :now "
    f"WHERE draft_id = :draft_id AND question = :question AND {_TIME}"
)
_GIVE_BACK = sql(
    "UPDATE reservation SET number = NULL, sequence = sequence + 1, changed_at = :now WHERE id = :id AND number IS NOT NULL"
)
_ENDED = ", ".join(f"'{state}'" for state in IN_VAIN)
# Places of times that come, and those of a capacity, whose time never comes.
_COME = sql("UPDATE reservation SET came_at = COALESCE(came_at, :now) WHERE id = :id")
_OF_ENDED = sql(
    "SELECT r.id FROM reservation r JOIN application a ON a.id = r.application_id "
    f"WHERE (r.starts >= :today OR r.starts = '') AND r.number IS NOT NULL AND a.state IN ({_ENDED})"
)
_TAKEN_IN_ALL = sql(f"SELECT count(*) FROM reservation WHERE {_TIME} AND {_LIVE}")


def numbers(unit: Unit, time: Time) -> set[int]:
    """The places of this time that are not free."""
    return {row[0] for row in every(unit, _NUMBERS, resource=time.resource, slot=time.slot, starts=time.starts)}


def add(unit: Unit, time: Time, taker: Taker, number: int, uid: str, until: int | None, now: int) -> int | None:
    """None if somebody else has this place, or takes it at this moment: then it waits for them to end first."""
    values = {
        **vars(time), **vars(taker), "number": number, "uid": uid, "until": until, "sequence": 0, "made_at": now,
        "changed_at": now, "away": False,
    }  # fmt: skip
    row = one(unit, _ADD, **values)
    return int(row[0]) if row else None


def copy(unit: Unit, row: ReservationRow) -> bool:
    """As it is at the other zone; `row.id` is not looked at. False if somebody else has this place."""
    return one(unit, _ADD, **{name: value for name, value in vars(row).items() if name != "id"}) is not None


def drop_past(unit: Unit, time: Time, now: int) -> None:
    """Holds of this time that were not made good."""
    run(unit, _DROP_PAST, {**_of(time), "now": now})


def sweep(unit: Unit, now: int) -> int:
    """Every hold that was not made good; how many."""
    return run(unit, _SWEEP, {"now": now}).rowcount


def counts(
    unit: Unit, resource: str, now: int, today: str, *, draft_id: str = "", application_id: int = 0
) -> dict[tuple[str, str], int]:
    """How many places are taken at each (slot, starts) from `today` on, by others than this draft or application."""
    rows = every(
        unit, _COUNTS, resource=resource, now=now, today=today, draft_id=draft_id, application_id=application_id
    )
    return {(row[0], row[1]): row[2] for row in rows}


def away(unit: Unit, resource: str, today: str) -> dict[tuple[str, str], int]:
    """How many of the places that are taken at each (slot, starts) from `today` on were given at the other zone."""
    return {(row[0], row[1]): row[2] for row in every(unit, _AWAY, resource=resource, today=today)}


def taken(unit: Unit, time: Time, now: int) -> int:
    return int(one(unit, _TAKEN_IN_ALL, **_of(time), now=now)[0])


def of_draft(unit: Unit, draft_id: str) -> list[ReservationRow]:
    return _rows(every(unit, _OF_DRAFT, draft_id=draft_id))


def of_application(unit: Unit, application_id: int) -> list[ReservationRow]:
    """Those that were given back, too."""
    return _rows(every(unit, _OF_APPLICATION, application_id=application_id))


def of_day(unit: Unit, resource: str, day: str) -> list[ReservationRow]:
    return _rows(every(unit, _OF_DAY, resource=resource, first=f"{day}T00:00", last=f"{day}T99"))


def on_day(unit: Unit, day: str) -> list[ReservationRow]:
    """Of applications alone, whatever is booked."""
    return _rows(every(unit, _ON_DAY, first=f"{day}T00:00", last=f"{day}T99"))


def extend(unit: Unit, draft_id: str, question: str, time: Time, until: int, now: int) -> bool:
    """False if this draft holds no place there."""
    values = {**_of(time), "draft_id": draft_id, "question": question, "until": until, "now": now}
    return run(unit, _EXTEND, values).rowcount > 0


def free_holds(unit: Unit, draft_id: str, question: str, but: Time | None = None) -> None:
    """What the draft holds for this question, but one time."""
    values = {"draft_id": draft_id, "question": question}
    if but is None:
        run(unit, _FREE_HOLDS, values)
    else:
        run(unit, _FREE_OTHERS, {**values, **_of(but)})


def free_hold(unit: Unit, draft_id: str, question: str, time: Time) -> None:
    """What the draft holds at this time."""
    run(unit, _FREE_HOLD, {**_of(time), "draft_id": draft_id, "question": question})


def free_draft(unit: Unit, draft_id: str) -> None:
    """All that it holds."""
    run(unit, _FREE_DRAFT, {"draft_id": draft_id})


def keep(unit: Unit, draft_id: str, application_id: int, question: str, time: Time, now: int) -> bool:
    """The hold becomes the application's."""
    values = {
        **_of(time), "draft_id": draft_id, "application_id": application_id, "question": question, "now": now,
    }  # fmt: skip
    return run(unit, _KEEP, values).rowcount == 1


def give_back(unit: Unit, reservation_id: int, now: int) -> bool:
    """False if it was given back before."""
    return run(unit, _GIVE_BACK, {"id": reservation_id, "now": now}).rowcount == 1


def come(unit: Unit, reservation_id: int, now: int) -> None:
    """Whoever booked it is there; the first time counts."""
    run(unit, _COME, {"id": reservation_id, "now": now})


def of_ended(unit: Unit, today: str) -> list[int]:
    """The ids of places from `today` on of applications that ended so that nobody comes."""
    return [int(row[0]) for row in every(unit, _OF_ENDED, today=today)]


def _of(time: Time) -> dict[str, Any]:
    return {"resource": time.resource, "slot": time.slot, "starts": time.starts}


def _rows(found: Iterable[Any]) -> list[ReservationRow]:
    return [ReservationRow(*row) for row in found]
