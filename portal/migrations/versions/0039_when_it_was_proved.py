"""When whoever is signed in showed who they are"""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("session") as table:
        table.add_column(sa.Column("proved_at", sa.BigInteger(), nullable=False, server_default="0"))
    op.execute("UPDATE session SET proved_at = made_at")
    with op.batch_alter_table("session") as table:
        table.alter_column("proved_at", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("session") as table:
        table.drop_column("proved_at")
