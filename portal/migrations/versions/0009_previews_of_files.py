"""Previews of files"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


# In place: to make a table of SQLite anew would delete what hangs on it.
def upgrade() -> None:
    op.add_column("attachment", sa.Column("sealed_preview", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.execute("ALTER TABLE attachment DROP COLUMN sealed_preview")
