"""A database as a city has one beside its core system: a table of its own names, and the view of docs/register.md."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy import make_url

_TABLE = """CREATE TABLE people (number text, household text, relation text, name varchar(80), kana text, birth date,
 sex char(2), postal char(7), town text, street text, building text, moved_in date, protected boolean)"""
PEOPLE = """DROP VIEW IF EXISTS kakanai_register; CREATE VIEW kakanai_register AS SELECT number AS "宛名番号", household AS "世帯番号", relation AS "続柄",
 name AS "氏名", kana AS "フリガナ", birth AS "生年月日", sex AS "性別", postal AS "郵便番号", town AS "住所", street AS "番地",
 building AS "方書", moved_in AS "転入日", protected AS "支援措置" FROM people"""
_ROWS = """INSERT INTO people VALUES
 ('1001', 'H1', '世帯主', '見本　太郎', 'ミホン　タロウ', '1994-04-12', '1', '0000011', '見本県見本市中央', '1丁目2番3号', NULL, NULL, false),
 ('1002', 'H1', '子', '見本　ひかり', 'ミホン　ヒカリ', '2026-10-28', '2', '0000011', '見本県見本市中央', '1丁目2番3号', '', '2026-11-02', true)"""


def connected(url: str) -> "psycopg.Connection[tuple[object, ...]]":
    parsed = make_url(url)
    return psycopg.connect(host=str(parsed.query["host"]), user="postgres", dbname=parsed.database, autocommit=True)


def execute(url: str, *statements: str) -> None:
    with connected(url) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def lay_down(url: str, rows: str = _ROWS) -> None:
    execute(url, _TABLE, PEOPLE, rows)


@contextmanager
def as_reader(url: str, *, may_read: bool) -> Iterator[str]:
    """The address for a role that has nothing else."""
    execute(
        url,
        "CREATE ROLE kakanai_reader LOGIN",
        *(("GRANT SELECT ON kakanai_register TO kakanai_reader",) if may_read else ()),
    )
    try:
        yield url.replace("postgres@", "kakanai_reader@")
    finally:
        execute(url, "DROP OWNED BY kakanai_reader", "DROP ROLE kakanai_reader")
