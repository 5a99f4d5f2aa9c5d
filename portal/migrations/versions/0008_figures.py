"""Figures of filings, and searches without a match."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
# Every filing adds a row: without this the first one would end the way back.
STATISTICS = ("filing_figure", "search_miss", "application.sealed_filing")


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "filing_figure",
        sa.Column("uid", sa.String(), primary_key=True),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("duty", sa.String(), nullable=False),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("door", sa.String(), nullable=False),
        sa.Column("minutes", number, nullable=True),
        sa.Column("boxes", number, nullable=False),
        sa.Column("unkeyed", number, nullable=False),
    )
    op.create_index("ix_filing_figure_day", "filing_figure", ["duty", "day"])
    op.add_column("application", sa.Column("sealed_filing", sa.LargeBinary(), nullable=True))
    unnoted = sa.text("sealed_filing IS NOT NULL")
    op.create_index("ix_application_unnoted", "application", ["id"], sqlite_where=unnoted, postgresql_where=unnoted)
    op.create_table(
        "search_miss",
        sa.Column("month", sa.String(), primary_key=True),
        sa.Column("mark", sa.LargeBinary(), primary_key=True),
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("number", number, nullable=False),
        sa.Column("days", number, nullable=False),
        sa.Column("last_day", sa.String(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("search_miss")
    op.drop_index("ix_application_unnoted", "application")
    op.drop_column("application", "sealed_filing")
    op.drop_table("filing_figure")
