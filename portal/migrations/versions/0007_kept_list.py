"""Lists kept by sections."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "list_entry",
        sa.Column("id", number, primary_key=True),
        sa.Column("list_name", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("kana", sa.String(), nullable=False),
        sa.Column("easy", sa.String(), nullable=False),
        sa.Column("english", sa.String(), nullable=False),
        sa.Column("starts", sa.String(), nullable=False),
        sa.Column("ends", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("cells", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.UniqueConstraint("list_name", "key"),
    )
    op.create_table(
        "list_change",
        sa.Column("id", number, primary_key=True),
        sa.Column("list_name", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("changes", sa.String(), nullable=False),
        sa.UniqueConstraint("list_name", "revision"),
    )


def downgrade() -> None:
    op.drop_table("list_change")
    op.drop_table("list_entry")
