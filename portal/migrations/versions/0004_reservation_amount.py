"""Yen of a budget, beside places."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("reservation", sa.Column("amount", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("reservation", "amount")
