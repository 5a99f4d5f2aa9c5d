"""Who is away"""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "staff_absence",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("staff_id", _NUMBER, nullable=False),
        sa.Column("from_day", sa.String(), nullable=False),
        sa.Column("to_day", sa.String(), nullable=False),
        sa.Column("substitute_id", _NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_absence_staff_id")),
        sa.ForeignKeyConstraint(["substitute_id"], ["staff.id"], name=op.f("fk_staff_absence_substitute_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_absence")),
    )
    op.create_index(op.f("ix_staff_absence_staff_id"), "staff_absence", ["staff_id"])


def downgrade() -> None:
    op.drop_table("staff_absence")
