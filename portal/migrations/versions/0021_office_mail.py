"""Mails to offices: up to which application."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "office_mail",
        sa.Column("address", sa.String(), primary_key=True),
        sa.Column("office", sa.String(), primary_key=True),
        sa.Column("last_id", number, nullable=False),
        sa.Column("mailed_at", sa.BigInteger(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("office_mail")
