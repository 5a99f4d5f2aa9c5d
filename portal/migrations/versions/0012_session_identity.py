"""A session keeps the identity that the city's provider proved: one person in several cities of a joint installation."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.add_column("session", sa.Column("issuer", sa.String(), nullable=True))
    op.add_column("session", sa.Column("subject", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("session", "subject")
    op.drop_column("session", "issuer")
