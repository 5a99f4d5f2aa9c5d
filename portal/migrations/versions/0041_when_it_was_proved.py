"""When whoever is signed in showed who they are"""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("session", sa.Column("proved_at", sa.BigInteger(), nullable=False, server_default="0"))
    op.execute("UPDATE session SET proved_at = made_at")


def downgrade() -> None:
    op.drop_column("session", "proved_at")
