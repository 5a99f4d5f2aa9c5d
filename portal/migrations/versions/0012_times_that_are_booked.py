"""Times that are booked, who waits for one, and what a section changed of them"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "reservation",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("resource", sa.String(), nullable=False),
        sa.Column("slot", sa.String(), nullable=False),
        sa.Column("starts", sa.String(), nullable=False),
        sa.Column("ends", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("draft_id", sa.String(), nullable=True),
        sa.Column("application_id", _NUMBER, nullable=True),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_reservation_draft_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_reservation_application_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reservation")),
        sa.UniqueConstraint(
            "resource", "slot", "starts", "number", name=op.f("uq_reservation_resource_slot_starts_number")
        ),
    )
    for column in ("draft_id", "application_id", "until"):
        op.create_index(op.f(f"ix_reservation_{column}"), "reservation", [column], unique=False)
    op.create_table(
        "slot_wait",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("resource", sa.String(), nullable=False),
        sa.Column("slot", sa.String(), nullable=False),
        sa.Column("starts", sa.String(), nullable=False),
        sa.Column("draft_id", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_slot_wait_draft_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slot_wait")),
        sa.UniqueConstraint(
            "draft_id",
            "question",
            "resource",
            "slot",
            "starts",
            name=op.f("uq_slot_wait_draft_id_question_resource_slot_starts"),
        ),
    )
    op.create_index("ix_slot_wait_slot", "slot_wait", ["resource", "slot", "starts"], unique=False)
    op.create_table(
        "slot_change",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("resource", sa.String(), nullable=False),
        sa.Column("slot", sa.String(), nullable=False),
        sa.Column("starts", sa.String(), nullable=False),
        sa.Column("extra", sa.Integer(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slot_change")),
    )
    op.create_index("ix_slot_change_slot", "slot_change", ["resource", "slot", "starts"], unique=False)
    _append_only("slot_change")


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
    op.drop_table("slot_change")
    op.drop_table("slot_wait")
    op.drop_table("reservation")
