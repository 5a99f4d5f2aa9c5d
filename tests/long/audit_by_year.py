"""`python -m tests.long.audit_by_year [RECORDS]`: what a partition for each of five years would change for `audit_record`, the table that only grows
(D328): size, the pages of the buffer that each read and an insert touch, seconds of maintenance. PostgreSQL."""

import sys
import time
from collections.abc import Iterator, Mapping
from random import Random

import psycopg

from portal.db import Database
from portal.migrate import migrate
from tests.postgresql import postgresql

RECORDS, YEARS, DRAWN = 2_000_000, 5, 200
YEAR = 365 * 86_400 * 1_000_000  # microseconds
_PLAIN, _YEARLY = "audit_record", "yearly"
_COLUMNS = "at, actor, action, application_id, place, detail, mac"
# As portal/store/shared/audit_records.py and the pages of auditors read.
_STAFF = "actor >= 'staff:' AND actor < 'staff;'"
_READS: Mapping[str, str] = {
    "records of a case": "SELECT * FROM {table} WHERE application_id = %(case)s ORDER BY id DESC LIMIT 200",
    "chain, 256 records": "SELECT * FROM {table} WHERE id > %(id)s ORDER BY id LIMIT 256",
    "highest number": "SELECT coalesce(max(id), 0) FROM {table}",
    "staff in a month": f"SELECT * FROM {{table}} WHERE {_STAFF} AND at >= %(at)s AND at < %(at)s + {YEAR // 12} ORDER BY at DESC, id DESC LIMIT 50",
    "insert": f"INSERT INTO {{table}} ({_COLUMNS}) VALUES ({YEARS * YEAR - 1}, 'resident:x', 'submit application', %(case)s, '', '', '') RETURNING id",
}

Connection = psycopg.Connection[tuple[object, ...]]


def main(records: int) -> None:
    with postgresql() as server:
        database = Database(server.url("postgres"))
        migrate(database)
        database.close()
        with psycopg.connect(
            host=str(server.folder), user="postgres", dbname="postgres", autocommit=True
        ) as connection:
            _make(connection, records)
            for line in _lines(connection, records):
                print(line, flush=True)


def _make(connection: Connection, records: int) -> None:
    partitions = (
        f"CREATE TABLE {_YEARLY}_{year} PARTITION OF {_YEARLY} FOR VALUES FROM ({year * YEAR}) TO ({(year + 1) * YEAR})"
        for year in range(YEARS)
    )
    filled = (
        f"INSERT INTO {table} ({_COLUMNS}) SELECT n * {YEARS * YEAR // records}::bigint, "
        "CASE n % 2 WHEN 0 THEN 'staff:tanto' || n % 40 ELSE 'resident:' || md5(n::text) END, 'open application', n / 8, '192.0.2.1', "
        f"'small', decode(md5(n::text) || md5(n::text), 'hex') FROM generate_series(0, {records - 1}) n"
        for table in (_PLAIN, _YEARLY)
    )
    for statement in (
        f"CREATE TABLE {_YEARLY} (LIKE {_PLAIN} INCLUDING DEFAULTS) PARTITION BY RANGE (at)",
        f"ALTER TABLE {_YEARLY} ADD PRIMARY KEY (id, at)",  # PostgreSQL: a key contains what divides
        f"CREATE INDEX ON {_YEARLY} (application_id) WHERE application_id IS NOT NULL",
        f"CREATE INDEX ON {_YEARLY} (at, id) WHERE {_STAFF}",
        *partitions, *filled, f"VACUUM ANALYZE {_PLAIN}", f"VACUUM ANALYZE {_YEARLY}",
    ):  # fmt: skip
        connection.execute(statement.encode())


def _lines(connection: Connection, records: int) -> Iterator[str]:
    yield f"{'':20}{'one table':>12}{f'{YEARS} years':>12}"
    size = "SELECT sum(pg_total_relation_size(oid)) / 1e6 FROM pg_class WHERE relname ~ '^{}(_[0-9])?$' AND relkind IN ('r', 'p')"
    yield f"{'megabytes':20}" + "".join(
        f"{_number(connection, size.format(table)):12.0f}" for table in (_PLAIN, _YEARLY)
    )
    for name, statement in _READS.items():
        touched = [_touched(connection, statement.format(table=table), records) for table in (_PLAIN, _YEARLY)]
        yield f"{name:20}" + "".join(f"{pages:12.1f}" for pages in touched)
    for name in ("REINDEX TABLE", "VACUUM (FREEZE)"):
        spent = [_seconds(connection, f"{name} {table}") for table in (_PLAIN, f"{_YEARLY}_{YEARS - 1}")]
        yield f"{f'{name}, s':20}" + "".join(f"{seconds:12.2f}" for seconds in spent) + " (of the last year)"


def _touched(connection: Connection, statement: str, records: int) -> float:
    """Pages of the buffer, on average."""
    chance, pages = Random(1), 0
    for _ in range(DRAWN):
        values = {
            "case": chance.randrange(records // 8), "id": chance.randrange(records), "at": chance.randrange(YEARS * YEAR),
        }  # fmt: skip
        explained = f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}".encode()
        plan = connection.execute(explained, values).fetchall()[0][0][0]["Plan"]  # type: ignore[index]
        pages += plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
    return pages / DRAWN


def _number(connection: Connection, statement: str) -> float:
    return float(str(connection.execute(statement.encode()).fetchall()[0][0]))


def _seconds(connection: Connection, statement: str) -> float:
    begun = time.monotonic()
    connection.execute(statement.encode())
    return time.monotonic() - begun


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else RECORDS)
