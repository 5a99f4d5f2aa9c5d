"""Applications that came from outside, and what became of each. A number is claimed by one package alone, whoever takes two of
them at the same moment; every change of state is one statement that says what it was before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam

from portal.db import Unit
from portal.store.statements import every, insert_rows, one, run, sql

WAITING, TAKEN, REPEATED, QUARANTINED, DISCARDED = "waiting", "taken", "repeated", "quarantined", "discarded"
STATES = (TAKEN, REPEATED, WAITING, QUARANTINED, DISCARDED)
SHOWN = 100


@dataclass(frozen=True)
class PackageRow:
    id: int
    file_id: int
    place: int
    content_hash: str
    their_number: str
    claim: str | None
    form: str
    form_version: str
    procedure: str
    duty: str
    synthetic: bool
    state: str
    reason: str
    place_of_reason: str
    tries: int
    application_id: int | None
    sealed_findings: bytes | None
    sealed_note: bytes | None
    changed_at: int
    changed_by: str


@dataclass(frozen=True)
class Move:
    """From `was` to `to`, and why."""

    was: str
    to: str
    reason: str
    at: int
    by: str
    procedure: str = ""
    duty: str = ""
    place: str = ""


_COLUMNS = (
    "id, file_id, place, content_hash, their_number, claim, form, form_version, procedure, duty, synthetic, state, reason, "
    "place_of_reason, tries, application_id, sealed_findings, sealed_note, changed_at, changed_by"
)
_ADD = insert_rows("import_package", *_COLUMNS.split(", ")[1:], tail="ON CONFLICT DO NOTHING RETURNING file_id, place")
_WAITING_OF = sql(
    f"SELECT {_COLUMNS} FROM import_package WHERE file_id IN :file_ids AND state = 'waiting' ORDER BY file_id, place"
).bindparams(bindparam("file_ids", expanding=True))
_BY_ID = sql(f"SELECT {_COLUMNS} FROM import_package WHERE id = :id")
_OF_FILE = sql(f"SELECT {_COLUMNS} FROM import_package WHERE file_id = :file_id ORDER BY place")
_OF_NUMBER = sql(f"SELECT {_COLUMNS} FROM import_package WHERE their_number = :their_number ORDER BY id")
_HOLDER = sql(f"SELECT {_COLUMNS} FROM import_package WHERE claim = :claim")
_OF_APPLICATION = sql(
    f"SELECT {_COLUMNS} FROM import_package WHERE application_id = :application_id AND state = 'taken'"
)
_FILES_WAITING = sql(
    "SELECT DISTINCT file_id FROM import_package WHERE state = 'waiting' AND file_id > :after ORDER BY file_id LIMIT :most"
)
_SETTLE = sql(
    "UPDATE import_package SET state = :to, reason = :reason, place_of_reason = :place, changed_at = :at, changed_by = :by, "
    "procedure = CASE WHEN :procedure <> '' THEN :procedure ELSE procedure END, "
    "duty = CASE WHEN :duty <> '' THEN :duty ELSE duty END, tries = tries + 1 WHERE id = :id AND state = :was"
)
_TAKE = sql(
    "UPDATE import_package SET state = 'taken', reason = '', place_of_reason = '', procedure = :procedure, duty = :duty, "
    "application_id = :application_id, sealed_findings = :sealed_findings, changed_at = :at, changed_by = :by, "
    "tries = tries + 1 WHERE id = :id AND state = 'waiting'"
)
_CLAIM = sql(
    "UPDATE import_package SET claim = :claim WHERE id = :id "
    "AND NOT EXISTS (SELECT 1 FROM import_package o WHERE o.claim = :claim AND o.id <> :id)"
)
_REMOVE_UNREAD = sql("DELETE FROM import_package WHERE file_id = :file_id AND content_hash = '' AND state = 'waiting'")
_DROP = sql("UPDATE import_package SET claim = NULL, sealed_note = :sealed_note WHERE id = :id")
_COUNTS = sql("SELECT state, COUNT(*) AS number FROM import_package GROUP BY state")
_WHERE = "(p.duty = '' OR p.duty IN :duties)"
_LATEST = sql(
    f"SELECT {', '.join(f'p.{name}' for name in _COLUMNS.split(', '))} FROM import_package p "
    f"WHERE p.state IN :states AND {_WHERE} AND p.id < :before ORDER BY p.id DESC LIMIT {SHOWN}"
).bindparams(bindparam("states", expanding=True), bindparam("duties", expanding=True))
_COUNTS_OF = sql(
    f"SELECT p.state, COUNT(*) AS number FROM import_package p WHERE {_WHERE} GROUP BY p.state"
).bindparams(bindparam("duties", expanding=True))
_SYNTHETIC = sql(
    "SELECT application_id FROM import_package WHERE synthetic AND state = 'taken' AND application_id IN :ids"
).bindparams(bindparam("ids", expanding=True))
_OF_FORM = sql(
    f"SELECT {_COLUMNS} FROM import_package WHERE form = :form AND state = 'quarantined' ORDER BY id LIMIT :most"
)
_FREE = sql(
    "UPDATE import_package SET state = 'waiting' WHERE form = :form AND state = 'quarantined' AND reason = :reason"
)


@dataclass(frozen=True)
class Taking:
    """The package `id` became this application."""

    id: int
    application_id: int
    procedure: str
    duty: str
    sealed_findings: bytes
    at: int
    by: str


def add(unit: Unit, rows: Sequence[PackageRow]) -> set[tuple[int, int]]:
    """(file, place) of those that stand there now: not where another package has the number that this one claims."""
    return {(int(found[0]), int(found[1])) for found in _ADD.run(unit, [vars(row) for row in rows])}


def by_id(unit: Unit, package_id: int) -> PackageRow | None:
    row = one(unit, _BY_ID, id=package_id)
    return PackageRow(*row) if row else None


def of_file(unit: Unit, file_id: int) -> list[PackageRow]:
    return [PackageRow(*row) for row in every(unit, _OF_FILE, file_id=file_id)]


def waiting_of(unit: Unit, file_ids: Sequence[int]) -> dict[int, list[PackageRow]]:
    """Those of these files that wait, by file and in their order."""
    found: dict[int, list[PackageRow]] = {number: [] for number in file_ids}
    for row in every(unit, _WAITING_OF, file_ids=list(file_ids)):
        found[row.file_id].append(PackageRow(*row))
    return found


def of_number(unit: Unit, their_number: str) -> list[PackageRow]:
    """Whatever came under this number."""
    return [PackageRow(*row) for row in every(unit, _OF_NUMBER, their_number=their_number)]


def holder(unit: Unit, claim: str) -> PackageRow | None:
    """The one that may become an application, or is it already."""
    row = one(unit, _HOLDER, claim=claim)
    return PackageRow(*row) if row else None


def of_application(unit: Unit, application_id: int) -> PackageRow | None:
    row = one(unit, _OF_APPLICATION, application_id=application_id)
    return PackageRow(*row) if row else None


def files_waiting(unit: Unit, after: int, most: int) -> list[int]:
    """Files with anything that waits, behind `after`."""
    return [int(row[0]) for row in every(unit, _FILES_WAITING, after=after, most=most)]


def move(unit: Unit, package_id: int, move: Move) -> bool:
    """False if it is not in that state any more: somebody else was faster."""
    return run(unit, _SETTLE, {"id": package_id, **vars(move)}).rowcount == 1


def take(unit: Unit, taken: Sequence[Taking]) -> bool:
    """False if one of them waits no more: somebody else was faster, and the caller stores nothing. All go in the same order, so that
    two who take the same never wait for each other."""
    return run(unit, _TAKE, [vars(one) for one in sorted(taken, key=lambda one: one.id)]).rowcount == len(taken)


def claim(unit: Unit, package_id: int, their_number: str) -> bool:
    """False where another one has the number."""
    return run(unit, _CLAIM, {"id": package_id, "claim": their_number}).rowcount == 1


def remove_unread(unit: Unit, file_id: int) -> bool:
    """The row that stands for a file that could not be read. False if somebody else was faster."""
    return run(unit, _REMOVE_UNREAD, {"file_id": file_id}).rowcount == 1


def drop(unit: Unit, package_id: int, sealed_note: bytes) -> None:
    """Its number is free again."""
    run(unit, _DROP, {"id": package_id, "sealed_note": sealed_note})


def counts(unit: Unit) -> Mapping[str, int]:
    """Of the whole service, by state; 0 where there are none."""
    return dict.fromkeys(STATES, 0) | {row[0]: int(row[1]) for row in every(unit, _COUNTS)}


def counts_of(unit: Unit, duties: Sequence[str]) -> Mapping[str, int]:
    """Of these duties, and of those of which nobody knows the duty yet."""
    return dict.fromkeys(STATES, 0) | {row[0]: int(row[1]) for row in every(unit, _COUNTS_OF, duties=list(duties))}


def latest(unit: Unit, duties: Sequence[str], states: Sequence[str], before: int) -> list[PackageRow]:
    """The newest first, at most SHOWN, with numbers below `before`."""
    rows = every(unit, _LATEST, duties=list(duties), states=list(states), before=before)
    return [PackageRow(*row) for row in rows]


def synthetic_among(unit: Unit, application_ids: Sequence[int]) -> frozenset[int]:
    """Those of them that are made up."""
    if not application_ids:
        return frozenset()
    return frozenset(int(row[0]) for row in every(unit, _SYNTHETIC, ids=list(application_ids)))


def of_form(unit: Unit, form: str, most: int) -> list[PackageRow]:
    """What waits in quarantine of this form, the oldest first."""
    return [PackageRow(*row) for row in every(unit, _OF_FORM, form=form, most=most)]


def free(unit: Unit, form: str, reason: str) -> int:
    """Those of this form that are held for this reason wait again; how many."""
    return run(unit, _FREE, {"form": form, "reason": reason}).rowcount
