from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select, update

from portal.db import Unit
from portal.models.procedures.definition import Definition
from portal.models.workshop.definition_release import DefinitionRelease
from portal.store.procedures.definitions import IS_NEWEST
from portal.store.statements import bound, by, every, exactly, insert_into, one, rows, run, sql

ASKED, APPROVED, DONE = "asked", "approved", "done"
REFUSED, WITHDRAWN, OVERTAKEN = "refused", "withdrawn", "overtaken"


@dataclass(frozen=True)
class ReleaseRow:
    id: int
    draft_id: int
    revision: int
    procedure: str
    duty: str
    version: int
    meaning: str
    canonical: str
    replaces: str
    state: str
    from_at: int
    asked_by: int
    asked_at: int
    decided_by: int | None = None
    decided_at: int | None = None
    words: str = ""


_release = DefinitionRelease.table
_definition = Definition.table
_any = _definition.alias("any_version")
_ROWS = rows(ReleaseRow, DefinitionRelease)
_ADD = sql(insert_into(DefinitionRelease, ReleaseRow, but=("id",)).returning(_release.c.id), int)
_BY_ID = sql(_ROWS.where(by(_release.c.id)))
_OF_DRAFT = sql(_ROWS.where(by(_release.c.draft_id)).order_by(_release.c.id.desc()))
_WAITING = sql(
    _ROWS.where(_release.c.duty.in_(bindparam("duties")), _release.c.state.in_((ASKED, APPROVED))).order_by(
        _release.c.id
    )
)
_DUE = sql(
    _ROWS.where(_release.c.state == APPROVED, _release.c.from_at <= bindparam("now")).order_by(
        _release.c.from_at, _release.c.id
    )
)
_APPROVED = sql(_ROWS.where(_release.c.state == APPROVED).order_by(_release.c.from_at, _release.c.id))
_OF_PROCEDURE = sql(_ROWS.where(by(_release.c.procedure)).order_by(_release.c.id.desc()).limit(100))
_MOVE = sql(
    update(_release).where(by(_release.c.id), _release.c.state == bindparam("was")).values(state=bindparam("to"))
)
# What a process of the release before let into force, which knows no mark.
_SIGN_DONE = sql(
    update(_definition)
    .where(
        IS_NEWEST,
        _definition.c.signed.is_(False),
        _definition.c.meaning.in_(select(_release.c.meaning).where(_release.c.state == DONE)),
    )
    .values(signed=True, edition=select(func.max(_any.c.edition) + 1).scalar_subquery())
    .returning(_definition.c.procedure, _definition.c.version)
)
_DECIDE = sql(
    update(_release)
    .where(by(_release.c.id), _release.c.state == ASKED)
    .values(bound("decided_by", "decided_at", "words") | {"state": bindparam("to")})
)


def add(unit: Unit, row: ReleaseRow) -> int:
    return exactly(unit, _ADD, **vars(row))


def by_id(unit: Unit, release_id: int) -> ReleaseRow | None:
    return one(unit, _BY_ID, id=release_id)


def of_draft(unit: Unit, draft_id: int) -> list[ReleaseRow]:
    # The newest first.
    return every(unit, _OF_DRAFT, draft_id=draft_id)


def open_of_duties(unit: Unit, duties: Sequence[str]) -> list[ReleaseRow]:
    return every(unit, _WAITING, duties=duties)


def of_procedure(unit: Unit, procedure: str) -> list[ReleaseRow]:
    # The newest first.
    return every(unit, _OF_PROCEDURE, procedure=procedure)


def approved(unit: Unit) -> list[ReleaseRow]:
    # They wait for their time.
    return every(unit, _APPROVED)


def due(unit: Unit, now: int) -> list[ReleaseRow]:
    return every(unit, _DUE, now=now)


def move(unit: Unit, release_id: int, was: str, to: str) -> bool:
    return run(unit, _MOVE, {"id": release_id, "was": was, "to": to}).rowcount == 1


def decide(unit: Unit, release_id: int, to: str, *, by: int, now: int, words: str = "") -> bool:
    # False: it was decided or withdrawn before.
    values = {"id": release_id, "to": to, "decided_by": by, "decided_at": now, "words": words}
    return run(unit, _DECIDE, values).rowcount == 1


def sign_done(unit: Unit) -> list[tuple[str, int]]:
    # Procedure and version of those in force that have no mark yet: a release demands every signature.
    return every(unit, _SIGN_DONE)
