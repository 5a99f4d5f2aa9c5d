"""What the queue counts is in its indexes, and no row is read for it"""

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None

_OPEN = sa.text("decided_at IS NULL")
# Columns before, those that come behind them, and of which rows.
_INDEXES = {
    "ix_application_queue": (["duty", "due", "id"], ["state", "procedure"], _OPEN),
    "ix_application_open_procedure": (["duty", "procedure", "due", "id"], ["state"], _OPEN),
    "ix_application_state": (["duty", "state", "due", "id"], ["decided_at"], None),
}


def upgrade() -> None:
    for name, (columns, more, rows) in _INDEXES.items():
        op.drop_index(name, table_name="application")
        op.create_index(name, "application", columns + more, sqlite_where=rows, postgresql_where=rows)


def downgrade() -> None:
    for name, (columns, _, rows) in _INDEXES.items():
        op.drop_index(name, table_name="application")
        op.create_index(name, "application", columns, sqlite_where=rows, postgresql_where=rows)
