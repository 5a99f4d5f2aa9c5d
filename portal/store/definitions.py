"""Published versions of procedures, kept for ever."""

from dataclasses import dataclass

from portal.db import Unit
from portal.store.statements import every, one, run, sql


@dataclass(frozen=True)
class DefinitionRow:
    meaning: str
    procedure: str
    version: int
    canonical: str
    published_at: int


_COLUMNS = "meaning, procedure, version, canonical, published_at"
_BY_MEANING = sql(f"SELECT {_COLUMNS} FROM definition WHERE meaning = :meaning")
_OF_VERSION = sql(
    f"SELECT {_COLUMNS} FROM definition WHERE procedure = :procedure AND version = :version ORDER BY edition DESC"
)
# The same meaning with better translations keeps its row and its day: only the words of other languages change. What is
# offered again (a change that was taken back) is the newest again.
_NEXT = "(SELECT coalesce(max(edition), 0) + 1 FROM definition)"
_ADD = sql(
    f"INSERT INTO definition ({_COLUMNS}, edition) VALUES (:meaning, :procedure, :version, :canonical, :published_at, {_NEXT}) "
    "ON CONFLICT (meaning) DO UPDATE SET canonical = excluded.canonical, edition = excluded.edition"
)
_VERSIONS = sql("SELECT DISTINCT procedure, version FROM definition ORDER BY 1, 2")
_NEWEST = sql(
    f"SELECT {_COLUMNS} FROM definition WHERE edition IN (SELECT max(edition) FROM definition GROUP BY procedure) "
    "ORDER BY procedure"
)
_NEWEST_OF = sql(f"SELECT {_COLUMNS} FROM definition WHERE procedure = :procedure ORDER BY edition DESC LIMIT 1")
_BETWEEN = sql(
    "SELECT version, meaning FROM definition WHERE procedure = :procedure AND version > :after AND version < :before "
    "ORDER BY version, edition"
)
_MARK_OF = sql("SELECT mark FROM definition_folder WHERE folder = :folder")
_KEEP_MARK = sql(
    "INSERT INTO definition_folder (folder, mark) VALUES (:folder, :mark) "
    "ON CONFLICT (folder) DO UPDATE SET mark = excluded.mark"
)
# Both grow with every publishing; the sum also when two began at the same moment and took the same number.
_STAND = sql("SELECT count(*), coalesce(sum(edition), 0) FROM definition")

# Of what is offered again (a change that was taken back) the first day counts: nothing is new in it.
_TOLD = sql(
    "SELECT was.procedure, min(was.published_at) AS first, max(now.published_at) AS last FROM definition was "
    "JOIN (SELECT procedure, published_at FROM definition WHERE edition IN "
    "(SELECT max(edition) FROM definition GROUP BY procedure)) now ON now.procedure = was.procedure GROUP BY was.procedure"
)


def versions(unit: Unit) -> list[tuple[str, int]]:
    """(procedure, version) of all that was ever published."""
    return [(row[0], row[1]) for row in every(unit, _VERSIONS)]


def by_meaning(unit: Unit, meaning: str) -> DefinitionRow | None:
    row = one(unit, _BY_MEANING, meaning=meaning)
    return DefinitionRow(*row) if row else None


def of_version(unit: Unit, procedure: str, version: int) -> list[DefinitionRow]:
    """The last published first. One in production; more where a definition was tried out without raising its version."""
    return [DefinitionRow(*row) for row in every(unit, _OF_VERSION, procedure=procedure, version=version)]


def newest(unit: Unit) -> list[DefinitionRow]:
    """The last published version of each procedure."""
    return [DefinitionRow(*row) for row in every(unit, _NEWEST)]


def told(unit: Unit) -> list[tuple[str, int, int]]:
    """Of each procedure when it was first published, and when what is offered now was."""
    return [(row.procedure, int(row.first), int(row.last)) for row in every(unit, _TOLD)]


def newest_of(unit: Unit, procedure: str) -> DefinitionRow | None:
    row = one(unit, _NEWEST_OF, procedure=procedure)
    return DefinitionRow(*row) if row else None


def between(unit: Unit, procedure: str, after: int, before: int) -> list[str]:
    """The meanings of the versions between these two, in their order; of each version the last published one."""
    last = dict(tuple(row) for row in every(unit, _BETWEEN, procedure=procedure, after=after, before=before))
    return list(last.values())


def stand(unit: Unit) -> tuple[int, int]:
    """Another value after every publishing: cheap enough to ask each second."""
    count, editions = one(unit, _STAND)
    return count, int(editions)


def add(unit: Unit, definition: DefinitionRow) -> None:
    run(unit, _ADD, vars(definition))


def mark_of(unit: Unit, folder: str) -> str | None:
    """The mark of this folder when all of it was published last."""
    row = one(unit, _MARK_OF, folder=folder)
    return row[0] if row else None


def keep_mark(unit: Unit, folder: str, mark: str) -> None:
    run(unit, _KEEP_MARK, {"folder": folder, "mark": mark})
