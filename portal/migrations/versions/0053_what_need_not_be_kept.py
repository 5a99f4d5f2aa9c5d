"""What need not be kept: lists that are approved, holds, records and counts

Rows that nothing may delete (`append_only` since 0001 and 0013) may go with their application, and only while an approved list
is carried out of which it is a line: the database itself looks there."""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_GOES = (
    "EXISTS (SELECT 1 FROM disposal_line l JOIN disposal d ON d.id = l.disposal_id "
    "WHERE l.application_id = {application} AND l.state = 'gone' AND d.state = 'approved')"
)
_PAID = "(SELECT p.application_id FROM payment p WHERE p.id = OLD.payment_id)"
# Append-only table → whose application a row of it is.
_GUARDED = {
    "application_answers": "OLD.application_id",
    "application_event": "OLD.application_id",
    "payment_event": _PAID,
}


def upgrade() -> None:
    _lists()
    _holds_and_counts()
    if op.get_bind().dialect.name == "postgresql":
        _guards_postgresql()
    else:
        _guards_sqlite()


def _lists() -> None:
    op.create_table(
        "disposal",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("duty", sa.String(), nullable=False),
        sa.Column("free_by", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("proposed_by", sa.String(), nullable=False),
        sa.Column("proposed_at", sa.BigInteger(), nullable=False),
        sa.Column("approved_by", sa.String(), nullable=False),
        sa.Column("approved_at", sa.BigInteger(), nullable=True),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("ended_by", sa.String(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disposal")),
    )
    still_open = sa.text("state IN ('proposed', 'approved')")
    op.create_index(
        "ix_disposal_one_open", "disposal", ["duty"], unique=True, sqlite_where=still_open, postgresql_where=still_open
    )
    op.create_index("ix_disposal_state_day", "disposal", ["state", "day"])
    words = ("receipt_number", "procedure", "meaning", "duty", "door", "arrival_place", "arrival_basis", "outcome")
    more = ("free_on", "documents", "state", "why", "by", "counts")
    op.create_table(
        "disposal_line",
        sa.Column("disposal_id", _NUMBER, nullable=False),
        sa.Column("application_id", _NUMBER, nullable=False, autoincrement=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in (*words, *more)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("arrived_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=True),
        sa.Column("sealed_words", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["disposal_id"], ["disposal.id"], name=op.f("fk_disposal_line_disposal_id")),
        sa.PrimaryKeyConstraint("disposal_id", "application_id", name=op.f("pk_disposal_line")),
    )
    gone = sa.text("state = 'gone'")
    op.create_index(op.f("ix_disposal_line_receipt_number"), "disposal_line", ["receipt_number"])
    op.create_index(
        "ix_disposal_line_gone", "disposal_line", ["application_id"], unique=True, sqlite_where=gone,
        postgresql_where=gone,
    )  # fmt: skip
    op.create_index(
        "ix_disposal_line_book", "disposal_line", ["duty", "arrived_at"], sqlite_where=gone, postgresql_where=gone
    )


def _holds_and_counts() -> None:
    op.create_table(
        "legal_hold",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("duty", sa.String(), nullable=False),
        sa.Column("application_id", _NUMBER, nullable=True),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_words", sa.LargeBinary(), nullable=False),
        sa.Column("set_by", sa.String(), nullable=False),
        sa.Column("set_at", sa.BigInteger(), nullable=False),
        sa.Column("sealed_lifted", sa.LargeBinary(), nullable=True),
        sa.Column("lifted_by", sa.String(), nullable=False),
        sa.Column("lifted_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_legal_hold_application_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_hold")),
        sa.UniqueConstraint("uid", name=op.f("uq_legal_hold_uid")),
    )
    op.create_index(op.f("ix_legal_hold_application_id"), "legal_hold", ["application_id"])
    op.create_index("ix_legal_hold_procedure", "legal_hold", ["duty", "procedure"])
    sorts = ("duty", "procedure", "month", "door", "outcome")
    op.create_table(
        "past_count",
        *(sa.Column(name, sa.String(), nullable=False) for name in sorts),
        sa.Column("days", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(*sorts, "days", name=op.f("pk_past_count")),
    )


def _guards_sqlite() -> None:
    for table, application in _GUARDED.items():
        op.execute(f"DROP TRIGGER {table}_no_delete")
        op.execute(
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
            f"WHEN NOT {_GOES.format(application=application)} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER disposal_line_no_{verb.lower()} BEFORE {verb} ON disposal_line WHEN OLD.state = 'gone' "
            "BEGIN SELECT RAISE(ABORT, 'disposal_line is append-only'); END"
        )
    op.execute(
        "CREATE TRIGGER disposal_no_delete BEFORE DELETE ON disposal "
        "BEGIN SELECT RAISE(ABORT, 'disposal is append-only'); END"
    )


def _guards_postgresql() -> None:
    for table, application in _GUARDED.items():
        op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
        )
        op.execute(
            f"CREATE FUNCTION {table}_goes() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {_GOES.format(application=application)} THEN RETURN OLD; END IF; "
            f"RAISE EXCEPTION '{table} is append-only'; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_goes()"
        )
    op.execute(
        "CREATE TRIGGER disposal_line_append_only BEFORE UPDATE OR DELETE ON disposal_line "
        "FOR EACH ROW WHEN (OLD.state = 'gone') EXECUTE FUNCTION append_only()"
    )
    for table in ("disposal_line", "disposal"):
        verbs = "TRUNCATE" if table == "disposal_line" else "DELETE OR TRUNCATE"
        op.execute(
            f"CREATE TRIGGER {table}_stays BEFORE {verbs} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
        )


def downgrade() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    for table in _GUARDED:
        if postgresql:
            op.execute(f"DROP TRIGGER {table}_no_delete ON {table}")
            op.execute(f"DROP FUNCTION {table}_goes()")
            op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
            op.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
            )
        else:
            op.execute(f"DROP TRIGGER {table}_no_delete")
            op.execute(
                f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
    for table in ("past_count", "legal_hold", "disposal_line", "disposal"):
        op.drop_table(table)
