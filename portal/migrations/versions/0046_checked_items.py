"""What a reviewer made sure of"""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "checked_item",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("application_id", _NUMBER, nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("ticked", sa.Integer(), nullable=False),
        sa.Column("answers_revision", sa.Integer(), nullable=False),
        sa.Column("staff_id", _NUMBER, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_checked_item_application_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_checked_item_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checked_item")),
    )
    op.create_index(op.f("ix_checked_item_application_id"), "checked_item", ["application_id"])


def downgrade() -> None:
    op.drop_table("checked_item")
