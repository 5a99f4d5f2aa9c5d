"""番号札."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "ticket",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("once", sa.String(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("hall", sa.String(), nullable=False),
        sa.Column("queue", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("taken_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("desk", sa.Integer(), nullable=False),
        sa.Column("called_at", sa.BigInteger()),
        sa.Column("ended_at", sa.BigInteger()),
        sa.Column("staff_id", number, sa.ForeignKey("staff.id")),
        sa.UniqueConstraint("once"),
        sa.UniqueConstraint("day", "hall", "queue", "number"),
    )
    op.create_index("ix_ticket_day_hall_state", "ticket", ["day", "hall", "state"])


def downgrade() -> None:
    op.drop_table("ticket")
