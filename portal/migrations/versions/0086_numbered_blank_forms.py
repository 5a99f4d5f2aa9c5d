"""Blank forms with a number each, for hours without a computer"""

import sqlalchemy as sa
from alembic import op

revision = "0086"
down_revision = "0085"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "blank_form",
        sa.Column("number", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("batch", sa.String(), nullable=False),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("meaning", sa.String(), nullable=False),
        sa.Column("staff_id", _NUMBER, nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.String(), nullable=True),
        sa.Column("filed_at", sa.BigInteger(), nullable=True),
        sa.Column("spoiled_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_blank_form_staff_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_blank_form")),
        sa.UniqueConstraint("uid", name=op.f("uq_blank_form_uid")),
    )
    op.create_index(op.f("ix_blank_form_batch"), "blank_form", ["batch"])


def downgrade() -> None:
    op.drop_table("blank_form")
