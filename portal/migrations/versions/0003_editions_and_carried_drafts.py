"""In which order versions were offered, and what drafts brought along from an earlier one"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# As many as were offered no later: one number each, in the order in which they were the newest so far.
_NUMBERED = """
UPDATE definition SET edition = (
  SELECT count(*) FROM definition d WHERE d.published_at < definition.published_at
  OR (d.published_at = definition.published_at AND d.version < definition.version)
  OR (d.published_at = definition.published_at AND d.version = definition.version AND d.meaning <= definition.meaning)
)
"""


# Columns are added and dropped in place: to make a table of SQLite anew would delete what hangs on it.
def upgrade() -> None:
    op.add_column("definition", sa.Column("edition", sa.BigInteger(), nullable=False, server_default="0"))
    op.execute(_NUMBERED)
    op.add_column("draft", sa.Column("sealed_carried", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.execute("ALTER TABLE draft DROP COLUMN sealed_carried")
    op.execute("ALTER TABLE definition DROP COLUMN edition")
