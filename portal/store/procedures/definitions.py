"""Published versions of procedures, kept permanently."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import BigInteger, bindparam, cast, delete, func, or_, select, tuple_, update

from portal.db import Unit
from portal.models.procedures.definition import Definition
from portal.models.procedures.definition_folder import DefinitionFolder
from portal.store.statements import by, every, exactly, insert_into, one, rows, run, sql

FOLDER, WORKSHOP = "folder", "workshop"


@dataclass(frozen=True)
class DefinitionRow:
    meaning: str
    procedure: str
    version: int
    canonical: str
    published_at: int
    origin: str = FOLDER
    signed: bool = False


_definition = Definition.table
_current = _definition.alias("current")
_folder = DefinitionFolder.table
_ROWS = rows(DefinitionRow, Definition)
_BY_MEANING = sql(_ROWS.where(by(_definition.c.meaning)))
_MEANINGS = sql(select(_definition.c.meaning), str)
_OF_VERSION = sql(
    _ROWS.where(by(_definition.c.procedure, _definition.c.version)).order_by(_definition.c.edition.desc())
)
# The same meaning with better translations keeps its row and its day: only the texts in other languages change. A
# version that is offered again (after a change was reverted) becomes the newest again. Signed once, it stays signed.
_addition = insert_into(Definition, DefinitionRow).values(
    edition=select(func.coalesce(func.max(_definition.c.edition), 0) + 1).scalar_subquery()
)
_ADD = sql(
    _addition.on_conflict_do_update(
        index_elements=[_definition.c.meaning],
        set_={name: _addition.excluded[name] for name in ("canonical", "edition", "origin")}
        | {"signed": or_(_definition.c.signed, _addition.excluded.signed)},
    )
)
_VERSIONS = sql(
    select(_definition.c.procedure, _definition.c.version)
    .distinct()
    .order_by(_definition.c.procedure, _definition.c.version)
)
_other = _definition.alias("other")
# With the procedure: the index answers, else SQLite reads the text of each row to get at its edition.
_EDITIONS = select(_other.c.procedure, func.max(_other.c.edition)).group_by(_other.c.procedure)
IS_NEWEST = tuple_(_definition.c.procedure, _definition.c.edition).in_(_EDITIONS)
_NEWEST = sql(_ROWS.where(IS_NEWEST).order_by(_definition.c.procedure))
# Without the rows, which have pages of text: the index answers.
_NEWEST_NAMES = sql(
    select(_other.c.procedure, func.max(_other.c.edition), func.count())
    .group_by(_other.c.procedure)
    .order_by(_other.c.procedure)
)
_NEWEST_AMONG = sql(_ROWS.where(IS_NEWEST, _definition.c.procedure.in_(bindparam("procedures"))))
_NEWEST_MEANINGS = sql(
    select(_definition.c.procedure, _definition.c.meaning).where(
        IS_NEWEST, _definition.c.procedure.in_(bindparam("procedures"))
    )
)
_OF_WORKSHOP = sql(_ROWS.where(IS_NEWEST, _definition.c.origin == WORKSHOP).order_by(_definition.c.procedure))
_NEWEST_OF = sql(_ROWS.where(by(_definition.c.procedure)).order_by(_definition.c.edition.desc()).limit(1))
_BETWEEN = sql(
    select(_definition.c.version, _definition.c.meaning)
    .where(
        by(_definition.c.procedure),
        _definition.c.version > bindparam("after"),
        _definition.c.version < bindparam("before"),
    )
    .order_by(_definition.c.version, _definition.c.edition)
)
_SET_ORIGIN = sql(update(_definition).where(by(_definition.c.meaning)).values(origin=bindparam("to")))
_FORGET_MARKS = sql(delete(_folder))
_OF_PROCEDURE = sql(_ROWS.where(by(_definition.c.procedure)).order_by(_definition.c.edition.desc()))
_MARK_OF = sql(select(_folder.c.mark).where(by(_folder.c.folder)), str)
_mark = insert_into(DefinitionFolder, beside=("folder", "mark"))
_KEEP_MARK = sql(_mark.on_conflict_do_update(index_elements=[_folder.c.folder], set_={"mark": _mark.excluded.mark}))
# Both values grow with every publication; the sum grows also if two publications began together and took the same
# number.
_REVISION = sql(
    select(func.count(), cast(func.coalesce(func.sum(_definition.c.edition), 0), BigInteger)).select_from(_definition)
)
# For a version that is offered again (after a change was reverted) the first day counts, because nothing in it is new.
_PUBLICATION_TIMES = sql(
    select(_definition.c.procedure, func.min(_definition.c.published_at), func.max(_current.c.published_at))
    .join(_current, _current.c.procedure == _definition.c.procedure)
    .where(tuple_(_current.c.procedure, _current.c.edition).in_(_EDITIONS))
    .group_by(_definition.c.procedure)
)


def versions(unit: Unit) -> list[tuple[str, int]]:
    return every(unit, _VERSIONS)


def by_meaning(unit: Unit, meaning: str) -> DefinitionRow | None:
    return one(unit, _BY_MEANING, meaning=meaning)


def meanings(unit: Unit) -> frozenset[str]:
    return frozenset(every(unit, _MEANINGS))


def of_version(unit: Unit, procedure: str, version: int) -> list[DefinitionRow]:
    # Latest first. Only trials have more than one.
    return every(unit, _OF_VERSION, procedure=procedure, version=version)


def newest(unit: Unit) -> list[DefinitionRow]:
    return every(unit, _NEWEST)


def newest_names(unit: Unit) -> dict[str, tuple[int, int]]:
    # Of each procedure the last edition, and how many meanings: two that are published at once may take the same edition.
    return {procedure: (edition, meanings) for procedure, edition, meanings in every(unit, _NEWEST_NAMES)}


def newest_among(unit: Unit, procedures: Sequence[str]) -> list[DefinitionRow]:
    return every(unit, _NEWEST_AMONG, procedures=procedures)


def of_workshop(unit: Unit) -> list[DefinitionRow]:
    # In force, and published by the workshop.
    return every(unit, _OF_WORKSHOP)


def publication_times(unit: Unit) -> list[tuple[str, int, int]]:
    return every(unit, _PUBLICATION_TIMES)


def newest_of(unit: Unit, procedure: str) -> DefinitionRow | None:
    return one(unit, _NEWEST_OF, procedure=procedure)


def newest_meanings(unit: Unit, procedures: Sequence[str]) -> dict[str, str]:
    return dict(every(unit, _NEWEST_MEANINGS, procedures=procedures))


def between(unit: Unit, procedure: str, after: int, before: int) -> list[str]:
    # Of each version, the latest edition.
    return list(dict(every(unit, _BETWEEN, procedure=procedure, after=after, before=before)).values())


def revision(unit: Unit) -> tuple[int, int]:
    # Changes with every publication; cheap enough for every second.
    count, editions = exactly(unit, _REVISION)
    return count, editions


def add(unit: Unit, definition: DefinitionRow) -> None:
    run(unit, _ADD, vars(definition))


def mark_of(unit: Unit, folder: str) -> str | None:
    # Of the last complete publication.
    return one(unit, _MARK_OF, folder=folder)


def keep_mark(unit: Unit, folder: str, mark: str) -> None:
    run(unit, _KEEP_MARK, {"folder": folder, "mark": mark})


def of_procedure(unit: Unit, procedure: str) -> list[DefinitionRow]:
    # That in force first.
    return every(unit, _OF_PROCEDURE, procedure=procedure)


def hand_back(unit: Unit, meaning: str) -> None:
    # The folder publishes it again from its next reading on.
    run(unit, _SET_ORIGIN, {"meaning": meaning, "to": FOLDER})
    run(unit, _FORGET_MARKS, {})
