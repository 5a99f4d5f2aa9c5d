"""Tills: money taken and given back at a counter, and a day that is counted and signed off"""

import sqlalchemy as sa
from alembic import op

revision = "0088"
down_revision = "0087"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "till_day",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("entries", sa.BigInteger(), nullable=False),
        sa.Column("counted", sa.BigInteger(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_note", sa.LargeBinary(), nullable=False),
        sa.Column("counted_by", _NUMBER, nullable=True),
        sa.Column("counted_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_by", _NUMBER, nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["counted_by"], ["staff.id"], name=op.f("fk_till_day_counted_by")),
        sa.ForeignKeyConstraint(["closed_by"], ["staff.id"], name=op.f("fk_till_day_closed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_till_day")),
        sa.UniqueConstraint("place", "day", name="uq_till_day_place"),
    )
    op.create_index(op.f("ix_till_day_day"), "till_day", ["day"])
    op.create_table(
        "till_entry",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("payment_number", sa.String(), nullable=False),
        sa.Column("receipt_number", sa.String(), nullable=False),
        sa.Column("staff_id", _NUMBER, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_till_entry_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_till_entry")),
    )
    op.create_index("ix_till_entry_place", "till_entry", ["place", "day"])
    op.create_index("ix_till_entry_once", "till_entry", ["payment_number", "kind"], unique=True)
    op.create_table(
        "till_order",
        sa.Column("payment_number", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("receipt_number", sa.String(), nullable=False),
        sa.Column("staff_id", _NUMBER, nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_till_order_staff_id")),
        sa.PrimaryKeyConstraint("payment_number", name=op.f("pk_till_order")),
    )
    op.create_index(op.f("ix_till_order_place"), "till_order", ["place"])


def downgrade() -> None:
    op.drop_table("till_order")
    op.drop_table("till_entry")
    op.drop_table("till_day")
