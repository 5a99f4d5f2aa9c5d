"""Disasters: days on which a procedure is taken in a shorter way, and staff who came for them alone"""

import sqlalchemy as sa
from alembic import op

revision = "0091"
down_revision = "0089"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "disaster_mode",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("from_day", sa.String(), nullable=False),
        sa.Column("to_day", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("settled_by", sa.String(), nullable=True),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disaster_mode")),
    )
    op.create_table(
        "temporary_staff",
        sa.Column("staff_id", _NUMBER, nullable=False),
        sa.Column("mode_id", _NUMBER, nullable=False),
        sa.Column("last_day", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["mode_id"], ["disaster_mode.id"], name=op.f("fk_temporary_staff_mode_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_temporary_staff_staff_id")),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_temporary_staff")),
    )
    op.create_index(op.f("ix_temporary_staff_mode_id"), "temporary_staff", ["mode_id"])


def downgrade() -> None:
    op.drop_table("temporary_staff")
    op.drop_table("disaster_mode")
