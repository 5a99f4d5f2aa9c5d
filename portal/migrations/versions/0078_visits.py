"""Visits to a counter, what is done in each, how long they took, and that somebody came to their time"""

import sqlalchemy as sa
from alembic import op

revision = "0078"
down_revision = "0074"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "visit",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("once", sa.String(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("ticket", sa.String(), nullable=False),
        sa.Column("open_ticket", sa.String(), nullable=True),
        sa.Column("staff_id", _NUMBER, nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_words", sa.LargeBinary(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("parked_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_visit_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
        sa.UniqueConstraint("once", name=op.f("uq_visit_once")),
        sa.UniqueConstraint("open_ticket", name=op.f("uq_visit_open_ticket")),
    )
    for column in ("day", "staff_id", "changed_at"):
        op.create_index(op.f(f"ix_visit_{column}"), "visit", [column])
    op.create_table(
        "visit_item",
        sa.Column("visit_id", sa.String(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("booked", _NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_visit_item_visit_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("visit_id", "uid", name=op.f("pk_visit_item")),
    )
    op.create_index("ix_visit_item_uid", "visit_item", ["uid"])
    op.create_table(
        "visit_figure",
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("begun_at", sa.BigInteger(), nullable=False),
        sa.Column("registered_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("parked", sa.BigInteger(), nullable=False),
        sa.Column("filed", _NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_visit_figure")),
    )
    op.create_index(op.f("ix_visit_figure_day"), "visit_figure", ["day"])
    op.add_column("reservation", sa.Column("came_at", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("reservation", "came_at")
    op.drop_table("visit_figure")
    op.drop_table("visit_item")
    op.drop_table("visit")
