"""The tables of the first release, their guards and the one row that has to be there.

The tables stand in `0001/<engine>.sql`, as text: whatever the models become later, this revision stays as it is, and SQLite and
PostgreSQL make the whole in a tenth of a second."""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_TABLES = Path(__file__).resolve().parent / "0001"
_APPEND_ONLY = ("audit_batch", "audit_record", "batch_step", "slot_change")
# Its data key is wrapped again at each rotation; nothing else of it changes.
_BUT_KEYS = {
    "batch_step": "UPDATE OF id, uid, batch_id, what, at, by, held, told_count, told_sum, on_day, sealed_words",
}
_PAID = "(SELECT p.application_id FROM payment p WHERE p.id = OLD.payment_id)"
# Append-only until an approved list of disposal names the application: table → the application of a row.
_GOES_WITH_ITS_CASE = {
    "application_answers": "OLD.application_id",
    "application_event": "OLD.application_id",
    "payment_event": _PAID,
}
_GOES = (
    "EXISTS (SELECT 1 FROM disposal_line l JOIN disposal d ON d.id = l.disposal_id "
    "WHERE l.application_id = {application} AND l.state = 'gone' AND d.state = 'approved')"
)


def upgrade() -> None:
    engine = op.get_bind().dialect.name
    for statement in (_TABLES / f"{engine}.sql").read_text(encoding="utf-8").split("\n\n"):
        op.execute(statement)
    for guard in _guards_sqlite() if engine == "sqlite" else _guards_postgresql():
        op.execute(guard)
    op.execute("INSERT INTO change_head (id, last) VALUES (1, 0)")  # locked by whoever numbers changes


def _guards_sqlite() -> list[str]:
    never = [_refuse(table, verb) for table in _APPEND_ONLY for verb in (_BUT_KEYS.get(table, "UPDATE"), "DELETE")]
    with_case = [
        guard
        for table, application in _GOES_WITH_ITS_CASE.items()
        for guard in (
            _refuse(table, "UPDATE"),
            _refuse(table, "DELETE", f"WHEN NOT {_GOES.format(application=application)} "),
        )
    ]
    lists = [_refuse("disposal_line", verb, "WHEN OLD.state = 'gone' ") for verb in ("UPDATE", "DELETE")]
    return [*never, *with_case, *lists, _refuse("disposal", "DELETE")]


def _refuse(table: str, verb: str, when: str = "") -> str:
    return (
        f"CREATE TRIGGER {table}_no_{verb.split(maxsplit=1)[0].lower()} BEFORE {verb} ON {table} {when}"
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )


def _guards_postgresql() -> list[str]:
    guards = [
        "CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$",
        *(
            _refuse_statement(f"{table}_append_only", f"{_BUT_KEYS.get(table, 'UPDATE')} OR DELETE OR TRUNCATE", table)
            for table in _APPEND_ONLY
        ),
        "CREATE TRIGGER disposal_line_append_only BEFORE UPDATE OR DELETE ON disposal_line "
        "FOR EACH ROW WHEN (OLD.state = 'gone') EXECUTE FUNCTION append_only()",
        _refuse_statement("disposal_line_stays", "TRUNCATE", "disposal_line"),
        _refuse_statement("disposal_stays", "DELETE OR TRUNCATE", "disposal"),
    ]
    for table, application in _GOES_WITH_ITS_CASE.items():
        guards += [
            _refuse_statement(f"{table}_append_only", "UPDATE OR TRUNCATE", table),
            f"CREATE FUNCTION {table}_goes() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {_GOES.format(application=application)} THEN RETURN OLD; END IF; "
            f"RAISE EXCEPTION '{table} is append-only'; END $$",
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_goes()",
        ]
    return guards


def _refuse_statement(name: str, verbs: str, table: str) -> str:
    return f"CREATE TRIGGER {name} BEFORE {verbs} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
