"""Hand-overs that the worker makes."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_OPEN = sa.text("ended_at IS NULL")


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "hand_over_order",
        sa.Column("id", number, primary_key=True),
        sa.Column("layout", sa.String(), nullable=False),
        sa.Column("duty", sa.String(), nullable=False),
        sa.Column("staff_id", number, sa.ForeignKey("staff.id"), nullable=False),
        sa.Column("ordered_at", sa.BigInteger(), nullable=False),
        sa.Column("expected", sa.Integer(), nullable=False),
        sa.Column("examined", sa.Integer(), nullable=False),
        sa.Column("claimed_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("batch_id", number, sa.ForeignKey("export_batch.id"), nullable=True),
        sa.Column("problem", sa.String(), nullable=False),
    )
    op.create_index(
        "ix_hand_over_order_open",
        "hand_over_order",
        ["layout", "duty"],
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )


def downgrade() -> None:
    op.drop_table("hand_over_order")
