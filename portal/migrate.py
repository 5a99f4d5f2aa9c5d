"""Alembic is imported on demand: it takes as long as FastAPI."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import module_from_spec, spec_from_file_location
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from portal.db import Database
from portal.errors import BadSetting

if TYPE_CHECKING:
    from types import ModuleType

    from alembic.config import Config

FOLDER = Path(__file__).resolve().parent / "migrations"
_ONE_AT_A_TIME = 0x6B616B616E6169  # "kakanai": advisory lock of the tables


class NoWayBack(BadSetting):
    # Nothing is to be mended.
    def __init__(self, words: str, sentence: str) -> None:
        super().__init__(sentence, words=(words,))


class OtherTables(BadSetting):
    # No migration of this code leads to or from them.
    def __init__(self, revision: str, *, newer: bool) -> None:
        how = "この版より新しい表" if newer else "この版が知らない表"
        super().__init__(
            f"The tables are those of {'a newer' if newer else 'another'} version (revision {revision}), which this one does not know: run "
            "the command with that version (CODE=/opt/kakanai/VERSION kakanai …)"
            + (
                ". To go on with this one, lead the tables back with that version: `migrate --plan` names the number for `migrate --back`; "
                "restore a backup of this one only where that is refused."
                if newer
                else ", or restore a backup of this one (KAKANAI_DATABASE_URL)."
            ),
            words=[
                f"データベースは、{how}です（{revision}）。その版で打ってください（CODE=/opt/kakanai/新しい版 kakanai …）。"
                "この版を使い続けるなら、新しい版で表を戻します（番号は、その新しい版の migrate --plan が出します。それを migrate --back に付けます）。"
                "この版のバックアップを戻すのは、それが断ったときだけです（バックアップのあとに来たものが、なくなります）。"
                if newer
                else f"データベースは、{how}です（{revision}）。その表の版で打つか（CODE=/opt/kakanai/その版 kakanai …）、この版のバックアップを戻してください。"
            ],
        )


@contextmanager
def forgettable(practice: bool) -> Iterator[None]:
    try:
        yield
    except OtherTables as other:
        if not practice:
            raise
        raise BadSetting(
            f"{other} A demo's data are forgotten with `make demo-reset`.",
            words=["データは、別の版のデモのものです。make demo-reset で消してから、始めてください。"],
        ) from None


def newest() -> str:
    """The files begin with the number."""
    return max(_known())


def is_empty(database: Database) -> bool:
    with database.read() as unit:
        return not inspect(unit.connection).get_table_names()


def _known() -> set[str]:
    return {file.name.partition("_")[0] for file in (FOLDER / "versions").glob("[0-9]*.py")}


def _config(connection: Connection) -> "Config":
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config


# The timeout of sessions is for requests: a busy machine may read for seconds between two statements of the one transaction.
_MAY_WAIT = text("SET LOCAL idle_in_transaction_session_timeout = 0")


def migrate(database: Database, to: str = "head") -> None:
    """One transaction; a concurrent run waits and finds nothing to do."""
    if to == "head" and up_to_date(database):
        return
    from alembic import command  # noqa: PLC0415

    with database.change() as unit:
        # Begun before alembic looks: it commits its own transactions after each migration (SQLite), and a concurrent
        # run that read the old revision would continue from there.
        unit.connection.begin()
        if not database.sqlite:  # on SQLite a second writer waits anyway
            unit.connection.execute(_MAY_WAIT)
            unit.connection.execute(text("SELECT pg_advisory_xact_lock(:one)"), {"one": _ONE_AT_A_TIME})
        command.upgrade(_config(unit.connection), to)


@dataclass(frozen=True)
class Step:
    revision: str
    about: str
    statement: str
    table: str
    lock: str  # what waits while it runs: "nothing", "writes", "everything", "rows", or "unknown"
    scans: bool  # it reads or writes the whole table
    megabytes: float  # of the table, on PostgreSQL


_UPGRADE = re.compile(r"^-- Running upgrade .*-> (\w+)$", re.MULTILINE)
_NAME = r'"?(?P<table>\w+)"?'
# A table that takes the place of one that is dropped (SQLite), with its rows; or that sets rows aside meanwhile.
_MADE = re.compile(rf"(CREATE TABLE|ALTER TABLE \"?\w+\"? RENAME TO) {_NAME}")
# First match. https://www.postgresql.org/docs/current/explicit-locking.html
_LOCKS = (
    (rf"CREATE TABLE {_NAME}", "nothing", False),
    (rf"CREATE (UNIQUE )?INDEX (?!CONCURRENTLY)\S+ ON {_NAME}", "writes", True),
    (rf"ALTER TABLE {_NAME} ADD COLUMN", "everything", False),
    (rf"ALTER TABLE {_NAME} (DROP|RENAME|ALTER COLUMN \S+ (SET|DROP) DEFAULT)", "everything", False),
    (rf"ALTER TABLE {_NAME} ADD CONSTRAINT .* FOREIGN KEY", "writes", True),
    (rf"ALTER TABLE {_NAME}", "everything", True),
    (rf"(UPDATE|DELETE FROM) {_NAME}", "rows", True),
    (rf"INSERT INTO {_NAME}", "rows", False),
    (rf"DROP TABLE {_NAME}", "everything", False),
    (rf"CREATE (CONSTRAINT )?TRIGGER .* ON {_NAME}", "writes", False),
    (r"DROP INDEX (?P<table>\w+)", "everything", False),
    (r"(CREATE|DROP) (OR REPLACE )?FUNCTION (?P<table>\w+)", "nothing", False),
)


def plan(database: Database) -> list[Step]:
    """Reads only. An empty database has every step and waits for nothing."""
    with database.read() as unit:
        if not database.sqlite:
            unit.connection.execute(_MAY_WAIT)
        before, new = _revision(unit.connection), set[str]()
        sizes = {} if database.sqlite else _megabytes(unit.connection)
        steps: list[Step] = []
        if before < newest():
            _, *written = _UPGRADE.split(_sql(unit.connection, "upgrade", before, newest()))
            for revision, sql in zip(written[::2], written[1::2], strict=True):
                for statement in _statements(sql):
                    steps += _steps(revision, statement, sizes, new)
        return steps


def go_back(database: Database, to: str, *, only_plan: bool = False) -> list[str]:
    """To an older revision, in one transaction; its statements. Raises NoWayBack where rows but statistics would be lost or no way is known."""
    if to not in _known():
        raise NoWayBack(
            f"{to} という番号はありません。あるのは {min(_known())} から {newest()} までです。",
            f"There is no revision {to}: {', '.join(sorted(_known()))}.",
        )
    from alembic import command  # noqa: PLC0415

    with database.change() as unit:
        unit.connection.begin()
        if not database.sqlite:
            unit.connection.execute(_MAY_WAIT)
            unit.connection.execute(text("SELECT pg_advisory_xact_lock(:one)"), {"one": _ONE_AT_A_TIME})
        before = _revision(unit.connection)
        try:
            statements = _statements(_sql(unit.connection, "downgrade", before, to)) if to < before else []
        except AttributeError:  # a migration without `downgrade`
            raise NoWayBack(
                f"{to} には戻れません。更新の前のバックアップを戻してください。",
                f"No way leads back to {to}: restore the backup that was made before the upgrade.",
            ) from None
        _demand_way_back(unit.connection, to, before)
        statistics = _statistics(to) if statements else set()
        copied = {made["table"] for statement in statements if (made := _MADE.match(statement))}
        lines = [_with_loss(unit.connection, statement, statistics, copied) for statement in statements]
        if to < before and not only_plan:
            command.downgrade(_config(unit.connection), to)
    # A step of the other engine alone: the release before starts with its own number only.
    return lines or (["-- 表の番号だけが戻ります / only the number of the tables goes back"] if to < before else [])


def _demand_way_back(connection: Connection, to: str, before: str) -> None:
    for revision in sorted(_known()):
        if to < revision <= before and (demand := getattr(_migration(revision), "BACK_ONLY_WITHOUT", None)):
            counted, sentence, words = demand
            rows = connection.exec_driver_sql(counted).scalar_one()
            if rows:
                raise NoWayBack(words.format(rows=rows), sentence.format(rows=rows))


def _with_loss(connection: Connection, statement: str, statistics: set[str], copied: set[str]) -> str:
    quote = connection.dialect.identifier_preparer.quote
    if dropped := re.match(rf"DROP TABLE {_NAME}", statement):
        table, condition = dropped["table"], ""
        if table in copied:
            return statement
        lost = table
    elif dropped := re.match(rf"ALTER TABLE {_NAME} DROP COLUMN \"?(?P<column>\w+)", statement):
        table = dropped["table"]
        condition = f" WHERE {_holds_more(connection, table, dropped['column'])}"
        lost = f"{table}.{dropped['column']}"
    else:
        return statement
    rows = connection.exec_driver_sql(f"SELECT count(*) FROM {quote(table)}{condition}").scalar_one()  # noqa: S608 - names of our tables
    if not rows:
        return statement
    if lost in statistics:
        return f"{statement} -- with {rows} rows of statistics"
    raise NoWayBack(
        f"表 {table} に、古い版の表には入らないものが {rows} 件あります。もう戻れません。何も変わっていません。この版のまま続けるか、更新の前のバックアップを戻します"
        "（そのあとに来たものは、なくなります）。",
        f"{table} holds {rows} rows that the older version has no place for: the point of return is passed. Stay with this "
        "version, or restore the backup that was made before the upgrade and lose what came since.",
    )


def _holds_more(connection: Connection, table: str, name: str) -> str:
    # The default of a migration is what every row of the older version means.
    (default,) = (column["default"] for column in inspect(connection).get_columns(table) if column["name"] == name)
    quoted = connection.dialect.identifier_preparer.quote(name)
    return f"{quoted} IS NOT NULL" if default is None else f"({quoted} = {default}) IS NOT TRUE"


def _statistics(to: str) -> set[str]:
    later = (_migration(revision) for revision in _known() if revision > to)
    return {table for migration in later for table in getattr(migration, "STATISTICS", ())}


def revision_of(database: Database) -> str:
    with database.read() as unit:
        return _revision(unit.connection)


def _revision(connection: Connection) -> str:
    #  "" for an empty database.
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.execute(text("SELECT max(version_num) FROM alembic_version")).scalar() or "")


def _sql(connection: Connection, way: str, before: str, after: str) -> str:
    # As alembic would send it.
    from alembic import command  # noqa: PLC0415

    config = _config(connection)
    config.output_buffer = written = StringIO()
    getattr(command, way)(config, f"{before or 'base'}:{after}", sql=True)
    return written.getvalue()


def _statements(sql: str) -> list[str]:
    # Without alembic's own bookkeeping.
    lines = [" ".join(statement.split()) for statement in re.split(r";\n", sql)]
    plain = [re.sub(r"^(-- .*?(?=[A-Z]{4,} ))+", "", line) for line in lines]
    own = (
        "BEGIN",
        "COMMIT",
        "--",
        "INSERT INTO alembic_version",
        "UPDATE alembic_version",
        "CREATE TABLE alembic_version",
    )
    return [line for line in plain if line and not line.startswith(own)]


def _steps(revision: str, statement: str, sizes: dict[str, float], new: set[str]) -> list[Step]:
    # `new`: tables of this migration, not seen elsewhere yet. A reference locks the table that it names.
    about = " ".join((_migration(revision).__doc__ or "").split())
    for pattern, lock, scans in _LOCKS:
        if not (matched := re.match(pattern, statement)):
            continue
        table = matched["table"]
        if statement.startswith("CREATE TABLE"):
            new.add(table)
        unseen = table in new
        size = sizes.get(table, 0.0)
        own = Step(revision, about, statement, table, "nothing" if unseen else lock, scans and not unseen, size)
        named = sorted(set(re.findall(r'REFERENCES "?(\w+)', statement)) - new)
        return [own, *(Step(revision, about, f"REFERENCES {name}", name, "writes", False, 0.0) for name in named)]
    return [Step(revision, about, statement, "", "unknown", False, 0.0)]


def _migration(revision: str) -> "ModuleType":
    (file,) = (FOLDER / "versions").glob(f"{revision}_*.py")
    spec = spec_from_file_location(f"migration_{revision}", file)
    if spec is None or spec.loader is None:
        raise ImportError(file.name)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _megabytes(connection: Connection) -> dict[str, float]:
    # Table and indexes.
    sizes = text(
        "SELECT relname, pg_total_relation_size(oid) FROM pg_class WHERE relkind = 'r' AND relnamespace = "
        "current_schema()::regnamespace"
    )
    return {name: size / 1e6 for name, size in connection.execute(sizes)}


def last_backup(database: Database) -> int | None:
    """When the last backup was whole, in microseconds; None if never, or without anything to back up."""
    return _last(database, "backed up")


def last_export(database: Database) -> int | None:
    # Of everything, whole; as `last_backup`.
    return _last(database, "exported everything")


# In the words of the index `ix_audit_record_of_copies`, without which all records are read where there is none.
_LAST = text(
    "SELECT at FROM audit_record WHERE action IN ('backed up', 'exported everything') AND action = :action ORDER BY id DESC LIMIT 1"
)


def _last(database: Database, action: str) -> int | None:
    with database.read() as unit:
        if not inspect(unit.connection).has_table("audit_record"):
            return None
        newest = unit.connection.execute(_LAST, {"action": action}).scalar()
        return None if newest is None else int(newest)


def holds_rows(database: Database, *tables: str) -> bool:
    # In one of them; the tables may be those of another version.
    with database.read() as unit:
        known = {*inspect(unit.connection).get_table_names()}
        return any(
            unit.connection.execute(text(f"SELECT 1 FROM {table} LIMIT 1")).first() is not None  # noqa: S608
            for table in tables
            if table in known
        )


def demand_tables(database: Database) -> None:
    """Raises BadSetting."""
    if not up_to_date(database):
        raise BadSetting(
            "The tables are not those of this version: run `kakanai migrate` first.",
            words=[
                "データベースの表が、まだないか、この版のものではありません。先に kakanai migrate を打ってください。"
            ],
        )


def has_tables(database: Database) -> bool:
    with database.read() as unit:
        return inspect(unit.connection).has_table("alembic_version")


def up_to_date(database: Database) -> bool:
    """Raises BadSetting if no migration leads from the tables to this code."""
    with database.read() as unit:
        if not inspect(unit.connection).has_table("alembic_version"):
            return False
        revisions = unit.connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    if unknown := set(revisions) - _known():
        raise OtherTables(", ".join(sorted(unknown)), newer=max(unknown) > newest())
    return list(revisions) == [newest()]
