"""Texts of parts of the city's files, written in the browser."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "city_edition",
        sa.Column("id", number, primary_key=True),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("open_part", sa.String(), nullable=True, unique=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("to_file", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("from_day", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("written_by", number, sa.ForeignKey("staff.id"), nullable=False),
        sa.Column("written_at", sa.BigInteger(), nullable=False),
        sa.Column("decided_by", number, sa.ForeignKey("staff.id"), nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("in_force_at", sa.BigInteger(), nullable=True),
        sa.Column("words", sa.String(), nullable=False, server_default=""),
    )
    op.create_index("ix_city_edition_part", "city_edition", ["part"])


def downgrade() -> None:
    op.drop_table("city_edition")
