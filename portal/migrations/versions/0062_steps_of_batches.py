"""What became of batches: acknowledged by their receiver, differing, or lost with a medium"""

import sqlalchemy as sa
from alembic import op

revision = "0062"
down_revision = "0060"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_CLOSED = sa.text("what = 'acknowledged'")


def upgrade() -> None:
    op.create_table(
        "batch_step",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("batch_id", _NUMBER, nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.Column("told_count", sa.Integer(), nullable=True),
        sa.Column("told_sum", sa.String(), nullable=False),
        sa.Column("on_day", sa.String(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_words", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["export_batch.id"], name=op.f("fk_batch_step_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch_step")),
        sa.UniqueConstraint("uid", name=op.f("uq_batch_step_uid")),
    )
    op.create_index(op.f("ix_batch_step_batch_id"), "batch_step", ["batch_id"])
    op.create_index(
        "ix_batch_step_closed", "batch_step", ["batch_id"], unique=True, sqlite_where=_CLOSED, postgresql_where=_CLOSED
    )
    _append_only("batch_step")


def _append_only(table: str) -> None:
    """As 0001 does it; its function stands there already."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
        )
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def downgrade() -> None:
    op.drop_table("batch_step")
