"""Scans of the papers that a visitor shows: files that hang on a visit"""

import sqlalchemy as sa
from alembic import op

revision = "0104"
down_revision = "0103"
branch_labels = None
depends_on = None

_TABLES = ("attachment", "file_piece")


def upgrade() -> None:
    # No reference: SQLite takes one with a copy of the table alone, and that would copy every file.
    for table in _TABLES:
        op.add_column(table, sa.Column("visit_id", sa.String(), nullable=True))
        op.create_index(op.f(f"ix_{table}_visit_id"), table, ["visit_id"])


def downgrade() -> None:
    for table in _TABLES:
        op.drop_index(op.f(f"ix_{table}_visit_id"), table)
        op.drop_column(table, "visit_id")
