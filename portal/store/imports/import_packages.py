"""Only one package can claim a number, also at the same moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import String, and_, bindparam, case, delete, exists, func, or_, select, update

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.cases.application_event import ApplicationEvent
from portal.models.imports.import_package import ImportPackage
from portal.store.statements import bound, by, columns, every, insert_rows, one, rows, run, sql

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
    was: str
    to: str
    reason: str
    at: int
    by: str
    procedure: str = ""
    duty: str = ""
    place: str = ""


@dataclass(frozen=True)
class Taking:
    id: int
    application_id: int
    procedure: str
    duty: str
    sealed_findings: bytes
    at: int
    by: str


@dataclass(frozen=True)
class StateRow:
    """Of an application that came from elsewhere; `at`: since when it is in this state."""

    their_number: str
    form: str
    receipt_number: str
    state: str
    at: int


_package = ImportPackage.table
_application, _event = Application.table, ApplicationEvent.table
_since = func.max(_event.c.at).label("at")
_STATES_SINCE = sql(
    select(_package.c.their_number, _package.c.form, _application.c.receipt_number, _application.c.state, _since)
    .join_from(_package, _application, _application.c.id == _package.c.application_id)
    .join(_event, and_(_event.c.application_id == _application.c.id, _event.c.to_state == _application.c.state))
    .where(_package.c.state == TAKEN, _package.c.duty.in_(bindparam("duties")))
    .group_by(
        _package.c.id, _package.c.their_number, _package.c.form, _application.c.receipt_number, _application.c.state
    )
    .having(_since >= bindparam("since"))
    .order_by(_since, _package.c.id),
    StateRow,
)
_other = _package.alias("other")
_ROWS = rows(PackageRow, ImportPackage)
# Text: for 100 rows a call prepares its values in 0.15 ms, of a statement built from the columns in 1.75 ms (timeit,
# SQLite); the first call of each length takes 9 ms against 101 ms.
_ADD = insert_rows(
    "import_package",
    *(column.name for column in columns(PackageRow, ImportPackage, but=("id",))),
    tail="ON CONFLICT DO NOTHING RETURNING file_id, place",
)
_WAITING_OF = sql(
    _ROWS.where(_package.c.file_id.in_(bindparam("file_ids")), _package.c.state == WAITING).order_by(
        _package.c.file_id, _package.c.place
    )
)
_BY_ID = sql(_ROWS.where(by(_package.c.id)))
_OF_NUMBER = sql(_ROWS.where(by(_package.c.their_number)).order_by(_package.c.id))
_HOLDER = sql(_ROWS.where(by(_package.c.claim)))
_OF_APPLICATION = sql(_ROWS.where(by(_package.c.application_id), _package.c.state == TAKEN))
_FILES_WAITING = sql(
    select(_package.c.file_id)
    .distinct()
    .where(_package.c.state == WAITING, _package.c.file_id > bindparam("after"))
    .order_by(_package.c.file_id)
    .limit(bindparam("most")),
    int,
)
_STEP = {"changed_at": bindparam("at"), "changed_by": bindparam("by"), "tries": _package.c.tries + 1}
_GIVEN = {
    column.name: case((bindparam(column.name, type_=String) != "", bindparam(column.name)), else_=column)
    for column in (_package.c.procedure, _package.c.duty)
}
_SETTLE = sql(
    update(_package)
    .where(by(_package.c.id), _package.c.state == bindparam("was"))
    .values(_STEP | _GIVEN | bound("reason") | {"state": bindparam("to"), "place_of_reason": bindparam("place")})
)
_TAKE = sql(
    update(_package)
    .where(by(_package.c.id), _package.c.state == WAITING)
    .values(
        _STEP
        | bound("procedure", "duty", "application_id", "sealed_findings")
        | {"state": TAKEN, "reason": "", "place_of_reason": ""}
    )
)
_NOTE = sql(update(_package).where(by(_package.c.id), _package.c.state == TAKEN).values(bound("sealed_findings")))
_CLAIM = sql(
    update(_package)
    .where(
        by(_package.c.id),
        ~exists(_other.c.id).where(_other.c.claim == bindparam("claim"), _other.c.id != bindparam("id")),
    )
    .values(bound("claim") | {"their_number": bindparam("claim")})
)
_REMOVE_UNREAD = sql(
    delete(_package).where(by(_package.c.file_id), _package.c.content_hash == "", _package.c.state == WAITING)
)
_DROP = sql(update(_package).where(by(_package.c.id)).values(bound("sealed_note") | {"claim": None}))
_COUNTS = select(_package.c.state, func.count()).group_by(_package.c.state)
_OF_DUTIES = or_(_package.c.duty == "", _package.c.duty.in_(bindparam("duties")))
_COUNTS_OF_ALL, _COUNTS_OF = sql(_COUNTS), sql(_COUNTS.where(_OF_DUTIES))
_COUNTS_IN = sql(_COUNTS.where(by(_package.c.file_id), _OF_DUTIES))
_REFUSED = (_package.c.state.in_((QUARANTINED, DISCARDED, REPEATED)), _package.c.id > bindparam("after"))
_REFUSED_IN = sql(_ROWS.where(by(_package.c.file_id), _OF_DUTIES, *_REFUSED).order_by(_package.c.id).limit(SHOWN))
_LATEST = sql(
    _ROWS.where(_package.c.state.in_(bindparam("states")), _OF_DUTIES, _package.c.id < bindparam("before"))
    .order_by(_package.c.id.desc())
    .limit(SHOWN)
)
_SYNTHETIC = sql(
    select(_package.c.application_id).where(
        _package.c.synthetic, _package.c.state == TAKEN, _package.c.application_id.in_(bindparam("ids"))
    ),
    int,
)
_QUARANTINED = by(_package.c.form), _package.c.state == QUARANTINED
_OF_FORM = sql(_ROWS.where(*_QUARANTINED).order_by(_package.c.id).limit(bindparam("most")))
_FREE = sql(
    update(_package).where(*_QUARANTINED, _package.c.reason == bindparam("held_for")).values(state=WAITING, reason="")
)


def add(unit: Unit, packages: Sequence[PackageRow]) -> set[tuple[int, int]]:
    """(file, place), without rows whose number another package claimed."""
    return set(_ADD.run(unit, [vars(row) for row in packages]))


def by_id(unit: Unit, package_id: int) -> PackageRow | None:
    return one(unit, _BY_ID, id=package_id)


def waiting_of(unit: Unit, file_ids: Sequence[int]) -> dict[int, list[PackageRow]]:
    packages: dict[int, list[PackageRow]] = {number: [] for number in file_ids}
    for row in every(unit, _WAITING_OF, file_ids=file_ids):
        packages[row.file_id].append(row)
    return packages


def of_number(unit: Unit, their_number: str) -> list[PackageRow]:
    return every(unit, _OF_NUMBER, their_number=their_number)


def holder(unit: Unit, claim: str) -> PackageRow | None:
    """May become, or is, the application."""
    return one(unit, _HOLDER, claim=claim)


def of_application(unit: Unit, application_id: int) -> PackageRow | None:
    return one(unit, _OF_APPLICATION, application_id=application_id)


def files_waiting(unit: Unit, after: int, most: int) -> list[int]:
    return every(unit, _FILES_WAITING, after=after, most=most)


def move(unit: Unit, package_id: int, move: Move) -> bool:
    return run(unit, _SETTLE, {"id": package_id, **vars(move)}).rowcount == 1


def take(unit: Unit, taken: Sequence[Taking]) -> bool:
    """If False, the caller stores nothing. Locks in one order: no deadlocks."""
    in_order = sorted(taken, key=lambda taking: taking.id)
    return run(unit, _TAKE, [vars(taking) for taking in in_order]).rowcount == len(taken)


def note_findings(unit: Unit, package_id: int, sealed_findings: bytes) -> bool:
    return run(unit, _NOTE, {"id": package_id, "sealed_findings": sealed_findings}).rowcount == 1


def claim(unit: Unit, package_id: int, their_number: str) -> bool:
    return run(unit, _CLAIM, {"id": package_id, "claim": their_number}).rowcount == 1


def remove_unread(unit: Unit, file_id: int) -> bool:
    return run(unit, _REMOVE_UNREAD, {"file_id": file_id}).rowcount == 1


def drop(unit: Unit, package_id: int, sealed_note: bytes | None) -> None:
    run(unit, _DROP, {"id": package_id, "sealed_note": sealed_note})


def counts(unit: Unit) -> Mapping[str, int]:
    """With 0."""
    return dict.fromkeys(STATES, 0) | dict(every(unit, _COUNTS_OF_ALL))


def counts_of(unit: Unit, duties: Sequence[str]) -> Mapping[str, int]:
    """Also of unknown duty."""
    return dict.fromkeys(STATES, 0) | dict(every(unit, _COUNTS_OF, duties=duties))


def counts_in(unit: Unit, file_id: int, duties: Sequence[str]) -> Mapping[str, int]:
    return dict.fromkeys(STATES, 0) | dict(every(unit, _COUNTS_IN, file_id=file_id, duties=duties))


def refused_in(unit: Unit, file_id: int, duties: Sequence[str], after: int) -> list[PackageRow]:
    return every(unit, _REFUSED_IN, file_id=file_id, duties=duties, after=after)


def latest(unit: Unit, duties: Sequence[str], states: Sequence[str], before: int) -> list[PackageRow]:
    return every(unit, _LATEST, duties=duties, states=states, before=before)


def synthetic_among(unit: Unit, application_ids: Sequence[int]) -> frozenset[int]:
    return frozenset(every(unit, _SYNTHETIC, ids=application_ids)) if application_ids else frozenset()


def of_form(unit: Unit, form: str, most: int) -> list[PackageRow]:
    return every(unit, _OF_FORM, form=form, most=most)


def states_since(unit: Unit, duties: Sequence[str], since: int) -> list[StateRow]:
    return every(unit, _STATES_SINCE, duties=duties, since=since)


def free(unit: Unit, form: str, reason: str) -> int:
    return run(unit, _FREE, {"form": form, "held_for": reason}).rowcount
