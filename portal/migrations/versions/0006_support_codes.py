"""Support codes"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "support_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("route", sa.String(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("places", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("page", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_entry")),
    )
    with op.batch_alter_table("support_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_support_entry_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_support_entry_code"), ["code"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("support_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_support_entry_code"))
        batch_op.drop_index(batch_op.f("ix_support_entry_at"))

    op.drop_table("support_entry")
