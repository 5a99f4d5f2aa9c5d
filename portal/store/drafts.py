"""Drafts: answers that were not sent yet. One that was thrown away is nobody's, until its owner has it back."""

from dataclasses import dataclass

from portal.db import Unit
from portal.store.statements import every, insert, one, run, sql


@dataclass(frozen=True)
class DraftRow:
    id: str
    procedure: str
    meaning: str
    door: str
    person_id: str | None
    staff_id: int | None
    key_id: str
    wrapped_key: bytes
    sealed_answers: bytes
    seen: str
    revision: int
    made_at: int
    changed_at: int
    sealed_carried: bytes | None = None  # what its owner is to see of a move to a newer version
    sealed_helped: bytes | None = None  # what who helps wrote and its owner has not read yet


MOST_OLD = 500
_COLUMNS = "id, procedure, meaning, door, person_id, staff_id, key_id, wrapped_key, sealed_answers, seen, revision, made_at, changed_at, sealed_carried, sealed_helped"
_LIVE = "discarded_at IS NULL"
# Of what is filed together one speaks for all: they end on the same day.
_FIRST = (
    "NOT EXISTS (SELECT 1 FROM bundle_part mine JOIN bundle_part other ON other.bundle_id = mine.bundle_id "
    "AND other.place < mine.place JOIN draft before ON before.id = other.uid AND before.discarded_at IS NULL "
    "WHERE mine.uid = draft.id)"
)
_ADD = insert("draft", *_COLUMNS.split(", "))
_BY_ID = sql(f"SELECT {_COLUMNS} FROM draft WHERE id = :id AND {_LIVE}")
_OF_PERSON = sql(
    f"SELECT {_COLUMNS} FROM draft WHERE person_id = :person_id AND {_LIVE} ORDER BY changed_at DESC LIMIT 50"
)
_OF_STAFF = sql(
    f"SELECT {_COLUMNS} FROM draft WHERE staff_id = :staff_id AND {_LIVE} ORDER BY changed_at DESC LIMIT 50"
)
_OF_COLLEAGUES = sql(
    f"SELECT {_COLUMNS} FROM draft WHERE staff_id <> :staff_id AND revision > 0 AND {_LIVE} ORDER BY changed_at DESC LIMIT 50"
)
_SAVE = sql(
    "UPDATE draft SET sealed_answers = :sealed_answers, seen = :seen, changed_at = :changed_at, "
    "sealed_carried = :sealed_carried, sealed_helped = :sealed_helped, revision = revision + 1 "
    "WHERE id = :id AND revision = :revision"
)
# Its day of deletion stays: nobody touched it.
_MOVE = sql(
    "UPDATE draft SET meaning = :meaning, sealed_answers = :sealed_answers, seen = :seen, "
    "sealed_carried = :sealed_carried, revision = revision + 1 WHERE id = :id AND revision = :revision"
)
_CHANGE_DOOR = sql("UPDATE draft SET door = :door WHERE id = :id")
# Whoever proved no address is not asked about: nobody could tell them.
_UNCHANGED = sql(
    "SELECT id, person_id, procedure, changed_at FROM draft WHERE changed_at > :after AND changed_at <= :last AND id > :seen "
    f"AND {_LIVE} AND person_id IN (SELECT person_id FROM contact WHERE state = 'proved') AND {_FIRST} ORDER BY id LIMIT 200"
)
_TAKE_TO_COUNTER = sql("UPDATE draft SET staff_id = :staff_id, door = :door, revision = revision + 1 WHERE id = :id")
_GIVE_BACK = sql("UPDATE draft SET staff_id = NULL, door = 'online', revision = revision + 1 WHERE id = :id")
# Changes nothing, and lets nobody else at this draft until the unit ends.
_LOCK = sql("UPDATE draft SET revision = revision WHERE id = :id")
_DISCARD = sql("UPDATE draft SET discarded_at = :now, revision = revision + 1 WHERE id = :id")
_IS_DISCARDED = sql("SELECT 1 FROM draft WHERE id = :id AND discarded_at IS NOT NULL")
_RESTORE = sql("UPDATE draft SET discarded_at = NULL, revision = revision + 1 WHERE id = :id")
_DISCARDED = sql(
    f"SELECT {_COLUMNS}, discarded_at FROM draft WHERE person_id = :person_id AND discarded_at IS NOT NULL "
    "ORDER BY discarded_at DESC LIMIT 50"
)
# Visits: what was begun at home goes back to its owner instead.
_DISCARDED_VISITS = sql(
    f"SELECT {_COLUMNS}, discarded_at FROM draft WHERE staff_id IS NOT NULL AND person_id IS NULL "
    "AND discarded_at > :after ORDER BY discarded_at DESC LIMIT 50"
)
_REMOVE_DISCARDED_OF = sql(
    "DELETE FROM draft WHERE person_id = :person_id AND procedure = :procedure AND discarded_at IS NOT NULL"
)
_REMOVE_DISCARDED = sql("DELETE FROM draft WHERE discarded_at <= :before")
_REMOVE = sql("DELETE FROM draft WHERE id = :id")
_SEND = sql("DELETE FROM draft WHERE id = :id AND revision = :revision")
# One statement: a draft that is saved at this moment is not old any more when its turn comes.
_REMOVE_OLD = sql(
    "DELETE FROM draft WHERE changed_at < :before AND id IN "
    "(SELECT id FROM draft WHERE changed_at < :before ORDER BY changed_at LIMIT :most)"
)


def add(unit: Unit, draft: DraftRow) -> None:
    run(unit, _ADD, vars(draft))


def by_id(unit: Unit, draft_id: str) -> DraftRow | None:
    row = one(unit, _BY_ID, id=draft_id)
    return DraftRow(*row) if row else None


def of_person(unit: Unit, person_id: str) -> list[DraftRow]:
    return [DraftRow(*row) for row in every(unit, _OF_PERSON, person_id=person_id)]


def of_staff(unit: Unit, staff_id: int) -> list[DraftRow]:
    return [DraftRow(*row) for row in every(unit, _OF_STAFF, staff_id=staff_id)]


def of_colleagues(unit: Unit, staff_id: int) -> list[DraftRow]:
    """Visits that others of the staff began and saved."""
    return [DraftRow(*row) for row in every(unit, _OF_COLLEAGUES, staff_id=staff_id)]


def save(unit: Unit, draft: DraftRow) -> bool:
    """Its answers and what goes with them. False if somebody else saved since `draft.revision` was read."""
    return run(unit, _SAVE, vars(draft)).rowcount == 1


def move(unit: Unit, draft: DraftRow) -> bool:
    """As `save`, and to the version `draft.meaning`."""
    return run(unit, _MOVE, vars(draft)).rowcount == 1


def change_door(unit: Unit, draft_id: str, door: str) -> None:
    run(unit, _CHANGE_DOOR, {"id": draft_id, "door": door})


def take_to_counter(unit: Unit, draft_id: str, staff_id: int, door: str) -> None:
    """A member of staff enters it with its owner, whose it stays."""
    run(unit, _TAKE_TO_COUNTER, {"id": draft_id, "staff_id": staff_id, "door": door})


def give_back(unit: Unit, draft_id: str) -> None:
    """From the counter back to its owner alone."""
    run(unit, _GIVE_BACK, {"id": draft_id})


def lock(unit: Unit, draft_id: str) -> bool:
    """Whoever comes second waits, and sees what the first one stored. False if it is gone. Before anything of it is touched,
    so that two never wait for each other."""
    return run(unit, _LOCK, {"id": draft_id}).rowcount == 1


def send(unit: Unit, draft_id: str, revision: int) -> bool:
    """Removes what was sent. False if somebody saved since `revision` was read: what they saved must not be lost."""
    return run(unit, _SEND, {"id": draft_id, "revision": revision}).rowcount == 1


def discard(unit: Unit, draft_id: str, now: int) -> None:
    run(unit, _DISCARD, {"id": draft_id, "now": now})


def restore(unit: Unit, draft_id: str) -> None:
    run(unit, _RESTORE, {"id": draft_id})


def is_discarded(unit: Unit, draft_id: str) -> bool:
    """Thrown away, and still to be had back."""
    return one(unit, _IS_DISCARDED, id=draft_id) is not None


def discarded_of_person(unit: Unit, person_id: str) -> list[tuple[DraftRow, int]]:
    """With the instant of each, the last one first."""
    return [(DraftRow(*row[:-1]), row[-1]) for row in every(unit, _DISCARDED, person_id=person_id)]


def discarded_at_counter(unit: Unit, after: int) -> list[tuple[DraftRow, int]]:
    """Begun at a counter and thrown away since, with the instant of each, the last one first."""
    return [(DraftRow(*row[:-1]), row[-1]) for row in every(unit, _DISCARDED_VISITS, after=after)]


def remove_discarded_of(unit: Unit, person_id: str, procedure: str) -> None:
    run(unit, _REMOVE_DISCARDED_OF, {"person_id": person_id, "procedure": procedure})


def remove_discarded(unit: Unit, before: int) -> int:
    """Those that were thrown away so long ago; how many."""
    return run(unit, _REMOVE_DISCARDED, {"before": before}).rowcount


def remove(unit: Unit, draft_id: str) -> None:
    run(unit, _REMOVE, {"id": draft_id})


def remove_unchanged_since(unit: Unit, before: int) -> int:
    """Removes the oldest of them, at most MOST_OLD; how many."""
    return run(unit, _REMOVE_OLD, {"before": before, "most": MOST_OLD}).rowcount


def unchanged_between(unit: Unit, after: int, last: int, seen: str) -> list[tuple[str, str, str, int]]:
    """(id, person, procedure, last change) of drafts that were saved last in this time, by people who can be told; at most
    200, those behind the id `seen`."""
    return [tuple(row) for row in every(unit, _UNCHANGED, after=after, last=last, seen=seen)]
